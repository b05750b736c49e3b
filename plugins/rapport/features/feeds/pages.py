"""The page that explains feeds to people, and the feeds that each page links to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from msgspec import Struct

from rapport.blog.output import NewPage, Values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rapport.blog.feed_format import FeedFormat
    from rapport.blog.reader import SiteReader
    from rapport.blog.texts import Texts
    from rapport.features.feeds.definitions import FeedDefinition
    from rapport.features.feeds.feed import Feed

_GROUPS = ("tags/", "authors/", "series/")
_LATER_PAGE = re.compile(r"page/\d+/$")


class FeedLink(Struct, frozen=True):
    """One file of a feed, as templates name it; `path` is relative to the site."""

    label: str
    media_type: str
    title: str
    path: str
    url: str


class ReaderLink(Struct, frozen=True):
    """A common feed reader, and the address that follows the feed there."""

    name: str
    url: str


class FeedCard(Struct, frozen=True):
    """A feed on the page for people: its files, and ways to subscribe to the first of them."""

    name: str
    description: str
    page_path: str
    links: tuple[FeedLink, ...]
    readers: tuple[ReaderLink, ...]


def feed_links(feed: Feed, formats: Sequence[FeedFormat]) -> tuple[FeedLink, ...]:
    """Return the files of a feed."""
    return tuple(
        FeedLink(
            label=kind.label,
            media_type=kind.media_type,
            title=f"{feed.title} ({kind.label})",
            path=feed.path(kind),
            url=feed.url(kind),
        )
        for kind in formats
    )


def links_of_page(url: str, links: Mapping[str, tuple[FeedLink, ...]]) -> tuple[FeedLink, ...]:
    """Return the feeds that a page links to: its own or its folder's, then the whole blog's.

    `links` are by the feed's folder; later pages of a list link to the feeds of its first.
    """
    folder = _LATER_PAGE.sub("", url)
    around = f"{folder.partition('/')[0]}/"  # of all letters, for the page of one
    feeds = links.get(folder, links.get(around, ())) if folder else ()
    return (*feeds, *links.get("", ()))


def feeds_page(cards: Sequence[FeedCard], name: str, texts: Texts) -> NewPage:
    """Return the page `/feeds/` that lists all feeds, the main one first."""
    return NewPage(
        "feeds/",
        "feeds.html",
        texts.gettext("Feeds"),
        _values,
        tuple(cards),
        texts.gettext("What a feed is, and every feed of %(name)s.", name=name),
    )


def _values(_: SiteReader, *cards: FeedCard) -> Values:
    return {
        "main_feed": cards[0],
        "letter_feeds": [card for card in cards[1:] if not card.page_path.startswith(_GROUPS)],
        "tag_feeds": [card for card in cards if card.page_path.startswith("tags/")],
        "series_feeds": [card for card in cards if card.page_path.startswith("series/")],
        "author_feeds": [card for card in cards if card.page_path.startswith("authors/")],
    }


def feed_card(
    definition: FeedDefinition, feed: Feed, formats: Sequence[FeedFormat], texts: Texts
) -> FeedCard:
    """Return a feed as the page for people shows it."""
    links = feed_links(feed, formats)
    return FeedCard(
        name=definition.name or feed.title,
        description=definition.description,
        page_path=definition.folder,
        links=links,
        readers=_readers(links[0].url, texts),
    )


def _readers(url: str, texts: Texts) -> tuple[ReaderLink, ...]:
    whole = quote(url, safe="")
    return (
        ReaderLink("Feedly", f"https://feedly.com/i/subscription/feed%2F{whole}"),
        ReaderLink("Inoreader", f"https://www.inoreader.com/?add_feed={whole}"),
        ReaderLink("The Old Reader", f"https://theoldreader.com/feeds/subscribe?url={whole}"),
        ReaderLink(texts.gettext("your feed reader"), "feed:" + url),
    )
