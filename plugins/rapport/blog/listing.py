"""Lists of articles, cut into pages."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from rapport.blog.dates import format_day
from rapport.blog.fragment import parse_fragment, text_of
from rapport.blog.language_tag import in_language, language_attributes
from rapport.blog.rendering import SUMMARY_LENGTH, Rendering, summary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime, tzinfo

    from rapport.blog.article import Article
    from rapport.blog.author import Author
    from rapport.blog.tag import Tag


class DisplayDate(Struct, frozen=True):
    """A day for people and for machines: `7 May 2026` and `2026-05-07T09:00:00+02:00`."""

    text: str
    machine: str

    @property
    def element(self) -> str:
        """The day as HTML."""
        return f'<time datetime="{escape(self.machine)}">{escape(self.text)}</time>'


class Entry(Struct, frozen=True):
    """An article as lists show it; `excerpt` is HTML with `SITE_ROOT` links.

    `language_attributes` are HTML, ` lang="ar" dir="rtl"`, if its language differs from the blog's.
    `picture` is the address of an image of the site, relative to its root.
    """

    id: str
    url: str
    title: str
    headline: str
    date: DisplayDate
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
    is_over: bool = False
    language_attributes: str = ""
    picture: str = ""

    @property
    def spoken_title(self) -> str:
        """The title as HTML among other words, marked with its language if that differs."""
        return in_language(self.title, self.language_attributes)


class ListingPage(Struct, frozen=True):
    """One page of a list; addresses are site-relative, or empty.

    Page 1 is the front. The others are numbered from the oldest, which is page 2, so that a new
    article changes only the front. `first` and `last` are the dates of its oldest and newest
    article, which describe a page to readers; its number means nothing to them.
    """

    url: str
    number: int
    sources: tuple[str, ...]
    newer_url: str
    older_url: str
    first: datetime | None = None
    last: datetime | None = None

    @property
    def is_front(self) -> bool:
        """Whether it is the list's first page, which has the newest articles."""
        return self.number == 1


def paginate(base: str, articles: Sequence[Article], per_page: int) -> Iterator[ListingPage]:
    """Yield the pages of a list at `base` (`tags/cv/`), newest first, from the front backwards.

    Each page after the front has `per_page` articles that never change. The front has the rest: at
    least as many, and less than twice as many, so that no page repeats another. An empty list has
    one page.
    """
    behind = max(0, len(articles) // per_page - 1)
    numbers = [1, *range(behind + 1, 1, -1)]
    urls = [base or "./", *(f"{base}page/{number}/" for number in numbers[1:]), ""]
    for place, number in enumerate(numbers):
        end = len(articles) - (number - 2) * per_page
        on_front = articles[: len(articles) - behind * per_page]
        shown = on_front if number == 1 else articles[end - per_page : end]
        yield ListingPage(
            url=base if number == 1 else urls[place],
            number=number,
            sources=tuple([article.source for article in shown]),
            newer_url=urls[place - 1] if place else "",
            older_url=urls[place + 1],
            first=shown[-1].date if shown else None,
            last=shown[0].date if shown else None,
        )


def pinned_on_top(front: ListingPage, articles: Sequence[Article]) -> ListingPage:
    """Return the front with all pinned articles first, wherever else they stand."""
    pinned = [article.source for article in articles if article.is_pinned]
    others = [source for source in front.sources if source not in set(pinned)]
    return replace(front, sources=(*pinned, *others))


class Manner(Struct, frozen=True):
    """How lists and pages write days, reading times and summaries.

    `words_a_minute` is the reading speed, `summary_length` counts characters.
    """

    zone: tzinfo
    locale: str
    date_format: str = ""
    words_a_minute: int = 230
    summary_length: int = SUMMARY_LENGTH

    def day(self, moment: datetime) -> DisplayDate:
        """Return the day of a moment in the blog's time zone and format."""
        local = moment.astimezone(self.zone)
        return DisplayDate(format_day(local, self.locale, self.date_format), local.isoformat())

    def minutes(self, words: int) -> int:
        """Return how long reading takes, in whole minutes, at least one."""
        return max(1, round(words / self.words_a_minute))

    def describe(self, article: Article, rendering: Rendering) -> str:
        """Return the article in one or two sentences of plain text."""
        return describe(article, rendering, self.summary_length)


def entry(
    article: Article,
    rendering: Rendering,
    manner: Manner,
    *,
    is_due: bool = False,
    is_over: bool = False,
) -> Entry:
    """Return how lists show `article`; `is_due` if it is scheduled, `is_over` if it has expired."""
    outline = rendering.outline
    return Entry(
        id=article.id,
        url=article.url,
        title=article.title,
        headline=article.headline,
        date=manner.day(article.date),
        tags=article.tags,
        authors=article.authors,
        excerpt=outline.excerpt,
        has_more=outline.has_more,
        summary=manner.describe(article, rendering),
        minutes=article.readtime or manner.minutes(rendering.words),
        checklist_items=outline.item_count,
        is_pinned=article.is_pinned,
        is_draft=article.is_draft,
        is_due=is_due,
        is_over=is_over,
        language_attributes=language_attributes(article.language, article.direction, manner.locale),
    )


def describe(article: Article, rendering: Rendering, length: int = SUMMARY_LENGTH) -> str:
    """Return the description, or the beginning of the article as plain text, cut at a word."""
    if article.description or length == SUMMARY_LENGTH:
        return article.description or rendering.summary
    excerpt = " ".join(text_of(parse_fragment(rendering.outline.excerpt)).split())
    return summary(excerpt or rendering.text, length)
