"""What earlier builds made, so that only what changed is made again.

One SQLite file; it holds JSON and text, nothing that runs. What is broken, foreign or of another
version is thrown away.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from filelock import lock_descriptor

from rapport.blog.digest import digest
from rapport.blog.rendering import Rendering
from rapport.host.renderer import FACTS, Rendered

_SCHEMA = """
CREATE TABLE IF NOT EXISTS renderings (
    source TEXT PRIMARY KEY, key TEXT NOT NULL, digest TEXT NOT NULL, shown TEXT NOT NULL,
    tasks TEXT NOT NULL, summary TEXT NOT NULL, anchors TEXT NOT NULL, lookups TEXT NOT NULL,
    warnings TEXT NOT NULL, checksum TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS parts (
    name TEXT, source TEXT, text TEXT NOT NULL, checksum TEXT NOT NULL,
    PRIMARY KEY (name, source)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS heads (
    source TEXT PRIMARY KEY, key TEXT NOT NULL, head TEXT NOT NULL, checksum TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outputs (
    path TEXT PRIMARY KEY, key TEXT NOT NULL, size INTEGER NOT NULL, mtime INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS notes (
    name TEXT PRIMARY KEY, key TEXT NOT NULL, text TEXT NOT NULL, checksum TEXT NOT NULL
) WITHOUT ROWID;
"""
_APPLICATION_ID = 0x52617031
_VERSION = 6


class CacheDamagedError(Exception):
    """What the cache holds is not what this version of ours wrote into it."""


@dataclass(frozen=True, slots=True)
class Output:
    """A file of the site as the last build left it: what it was made of, and its state since."""

    key: str
    size: int
    mtime: int


@dataclass(frozen=True, slots=True)
class Kept:
    """One article's rendering from an earlier build; its long parts stay in the file till asked."""

    key: str
    rendering: Rendering
    anchors: str
    _lookups: str
    _warnings: str

    @property
    def lookups(self) -> dict[str, str | None]:
        """The paths that links named, with what each link followed from."""
        found: dict[str, str | None] = json.loads(self._lookups)
        return found

    @property
    def warnings(self) -> list[tuple[int, str]]:
        """Levels and messages of MkDocs' log."""
        if self._warnings == _NOTHING:
            return []
        return [(level, message) for level, message in json.loads(self._warnings)]


_NOTHING = "[]"


@dataclass(slots=True)
class Cache:
    """The open cache of one blog and one site folder."""

    _database: sqlite3.Connection
    _path: Path
    _new_heads: dict[str, tuple[str, str]] = field(default_factory=dict)
    _new_notes: dict[str, tuple[str, Callable[[], str]]] = field(default_factory=dict)
    _new_renderings: dict[str, tuple[str, Rendered]] = field(default_factory=dict)

    def renderings(self) -> dict[str, Kept]:
        """Return every rendering that is whole, by the article's source."""
        rows, shelf = self._database.execute(_RENDERINGS), _Shelf(self._database, self._path)
        return {
            row[0]: _kept(row, _Parts(shelf, row[0], row[1]))
            for *row, checksum in rows
            if checksum == digest(*row)
        }

    def heads(self) -> dict[str, tuple[str, str]]:
        """Return what was read of each source: its key, and the JSON."""
        rows = self._database.execute("SELECT source, key, head, checksum FROM heads")
        return {
            source: (key, head)
            for source, key, head, checksum in rows
            if checksum == digest(key, head)
        }

    def keep_head(self, source: str, key: str, head: str) -> None:
        """Remember what was read of a source; it is written by `commit`."""
        self._new_heads[source] = (key, head)

    def keep_rendering(self, source: str, key: str, rendered: Rendered) -> None:
        """Remember a rendering; it is written by `commit`."""
        self._new_renderings[source] = (key, rendered)

    def note(self, name: str, key: str) -> str | None:
        """Return what was noted under `name` for what `key` stands for, if that still is so."""
        query = "SELECT text, checksum FROM notes WHERE name = ? AND key = ?"
        found = self._database.execute(query, (name, key)).fetchone()
        return found[0] if found and found[1] == digest(key, found[0]) else None

    def keep_note(self, name: str, key: str, make: Callable[[], str]) -> None:
        """Remember what `make` returns at the end of the build; it is written by `commit`."""
        self._new_notes[name] = (key, make)

    def recall(self, name: str, key: str, make: Callable[[], str]) -> str | None:
        """Return the note of `name`, or have it made at the end of the build and return None."""
        found = self.note(name, key)
        if found is None:
            self.keep_note(name, key, make)
        return found

    def outputs(self) -> dict[str, Output]:
        """Return the site's files as the last build left them."""
        rows = self._database.execute("SELECT path, key, size, mtime FROM outputs")
        return {path: Output(key, size, mtime) for path, key, size, mtime in rows}

    def commit(
        self,
        sources: set[str],
        read_sources: set[str],
        outputs: Mapping[str, Output],
        old: Mapping[str, Output],
    ) -> None:
        """Write what is new, and forget the sources and outputs that are gone, in one go."""
        new = self._new_renderings
        rows = [_row(source, *made) for source, made in new.items()]
        parts = [
            (name, source, text, digest(key, text))
            for source, (key, rendered) in new.items()
            for name, text in rendered.rendering.parts.items()
        ]
        with self._database as database:
            known = {source for (source,) in database.execute("SELECT source FROM renderings")}
            gone = [(source,) for source in known - sources]
            stale = [*gone, *((source,) for source in new.keys() & known)]
            if stale:
                database.executemany("DELETE FROM renderings WHERE source = ?", stale)
                for (name,) in database.execute("SELECT DISTINCT name FROM parts").fetchall():
                    named = [(name, source) for (source,) in stale]
                    database.executemany("DELETE FROM parts WHERE name = ? AND source = ?", named)
            database.executemany("INSERT INTO renderings VALUES (?,?,?,?,?,?,?,?,?,?)", rows)
            database.executemany("INSERT INTO parts VALUES (?, ?, ?, ?)", parts)
            heads = [
                (source, key, head, digest(key, head))
                for source, (key, head) in self._new_heads.items()
            ]
            database.executemany("INSERT OR REPLACE INTO heads VALUES (?, ?, ?, ?)", heads)
            read = {source for (source,) in database.execute("SELECT source FROM heads")}
            unread = [(source,) for source in read - read_sources]
            database.executemany("DELETE FROM heads WHERE source = ?", unread)
            changed = [
                (path, output.key, output.size, output.mtime)
                for path, output in outputs.items()
                if old.get(path) != output
            ]
            database.executemany("INSERT OR REPLACE INTO outputs VALUES (?, ?, ?, ?)", changed)
            notes = [(name, key, make()) for name, (key, make) in self._new_notes.items()]
            database.executemany(
                "INSERT OR REPLACE INTO notes VALUES (?, ?, ?, ?)",
                [(*note, digest(*note[1:])) for note in notes],
            )
            vanished = [(path,) for path in old.keys() - outputs.keys()]
            database.executemany("DELETE FROM outputs WHERE path = ?", vanished)

    def close(self) -> None:
        """Close the file."""
        self._database.close()


@contextmanager
def open_cache(folder: Path, *, fresh: bool = False) -> Iterator[Cache]:
    """Open the cache in `folder`, an empty one if `fresh`; a second build waits for the first."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        lock_descriptor(lock.fileno())
        path = folder / "build.sqlite"
        if fresh:
            _remove(path)
        cache = Cache(_open(path), path.absolute())
        try:
            yield cache
        finally:
            cache.close()


def _open(path: Path) -> sqlite3.Connection:
    try:
        return _connect(path)
    except (CacheDamagedError, sqlite3.DatabaseError):
        _remove(path)
        return _connect(path)


def _connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path)
    try:
        (application,) = database.execute("PRAGMA application_id").fetchone()
        (version,) = database.execute("PRAGMA user_version").fetchone()
        is_new = path.stat().st_size == 0
        if not is_new and (application, version) != (_APPLICATION_ID, _VERSION):
            raise CacheDamagedError(path)  # noqa: TRY301 - the file is closed below
        database.executescript(_SCHEMA)
        database.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        database.execute(f"PRAGMA user_version = {_VERSION}")
    except BaseException:
        database.close()
        raise
    return database


def _remove(path: Path) -> None:
    for suffix in ("", "-journal", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


_LIGHT = ("outline", FACTS)
_OFTEN = 64


class _Shelf:
    """The parts of all renderings; what is asked for often is read in one go, if it is short.

    A preview asks for some when the build has ended, from another thread, and other processes
    write pages: each opens the file for itself, as SQLite wants it.
    """

    def __init__(self, database: sqlite3.Connection, path: Path) -> None:
        self._database = database
        self._path = path
        self._process = os.getpid()
        self._asked: Counter[str] = Counter()
        self._read: dict[str, dict[str, tuple[str, str]]] = {}

    def find(self, name: str, source: str) -> tuple[str, str] | None:
        """Return a part of a source's rendering, and its checksum."""
        if name in self._read:
            return self._read[name].get(source)
        self._asked[name] += 1
        if name in _LIGHT and self._asked[name] > _OFTEN:
            query = "SELECT source, text, checksum FROM parts WHERE name = ?"
            rows = self._ask(query, name)
            self._read[name] = {source: (text, checksum) for source, text, checksum in rows}
            return self.find(name, source)
        query = "SELECT text, checksum FROM parts WHERE name = ? AND source = ?"
        found: tuple[str, str] | None = self._ask(query, name, source).fetchone()
        return found

    def names(self, source: str) -> Iterator[str]:
        """Yield the names of a rendering's parts."""
        query = "SELECT name FROM parts WHERE source = ?"
        return (name for (name,) in self._ask(query, source))

    def _ask(self, query: str, *values: str) -> sqlite3.Cursor:
        if self._process == os.getpid():
            with suppress(sqlite3.ProgrammingError):
                return self._database.execute(query, values)
        self._database = sqlite3.connect(f"{self._path.as_uri()}?mode=ro", uri=True)
        self._process = os.getpid()
        return self._database.execute(query, values)


class _Parts(Mapping[str, str]):
    """The long parts of one rendering, each read when it is asked for."""

    __slots__ = ("_key", "_shelf", "_source")

    def __init__(self, shelf: _Shelf, source: str, key: str) -> None:
        self._shelf = shelf
        self._source = source
        self._key = key

    def __getitem__(self, name: str) -> str:
        found = self._shelf.find(name, self._source)
        if found is None or digest(self._key, found[0]) != found[1]:
            raise CacheDamagedError(self._source)
        return found[0]

    def __iter__(self) -> Iterator[str]:
        return self._shelf.names(self._source)

    def __len__(self) -> int:
        return sum(1 for _ in self)


_RENDERINGS = """
SELECT source, key, digest, shown, tasks, summary, anchors, lookups, warnings, checksum
FROM renderings
"""


def _row(source: str, key: str, rendered: Rendered) -> tuple[str, ...]:
    made = rendered.rendering
    lookups, warnings = json.dumps(rendered.lookups), json.dumps(rendered.warnings)
    texts = (source, key, made.digest, made.shown, made.tasks, made.summary, rendered.anchors)
    return (*texts, lookups, warnings, digest(*texts, lookups, warnings))


def _kept(row: list[str], parts: Mapping[str, str]) -> Kept:
    _, key, digest_, shown, tasks, summary, anchors, lookups, warnings = row
    return Kept(key, Rendering(digest_, shown, tasks, summary, parts), anchors, lookups, warnings)


def file_state(path: str | os.PathLike[str]) -> tuple[int, int]:
    """Return a file's size in bytes and its time of change in nanoseconds."""
    found = os.stat(path)
    return found.st_size, found.st_mtime_ns
