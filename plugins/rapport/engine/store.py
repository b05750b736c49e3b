"""The storage between builds: one SQLite file of text, nothing executable.

A file that is damaged, foreign or of another version is discarded; so is a row that differs from
what was written. Traces verify themselves, so the results of an interrupted build are as good as
those of a whole one.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock

from rapport.engine.database import DamagedError, open_database, remove_database
from rapport.engine.digests import digest
from rapport.engine.tasks import Row

_SEPARATOR = "\x1e"


class Store:
    """The rows of the last build, and those that this one adds; `commit` writes them.

    Without a database it starts empty, and everything is discarded at the end.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._process = os.getpid()
        self._database = open_database(path) if path else None
        self._rows: dict[str, Row] = {}
        self._texts: dict[tuple[str, str], str] = {}
        self._common: dict[str, frozenset[str]] = {}
        self._new_rows: set[str] = set()
        self._written: dict[str, Iterable[str]] = {}
        self._new_files: dict[str, tuple[str, str]] = {}
        self._new_notes: dict[str, str] = {}
        self._bulk: dict[str, dict[str, str]] = {}
        self._asked: dict[str, int] = {}
        self.files: dict[str, tuple[str, str]] = {}
        self._read()

    def _read(self) -> None:
        damaged = []
        for name, *row, checksum in self._query("SELECT * FROM tasks"):
            if checksum != digest(name, *row):
                damaged.append(name)
                continue
            trace, reads, common, parts, said = row
            self._rows[name] = Row(trace, reads, common, json.loads(parts) if parts else {}, said)
        if damaged:
            parts_of_all = [part for (part,) in self._query("SELECT DISTINCT part FROM texts")]
            self._written.update(dict.fromkeys(damaged, parts_of_all))
        for name, reads in self._query("SELECT name, reads FROM common"):
            names = reads.split(_SEPARATOR)
            if name == digest(*names):
                self._common[name] = frozenset(names)
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
        self._take_out(name)
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
            self._take_out(name)
            self._rows.pop(name, None)
        self._new_rows |= names

    def _take_out(self, name: str) -> None:
        """Note that what is written of a task, in the file, is to be removed."""
        if name not in self._new_rows and (row := self._rows.get(name)):
            self._written[name] = row.parts.keys()

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
        gone = [(name,) for name in self._written]
        gone_texts = [(part, name) for name, parts in self._written.items() for part in parts]
        texts = [
            (name, part, self._texts[name, part])
            for part, name in sorted((part, name) for name, part in self._texts)
            if name in self._new_rows and name in self._rows
        ]
        common = [(name, _SEPARATOR.join(sorted(reads))) for name, reads in self._common.items()]
        files = [(path, *state) for path, state in self._new_files.items()]
        with self._database as database:
            database.executemany("DELETE FROM tasks WHERE name = ?", gone)
            database.executemany("DELETE FROM texts WHERE part = ? AND name = ?", gone_texts)
            database.executemany("INSERT OR REPLACE INTO tasks VALUES (?,?,?,?,?,?,?)", rows)
            database.executemany("INSERT OR REPLACE INTO texts VALUES (?,?,?)", texts)
            database.executemany("INSERT OR REPLACE INTO common VALUES (?,?)", common)
            database.executemany("INSERT OR REPLACE INTO files VALUES (?,?,?)", files)
            notes = list(self._new_notes.items())
            database.executemany("INSERT OR REPLACE INTO notes VALUES (?,?)", notes)
        self._new_rows.clear()
        self._written.clear()
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
            remove_database(path)
        store = Store(path)
        try:
            yield store
        finally:
            store.close()


def _json(parts: Mapping[str, str]) -> str:
    return json.dumps(parts, separators=(",", ":")) if parts else ""
