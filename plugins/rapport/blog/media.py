"""The site's own files that are no pages, as texts and front matter name them."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from msgspec import Struct

from rapport.blog.image_size import Size, image_size

if TYPE_CHECKING:
    from rapport.blog.reader import SiteReader


class MediaFile(Struct, frozen=True):
    """A file at `url`, relative to the site, with its size in bytes and its first bytes."""

    source: str
    url: str
    length: int
    head: bytes


def media_source(path: str, beside: str = "") -> str:
    """Return the source that `path` names, as seen from the source `beside` or from the root."""
    if path.startswith("/"):
        return path.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(beside), path))


def find_media(reader: SiteReader, path: str, beside: str = "") -> MediaFile | None:
    """Return the file that `path` names, None if the site has none there."""
    media: MediaFile | None = reader.get("media", media_source(path, beside))
    return media


def media_on_page(reader: SiteReader, address: str, page_url: str) -> MediaFile | None:
    """Return the site's own file that a page's HTML names by `address`, None if it names none."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
        return None
    return find_media(reader, urljoin("/" + page_url, unquote(parts.path)))


def size_on_page(reader: SiteReader, address: str, page_url: str) -> Size | None:
    """Return the size of the image at `address`, None if it is not the site's own."""
    media = media_on_page(reader, address, page_url)
    return None if media is None else image_size(media.head)
