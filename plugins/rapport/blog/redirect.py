"""Pages at former addresses that redirect to an article's current one."""

from __future__ import annotations

from html import escape
from pathlib import PurePosixPath
from posixpath import relpath
from typing import TYPE_CHECKING

from msgspec import Struct

from rapport.blog.feed_format import FEED_FILES
from rapport.blog.located_yaml import read_mapping
from rapport.blog.output import NewFiles, one_file
from rapport.blog.problem import Problem
from rapport.blog.urls import absolute, former_paths, is_outside, output_path

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from rapport.blog.article import Article

_SCRIPT = "assets/javascripts/redirect.js"
_PAGE = """\
<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<title>{title}</title>
<link rel="canonical" href="{canonical}">
<meta name="robots" content="noindex">
<script src="{script}" data-target="{target}"></script>
<noscript><meta http-equiv="refresh" content="0; url={target}"></noscript>
</head>
<body><p><a href="{target}">{title}</a></p></body>
</html>
"""


class Redirect(Struct, frozen=True):
    """A former address and where it leads, both relative to the site: `tag/cv/`, `tags/cv/`."""

    old: str
    new: str


def read_redirects(text: str, path: str) -> tuple[tuple[Redirect, ...], list[Problem]]:
    """Return the redirects of a `redirects.yml`, one address a line below `redirects:`."""
    top, problems = read_mapping(text, path)
    if problems:
        return (), problems
    pairs = top["redirects"][1].pairs() if "redirects" in top else None
    if pairs is None:
        message = "expected the key `redirects` with former addresses below it."
        hint = "Write `redirects:` and below it lines such as `category/cv/: tags/cv/`."
        return (), [Problem(path, 1, 1, "redirects-key", message, hint)]
    redirects = []
    for old, place, value in pairs:
        paths, new = former_paths(old), (value.text or "").lstrip("/")
        if not paths or value.text is None or is_outside(new):
            message = f"`{old}` and its target must be paths on this site."
            hint = "Write both as paths: `category/cv/: tags/cv/`."
            where = (path, place.line, place.column)
            problems.append(Problem(*where, "redirect-wrong", message, hint))
            continue
        redirects += [Redirect(former, new) for former in paths]
    return tuple(redirects), problems


def redirects(
    articles: Iterable[Article], site_url: str, lang: str, address: Callable[[str], str] = str
) -> Iterator[NewFiles]:
    """Yield a page for every alias; its script keeps the `#fragment`.

    Without JavaScript the page redirects, too. `address` returns the site's address of the page at
    a URL.
    """
    for article in articles:
        for alias in article.aliases:
            yield redirect(alias, address(article.url), article.title, site_url, lang)


def find_taken_aliases(articles: Iterable[Article], files: Collection[str]) -> list[Problem]:
    """Return a problem for every alias at the address of a page or file that the site makes."""
    problems = []
    for article in articles:
        for alias in article.aliases:
            output = output_path(alias)
            if output in files or output.rpartition("/")[2] in _MADE_LATER:
                position = article.position("aliases")
                message = f"the alias `{alias}` is already the URL of a page of this site."
                hint = "Remove it from `aliases`."
                place = (article.path, position.line, position.column)
                problems.append(Problem(*place, "alias-taken", message, hint))
    return problems


def aliases_below_pages(
    articles: Iterable[Article], owners: Mapping[str, str]
) -> Iterator[Problem]:
    """Yield a problem for every alias in a folder that is a file: `cv.html/amp` and `cv.html`.

    `owners` are the sources of all output files, by their paths in small letters.
    """
    for article in articles:
        for alias in article.aliases:
            folders = PurePosixPath(output_path(alias).casefold()).parents
            if file := next((str(folder) for folder in folders if str(folder) in owners), None):
                message = (
                    f"the alias `{alias}` lies below `/{file}`, which is a page, not a folder."
                )
                hint = "Remove it from `aliases`; the web server can redirect it."
                position = article.position("aliases")
                place = (article.path, position.line, position.column)
                yield Problem(*place, "alias-taken", message, hint)


_MADE_LATER = FEED_FILES | {
    "404.html",
    "blog.json",
    "site.webmanifest",
    "robots.txt",
    "sitemap.xml",
    "sitemap.xml.gz",
    "speculation.json",
}


def redirect(old_url: str, new_url: str, title: str, site_url: str, lang: str) -> NewFiles:
    """Return the page at `old_url` that leads to `new_url`, both relative to the site's root."""
    old = output_path(old_url)
    folder = old.rpartition("/")[0]
    target = relpath(new_url or ".", folder or ".") + ("/" if new_url.endswith("/") else "")
    page = _PAGE.format(
        lang=escape(lang),
        title=escape(title),
        canonical=escape(absolute(site_url, new_url)),
        target=escape(target),
        script=escape(relpath(_SCRIPT, folder or ".")),
    )
    return one_file(old, page.encode())
