"""The WebSub hub in the feeds of a built site, and the changed feeds that it must fetch."""

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
"""The number of bytes in which a feed names its hubs, before its first entry."""
_LINK = re.compile(r"<(?:\w+:)?link\b[^>]*\brel=\"hub\"[^>]*>")
_ADDRESS = re.compile(r"\bhref=\"([^\"]+)\"")
_JSON_HUB = re.compile(r'"hubs":\s*(\[[^\]]*\])')


def feeds_of(site: Path) -> list[str]:
    """Return the paths of a built site's feeds, `tags/pay/feed.xml`."""
    paths = (path for name in sorted(FEED_FILES) for path in site.rglob(name))
    return sorted(path.relative_to(site).as_posix() for path in paths)


def hubs_of(site: Path, feeds: Sequence[str]) -> list[str]:
    """Return the hubs of the first of these feeds that names any."""
    for feed in feeds:
        with (site / feed).open("rb") as stream:
            hubs = hubs_in(stream.read(_BEGINNING).decode("utf-8", "replace"))
        if hubs:
            return hubs
    return []


def hubs_in(text: str) -> list[str]:
    """Return the addresses of hubs in the beginning of a feed, in any format."""
    links = (_ADDRESS.search(link) for link in _LINK.findall(text))
    named = [unescape(match[1]) for match in links if match]
    for written in _JSON_HUB.findall(text):
        named += [str(hub.get("url", "")) for hub in json.loads(written)]
    return [hub for hub in named if _is_address(hub)]


def _is_address(text: str) -> bool:
    """Return whether this is a web address in one line, safe as a shell argument."""
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and text.split() == [text]


def workflow_variables(site: Path) -> list[str]:
    """Return the variables of a workflow, `NEWS` and `HUB`; nothing for a site without a hub."""
    address, feeds = site_address(site), feeds_of(site)
    hubs = hubs_of(site, feeds) if address else []
    if address is None or not hubs:
        return []
    (message,) = messages(address, feeds, hubs[:1], "")
    return [f"HUB={message.address}", f"NEWS={message.body.decode('ascii')}"]
