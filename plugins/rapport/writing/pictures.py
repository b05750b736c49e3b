"""Add an image: detect its type, choose its path, and return its Markdown."""

from __future__ import annotations

import posixpath
import re
from itertools import count
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from rapport.blog.image_size import image_size
from rapport.blog.texts import N_
from rapport.blog.urls import slug
from rapport.features.images.metadata import BrokenImageError, kind_of, without_metadata
from rapport.writing.errors import WritingError
from rapport.writing.files import find_file, write_bytes

FOLDER = "images"
"""The folder for added images, below the docs folder."""

_SUFFIXES = {"jpeg": ".jpg", "png": ".png", "webp": ".webp", "gif": ".gif", "avif": ".avif"}
_LONGEST_STEM = 80
_UNSAFE = re.compile(r"[\s()<>%]")


def add_picture(docs: Path, name: str, data: bytes) -> str:
    """Write an image and return its path below the docs folder, `images/a-desk.jpg`.

    What tells of place, time and device (Exif) is left out, before git keeps it for ever. The same
    picture again has the same path; no other file is overwritten. Raises `WritingError`.
    """
    suffix, clean = _picture(name, data)
    stem = slug(PurePosixPath(name.replace("\\", "/")).stem)[:_LONGEST_STEM].strip("-")
    for number in count(1):
        ending = "" if number == 1 else f"-{number}"
        path = f"{FOLDER}/{stem}{ending}{suffix}"
        place = find_file(docs, path, (suffix,))
        if place.is_file() and place.read_bytes() == clean:
            return path
        if not place.exists():
            write_bytes(place, clean, path)
            return path
    raise AssertionError("numbers do not end")


def picture_markdown(source: str, path: str, alternative: str) -> str:
    """Return `![A desk](../images/a-desk.jpg)` for a text; `alternative` is for screen readers."""
    words = re.sub(r"([\\\[\]*_`<])", r"\\\1", " ".join(alternative.split()))
    return f"![{words}]({address_between(source, path)})"


def address_between(source: str, path: str) -> str:
    """Return the relative Markdown link from one file below the docs folder to another."""
    address = posixpath.relpath(path, posixpath.dirname(source) or ".")
    return _UNSAFE.sub(lambda match: quote(match[0]), address)


def _picture(name: str, data: bytes) -> tuple[str, bytes]:
    """Return the suffix of an image and its bytes without metadata; raises `WritingError`."""
    kind = kind_of(data)
    if kind == "heif":
        message = N_(
            "“%(file)s” is HEIC, which most browsers can’t show. Save it as JPEG, and add that."
        )
        raise WritingError(message, file=name)
    if kind not in _SUFFIXES or image_size(data) is None:
        message = N_(
            "“%(file)s” is no picture that is taken here: JPEG, PNG, WebP, GIF and AVIF are."
        )
        raise WritingError(message, file=name)
    try:
        return _SUFFIXES[kind], without_metadata(data)
    except BrokenImageError:
        message = N_("“%(file)s” ends too early: it is damaged. Copy it again from where it is.")
        raise WritingError(message, file=name) from None
