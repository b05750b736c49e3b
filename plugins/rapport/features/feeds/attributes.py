"""Attributes in the HTML of feeds: those that readers understand, with absolute addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from rapport.features.feeds.valid_text import has_scheme

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_KEPT = frozenset(
    "abbr alt cite colspan controls datetime dir headers height hreflang lang open reversed rowspan"
    " scope sizes span start title type value width".split()
)
_ADDRESSES = frozenset(("href", "src", "poster", "cite", "data", "longdesc"))
_TEXT_ALIGN = re.compile(r"\btext-align:\s*(left|right|center|justify)\b")
_SOURCE = re.compile(r"\s*,*\s*(\S*[^\s,])(\s+[^,]+)?\s*(?:,|$)")
_NAME = re.compile(r"[A-Za-z_][\w:.-]*")
_NOT_ADDRESS = re.compile(r"[\x00-\x20\"<>\\^`{|}\x7f]")


def clean_attributes(element: HtmlElement, url: str) -> None:
    """Remove the attributes that feeds can't have, and make addresses absolute."""
    if any(not _NAME.fullmatch(str(name)) for name in element.attrib):
        plain = {name: value for name, value in element.items() if _NAME.fullmatch(name)}
        element.attrib.clear()  # names such as `{x}` can't be taken away one by one
        element.attrib.update(plain)
    for name, written in element.items():
        value = _clean_value(name, written, url)
        if value is None:
            del element.attrib[name]
        elif value != written:
            element.set(name, value)


def _clean_value(name: str, value: str, url: str) -> str | None:
    """Return the value of an attribute as feeds can have it, None if it goes."""
    if name in _ADDRESSES:
        return absolute(url, value) or None
    if name == "srcset":
        return _absolute_sources(url, value)
    if name == "style" and (align := _TEXT_ALIGN.search(value)):
        return f"text-align: {align[1]}"
    is_note = name == "id" and value.startswith(("fn:", "fnref"))
    return value if name in _KEPT or is_note else None


def _absolute_sources(base: str, value: str) -> str:
    """Return a `srcset` with absolute addresses; those may hold commas (`data:`)."""
    sources = [
        absolute(base, match[1]) + (f" {match[2].strip()}" if match[2] else "")
        for match in _SOURCE.finditer(value)
    ]
    return ", ".join(sources)


def absolute(base: str, address: str) -> str:
    """Return an address resolved against `base`; empty if it is invalid, or would run a script."""
    address = _NOT_ADDRESS.sub(lambda match: f"%{ord(match[0]):02X}", address.strip())
    if address[:11].lower().startswith(("javascript:", "vbscript:")):
        return ""
    try:
        urlsplit(address)
        return address if has_scheme(address) else urljoin(base, address)
    except ValueError:
        return ""
