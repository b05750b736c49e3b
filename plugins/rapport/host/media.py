"""The images that the site will hold, before they are copied there."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from rapport.blog.image_size import HEAD_LENGTH, Size, image_size
from rapport.blog.social_image import SocialImage

if TYPE_CHECKING:
    from mkdocs.structure.files import File, Files
    from mkdocs.structure.pages import Page

    from rapport.blog.article import Article
    from rapport.host.build import Build

_IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg")


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file at `url`, relative to the site, with its size in bytes and its first bytes."""

    url: str
    length: int
    head: bytes


def find_media(files: Files, path: str, beside: str = "") -> File | None:
    """Return the file that `path` names, as seen from the source `beside` or from the root."""
    if path.startswith("/"):
        return files.get_file_from_path(path.lstrip("/"))
    return files.get_file_from_path(
        posixpath.normpath(posixpath.join(posixpath.dirname(beside), path))
    )


def read_media(file: File, head_length: int) -> MediaFile:
    """Return a file's facts without reading all of it."""
    source = file.abs_src_path
    if source is None:
        data = file.content_bytes
        return MediaFile(file.url, len(data), data[:head_length])
    with Path(source).open("rb") as stream:
        return MediaFile(file.url, Path(source).stat().st_size, stream.read(head_length))


def file_on_page(address: str, files: Files, page: Page) -> File | None:
    """Return the site's own file that a page's HTML names by `address`, None if it names none."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
        return None
    url = urljoin("/" + page.url, unquote(parts.path)).lstrip("/")
    return files.get_file_from_path(url)


class SizesOnPage:
    """Knows the sizes of the site's images by the addresses that one page's HTML uses."""

    def __init__(self, files: Files, page: Page) -> None:
        self._files = files
        self._page = page

    def __call__(self, address: str) -> Size | None:
        """Return the size of the image at `address`, None if it is not the site's own."""
        file = file_on_page(address, self._files, self._page)
        return None if file is None else image_size(read_media(file, HEAD_LENGTH).head)


def social_image(article: Article, build: Build) -> SocialImage | None:
    """Return what others show of an article: the image of its head, else its card."""
    if not article.image:
        return build.social_images.get(article.source)
    if urlsplit(article.image).scheme:
        return SocialImage(article.image)
    file = find_media(build.files, article.image, article.source)
    if file is None or not build.site_url:
        return None
    return SocialImage(
        build.site_url + file.url, *(image_size(read_media(file, HEAD_LENGTH).head) or (0, 0))
    )
