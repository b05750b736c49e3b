"""The images that the site will hold, before they are copied there."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs.structure.files import File, Files


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
