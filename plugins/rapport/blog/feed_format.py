"""The formats of feeds and their file names, which not only the feature `feeds` needs."""

from __future__ import annotations

from enum import Enum


class FeedFormat(Enum):
    """The formats of a feed: its name for people, its file's name, its media type."""

    RSS = ("RSS", "feed.xml", "application/rss+xml")
    ATOM = ("Atom", "atom.xml", "application/atom+xml")
    JSON = ("JSON Feed", "feed.json", "application/feed+json")

    def __init__(self, label: str, file_name: str, media_type: str) -> None:
        self.label = label
        self.file_name = file_name
        self.media_type = media_type


FEED_FILES = frozenset(kind.file_name for kind in FeedFormat)
"""The file names of feeds, in any folder."""
