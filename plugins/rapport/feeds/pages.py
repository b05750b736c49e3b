"""The page that explains feeds to people, and lists them all."""

from __future__ import annotations

from collections.abc import Sequence

from rapport.blog.output import NewPage
from rapport.feeds.feed import Feed


def feeds_page(feeds: Sequence[Feed]) -> NewPage:
    """Return the page `/feeds/` that lists `feeds`, the main one first."""
    return NewPage(
        "feeds/",
        "feeds.html",
        "Feeds",
        lambda _: {"feeds": feeds},
        "What a feed is, and every feed of this blog.",
    )
