"""From feeds to files that have passed the gate."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from rapport.blog.problem import Problem
from rapport.features.feeds.atom import atom_entry, to_atom
from rapport.features.feeds.feed import Feed, FeedFormat
from rapport.features.feeds.gate import check
from rapport.features.feeds.json_feed import json_item, to_json_feed
from rapport.features.feeds.rss import rss_item, to_rss
from rapport.features.feeds.series import Series
from rapport.features.feeds.settings import FeedSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from rapport.blog.article import Article
    from rapport.features.feeds.fault import Fault

_KEYS = {"date": ("pubDate", "published", "updated"), "image": ("enclosure", "media:content")}


def writers() -> Mapping[FeedFormat, Callable[[Feed], bytes]]:
    """Return what writes each format; entries that several feeds share are made once."""
    make_item, make_entry, make_json = cache(rss_item), cache(atom_entry), cache(json_item)
    return {
        FeedFormat.RSS: lambda feed: to_rss(feed, make_item),
        FeedFormat.ATOM: lambda feed: to_atom(feed, make_entry),
        FeedFormat.JSON: lambda feed: to_json_feed(feed, make_json),
    }


def feed_paths(series: Series, kind: FeedFormat, settings: FeedSettings) -> list[str]:
    """Return where a feed's file stands: its own place, its synonyms' and its former names."""
    folders = [series.folder, *series.copies]
    names = [name for name, of in settings.copies.items() if of is kind]
    former = [] if series.folder else names
    return [folder + kind.file_name for folder in folders] + former


def find_problems(
    made: Iterable[tuple[str, bytes]],
    by_id: Mapping[str, Article],
    now: datetime,
    held_back: frozenset[str],
) -> list[Problem]:
    """Return what the gate finds in feeds (path and bytes), each fault of an article once."""
    problems: dict[tuple[str, str], Problem] = {}
    for path, data in made:
        for fault in check(data, now, held_back):
            problem = _problem(path, fault, by_id.get(fault.entry))
            problems.setdefault((problem.path, fault.message), problem)
    return list(problems.values())


def _problem(path: str, fault: Fault, article: Article | None) -> Problem:
    if article is None:
        return Problem(path, fault.line or 1, 1, "feed", str(fault))
    key = next((key for key, signs in _KEYS.items() if any(s in fault.message for s in signs)), "")
    position = article.position(key)
    message = f"its entry in `{path}`: {fault.message}"
    return Problem(article.path, position.line, position.column, "feed", message)
