"""The parts of a graph: sources, memos and tasks, and the reader through which they read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

if TYPE_CHECKING:
    from rapport.engine.graph import Graph

ABSENT = "absent"
"""The digest of something absent: looking for it is a read, too."""

BETWEEN_READS = "\x1e"

Content = str | bytes | Path
"""A part of a result. Text is stored if the task says so; bytes and files are only written."""


class Source(Struct, frozen=True):
    """Read afresh in every build; `digest` must be cheap, `value` is computed on demand.

    Many tasks read the same `is_shared` sources, such as templates: such reads are stored as a set.
    """

    value: Callable[[str], Any]
    digest: Callable[[str], str]
    is_shared: bool = False


class Memo(Struct, frozen=True):
    """A function whose value lasts for one build; its reads are stored."""

    make: Callable[[Reader, str], Any]


class Task(Struct, frozen=True):
    """A function whose result is stored: named parts, each with a digest.

    `exists` tells whether there is such a task at all. With `write`, parts are files: each is
    passed to it, and only its digest is stored; `is_written` tells whether a file of that digest is
    still in its place. If `watches`, files that `make` opens by itself are reads.
    """

    make: Callable[[Reader, str], Mapping[str, Content]]
    exists: Callable[[str], bool]
    write: Callable[[str, Content], None] | None = None
    is_written: Callable[[str, str], bool] | None = None
    watches: bool = False


class Row(Struct, frozen=True):
    """The stored facts of a task or memo: its reads, a digest over them, its parts' digests.

    `reads` are names, `common` names a set of names that other tasks share; `trace` is empty for a
    task that is never reused. `said` are the task's messages to people, repeated in every build.
    """

    trace: str
    reads: str
    common: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    said: str = ""


@dataclass(slots=True)
class Ran:
    """The result of running a task: its row and texts, and the rows of the memos that it used."""

    name: str
    row: Row
    texts: Mapping[str, str]
    memos: Mapping[str, Row]
    common: Mapping[str, frozenset[str]]
    untracked: str = ""


class CycleError(Exception):
    """A task reads itself, through others."""


class Reader:
    """Gives a task what it asks for, and records each read."""

    __slots__ = ("_graph", "_name", "common", "reads", "said", "untracked")

    def __init__(self, graph: Graph, name: str = "") -> None:
        self._graph = graph
        self._name = name
        self.reads: set[str] = set()
        self.common: set[str] = set()
        self.said: list[str] = []
        self.untracked = ""

    def get(self, kind: str, key: str = "") -> Any:  # noqa: ANN401 - as many types as kinds
        """Return the value under `key`; `kind` is `task/part` for a part of a task's result."""
        name = f"{kind} {key}"
        (self.common if kind in self._graph.shared else self.reads).add(name)
        return self._graph.value(name)

    def digest(self, kind: str, key: str = "") -> str:
        """Return the digest of a value, if the value itself is not needed."""
        self.note(kind, key)
        return self._graph.digest(f"{kind} {key}")

    def former(self, part: str) -> str:
        """Return this task's previous result, a hint that may make it faster; else empty."""
        return self._graph.former(self._name, part)

    def note(self, kind: str, key: str = "") -> None:
        """Record a read whose value came from elsewhere, such as a template."""
        (self.common if kind in self._graph.shared else self.reads).add(f"{kind} {key}")

    def say(self, message: str) -> None:
        """Give a message to people in every build, whether the task runs or not."""
        self.said.append(message)

    def cannot_track(self, reason: str) -> None:
        """Mark the task as never reusable, because it read something that can't be tracked."""
        self.untracked = reason
