"""The storage between builds: one SQLite file of text, nothing executable.

A file that is damaged, foreign or of another version is discarded; so is a row that differs from
what was written. Traces verify themselves, so the results of an interrupted build are as good as
those of a whole one.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock

from rapport.engine.digests import digest
from rapport.engine.tasks import Row

_VERSION = 1
_PAGE = 16384
"""Bytes of a page: most texts are some thousand long."""
_CACHE = 16384
"""Kilobytes of a transaction that SQLite keeps in memory before it writes and rereads them."""
_APPLICATION_ID = 0x52617032
_SCHEMA = """
CREATE TABLE IF NOT EXISTS tasks (
    name TEXT PRIMARY KEY, trace TEXT NOT NULL, reads TEXT NOT NULL, common TEXT NOT NULL,
    parts TEXT NOT NULL, said TEXT NOT NULL, checksum TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS texts (
    name TEXT, part TEXT, text TEXT NOT NULL, PRIMARY KEY (part, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS common (name TEXT PRIMARY KEY, reads TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (
    path TEXT PRIMARY KEY, state TEXT NOT NULL, digest TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
"""
_SEPARATOR = "\x1e"


class DamagedError(Exception):
    """The store holds something else than what was written into it."""


class Store:
    """The rows of the last build, and those that this one adds; `commit` writes them.

    Without a database it starts empty, and everything is discarded at the end.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._process = os.getpid()
        self._database = _open(path) if path else None
        self._rows: dict[str, Row] = {}
        self._texts: dict[tuple[str, str], str] = {}
        self._common: dict[str, frozenset[str]] = {}
        self._new_rows: set[str] = set()
        self._new_files: dict[str, tuple[str, str]] = {}
        self._new_notes: dict[str, str] = {}
        self._bulk: dict[str, dict[str, str]] = {}
        self._asked: dict[str, int] = {}
        self.files: dict[str, tuple[str, str]] = {}
        self._read()

    def _read(self) -> None:
        for name, *row, checksum in self._query("SELECT * FROM tasks"):
            if checksum == digest(name, *row):
                trace, reads, common, parts, said = row
                written_parts = json.loads(parts) if parts else {}
                self._rows[name] = Row(trace, reads, common, written_parts, said)
        for name, reads in self._query("SELECT name, reads FROM common"):
            self._common[name] = frozenset(reads.split(_SEPARATOR))
        for path, state, file_digest in self._query("SELECT path, state, digest FROM files"):
            self.files[path] = (state, file_digest)

    def row(self, name: str) -> Row | None:
        """Return the stored row of a task or memo."""
        return self._rows.get(name)

    def common(self, name: str) -> frozenset[str] | None:
        """Return a set of reads that many tasks share."""
        return self._common.get(name)

    def text(self, name: str, part: str) -> str:
        """Return a part of a task's result; raises `DamagedError` if it was altered."""
        found = self._texts.get((name, part))
        if found is None:
            found = self._text(name, part)
            row = self._rows.get(name)
            if found is None or row is None or digest(found) != row.parts.get(part):
                raise DamagedError(name)
        return found

    def _text(self, name: str, part: str) -> str | None:
        """Read one text; a part that is requested often is read for all tasks at once."""
        if part in self._bulk:
            return self._bulk[part].get(name)
        asked = self._asked[part] = self._asked.get(part, 0) + 1
        if asked > _OFTEN:
            rows = self._query("SELECT name, text FROM texts WHERE part = ?", part)
            self._bulk[part] = {name: text for name, text in rows}  # noqa: C416 - pairs, as mypy sees
            return self._bulk[part].get(name)
        query = "SELECT text FROM texts WHERE part = ? AND name = ?"
        return next((text for (text,) in self._query(query, part, name)), None)

    def note(self, name: str) -> str:
        """Return the note under a name, or an empty string."""
        query = "SELECT text FROM notes WHERE name = ?"
        return self._new_notes.get(name) or next((t for (t,) in self._query(query, name)), "")

    def keep_note(self, name: str, text: str) -> None:
        """Note something beside the tasks."""
        self._new_notes[name] = text

    def keep(self, name: str, row: Row, texts: Mapping[str, str]) -> None:
        """Keep a task's row and the texts of its parts."""
        self._rows[name] = row
        self._new_rows.add(name)
        for part, text in texts.items():
            self._texts[name, part] = text

    def keep_common(self, name: str, reads: frozenset[str]) -> None:
        """Keep a set of reads that many tasks share."""
        self._common[name] = reads

    def keep_file(self, path: str, state: str, known: str) -> None:
        """Store the digest of a file's bytes, valid as long as its state is the same."""
        self._new_files[path] = self.files[path] = (state, known)

    def names(self) -> Iterator[str]:
        """Yield the names of all tasks and memos that are kept."""
        return iter(self._rows)

    def drop(self, names: set[str]) -> None:
        """Remove tasks that no longer exist."""
        for name in names:
            self._rows.pop(name, None)
        self._new_rows |= names

    def commit(self) -> None:
        """Write all additions, in one transaction."""
        if self._database is None:
            return
        rows = [
            (*row, digest(*row))
            for name in sorted(self._new_rows)  # in their order in the file, which is quicker
            if (kept := self._rows.get(name))
            for row in [(name, kept.trace, kept.reads, kept.common, _json(kept.parts), kept.said)]
        ]
        changed = [(name,) for name in self._new_rows]
        texts = [
            (name, part, self._texts[name, part])
            for part, name in sorted((part, name) for name, part in self._texts)
            if name in self._new_rows and name in self._rows
        ]
        common = [(name, _SEPARATOR.join(sorted(reads))) for name, reads in self._common.items()]
        files = [(path, *state) for path, state in self._new_files.items()]
        with self._database as database:
            database.executemany("DELETE FROM tasks WHERE name = ?", changed)
            parts = database.execute("SELECT DISTINCT part FROM texts").fetchall()
            for (part,) in parts:
                several = [(part, name) for (name,) in changed]
                database.executemany("DELETE FROM texts WHERE part = ? AND name = ?", several)
            database.executemany("INSERT INTO tasks VALUES (?,?,?,?,?,?,?)", rows)
            database.executemany("INSERT INTO texts VALUES (?,?,?)", texts)
            database.executemany("INSERT OR REPLACE INTO common VALUES (?,?)", common)
            database.executemany("INSERT OR REPLACE INTO files VALUES (?,?,?)", files)
            notes = list(self._new_notes.items())
            database.executemany("INSERT OR REPLACE INTO notes VALUES (?,?)", notes)
        self._new_rows.clear()
        self._new_files.clear()
        self._new_notes.clear()

    def close(self) -> None:
        """Close the file."""
        if self._database is not None:
            self._database.close()

    def _query(self, query: str, *values: str) -> Iterator[tuple[str, ...]]:
        if self._database is None or self._path is None:
            return iter(())
        if self._process == os.getpid():
            with suppress(sqlite3.ProgrammingError):  # another thread asks
                return iter(self._database.execute(query, values))
        # A process or thread opens the file for itself, as SQLite wants it.
        self._database = sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro", uri=True)
        self._process = os.getpid()
        return iter(self._database.execute(query, values))


_OFTEN = 64
"""From this many single queries on, reading everything is cheaper."""


@contextmanager
def open_store(folder: Path, *, fresh: bool = False) -> Iterator[Store]:
    """Open the store in `folder`, an empty one if `fresh`; a second build waits for the first."""
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "lock"):
        path = folder / "build.sqlite"
        if fresh:
            _remove(path)
        store = Store(path)
        try:
            yield store
        finally:
            store.close()


def _open(path: Path) -> sqlite3.Connection:
    try:
        return _connect(path)
    except (DamagedError, sqlite3.DatabaseError):
        _remove(path)
        return _connect(path)


def _connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path)
    try:
        (application,) = database.execute("PRAGMA application_id").fetchone()
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if path.stat().st_size and (application, version) != (_APPLICATION_ID, _VERSION):
            raise DamagedError(path)  # noqa: TRY301 - the file is closed below
        database.execute(f"PRAGMA page_size = {_PAGE}")  # counts for a new file only
        database.execute(f"PRAGMA cache_size = -{_CACHE}")
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


def _json(parts: Mapping[str, str]) -> str:
    return json.dumps(parts, separators=(",", ":")) if parts else ""
