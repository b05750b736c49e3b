"""Image files as the site publishes them: the author's own bytes, without metadata."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict, replace

from rapport.blog.image_size import image_size
from rapport.features.images.encoding_options import PIXEL_LIMIT
from rapport.features.images.metadata import (
    BrokenImageError,
    is_damaged,
    kind_of,
    without_metadata,
)
from rapport.features.images.store import Blob, ImageStore, digest_of

_FORM = 4
"""Increase this when the data that is read from a source changes."""
HUGE, LOST = "image-huge", "image-lost"
UNREADABLE, UNSUPPORTED = "image-unreadable", "image-unsupported"
"""Codes of problems."""


class Original(Struct, frozen=True):
    """An image to publish: digest of its bytes, its path, and its problem if any.

    `width` is in pixels as shown, 0 if the image is not encoded, and `length` in bytes; `blob` is
    the copy without metadata, None if the author's file has none; `code` is that of the `problem`.
    """

    digest: str
    path: Path
    length: int
    width: int = 0
    blob: Blob | None = None
    problem: str = ""
    code: str = ""


class ImageSources(Struct, frozen=True):
    """The images of the docs folder by path, and what the next build need not read again."""

    found: Mapping[str, Original]
    _sources: Mapping[str, Path]
    _rows: Mapping[str, Any]

    def keep(self, store: ImageStore) -> None:
        """Write the missing copies without metadata."""
        for name, original in self.found.items():
            if original.blob is not None and not _is_there(original.path, original.blob.length):
                _clean_copy(self._sources[name], original.blob, store)
        if self._rows != store.read_index():
            store.write_index(dict(self._rows))

    def restore(self, name: str, store: ImageStore) -> None:
        """Make the copy without metadata again, if it is damaged."""
        blob = self.found[name].blob
        if blob is not None and not store.is_whole(blob):
            _clean_copy(self._sources[name], blob, store)


def _is_there(path: Path, length: int) -> bool:
    try:
        return path.stat().st_size == length
    except OSError:
        return False


def _clean_copy(source: Path, blob: Blob, store: ImageStore) -> None:
    store.add(without_metadata(source.read_bytes()), blob.suffix)


def read_sources(
    paths: Mapping[str, Path], store: ImageStore, *, keep_metadata: bool
) -> ImageSources:
    """Return the images at `paths` as they will be published; only changed files are read."""
    index = store.read_index()
    rows, originals = {}, {}
    for name, path in paths.items():
        try:
            state = path.stat()
            mark = [_FORM, keep_metadata, state.st_size, state.st_mtime_ns]
            row = index.get(name)
            original = _from_row(row, mark, path, store)
            if original is None:
                original = _read(path, store, keep_metadata=keep_metadata)
                row = _row(original, mark)
        except OSError as error:
            originals[name] = Original("", path, 0, problem=f"{error.strerror}", code=LOST)
            continue
        if original.blob is not None:
            store.use(original.blob)
        rows[name], originals[name] = row, original
    return ImageSources(originals, paths, rows)


def _read(path: Path, store: ImageStore, *, keep_metadata: bool) -> Original:
    data = path.read_bytes()
    kind = kind_of(data)
    is_as_it_is = kind in ("avif", "heif")
    width, height = (0, 0) if is_as_it_is else image_size(data) or (0, 0)
    original = Original(digest_of(data), path, len(data), width)
    try:
        clean = data if keep_metadata else without_metadata(data)
    except BrokenImageError as error:
        return replace(original, problem=str(error), code=UNREADABLE)
    if not kind or not (width or is_as_it_is):
        problem = "it is not a PNG, JPEG, WebP, GIF, AVIF or HEIC"
        return replace(original, problem=problem, code=UNREADABLE)
    if clean != data:
        blob = Blob(digest_of(clean), path.suffix.lower().lstrip("."), len(clean))
        original = Original(blob.digest, store.path(blob), len(clean), width, blob)
    if kind == "heif":
        return replace(original, problem="most browsers can't show HEIC", code=UNSUPPORTED)
    if width * height > PIXEL_LIMIT:
        problem = f"it has {width:,} × {height:,} pixels, and {PIXEL_LIMIT:,} in all are the most"
        return replace(original, problem=problem, code=HUGE)
    if is_damaged(data):
        return replace(original, problem="a part of it is damaged", code=UNREADABLE)
    return original


def _row(original: Original, mark: list[Any]) -> dict[str, Any]:
    return {
        "mark": mark,
        "digest": original.digest,
        "length": original.length,
        "width": original.width,
        "blob": original.blob and asdict(original.blob),
        "problem": original.problem,
        "code": original.code,
    }


def _from_row(row: object, mark: list[Any], path: Path, store: ImageStore) -> Original | None:
    if not isinstance(row, dict) or row.get("mark") != mark:
        return None
    try:
        blob = Blob(**row["blob"]) if row["blob"] else None
        place = store.path(blob) if blob else path
        facts = (row["length"], row["width"], blob, row["problem"], row["code"])
        return Original(row["digest"], place, *facts)
    except (KeyError, TypeError):
        return None
