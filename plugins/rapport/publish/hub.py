"""The hub that a built site's feeds name (WebSub), and what it is to be told."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rapport.blog.feed_format import FEED_FILES
from rapport.publish.announcement import messages, site_address

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_BEGINNING = 16_384
"""As many bytes of a feed hold all that comes before its entries."""
_LINK = re.compile(r"<(?:\w+:)?link\b[^>]*\brel=\"hub\"[^>]*>")
_ADDRESS = re.compile(r"\bhref=\"([^\"]+)\"")
_JSON_HUB = re.compile(r'"hubs":\s*(\[[^\]]*\])')


def feeds_of(site: Path) -> list[str]:
    """Return the paths of a built site's feeds, `tags/pay/feed.xml`."""
    paths = (path for name in sorted(FEED_FILES) for path in site.rglob(name))
    return sorted(path.relative_to(site).as_posix() for path in paths)


def hubs_of(site: Path, feeds: Sequence[str]) -> list[str]:
    """Return the hubs that the first of these feeds that names one does."""
    for feed in feeds:
        with (site / feed).open("rb") as stream:
            hubs = hubs_in(stream.read(_BEGINNING).decode("utf-8", "replace"))
        if hubs:
            return hubs
    return []


def hubs_in(text: str) -> list[str]:
    """Return the addresses of hubs that the beginning of a feed names, in any format."""
    links = (_ADDRESS.search(link) for link in _LINK.findall(text))
    named = [unescape(match[1]) for match in links if match]
    for written in _JSON_HUB.findall(text):
        named += [str(hub.get("url", "")) for hub in json.loads(written)]
    return [hub for hub in named if _is_address(hub)]


def _is_address(text: str) -> bool:
    """Return whether it is an address of the web, and one line that a shell may be given."""
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and text.split() == [text]


def workflow_variables(site: Path) -> list[str]:
    """Return what a workflow posts, `NEWS`, and to whom, `HUB`; nothing for a site without hub."""
    address, feeds = site_address(site), feeds_of(site)
    hubs = hubs_of(site, feeds) if address else []
    if address is None or not hubs:
        return []
    (message,) = messages(address, feeds, hubs[:1], "")
    return [f"HUB={message.address}", f"NEWS={message.body.decode('ascii')}"]
