"""The store of image variants between builds: by their inputs, and verified when used."""

from __future__ import annotations

import json
import os
import tempfile
import time
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field, to_builtins
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

UNUSED_LIMIT = 256 * 1024 * 1024
"""How many bytes of unused variants are kept, for branches and reverted changes."""
UNUSED_DAYS = 30
_INDEX = "sources.json"
_FORM = 2
"""Increase this when the stored format changes: other versions are not read."""


class Blob(Struct, frozen=True):
    """A finished file: its digest, its suffix (`avif`), its length in bytes, width and height."""

    digest: str
    suffix: str
    length: int
    width: int = 0
    height: int = 0

    @property
    def name(self) -> str:
        """Its name in the store."""
        return f"{self.digest}.{self.suffix}"


class ImageTraits(Struct, frozen=True):
    """The traits of an image that decide how it is encoded.

    `own` is the format of variants for browsers that support none of the new ones, empty if only
    the file itself is used; `is_drawn` is an image of few colours, whose edges must stay sharp;
    `aspect` is height divided by width.
    """

    own: str = ""
    is_drawn: bool = False
    is_still: bool = True
    aspect: float = 1.0


class EncodedImage(Struct, frozen=True):
    """The results of one image or card: finished files by name, and the image's traits.

    `problem` says why there are none.
    """

    blobs: Mapping[str, Blob] = field(default_factory=dict)
    look: ImageTraits = ImageTraits()
    problem: str = ""

    def adding(self, name: str, blob: Blob) -> EncodedImage:
        """Return this with one more finished file."""
        return replace(self, blobs={**self.blobs, name: blob})


def digest_of(data: bytes) -> str:
    """Return the name of content, 24 hexadecimal digits."""
    return blake2b(data, digest_size=12).hexdigest()


class ImageStore:
    """A folder of finished files; several builds may use it at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._used: set[str] = set()
        self._has_grown = False

    def path(self, blob: Blob) -> Path:
        """Return the path of a finished file."""
        return self.folder / blob.name

    def load(self, key: str) -> EncodedImage | None:
        """Return the results stored under `key`, with those files that still exist.

        None if there are none, or if their record is damaged.
        """
        self._used.add(f"{key}.json")
        try:
            form, row, checksum = json.loads((self.folder / f"{key}.json").read_text("utf-8"))
            if form != _FORM or checksum != digest_of(json.dumps(row).encode()):
                return None
            blobs = {name: Blob(**blob) for name, blob in row["blobs"].items()}
            encoded = EncodedImage(
                {name: blob for name, blob in blobs.items() if self._is_there(blob)},
                ImageTraits(**row["look"]),
                row["problem"],
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        return encoded

    def _is_there(self, blob: Blob) -> bool:
        try:
            return self.path(blob).stat().st_size == blob.length
        except OSError:
            return False

    def save(self, key: str, encoded: EncodedImage) -> None:
        """Store the results under `key`, once their files are stored."""
        self._used.add(f"{key}.json")
        self._has_grown = True
        row = to_builtins(encoded)
        text = json.dumps([_FORM, row, digest_of(json.dumps(row).encode())])
        _write(self.folder / f"{key}.json", text.encode())

    def add(self, data: bytes, suffix: str, width: int = 0, height: int = 0) -> Blob:
        """Keep a finished file."""
        blob = Blob(digest_of(data), suffix, len(data), width, height)
        _write(self.path(blob), data)
        return blob

    def is_whole(self, blob: Blob) -> bool:
        """Return whether a stored file is still intact, byte for byte."""
        try:
            return digest_of(self.path(blob).read_bytes()) == blob.digest
        except OSError:
            return False

    def drop_damaged(self, blob: Blob) -> bool:
        """Remove a stored file that is damaged; returns whether it was removed."""
        if self.is_whole(blob):
            return False
        self.path(blob).unlink(missing_ok=True)
        return True

    def read_index(self) -> dict[str, Any]:
        """Return the stored facts about sources, by path; empty if they are damaged."""
        try:
            index = json.loads((self.folder / _INDEX).read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return index if isinstance(index, dict) else {}

    def write_index(self, index: dict[str, Any]) -> None:
        """Store what was read of the sources."""
        _write(self.folder / _INDEX, json.dumps(index).encode())

    def use(self, blob: Blob) -> None:
        """Mark this file as used by a page."""
        self._used.add(blob.name)

    def tidy(self) -> None:
        """Remove what has long been unused, and of the rest the oldest, down to the limit."""
        if not self._has_grown:
            return
        unused = [entry for entry in os.scandir(self.folder) if entry.name not in self._used]
        _remove_oldest((entry for entry in unused if entry.name != _INDEX), time.time())


def _remove_oldest(entries: Iterable[os.DirEntry[str]], now: float) -> None:
    left = UNUSED_LIMIT
    known = [(state.st_mtime, state.st_size, path) for path, state in _states(entries)]
    for changed, size, path in sorted(known, reverse=True):
        left -= size
        if left < 0 or now - changed > UNUSED_DAYS * 86_400:
            Path(path).unlink(missing_ok=True)


def _states(entries: Iterable[os.DirEntry[str]]) -> Iterator[tuple[str, os.stat_result]]:
    for entry in entries:
        with suppress(OSError):  # another build tidies as well
            yield entry.path, entry.stat()


def _write(path: Path, data: bytes) -> None:
    """Write a file beside its destination and rename it, so that nobody reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
    Path(file.name).replace(path)
