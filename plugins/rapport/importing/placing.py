"""Assign each article its file and its address, before anything is written."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from rapport.blog.urls import slug
from rapport.importing.files import safe_name
from rapport.importing.model import ItemKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from rapport.importing.model import ImportedArticle
    from rapport.importing.target import TargetBlog

DRAFT_PAGES = "import/pages-held-back"
"""Where pages go that were not public: an ordinary page of a site can't be a draft."""
OUR_PAGES = frozenset(
    "articles archive authors tags checklists subscribe search assets inbox page overrides".split()
)
"""First parts of addresses that belong to the site's own pages."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An article with its place: `path` is its file in the blog, `url` its page on the site.

    `addresses` are its former ones, relative to the root of the former server, without a slash at
    the beginning: `2014/05/ask/`, `blog/2014/05/ask/`, `?p=12`. `slug` is for its front matter,
    where its file's name would not keep its address. `file` is that of the source, if it had one.
    `expires` is the day from which on it is over, `2025-01-01`.
    """

    key: str
    kind: ItemKind
    title: str
    path: str
    url: str
    addresses: tuple[str, ...]
    date: datetime | None = None
    is_draft: bool = False
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    slug: str = ""
    file: Path | None = None
    expires: str = ""

    def is_listed(self, now: datetime) -> bool:
        """Return whether lists show it: it is public, and neither in the future nor over."""
        is_out = self.date is not None and self.date <= now
        is_over = bool(self.expires) and self.expires <= f"{now:%Y-%m-%d}"
        return self.kind is ItemKind.ARTICLE and self.is_public and is_out and not is_over

    @property
    def media_folder(self) -> str:
        """The folder of its pictures and files: beside it, of its own name."""
        return self.path.removesuffix(".md")

    @property
    def is_public(self) -> bool:
        """Whether it will stand on the site."""
        return not self.is_draft


@dataclass
class Places:
    """Gives each article its own file, the same one in every import."""

    blog_url: str
    docs: str = "docs"
    articles: str = "docs/articles"
    known: Mapping[str, str] = field(default_factory=dict)
    taken: Collection[str] = frozenset()
    _used: set[str] = field(default_factory=set)
    _claimed: dict[str, str] = field(default_factory=dict)
    _hosts: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Record the files that earlier imports gave to other articles."""
        self._hosts = hosts_of(self.blog_url)
        self._reserved = {path.casefold() for path in (*self.known.values(), *self.taken)}

    def place(self, article: ImportedArticle) -> Placed:
        """Return an article with its file and its addresses."""
        path = self.known.get(article.key) or self._free(self._wanted(article))
        self._used.add(path.casefold())
        return Placed(
            key=article.key,
            kind=article.kind,
            title=article.title,
            path=path,
            url="",
            addresses=tuple(dict.fromkeys(self._addresses(article))),
            date=article.date,
            is_draft=article.is_draft,
            tags=article.tags,
            authors=article.authors,
            file=article.file,
            expires=str(article.extra.get("expires", "")),
        )

    def _wanted(self, article: ImportedArticle) -> str:
        if article.is_home and not article.is_draft:
            return posixpath.join(self.docs, "index.md")
        folder = unquote(article.folder).strip("/")
        inside = below(f"{folder}/", base_of(self.blog_url))
        inside = folder if inside is None else inside
        parts = [safe_name(part) for part in inside.split("/") if part.strip(". ")]
        last = re.sub(r"\.html?$", "", unquote(article.slug))
        name = safe_name(last or slug(article.title), "article")
        if name in ("index", "readme"):
            name = f"{name}-page"
        if article.kind is ItemKind.ARTICLE:
            return posixpath.join(self.articles, *parts, f"{name}.md")
        if article.is_draft:
            return posixpath.join(DRAFT_PAGES, *parts, f"{name}.md")
        if (parts or [name])[0] in OUR_PAGES:
            parts, name = (parts[1:], name) if parts else ([], f"{name}-page")
        return posixpath.join(self.docs, *parts, f"{name}.md")

    def _free(self, path: str) -> str:
        stem, number = path.removesuffix(".md"), 1
        while path.casefold() in self._used or path.casefold() in self._reserved:
            number += 1
            path = f"{stem}-{number}.md"
        return path

    def _addresses(self, article: ImportedArticle) -> Iterable[str]:
        for address in (article.address, *article.others):
            if address.startswith("?"):
                address = base_of(self.blog_url) + address  # noqa: PLW2901 - the same one, whole
            path = former_path(address, self._hosts)
            if path and self._claimed.setdefault(path.rstrip("/"), article.key) == article.key:
                yield path  # what two articles claim leads to the first


def url_of(item: Placed, target: TargetBlog) -> str:
    """Return the address of an article or page in the new blog, empty if it has none."""
    if not item.path.startswith(f"{target.docs}/"):
        return ""
    if item.kind is ItemKind.PAGE:
        page = item.path.removeprefix(f"{target.docs}/").removesuffix(".md")
        return "" if page == "index" else f"{page}/"
    date = item.date.astimezone(target.timezone) if item.date else None
    inside = item.path.removeprefix(f"{target.articles}/")
    return target.addresses.url(inside, item.slug, item.title, date)


def hosts_of(url: str) -> frozenset[str]:
    """Return the hosts of a blog, with `www.` and without."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return frozenset((host, f"www.{host}")) if host else frozenset()


def base_of(url: str) -> str:
    """Return the path of a site on its server: `/` or `/blog/`."""
    return f"/{urlsplit(url).path.strip('/')}/".replace("//", "/")


def below(path: str, root: str) -> str | None:
    """Return a path relative to the site at `root`; None if it lies elsewhere.

    `blog/2014/ask/` is `2014/ask/` for the site at `/blog/`, and `about/` is none of its pages.
    """
    folder = root.strip("/")
    if not folder:
        return path
    if path.rstrip("/") == folder:
        return ""
    return (
        path.removeprefix(f"{folder}/") if path.startswith((f"{folder}/", f"{folder}?")) else None
    )


def former_path(address: str, hosts: Collection[str]) -> str:
    """Return a former address as a path with its query; empty if it is on another site.

    `https://old.example/2014/ask/` is `2014/ask/`, `/?p=12` is `?p=12`.
    """
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").lower()
    except ValueError:
        return ""
    if (parts.scheme and parts.scheme not in ("http", "https")) or (host and host not in hosts):
        return ""
    path = re.sub(r"/{2,}", "/", unquote(parts.path)).lstrip("/")
    if ".." in path.split("/") or any(ord(sign) < 32 for sign in path):  # noqa: PLR2004 - controls
        return ""
    return f"{path}?{parts.query}" if parts.query else path
