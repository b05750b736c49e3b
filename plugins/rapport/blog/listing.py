"""Lists of articles, cut into pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapport.blog.dates import format_day
from rapport.blog.rendering import Rendering

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime, tzinfo

    from rapport.blog.article import Article
    from rapport.blog.author import Author
    from rapport.blog.tag import Tag


@dataclass(frozen=True, slots=True)
class Day:
    """A day for people and for machines: `7 May 2026` and `2026-05-07T09:00:00+02:00`."""

    text: str
    machine: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as lists show it; `excerpt` is HTML with `SITE_ROOT` links, `url` site-relative."""

    id: str
    url: str
    title: str
    headline: str
    date: Day
    tags: tuple[Tag, ...]
    authors: tuple[Author, ...]
    excerpt: str
    has_more: bool
    summary: str
    minutes: int
    checklist_items: int
    is_pinned: bool
    is_draft: bool
    is_due: bool


@dataclass(frozen=True, slots=True)
class ListingPage:
    """Page `number` of `count` of a list; addresses are site-relative, empty where there is none."""

    url: str
    number: int
    count: int
    articles: tuple[Article, ...]
    newer_url: str
    older_url: str


def paginate(base: str, articles: Sequence[Article], per_page: int) -> Iterator[ListingPage]:
    """Yield the pages of a list at `base` (`tags/cv/`); an empty list has one page."""
    count = max(1, -(-len(articles) // per_page))

    def url(number: int) -> str:
        if not 1 <= number <= count:
            return ""
        return base or "./" if number == 1 else f"{base}page/{number}/"

    for number in range(1, count + 1):
        shown = tuple(articles[(number - 1) * per_page : number * per_page])
        here = base if number == 1 else f"{base}page/{number}/"
        yield ListingPage(here, number, count, shown, url(number - 1), url(number + 1))


def day(moment: datetime, zone: tzinfo, locale: str) -> Day:
    """Return a moment as the blog's readers see it."""
    local = moment.astimezone(zone)
    return Day(format_day(local, locale), local.isoformat())


def entry(
    article: Article, rendering: Rendering, now: datetime, show_day: Callable[[datetime], Day]
) -> Entry:
    """Return how lists show `article`."""
    return Entry(
        id=article.id,
        url=article.url,
        title=article.title,
        headline=article.headline,
        date=show_day(article.date),
        tags=article.tags,
        authors=article.authors,
        excerpt=rendering.excerpt,
        has_more=rendering.has_more,
        summary=describe(article, rendering),
        minutes=article.readtime or rendering.minutes,
        checklist_items=sum(1 for checklist in rendering.checklists for _ in checklist.walk()),
        is_pinned=article.is_pinned,
        is_draft=article.is_draft,
        is_due=article.date > now,
    )


def describe(article: Article, rendering: Rendering) -> str:
    """Return the article in one or two sentences of plain text."""
    return article.description or rendering.summary
