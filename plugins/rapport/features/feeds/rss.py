"""RSS 2.0 through feedgen (https://www.rssboard.org/rss-specification)."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING

from feedgen.entry import FeedEntry as FeedgenEntry
from feedgen.ext.base import BaseExtension
from feedgen.ext.dc import DcEntryExtension, DcExtension
from feedgen.ext.media import MediaEntryExtension, MediaExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from rapport.blog.feed_format import FeedFormat
from rapport.features.feeds.feed import Feed, FeedEntry
from rapport.features.feeds.valid_text import clean, first_of, uri
from rapport.features.feeds.xml_document import xml_document

if TYPE_CHECKING:
    from collections.abc import Callable

_ATOM = "{http://www.w3.org/2005/Atom}"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class RssItem(FeedgenEntry):  # type: ignore[misc] # feedgen has no types
    """An entry that is created once, and moved from feed to feed as they are written."""

    _made: etree._Element | None = None

    def rss_entry(self, extensions: bool = True) -> etree._Element:
        """Return the `<item>`."""
        if self._made is None:
            self._made = super().rss_entry(extensions)
        return self._made


class _Hub(BaseExtension):  # type: ignore[misc] # feedgen has no types
    """The hub of a feed, which feedgen omits from RSS (https://www.w3.org/TR/websub/)."""

    url = ""

    def extend_rss(self, feed: etree._Element) -> etree._Element:
        if self.url:
            etree.SubElement(feed[0], f"{_ATOM}link", href=self.url, rel="hub")
        return feed


class _Updated(BaseExtension):  # type: ignore[misc] # feedgen has no types
    """The time of an entry's update, for which RSS 2.0 has no element."""

    moment: datetime | None = None

    def extend_rss(self, entry: etree._Element) -> etree._Element:
        if self.moment is not None:
            etree.SubElement(entry, f"{_ATOM}updated").text = self.moment.isoformat()
        return entry


def rss_item(entry: FeedEntry) -> RssItem:
    """Return an entry as RSS; its description is HTML, as RSS readers expect."""
    item = RssItem()
    item.register_extension("changes", _Updated, atom=False)
    item.guid(entry.guid or entry.id, permalink=(entry.guid or entry.id) == entry.url)
    item.title(first_of(entry.title, entry.url))
    item.link(href=entry.url)
    item.description(escape(first_of(entry.summary, entry.title, entry.url), quote=False))
    if entry.content:
        item.content(clean(entry.content))
    item.published(entry.published)
    item.changes.moment = entry.updated
    if entry.authors or entry.language:
        item.register_extension("dc", DcEntryExtension, atom=False)
    for author in entry.authors:
        item.dc.dc_creator(first_of(author.name, author.url, "?"))
    if entry.language:
        item.dc.dc_language(entry.language)
    for category in entry.categories:
        item.category(term=first_of(category.name, category.url), scheme=uri(category.url))
    if entry.comments:
        item.comments(uri(entry.comments))
    _add_picture(item, entry)
    return item


def _add_picture(item: RssItem, entry: FeedEntry) -> None:
    picture = entry.picture
    if picture is None:
        return
    item.register_extension("media", MediaEntryExtension, atom=False)
    item.media.content(group=None, **picture.media_fields())
    if picture.length and picture.media_type:
        item.enclosure(uri(picture.url), str(picture.length), picture.media_type)


def to_rss(feed: Feed, make_item: Callable[[FeedEntry], RssItem] = rss_item) -> bytes:
    """Return the feed as RSS 2.0; the same feed gives the same bytes."""
    generator = FeedGenerator()
    if any(entry.authors or entry.language for entry in feed.entries):
        generator.register_extension("dc", DcExtension, atom=False)
    if any(entry.picture for entry in feed.entries):
        generator.register_extension("media", MediaExtension, atom=False)
    generator.register_extension("hubs", _Hub, atom=False)
    generator.title(first_of(feed.title, feed.page_url))
    generator.link(href=feed.url(FeedFormat.RSS), rel="self", type=FeedFormat.RSS.media_type)
    generator.link(href=uri(feed.page_url), rel="alternate")  # last: it is the channel's link
    generator.description(
        escape(first_of(feed.description, feed.title, feed.page_url), quote=False)
    )
    generator.language(feed.language)
    generator.generator("Rapport")
    generator.docs("https://www.rssboard.org/rss-specification")
    generator.lastBuildDate(feed.updated or _EPOCH)
    generator.hubs.url = uri(feed.hub)
    if feed.rights:
        generator.copyright(clean(feed.rights))
    if feed.ttl:
        generator.ttl(feed.ttl)
    if feed.image:
        generator.image(uri(feed.image))
    for entry in feed.entries:
        generator.add_entry(make_item(entry), order="append")
    return xml_document(generator.rss_str(pretty=True), feed.stylesheet)
