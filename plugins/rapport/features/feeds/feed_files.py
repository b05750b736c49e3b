"""From feeds to validated files."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rapport.blog.feed_format import FeedFormat
from rapport.blog.problem import Problem
from rapport.features.feeds.atom import atom_entry, to_atom
from rapport.features.feeds.definitions import FeedDefinition
from rapport.features.feeds.feed import Feed
from rapport.features.feeds.json_feed import json_item, to_json_feed
from rapport.features.feeds.rss import rss_item, to_rss
from rapport.features.feeds.settings import FeedSettings
from rapport.features.feeds.validation import check

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from rapport.blog.article import Article
    from rapport.features.feeds.findings import FeedProblem

_KEYS = {"date": ("pubDate", "published", "updated"), "image": ("enclosure", "media:content")}


# Several feeds share an entry; what it becomes follows from the entry alone.
_rss_item = lru_cache(maxsize=4096)(rss_item)
_atom_entry = lru_cache(maxsize=4096)(atom_entry)
_json_item = lru_cache(maxsize=4096)(json_item)


def write(feed: Feed, kind: FeedFormat) -> bytes:
    """Return a feed in one format."""
    match kind:
        case FeedFormat.RSS:
            return to_rss(feed, _rss_item)
        case FeedFormat.ATOM:
            return to_atom(feed, _atom_entry)
        case FeedFormat.JSON:
            return to_json_feed(feed, _json_item)


def feed_paths(definition: FeedDefinition, kind: FeedFormat, settings: FeedSettings) -> list[str]:
    """Return the paths of a feed's file: its own, its synonyms' and its former ones."""
    folders = [definition.folder, *definition.copies]
    names = [name for name, of in settings.copies.items() if of is kind]
    former = [] if definition.folder else names
    elsewhere = [
        former_path(url)
        for url in definition.former
        if former_format(url, settings.formats) is kind
    ]
    return [folder + kind.file_name for folder in folders] + former + elsewhere


def former_path(url: str) -> str:
    """Return the file at a former address of a feed: `feed/` is `feed/index.xml`."""
    return url if not url.endswith("/") else url + "index.xml"


def former_format(url: str, formats: Sequence[FeedFormat]) -> FeedFormat:
    """Return the format that readers expect at a former address: by its name, or RSS."""
    name = url.rstrip("/").lower()
    wanted = FeedFormat.RSS
    if name.endswith("json"):
        wanted = FeedFormat.JSON
    elif name.endswith(("atom", "atom.xml")):
        wanted = FeedFormat.ATOM
    return wanted if wanted in formats else formats[0]


def find_problems(
    path: str,
    data: bytes,
    article_of: Callable[[str], Article | None],
    now: datetime,
    held_back: frozenset[str],
) -> list[Problem]:
    """Return the problems of the feed at `path`; `article_of` finds articles by entry id."""
    return [
        _problem(path, problem, article_of(problem.entry))
        for problem in check(data, now, held_back)
    ]


def _problem(path: str, problem: FeedProblem, article: Article | None) -> Problem:
    if article is None:
        return Problem(path, problem.line or 1, 1, "feed-invalid", str(problem))
    key = next(
        (key for key, signs in _KEYS.items() if any(s in problem.message for s in signs)), ""
    )
    position = article.position(key)
    message = f"its entry in `{path}`: {problem.message}"
    return Problem(article.path, position.line, position.column, "feed-invalid", message)
