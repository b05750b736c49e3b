"""What a browser loads or runs for a piece of HTML, each with its directive (CSP 3).

Only loads from other sites, and code in the HTML itself, are looked for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from rapport.blog.fragment import parse_fragment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_MAY_LOAD = re.compile(
    r"""\s(?:src|srcset|poster|data|action|background)\s*=\s*["']?[^"'>]*//|\sstyle\s*=|<style"""
    r"""|<script|<link|\son[a-z]+\s*=|["'=]\s*javascript:|<image""",
    re.IGNORECASE,
)
"""A quick test of HTML; most of it loads nothing from other sites."""
_BY_TAG = {
    "img": {"src": "img-src", "srcset": "img-src"},
    "image": {"href": "img-src"},
    "input": {"src": "img-src"},
    "video": {"src": "media-src", "poster": "img-src"},
    "audio": {"src": "media-src"},
    "track": {"src": "media-src"},
    "iframe": {"src": "frame-src"},
    "frame": {"src": "frame-src"},
    "object": {"data": "object-src"},
    "embed": {"src": "object-src"},
    "script": {"src": "script-src"},
    "form": {"action": "form-action"},
    "source": {"src": "media-src", "srcset": "img-src"},
}
_LINKS = {"stylesheet": "style-src", "icon": "img-src", "manifest": "manifest-src"}
_SCRIPT_TYPES = frozenset(("", "module", "text/javascript", "application/javascript"))
_SIZE = re.compile(r"\s+[\d.]+[wx]\s*$")


class Subresource(NamedTuple):
    """One thing that is loaded from `address`, or `inline`: code in the HTML itself."""

    directive: str
    address: str = ""
    inline: str = ""

    @property
    def origin(self) -> str:
        """The source that a policy would name, `https://images.example.com`."""
        parts = urlsplit(self.address)
        return f"{parts.scheme or 'https'}://{parts.netloc}"


def find_loads(html: str) -> list[Subresource]:
    """Return what a browser loads from other sites for `html`, or runs in it, each once."""
    if not _MAY_LOAD.search(html):
        return []
    loads: dict[Subresource, None] = {}
    for element in parse_fragment(html).iter():
        if isinstance(element.tag, str):
            loads.update(dict.fromkeys(_loads_of(element)))
    return list(loads)


_LOADED = re.compile(
    r"""\.src\s*=\s*[`"'](?P<set>(?:https?:)?//[^`"'\s]+)"""
    r"""|[`"'](?P<named>(?:https?:)?//[^`"'\s]+\.js(?:\?[^`"'\s]*)?)[`"']"""
)


def find_loaded_scripts(script: str) -> list[Subresource]:
    """Return the scripts of other sites whose URLs a script contains literally, each once."""
    addresses = (match["set"] or match["named"] for match in _LOADED.finditer(script))
    return list(
        dict.fromkeys(
            Subresource("script-src", address) for address in addresses if is_elsewhere(address)
        )
    )


def _loads_of(element: HtmlElement) -> Iterator[Subresource]:
    tag = str(element.tag)
    for name, value in element.attrib.items():
        if name in _BY_TAG.get(tag, {}):
            yield from _addresses(_BY_TAG[tag][name], name, value)
        elif value.strip():
            yield from _inline(name, value)
    text = (element.text or "").strip()
    if tag == "link":
        for word in (element.get("rel") or "").lower().split():
            if word in _LINKS:
                yield from _addresses(_LINKS[word], "href", element.get("href") or "")
    elif tag == "style" and text:
        yield Subresource("style-src", inline=element.text or "")
    elif tag == "script" and text and _is_script(element):
        yield Subresource("script-src", inline=element.text or "")


def _is_script(element: HtmlElement) -> bool:
    kind = (element.get("type") or "").lower()
    return kind in _SCRIPT_TYPES and not element.get("src")


def _inline(name: str, value: str) -> Iterator[Subresource]:
    if name == "style":
        yield Subresource("style-src-attr", inline=value)
    elif name.startswith("on"):
        yield Subresource("script-src-attr", inline=f"{name}={value}")
    elif value.lstrip().lower().startswith("javascript:"):
        yield Subresource("script-src", inline=value)


def _addresses(directive: str, name: str, value: str) -> Iterator[Subresource]:
    parts = value.split(",") if name == "srcset" and "data:" not in value else [value]
    for part in parts:
        address = _SIZE.sub("", part.strip()) if name == "srcset" else part.strip()
        if is_elsewhere(address):
            yield Subresource(directive, address)


def is_elsewhere(address: str) -> bool:
    """Return whether an address names a server: `https://…` or `//…`."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("", "http", "https") and bool(parts.netloc)
