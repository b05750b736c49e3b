"""A feed and its entries, independent of formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from rapport.features.feeds.valid_text import uri

if TYPE_CHECKING:
    from datetime import datetime

    from rapport.blog.feed_format import FeedFormat


class Category(Struct, frozen=True):
    """A tag of an entry with the address of its page."""

    name: str
    url: str


class Person(Struct, frozen=True):
    """The author of an entry; `email`, `url` and `avatar` may be empty."""

    name: str
    email: str = ""
    url: str = ""
    avatar: str = ""


class FeedImage(Struct, frozen=True):
    """An entry's image; `length` is in bytes, 0 if unknown, and so are the sides."""

    url: str
    media_type: str
    length: int = 0
    width: int = 0
    height: int = 0

    def media_fields(self) -> dict[str, str]:
        """Return the known facts as Media RSS names them (https://www.rssboard.org/media-rss)."""
        return {
            "url": uri(self.url),
            "type": self.media_type,
            "medium": "image",
            "fileSize": str(self.length or ""),
            "width": str(self.width or ""),
            "height": str(self.height or ""),
        }


class ChecklistLink(Struct, frozen=True):
    """A checklist of an entry, at its place on the article's page."""

    title: str
    url: str


class FeedEntry(Struct, frozen=True):
    """One article in a feed; addresses are absolute, `content` is HTML, empty for summaries.

    `guid` is the id in a former blog's RSS or JSON feed, which may be any text; empty for none.
    `summary` is plain text; `updated` is None unless the author gave a date; `language` is empty if
    it is the feed's.
    """

    id: str
    url: str
    title: str
    summary: str
    content: str
    published: datetime
    guid: str = ""
    updated: datetime | None = None
    authors: tuple[Person, ...] = ()
    categories: tuple[Category, ...] = ()
    picture: FeedImage | None = None
    checklists: tuple[ChecklistLink, ...] = ()
    comments: str = ""
    language: str = ""

    @property
    def changed(self) -> datetime:
        """When readers last got something new."""
        return self.updated or self.published


class Feed(Struct, frozen=True):
    """One feed in all its formats, below `folder` (`tags/interviews/`, empty for the main one).

    `author` is used for entries without one; `ttl` is in minutes, 0 for none; entries are newest
    first.
    """

    site_url: str
    folder: str
    page_url: str
    id: str
    title: str
    description: str
    language: str
    author: Person
    entries: tuple[FeedEntry, ...]
    rights: str = ""
    image: str = ""
    ttl: int = 0
    hub: str = ""

    @property
    def updated(self) -> datetime | None:
        """The date of the newest change among the entries; None for an empty feed."""
        return max((entry.changed for entry in self.entries), default=None)

    def path(self, kind: FeedFormat) -> str:
        """Return the feed's file in a format, relative to the site: `tags/cv/feed.json`."""
        return self.folder + kind.file_name

    def url(self, kind: FeedFormat) -> str:
        """Return the feed's address in a format, as a URI."""
        return uri(self.site_url + self.path(kind))

    @property
    def stylesheet(self) -> str:
        """The relative URL of the style sheet that makes the feed readable in a browser."""
        return "../" * self.folder.count("/") + "assets/stylesheets/feed.css"
