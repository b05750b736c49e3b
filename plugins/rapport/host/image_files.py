"""The images of the docs folder, and where its texts name them."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from rapport.blog.head import split_head
from rapport.blog.links import Link, find_links
from rapport.host.build import Build, docs_path
from rapport.host.media import find_media
from rapport.host.pages import ArticlePage
from rapport.host.site_build import CACHE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File, Files

_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".heic", ".heif")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text names an image: file, line and column from 1."""

    path: str
    line: int
    column: int


def kept_images(config: MkDocsConfig) -> Path:
    """Return the folder in which what is made of images is kept between builds."""
    home = Path(config.config_file_path).parent if config.config_file_path else Path.cwd()
    return home / CACHE / "images"


def raster_files(files: Files, config: MkDocsConfig) -> dict[str, Path]:
    """Return the author's photographs and drawings of pixels, by their path below the docs."""
    docs = Path(config.docs_dir)
    return {
        file.src_uri: Path(file.abs_src_path)
        for file in files.media_files()
        if file.src_uri.lower().endswith(_SUFFIXES)
        and file.abs_src_path is not None
        and file.src_dir is not None
        and Path(file.src_dir) == docs
    }


def named_images(files: Files, config: MkDocsConfig, build: Build) -> dict[str, list[Place]]:
    """Return where articles and pages show each file as an image, by the file's path."""
    docs = docs_path(config)
    found: dict[str, list[Place]] = {}
    for file in files.documentation_pages():
        for link in _links(file, build):
            shown = _shown(link, file, files)
            if shown is not None:
                place = Place(posixpath.join(docs, file.src_uri), link.line, link.column)
                found.setdefault(shown, []).append(place)
    return found


def _links(file: File, build: Build) -> Iterator[Link]:
    if isinstance(file.page, ArticlePage):
        yield from build.images[file.src_uri]
    elif file.generated_by is None:
        head, _ = split_head(file.content_bytes.decode("utf-8-sig", "replace"), file.src_uri)
        yield from find_links(head.body, head.body_line)


def _shown(link: Link, file: File, files: Files) -> str | None:
    if not link.is_image or not link.is_local:
        return None
    path = unquote(urlsplit(link.target).path)
    beside = file.dest_uri if link.is_html else file.src_uri
    media = find_media(files, path, beside) if path else None
    return None if media is None else media.src_uri
