"""Replace an embedded page with a plain link, so that nothing loads before a click."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from lxml import html as lxml_html

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.html import HtmlElement

_PLACES: tuple[tuple[str, str], ...] = (
    (
        r"https?://(?:www\.)?youtube(?:-nocookie)?\.com/(?:embed|v|shorts)/([\w-]{6,})",
        "https://www.youtube.com/watch?v={}",
    ),
    (r"https?://youtu\.be/([\w-]{6,})", "https://www.youtube.com/watch?v={}"),
    (r"https?://player\.vimeo\.com/video/(\d+)", "https://vimeo.com/{}"),
    (r"https?://open\.spotify\.com/embed/(?:iframe/)?(\w+/\w+)", "https://open.spotify.com/{}"),
    (r"https?://w\.soundcloud\.com/player/?\?.*?url=([^&]+)", "{}"),
    (r"https?://www\.dailymotion\.com/embed/video/(\w+)", "https://www.dailymotion.com/video/{}"),
    (r"https?://embed\.ted\.com/talks/([\w/-]+)", "https://www.ted.com/talks/{}"),
    (r"https?://www\.loom\.com/embed/(\w+)", "https://www.loom.com/share/{}"),
    (r"https?://codepen\.io/([\w-]+)/embed/(?:preview/)?(\w+)", "https://codepen.io/{}/pen/{}"),
)
"""The address of a player, and of the page with the same thing."""


def embed_address(element: HtmlElement) -> str:
    """Return the page that an `iframe`, `embed` or `object` shows; empty if there is none."""
    candidates = [element.get(name, "") for name in ("src", "data", "data-src", "data-lazy-src")]
    for inner in element.iter("embed", "param", "iframe"):
        candidates += [inner.get("src", ""), inner.get("value", "")]
    for candidate in candidates:
        address = page_of(candidate)
        if address:
            return address
    return ""


def page_of(player: str) -> str:
    """Return the page behind the address of a player: `…/embed/x` is `…/watch?v=x` elsewhere."""
    player = player.strip()
    if player.startswith("//"):
        player = "https:" + player
    parts = urlsplit(player) if re.match(r"https?://[^\s<>\"]+$", player) else None
    if parts is None or not parts.hostname:
        return ""
    if parts.path.endswith("/videoseries") and (listed := parse_qs(parts.query).get("list")):
        return f"https://www.youtube.com/playlist?list={listed[0]}"
    for pattern, form in _PLACES:
        if match := re.match(pattern, player):
            filled: Callable[..., str] = form.format
            return _decoded(filled(*match.groups()))
    return player


def embed_link(address: str, title: str = "") -> HtmlElement:
    """Return the link to an embedded page: by its title, else by its address without `https://`."""
    link = lxml_html.Element("a", {"href": address})
    link.text = telling(title) or re.sub(r"^https?://(www\.)?", "", address)
    return link


def telling(title: str) -> str:
    """Return a frame's title in one line, empty if it only names the player."""
    plain = " ".join(title.split())
    return "" if re.fullmatch(r"(?i)(youtube|vimeo)( video)?( player)?", plain) else plain


def _decoded(address: str) -> str:
    from urllib.parse import unquote  # noqa: PLC0415 - one of the players puts an address into its own

    return unquote(address) if address.startswith("http%3A") or "%3A//" in address else address
