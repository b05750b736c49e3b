"""The output folder: new files are written beside it, moved in, and obsolete ones removed."""

from __future__ import annotations

import filecmp
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from rapport.engine.digests import digest, digest_of_bytes

if TYPE_CHECKING:
    from rapport.engine.store import Store
    from rapport.engine.tasks import Content

FileState = tuple[int, int]
"""A file's size in bytes, and its time of change in nanoseconds."""

_NOTE = "outputs"


class Outputs:
    """The files of `target` as the last build left them, and a folder for new ones.

    `found` are the states of the files at the start, `states` those of the files now.
    If there is no target yet, `new` takes its place. Otherwise new files lie in one folder beside
    `new`, each named by the digest of its path, so that no folder is made and removed for each.
    """

    def __init__(self, target: Path, new: Path, store: Store) -> None:
        self.target = target
        self.new = new
        self.found = scan(str(target))
        self.states: dict[str, FileState] = {}
        self._store = store
        self._folders: set[str] = set()
        self._kept = dict(_read_note(store.note(_NOTE)))
        self._loose = str(new.parent / "loose") if self.found else ""
        if self._loose:
            os.mkdir(self._loose)

    def is_written(self, path: str, known: str) -> bool:
        """Return whether the file of digest `known` is still where the last build put it."""
        kept = self._kept.get(path)
        return kept is not None and kept[0] == known and self.found.get(path) == kept[1]

    def write(self, path: str, content: Content) -> None:
        """Write a file beside the target; a path as content is a file to be copied."""
        if self._loose:
            place = os.path.join(self._loose, digest(path))
        else:
            place = os.path.join(self.new, path)
            folder = os.path.dirname(place)
            if folder not in self._folders:
                _make_folder(folder)
                self._folders.add(folder)
        if isinstance(content, Path):
            shutil.copyfile(content, place)
        else:
            data = content if isinstance(content, bytes) else content.encode()
            with open(place, "wb", buffering=0) as file:
                file.write(data)

    def put_in_place(self, expected: set[str], known: Mapping[str, str]) -> list[str]:
        """Move new files into the target, and remove those that are not `expected` there.

        `known` are the digests of files by path; all others are always made again. Identical files
        keep their times; each other file, or folder, is moved by one rename. Returns what was added
        and what was removed; if there was no target, everything expected was added.
        """
        target = self.target
        gone = self.found.keys() - expected
        if target.is_dir() and not target.is_symlink() and not os.listdir(target):
            target.rmdir()
        if not target.exists():
            self._move_loose(str(self.new), known)
            self.new.replace(target)
            moved = sorted(expected)
        else:
            came = [path[len(str(target)) + 1 :] for path in _merge(str(self.new), str(target))]
            came += self._move_loose(str(target), known)
            moved = [*came, *_remove(str(target), gone)]
        self._note(known, moved)
        for path in expected - self.states.keys():
            found = os.stat(os.path.join(target, path))
            self.states[path] = (found.st_size, found.st_mtime_ns)
        return moved

    def _move_loose(self, goal: str, known: Mapping[str, str]) -> list[str]:
        """Move what `write` wrote to its place below `goal`; return the paths of what changed."""
        names = set(os.listdir(self._loose)) if self._loose else set[str]()
        paths = sorted(path for path in known if digest(path) in names) if names else ()
        return [path for path in paths if self._move(path, os.path.join(goal, path))]

    def _move(self, path: str, goal: str) -> bool:
        """Move one file, unless the same file already exists; return whether it was moved."""
        place, found = os.path.join(self._loose, digest(path)), self.found.get(path)
        if found and found[0] == os.path.getsize(place) and _is_same(place, goal):
            return False
        _move(place, goal)
        return True

    def _note(self, known: Mapping[str, str], moved: list[str]) -> None:
        """Note the state of every file; files that were not replaced keep theirs."""
        came, lines = frozenset(moved), []
        for path, file_digest in known.items():
            state = None if path in came else self.found.get(path)
            if state is None:  # it came, by itself or with its folder
                found = os.stat(os.path.join(self.target, path))
                state = (found.st_size, found.st_mtime_ns)
            self.states[path] = state
            lines.append(f"{path}\0{file_digest}\0{state[0]}\0{state[1]}")
        self._store.keep_note(_NOTE, "\n".join(lines))


def file_digest(content: Content) -> str:
    """Return the digest of a file's content."""
    if isinstance(content, Path):
        return digest_of_bytes(content.read_bytes())
    return digest_of_bytes(content if isinstance(content, bytes) else content.encode())


def _read_note(text: str) -> Iterator[tuple[str, tuple[str, FileState]]]:
    for line in text.split("\n") if text else ():
        path, known, size, mtime = line.split("\0")
        yield path, (known, (int(size), int(mtime)))


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """Give an empty folder beside `target`; remains of killed builds there are removed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as present:
        for folder in target.parent.glob(f".{target.name}-????????"):
            if folder != Path(present):
                shutil.rmtree(folder, ignore_errors=True)
        new = Path(present, "site")
        new.mkdir()
        yield new


def scan(root: str) -> dict[str, FileState]:
    """Return the files below a folder by their path in it; empty if it does not exist."""
    found: dict[str, FileState] = {}
    with suppress(FileNotFoundError, NotADirectoryError):
        _scan(root, "", found)
    return found


def _scan(folder: str, inside: str, found: dict[str, FileState]) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.is_dir():
                state = entry.stat()
                found[inside + entry.name] = (state.st_size, state.st_mtime_ns)
            elif not entry.is_symlink():
                _scan(entry.path, f"{inside}{entry.name}/", found)


def _merge(new: str, target: str) -> Iterator[str]:
    """Move files and folders one by one; yield the places that they came to."""
    with os.scandir(new) as entries:
        for entry in entries:
            goal = os.path.join(target, entry.name)
            if entry.is_dir() and os.path.isdir(goal):
                yield from _merge(entry.path, goal)
            elif entry.is_dir() or not os.path.isfile(goal) or not _is_same(entry.path, goal):
                _move(entry.path, goal)
                yield goal


def _is_same(place: str, goal: str) -> bool:
    try:
        return filecmp.cmp(place, goal, shallow=False)
    except OSError:  # it went meanwhile
        return False


def _move(place: str, goal: str) -> None:
    """Move a file or folder, and what stands in its way out of it."""
    try:
        os.replace(place, goal)
    except OSError:
        if os.path.isdir(goal):
            shutil.rmtree(goal)
        elif os.path.isdir(place) and os.path.lexists(goal):
            os.unlink(goal)
        _make_folder(os.path.dirname(goal))
        os.replace(place, goal)


def _make_folder(folder: str) -> None:
    """Make a folder and those around it; a file that stands in the place of one goes."""
    try:
        os.mkdir(folder)
    except FileExistsError:
        if not os.path.isdir(folder):
            os.unlink(folder)
            os.mkdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        _make_folder(os.path.dirname(folder))
        _make_folder(folder)


def _remove(target: str, gone: set[str]) -> Iterator[str]:
    """Remove files, and the folders that are empty then; yield the files."""
    for path in sorted(gone):
        place = os.path.join(target, path)
        with suppress(FileNotFoundError, NotADirectoryError):  # a folder or file came in its place
            os.unlink(place)
        yield path
        while (place := os.path.dirname(place)) != target:
            try:
                os.rmdir(place)
            except OSError:
                break
