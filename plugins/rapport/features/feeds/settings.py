"""What the owner of a blog decides about its feeds."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct, field

from rapport.blog.feed_format import FeedFormat

if TYPE_CHECKING:
    from collections.abc import Mapping


class CommentsBelow(StrEnum):
    """Which articles have comments on their page."""

    NONE = "none"
    NAMED = "named"
    """Articles with `comments: true`."""
    ALL = "all"
    """All articles without `comments: false`."""

    def has(self, comments: object) -> bool:
        """Return whether an article has comments, by that key of its front matter."""
        if self is CommentsBelow.ALL:
            return comments is not False
        return self is CommentsBelow.NAMED and bool(comments)


class FeedSettings(Struct, frozen=True):
    """The options of `rapport/feeds` with the blog's own facts; addresses are absolute.

    `id_base` is where the blog was first published; `copies` maps a former file's name to the
    format that is copied there, `feed_rss_created.xml` to RSS. `former_addresses` are paths; those
    with `{tag}` are the tags' feeds.
    """

    site_url: str
    title: str
    description: str = ""
    language: str = "en"
    rights: str = ""
    image: str = ""
    id_base: str = ""
    length: int = 30
    is_full: bool = True
    summary_length: int = 200
    formats: tuple[FeedFormat, ...] = tuple(FeedFormat)
    with_synonyms: bool = True
    ttl: int = 60
    hub: str = ""
    comments: CommentsBelow = CommentsBelow.NONE
    comments_path: str = "#__comments"
    url_parameters: Mapping[str, str] = field(default_factory=dict)
    match_path: re.Pattern[str] = re.compile("")
    copies: Mapping[str, FeedFormat] = field(default_factory=dict)
    former_addresses: tuple[str, ...] = ()
