"""Pages at addresses that were removed on purpose; better servers answer 410 (RFC 9110)."""

from __future__ import annotations

from html import escape
from posixpath import relpath
from typing import TYPE_CHECKING

from rapport.blog.output import NewFiles, one_file
from rapport.blog.problem import Problem
from rapport.blog.urls import output_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rapport.blog.build_state import BlogRead, SiteSettings

_PAGE = """\
<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
</head>
<body><h1>{title}</h1><p><a href="{home}">{link}</a></p></body>
</html>
"""


def gone_pages(settings: SiteSettings) -> Iterator[NewFiles]:
    """Yield a page for every removed address; it says so and links to the articles."""
    for url in settings.gone:
        path = output_path(url)
        if path.endswith(".html"):
            home = relpath(settings.address(settings.home) or ".", path.rpartition("/")[0] or ".")
            page = _PAGE.format(
                lang=escape(settings.locale),
                title=escape(settings.texts.gettext("This page was removed")),
                home=escape(home + "/"),
                link=escape(settings.texts.gettext("All articles")),
            )
            yield one_file(path, page.encode())


def find_gone_there(site: BlogRead, files: Iterable[str]) -> Iterator[Problem]:
    """Yield an error for each address that is listed as gone but exists on the site."""
    published = site.blog.published
    there = {output_path(url) for url in files} | set(site.outputs.values())
    there |= {output_path(url) for article in published for url in (article.url, *article.aliases)}
    for url in site.settings.gone:
        if output_path(url) in there:
            message = f"`gone: {url}` of rapport/articles is an address of this site."
            yield Problem(
                "mkdocs.yml", 1, 1, "gone-there", message, "Remove it from one of the two."
            )
