"""One run of a task: its result, the files that its code opened, and its output."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rapport.engine.digests import digest, digest_of_bytes
from rapport.engine.opened import NETWORK, opened_files
from rapport.engine.tasks import Content, CycleError, Reader, Task


class Running:
    """The running tasks and memos: they may nest, but not within themselves."""

    def __init__(self) -> None:
        self._names: set[str] = set()

    @contextmanager
    def once(self, name: str) -> Iterator[None]:
        """Mark `name` as running meanwhile; raises `CycleError` if it already is."""
        if name in self._names:
            raise CycleError(name)
        self._names.add(name)
        try:
            yield
        finally:
            self._names.discard(name)


def run_task(task: Task, reader: Reader, key: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the digests of a task's parts, and the parts that are stored as text.

    Empty texts are omitted. What the task writes is not stored, and not written again if the file
    is up to date; of a file to be copied only the path is known, not its content.
    """
    made = _make(task, reader, key)
    if task.write is None:
        texts = {part: str(text) for part, text in made.items() if text != ""}
        return {part: digest(text) for part, text in texts.items()}, texts
    parts = {path: _digest_of(content) for path, content in made.items()}
    is_written = task.is_written or _never
    for path, content in made.items():
        if isinstance(content, Path) or not is_written(path, parts[path]):
            task.write(path, content)
    return parts, {}


def _make(task: Task, reader: Reader, key: str) -> Mapping[str, Content]:
    if not task.watches:
        return task.make(reader, key)
    with opened_files() as opened:
        made = task.make(reader, key)
    for path in opened - {NETWORK}:
        reader.note("file", path)
    if NETWORK in opened:
        reader.cannot_track(f"`{key}` shows what another server says")
    return made


def _never(_path: str, _known: str) -> bool:
    return False


def _digest_of(content: Content) -> str:
    if isinstance(content, bytes):
        return digest_of_bytes(content)
    return digest(content)
