"""Which system a source comes from, and the reader for it."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rapport.importing.model import SourceError
from rapport.importing.sources import wordpress
from rapport.importing.sources.wordpress import WordPress

if TYPE_CHECKING:
    from rapport.importing.model import BlogSource

_BEGINNING = 65536


@dataclass(frozen=True, slots=True)
class System:
    """A system that blogs come from: `--list` shows `name` and `how`.

    `opens` returns its reader for a file or folder, None if that is from elsewhere.
    """

    name: str
    how: str
    opens: Callable[[Path], BlogSource | None]


def _wordpress(path: Path) -> BlogSource | None:
    parts = [each for each in _files(path, ".xml") if wordpress.recognises(beginning(each))]
    return WordPress(parts) if parts else None


SYSTEMS: tuple[System, ...] = (System(wordpress.NAME, wordpress.HOW, _wordpress),)


def open_source(path: Path, name: str | None = None) -> tuple[System, BlogSource]:
    """Return the system of a file or folder, and its reader; raises `SourceError` for none.

    `name` is a system that somebody said it is.
    """
    if not path.exists():
        raise SourceError(f"{path}: there is no such file or folder.")
    for system in SYSTEMS:
        if name is None or name.lower() in (system.name.lower(), system.name.split()[0].lower()):
            source = system.opens(path)
            if source is not None:
                return system, source
    known = ", ".join(system.name for system in SYSTEMS)
    raise SourceError(f"{path}: not recognised as an export of {known}; `rapport import --list`.")


def beginning(path: Path) -> bytes:
    """Return the first bytes of a file."""
    with path.open("rb") as file:
        return file.read(_BEGINNING)


def _files(path: Path, ending: str) -> Sequence[Path]:
    """Return the files of an ending: the file itself, or those of a folder."""
    if path.is_dir():
        return sorted(each for each in path.glob(f"*{ending}") if each.is_file())
    return [path] if path.suffix.lower() == ending else []


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
