"""One run of a task: its result, the files that its code opened, and its output."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

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

    Empty parts are omitted. What the task writes is written, not stored.
    """
    made = _make(task, reader, key)
    if task.write is not None:
        for path, content in made.items():
            task.write(path, content)
    parts = {part: _digest_of(content) for part, content in made.items() if content != ""}
    return parts, {} if task.write else {part: str(made[part]) for part in parts}


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


def _digest_of(content: Content) -> str:
    if isinstance(content, bytes):
        return digest_of_bytes(content)
    return digest(content)
