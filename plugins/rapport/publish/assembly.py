"""Assemble a folder of files; unchanged files are hard links to an earlier folder."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Assembly:
    """A folder under construction: files are linked to an earlier copy if possible, else copied."""

    def __init__(self, folder: Path, base: Path | None, base_digests: Mapping[str, str]) -> None:
        self.folder = folder
        self.base = base
        self.base_digests = base_digests
        self.digests: dict[str, str] = {}
        self.written: list[Path] = []
        self._made: set[Path] = set()

    def add(self, path: str, source: Path) -> None:
        """Put the file `source` at `path`."""
        goal = self.folder / path
        if goal.parent not in self._made:
            goal.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(goal.parent)
        before = self.base / path if self.base and path in self.base_digests else None
        if before and _looks_same(source, before) and _linked(before, goal):
            self.digests[path] = self.base_digests[path]
            return
        data = source.read_bytes()
        digest = self.digests[path] = digest_of(data)
        is_as_before = before and digest == self.base_digests[path] and _holds(before, data)
        if before and is_as_before and _linked(before, goal):
            return
        goal.write_bytes(data)
        facts = source.stat()
        os.utime(goal, ns=(facts.st_mtime_ns, facts.st_mtime_ns))
        self.written.append(goal)


def files_below(folder: Path) -> Iterator[str]:
    """Yield the path of every file and link below `folder`."""
    for place, folders, names in os.walk(folder):
        here = Path(place)
        for name in [*names, *(name for name in folders if (here / name).is_symlink())]:
            yield (here / name).relative_to(folder).as_posix()


def _looks_same(source: Path, published: Path) -> bool:
    try:
        first, second = source.stat(), os.lstat(published)
    except OSError:
        return False
    return (first.st_size, first.st_mtime_ns) == (second.st_size, second.st_mtime_ns)


def _holds(path: Path, data: bytes) -> bool:
    try:
        return not path.is_symlink() and path.read_bytes() == data
    except OSError:
        return False


def _linked(before: Path, goal: Path) -> bool:
    try:
        os.link(before, goal, follow_symlinks=False)
    except OSError:  # another file system, too many links: a copy does as well
        return False
    return True


def digest_of(data: bytes) -> str:
    """Return the SHA-256 of a file's bytes, as the checksums of a release have it."""
    return sha256(data).hexdigest()
