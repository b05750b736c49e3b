"""The SQLite file of a store: its tables, and whether it is one of ours."""

from __future__ import annotations

import sqlite3
from pathlib import Path

_VERSION = 1
_PAGE = 16384
"""Bytes of a page: most texts are some thousand long."""
_CACHE = 16384
"""As many KB of a transaction stay in memory before SQLite writes them, and reads them again."""
_APPLICATION_ID = 0x52617032
_SCHEMA = f"""
BEGIN;
CREATE TABLE tasks (
    name TEXT PRIMARY KEY, trace TEXT NOT NULL, reads TEXT NOT NULL, common TEXT NOT NULL,
    parts TEXT NOT NULL, said TEXT NOT NULL, checksum TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE texts (
    name TEXT, part TEXT, text TEXT NOT NULL, PRIMARY KEY (part, name)
) WITHOUT ROWID;
CREATE TABLE common (name TEXT PRIMARY KEY, reads TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (
    path TEXT PRIMARY KEY, state TEXT NOT NULL, digest TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE notes (name TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
PRAGMA application_id = {_APPLICATION_ID};
PRAGMA user_version = {_VERSION};
COMMIT;
"""


class DamagedError(Exception):
    """The store holds something else than what was written into it."""


def open_database(path: Path) -> sqlite3.Connection:
    """Open the file of a store; one that is damaged, foreign or of another version begins anew."""
    try:
        return _connect(path)
    except (DamagedError, sqlite3.DatabaseError):
        remove_database(path)
        return _connect(path)


def _connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path)
    try:
        database.execute(f"PRAGMA cache_size = -{_CACHE}")
        # What a power cut leaves is seen to be damaged: nobody has to wait for the disk.
        database.execute("PRAGMA synchronous = OFF")
        if not path.stat().st_size:
            database.execute(f"PRAGMA page_size = {_PAGE}")
            database.executescript(_SCHEMA)
        (application,) = database.execute("PRAGMA application_id").fetchone()
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if (application, version) != (_APPLICATION_ID, _VERSION):
            raise DamagedError(path)  # noqa: TRY301 - the file is closed below
    except BaseException:
        database.close()
        raise
    return database


def remove_database(path: Path) -> None:
    """Remove the file, and what a build that was killed left beside it."""
    for suffix in ("", "-journal", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
