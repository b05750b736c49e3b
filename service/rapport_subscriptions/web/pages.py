"""The service's pages, and their headers."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from rapport_subscriptions.rules.links import ROOT
from rapport_subscriptions.rules.texts import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.rules.look import Look


@dataclass(frozen=True)
class Button:
    """A form with one button; nothing happens before a person clicks it."""

    words: str
    action: str
    fields: Mapping[str, str | list[str]] = field(default_factory=dict)
    quiet: bool = False


@dataclass(frozen=True)
class PageLink:
    """A link to another page."""

    words: str
    address: str


def page(name: str, blog: Blog | None, status: int = 200, **values: object) -> Response:
    """Return a page made from a template."""
    texts = blog.texts if blog else ENGLISH
    words = {"_": texts.gettext, "ngettext": texts.ngettext, "language": texts.language}
    html = _templates().get_template(name).render(blog=blog, root=ROOT, **words, **values)
    answer = HTMLResponse(html, status)
    if blog:
        answer.headers["content-security-policy"] = policy(blog)
    return answer


def message(
    title: str,
    *paragraphs: str,
    blog: Blog | None,
    status: int = 200,
    quote: str = "",
    buttons: Sequence[Button] = (),
    links: Sequence[PageLink] = (),
) -> Response:
    """Return a page with one message and at most a few buttons."""
    return page(
        "message.html",
        blog,
        status,
        title=title,
        paragraphs=paragraphs,
        quote=quote,
        buttons=buttons,
        links=links,
    )


def policy(blog: Blog | None) -> str:
    """Return the content security policy: our stylesheet, our forms, redirects, and the logo."""
    targets = f"'self' {blog.origin}" if blog else "'self'"
    logo = f"img-src {blog.look.logo_origin}; " if blog and blog.look.logo else ""
    return (
        f"default-src 'none'; style-src 'self'; {logo}form-action {targets}; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


def stylesheet(look: Look) -> Response:
    """Return the one stylesheet, in the blog's colours."""
    return Response(
        look.painted(_css()),
        media_type="text/css",
        headers={"cache-control": "public, max-age=3600"},
    )


@cache
def _css() -> str:
    return (files("rapport_subscriptions") / "assets" / "service.css").read_text("utf-8")


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("rapport_subscriptions", "templates/page"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
