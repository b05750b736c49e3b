"""RSS 2.0 through feedgen (https://www.rssboard.org/rss-specification)."""

from __future__ import annotations

import re
from datetime import datetime

from feedgen.feed import FeedGenerator

from rapport.feeds.feed import Feed, FeedEntry

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 may not hold (https://www.w3.org/TR/xml/#charsets)."""


def to_rss(feed: Feed) -> bytes:
    """Return the feed as RSS 2.0; the same feed gives the same bytes."""
    generator = FeedGenerator()
    generator.load_extension("dc")
    generator.title(_clean(feed.title))
    generator.link(href=feed.page_url, rel="alternate")
    generator.link(href=feed.url, rel="self")
    generator.description(_clean(feed.description))
    generator.language(feed.language)
    generator.generator("Rapport")
    generator.docs("https://www.rssboard.org/rss-specification")
    generator.lastBuildDate(feed.updated or _EPOCH)
    for entry in feed.entries:
        _add_entry(generator, entry)
    xml: bytes = generator.rss_str(pretty=True)
    return xml


def _add_entry(generator: FeedGenerator, entry: FeedEntry) -> None:
    item = generator.add_entry(order="append")
    item.id(entry.id)
    item.guid(entry.id, permalink=entry.id == entry.url)
    item.title(_clean(entry.title))
    item.link(href=entry.url)
    item.description(_clean(entry.summary), isSummary=True)
    if entry.content:
        item.content(_clean(entry.content))
    item.pubDate(entry.published)
    for author in entry.authors:
        item.dc.dc_creator(_clean(author.name))
    for category in entry.categories:
        item.category(term=_clean(category.name), scheme=category.url)


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)


_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
