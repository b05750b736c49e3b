"""Pages that an article's front matter names under `links`, as in Material for MkDocs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from rapport.blog.problem import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rapport.blog.article import Article

    Find = Callable[[str], tuple[str, str] | None]
    """From a path below the docs folder, `about.md#who`, to the page's title and URL."""


class RelatedLink(Struct, frozen=True):
    """A link with its title, or a title with the links under it, whose `url` is empty."""

    title: str
    url: str = ""
    below: tuple[RelatedLink, ...] = ()


def related_links(article: Article, find: Find) -> tuple[RelatedLink, ...]:
    """Return the links of an article's front matter; missing pages are left out."""
    return tuple(_read((article.extra or {}).get("links"), find, []))


def find_dead_links(article: Article, find: Find) -> Iterator[Problem]:
    """Yield a problem for every missing page in the links of an article's front matter."""
    missing: list[str] = []
    for _ in _read((article.extra or {}).get("links"), find, missing):
        pass
    position = article.position("links")
    for path in missing:
        message = f"`links`: there is no page `{path}`."
        hint = "Write the path relative to the docs folder."
        place = (article.path, position.line, position.column)
        yield Problem(*place, "link-broken", message, hint, Severity.WARNING)


def _read(wanted: object, find: Find, missing: list[str]) -> Iterator[RelatedLink]:
    for title, target in _pairs(wanted):
        if isinstance(target, str):
            link = _link(title, target, find)
            if link is None:
                missing.append(target)
            else:
                yield link
        elif below := tuple(_read(target, find, missing)):
            yield RelatedLink(title, below=below)


def _pairs(wanted: object) -> Iterator[tuple[str, object]]:
    """Yield titles and targets of a list, or of a map; a bare target has no title."""
    if isinstance(wanted, dict):
        yield from ((str(title), target) for title, target in wanted.items())
    elif isinstance(wanted, list):
        for link in wanted:
            if isinstance(link, str):
                yield "", link
            else:
                yield from _pairs(link)


def _link(title: str, target: str, find: Find) -> RelatedLink | None:
    path = target.partition("#")[0]
    if not path.endswith(".md") or "://" in path:
        return RelatedLink(title or target, target)
    article = find(target)
    return None if article is None else RelatedLink(title or article[0], article[1])
