"""Unpack archives within their folder, with a limit on the unpacked size."""

from __future__ import annotations

import stat
import zipfile
from typing import TYPE_CHECKING

from rapport.importing.model import SourceError

if TYPE_CHECKING:
    from pathlib import Path

MOST_FILES = 100_000
LARGEST = 4 * 1024**3
MOST_PRESSED = 200
"""How many times larger a file may come out of a zip than it lies in it, beyond some megabytes."""
_SMALL = 16 * 1024 * 1024


def unpack(path: Path, folder: Path) -> Path:
    """Unpack a zip into `folder`; raises `SourceError` for one that is a trap.

    No entry leaves the folder, links are left out, and sizes are counted while they come.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_FILES:
                raise SourceError(f"{path}: holds {len(entries)} files; {MOST_FILES} are the most.")
            left = LARGEST
            for entry in entries:
                left -= _unpack_one(archive, entry, folder, left, path)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise SourceError(f"{path}: can't be unpacked: {error}") from error
    return folder


def _unpack_one(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path, left: int, path: Path
) -> int:
    parts = entry.filename.replace("\\", "/").split("/")
    if entry.is_dir() or stat.S_ISLNK(entry.external_attr >> 16) or parts[0] == "__MACOSX":
        return 0
    if ".." in parts or not parts[0] or ":" in parts[0]:
        raise SourceError(f"{path}: the entry `{entry.filename[:80]}` leads out of the zip.")
    target = folder.joinpath(*parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    most = min(left, max(_SMALL, entry.compress_size * MOST_PRESSED))
    written = 0
    with archive.open(entry) as source, target.open("wb") as file:
        while piece := source.read(1 << 20):
            written += len(piece)
            if written > most:
                raise SourceError(f"{path}: `{entry.filename[:80]}` is far larger than it says.")
            file.write(piece)
    return written
