"""The attachments of a feed entry: audio, files and an image."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any
from urllib.parse import urlsplit


def attached(entry: Mapping[str, Any], content: str) -> str:
    """Return the HTML of an entry's attachments that its text does not show."""
    return "".join(
        _shown(address, kind)
        for address, kind in _files(entry)
        if not kind.startswith("image/") and address not in content
    )


def picture_of(entry: Mapping[str, Any]) -> str:
    """Return the address of an entry's picture, empty if it has none.

    Blogger's thumbnails are tiny copies of a picture that the text shows.
    """
    pictures = [address for address, kind in _files(entry) if kind.startswith("image/")]
    small = (str(picture.get("url") or "") for picture in entry.get("media_thumbnail") or ())
    large = [address for address in small if address and "/s72-c/" not in address]
    return (pictures + large + [""])[0]


def _files(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for file in entry.get("enclosures") or ():
        if address := str(file.get("href") or ""):
            yield address, str(file.get("type") or "").lower()


def _shown(address: str, kind: str) -> str:
    tag = kind.partition("/")[0]
    source = escape(address)
    if tag in ("audio", "video"):
        return f'<{tag} controls src="{source}"></{tag}>'
    name = urlsplit(address).path.rpartition("/")[2] or address
    return f'<p><a href="{source}">{escape(name)}</a></p>'
