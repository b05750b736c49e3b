"""The site's own files that are not pages, as texts and front matter name them."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from msgspec import Struct

from rapport.blog.image_size import Size, image_size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rapport.blog.reader import SiteReader


class MediaFile(Struct, frozen=True):
    """A file at `url`, relative to the site, with its size in bytes and its first bytes."""

    source: str
    url: str
    length: int
    head: bytes


def media_source(path: str, beside: str = "") -> str:
    """Return the source that `path` names, relative to the source `beside` or to the root."""
    if path.startswith("/"):
        return path.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(beside), path))


def named_sources(path: str, beside: str) -> tuple[str, ...]:
    """Return the sources that a path in front matter may name, the likeliest first.

    It is relative to its file; themes and other plugins resolve it against the docs folder.
    """
    first = media_source(path, beside)
    return tuple(dict.fromkeys((first, media_source("/" + posixpath.normpath(path)))))


def below_site(path: str, site_url: str) -> str | None:
    """Return the path within the site of a path from the server's root, `/blog/a.png`."""
    root = urlsplit(site_url).path or "/"
    return path.removeprefix(root) if path.startswith(root) else None


def find_media(reader: SiteReader, path: str, beside: str = "") -> MediaFile | None:
    """Return the file that `path` names, None if the site has none there."""
    files: Iterator[MediaFile | None]
    files = (reader.get("media", source) for source in named_sources(path, beside))
    return next(filter(None, files), None)


def media_on_page(reader: SiteReader, address: str, page_url: str) -> MediaFile | None:
    """Return the site's own file at `address` in a page's HTML, None if there is none."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path:
        return None
    if parts.path.startswith("/"):  # the site may lie below a path of its server
        media: MediaFile | None = reader.get("media", unquote(parts.path))
        return media
    return find_media(reader, urljoin("/" + page_url, unquote(parts.path)))


def size_on_page(reader: SiteReader, address: str, page_url: str) -> Size | None:
    """Return the size of the image at `address`, None if it is not the site's own."""
    media = media_on_page(reader, address, page_url)
    return None if media is None else image_size(media.head)
