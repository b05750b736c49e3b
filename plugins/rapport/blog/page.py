"""One page of the site, as features see it."""

from __future__ import annotations

from typing import Any

from msgspec import Struct


class PageFacts(Struct, frozen=True):
    """A page at a site-relative `url`, with its absolute `address` if the site's is known.

    `source` is that of the article, empty for all other pages; `html` is the rendered text, and
    `toc` is the host's own.
    """

    url: str
    address: str
    title: str
    description: str
    source: str = ""
    html: str = ""
    toc: Any = None
