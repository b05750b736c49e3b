"""A feed and its entries, before any format."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rapport.blog.article import Article
from rapport.blog.listing import describe
from rapport.blog.rendering import Rendering
from rapport.feeds.content import feed_html


@dataclass(frozen=True, slots=True)
class Category:
    """A tag of an entry with the address of its page."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Person:
    """Who wrote an entry; `email` and `url` may be empty."""

    name: str
    email: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One article in a feed; addresses are absolute, `content` is HTML, empty for summaries."""

    id: str
    url: str
    title: str
    summary: str
    content: str
    published: datetime
    updated: datetime | None
    authors: tuple[Person, ...]
    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed at `path` (`feed.xml`), of the page at `page_url`; newest entry first."""

    path: str
    page_url: str
    url: str
    title: str
    description: str
    language: str
    updated: datetime | None
    entries: tuple[FeedEntry, ...]


def entry_id(article: Article, site_url: str) -> str:
    """Return the permanent id of an article: its own, made a URL where it is none yet."""
    return article.id if ":" in article.id else site_url + article.id


def feed_entry(
    article: Article, rendering: Rendering, site_url: str, *, full: bool
) -> FeedEntry:
    """Return the entry of `article`, with its whole text where `full`."""
    return FeedEntry(
        id=entry_id(article, site_url),
        url=site_url + article.url,
        title=article.title,
        summary=describe(article, rendering),
        content=feed_html(rendering.html, site_url + article.url) if full else "",
        published=article.date,
        updated=article.updated,
        authors=tuple(Person(one.name, one.email, one.url) for one in article.authors),
        categories=tuple(Category(tag.name, site_url + tag.page_url) for tag in article.tags),
    )


def make_feed(
    path: str,
    page_url: str,
    title: str,
    description: str,
    language: str,
    site_url: str,
    articles: Sequence[Article],
    make_entry: Callable[[Article], FeedEntry],
) -> Feed:
    """Return the feed of `articles`; it was updated when the newest of them was."""
    return Feed(
        path=path,
        page_url=site_url + page_url,
        url=site_url + path,
        title=title,
        description=description or title,
        language=language,
        updated=max((article.changed for article in articles), default=None),
        entries=tuple(make_entry(article) for article in articles),
    )
