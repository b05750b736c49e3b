"""The site as published before: none of its URLs may disappear, and ids keep their articles."""

from __future__ import annotations

import json
import posixpath
import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from rapport.blog.problem import Problem
from rapport.blog.urls import as_file, output_path, site_path, slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import tzinfo

    from rapport.blog.article import Article

_LOCATION = re.compile(r"<loc>\s*([^<]+?)\s*</loc>")
_NUMBERED = re.compile(r"(?:^|/)page/\d+/index\.html$")


class PreviousError(Exception):
    """The file is not a `blog.json`; the message says why."""


class PreviousArticle(Struct, frozen=True):
    """An article as published before; its addresses are site-relative.

    `url` ends with a slash, `path` is where its page was: `a/`, or `a.html` on a flat site.
    """

    id: str
    url: str
    path: str
    title: str
    aliases: tuple[str, ...]
    tags: tuple[str, ...]


class Published(Struct, frozen=True):
    """A site as published before; `pages` are its HTML files, empty without a folder or sitemap."""

    path: str
    articles: tuple[PreviousArticle, ...]
    pages: tuple[str, ...] = ()


def read_published(text: str, path: str, pages: Iterable[str] = ()) -> Published:
    """Return what a `blog.json` says was published; raises `PreviousError`."""
    try:
        document = json.loads(text)
        root = urlsplit(document["url"]).path.strip("/")
        articles = tuple(_article(entry, root) for entry in document["articles"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PreviousError(f"{path} is not a blog.json: {error}") from error
    return Published(path, articles, tuple(sorted(pages)))


def read_sitemap(text: str, path: str) -> Published:
    """Return the URLs of a sitemap (sitemaps.org) as the site published before.

    Raises `PreviousError` for another document.
    """
    addresses = [unescape(address) for address in _LOCATION.findall(text)]
    if "<urlset" not in text or not addresses:
        raise PreviousError(f"{path} is not a sitemap: it has no `<urlset>` with `<loc>`.")
    paths = [unquote(urlsplit(address).path).lstrip("/") for address in addresses]
    return Published(
        path, (), tuple(sorted({output_path(site_path(page_path)) for page_path in paths}))
    )


def without_gone(previous: Published, gone: Iterable[str]) -> Published:
    """Return the published site without the URLs that were removed on purpose.

    Everything below one of them, `old/` or `tags/x/`, went with it.
    """
    away = [url.strip("/") for url in gone]

    def stays(url: str) -> bool:
        plain = url.removesuffix("index.html").strip("/")
        return not any(plain == folder or plain.startswith(f"{folder}/") for folder in away)

    articles = [
        replace(
            article,
            aliases=tuple(filter(stays, article.aliases)),
            tags=tuple([tag for tag in article.tags if stays(f"tags/{tag}/")]),
        )
        for article in previous.articles
        if stays(article.path) and stays(article.url)
    ]
    return replace(previous, articles=tuple(articles), pages=tuple(filter(stays, previous.pages)))


def _article(entry: Mapping[str, object], root: str) -> PreviousArticle:
    aliases, tags = entry.get("aliases") or [], entry.get("tags") or []
    assert isinstance(aliases, list)
    assert isinstance(tags, list)
    path = unquote(urlsplit(str(entry["url"])).path).lstrip("/")
    path = path.removeprefix(f"{root}/") if root else path
    return PreviousArticle(
        id=str(entry["id"]),
        url=f"{path.removesuffix('.html')}/" if path.endswith(".html") else path,
        path=path,
        title=str(entry["title"]),
        aliases=tuple(map(str, aliases)),
        tags=tuple(map(str, tags)),
    )


def with_former_urls(
    articles: Iterable[Article], previous: Published, *, is_flat: bool = False
) -> tuple[Article, ...]:
    """Return the articles with the former URLs of the same ids added to their aliases.

    `is_flat` if pages are files, `a.html`.
    """
    before = {article.id: (*article.aliases, article.path) for article in previous.articles}
    articles = tuple(articles)
    address = as_file if is_flat else str
    owned = {
        output_path(url) for article in articles for url in (address(article.url), *article.aliases)
    }
    with_urls = []
    for article in articles:
        former = [
            url
            for url in dict.fromkeys(before.get(article.id, ()))
            if output_path(url) not in owned
        ]
        with_urls.append(
            replace(article, aliases=(*article.aliases, *former)) if former else article
        )
    return tuple(with_urls)


def find_removed(
    previous: Published, outputs: Iterable[str], articles: Iterable[Article] = ()
) -> list[Problem]:
    """Return a problem for every published URL that no longer exists.

    The hint names one of the `articles` if its URL or title has the same last part.
    """
    likely = _by_last_part(articles)
    there = set(outputs)
    there |= {
        f"{path.removesuffix('.html')}/index.html" for path in there if path.endswith(".html")
    }
    titles = {output_path(article.url): article.title for article in previous.articles}
    former = {output_path(alias) for article in previous.articles for alias in article.aliases}
    tags = {f"tags/{tag}/index.html" for article in previous.articles for tag in article.tags}
    pages = {page for page in previous.pages if not _NUMBERED.search(page) and page != "404.html"}
    problems = []
    for output in sorted((titles.keys() | former | tags | pages) - there):
        url = output.removesuffix("index.html")
        if output in tags:
            hint = f"Add `{posixpath.basename(url.rstrip('/'))}` to the `synonyms` of a tag."
        else:
            place = likely.get(_last_part(url), "")
            target = f"`{place}`" if place else "the article that takes its place"
            hint = f"Add `aliases: [{url}]` to {target}."
        hint += f" Or name it on purpose: `gone: [{url}]` of rapport/articles."
        title = f" (“{titles[output]}”)" if output in titles else ""
        message = f"`/{url}`{title} was published before and no longer exists."
        problems.append(Problem(previous.path, 1, 1, "url-removed", message, hint))
    return problems


def _by_last_part(articles: Iterable[Article]) -> dict[str, str]:
    """Return the paths of articles by the last parts of URLs, if these are unique."""
    urls: dict[str, str] = {}
    for article in articles:
        for name in {_last_part(article.url), slug(article.title)}:
            urls[name] = "" if name in urls else article.path
    return urls


def _last_part(url: str) -> str:
    return slug(posixpath.basename(url.rstrip("/")).removesuffix(".html") or "-")


def lost_by_time(articles: Iterable[Article], zone: tzinfo) -> list[str]:
    """Return the files that may disappear with expired articles: theirs, and lists of them."""
    return [
        output_path(url)
        for article in articles
        for url in (
            article.url,
            *article.aliases,
            *(tag.page_url for tag in article.tags),
            *(author.page_url for author in article.authors),
            f"archive/{article.date.astimezone(zone).year}/",
        )
    ]


def find_new_ids(previous: Published, articles: Sequence[Article]) -> list[Problem]:
    """Return a problem for every article that replaced another at its URL under a new id."""
    ids = {
        url: article.id for article in previous.articles for url in (article.url, *article.aliases)
    }
    present = {article.id for article in articles}
    problems = []
    for article in articles:
        before = {ids[url]: url for url in (article.url, *article.aliases) if url in ids}
        if article.id in before or not before or present & before.keys():
            continue
        (old, url), *_ = before.items()
        position = article.position("id")
        message = f"the article at `/{url}` had the id `{old}`: feeds would show it as new."
        hint = f"Add `id: {old}`."
        problems.append(
            Problem(article.path, position.line, position.column, "id-changed", message, hint)
        )
    return problems
