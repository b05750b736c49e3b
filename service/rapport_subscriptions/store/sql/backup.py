"""A backup of everything, as gzipped lines of JSON: the same for both databases.

The first line names the schema's version; each further line is `["table", {row}]`. It is read in
one snapshot, so it can be made while the service runs, and restored into either database.
"""

from __future__ import annotations

import gzip
import json
import os
import zlib
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any

from sqlalchemy import DateTime, MetaData, insert, inspect, select, text

from rapport_subscriptions.errors import SubscriptionsError, UsageError
from rapport_subscriptions.store.sql.database import said_for_people
from rapport_subscriptions.store.sql.schema import (
    migrate_within,
    newer_than_this,
    newest_version,
    version_of,
    versions,
)
from rapport_subscriptions.store.sql.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Table

    from rapport_subscriptions.store.sql.database import SqlStore

FORMAT = "rapport-subscriptions-backup"
ROWS_AT_ONCE = 1_000
NUMBERED = {"consents", "requests", "operator_acts"}
"""Tables whose rows are numbered by the database, with the column `number`."""


def backup(store: SqlStore, path: Path) -> int:
    """Write everything to a new file, whole or not at all; return the number of rows.

    An existing file is never overwritten: it may be the only good backup.
    """
    if path.exists():
        raise UsageError(f"{path} already exists: name a new file")
    draft = path.with_name(f".{path.name}.part")
    try:
        with (
            said_for_people(),
            _snapshot(store) as connection,
            draft.open("xb") as file,
        ):
            os.chmod(draft, 0o600)  # noqa: PTH101 - before the first byte
            with gzip.open(file, "wt", encoding="utf-8", compresslevel=6) as out:
                number = _write(connection, out)
            file.flush()
            os.fsync(file.fileno())
        _put_in_place(draft, path)
    except OSError as error:
        raise SubscriptionsError(f"the backup can't be written: {error}") from error
    finally:
        draft.unlink(missing_ok=True)
    return number


def _put_in_place(draft: Path, path: Path) -> None:
    """Give a finished backup its name; unlike a rename, a link never replaces another file."""
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        draft.rename(path)


def restore(store: SqlStore, path: Path) -> int:
    """Fill an empty database from a backup, whole or not at all; return the number of rows."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as source:
            head = json.loads(source.readline())
            if not isinstance(head, dict) or head.get("format") != FORMAT:
                raise SubscriptionsError(f"{path} is not a backup of this service")
            version = str(head.get("version"))
            if version not in versions():
                raise SubscriptionsError(f"{path}: {newer_than_this(version)}")
            with said_for_people(), store.engine.begin() as connection:
                if inspect(connection).get_table_names():
                    raise SubscriptionsError("the database is not empty; restore into an empty one")
                migrate_within(connection, version)
                number = _read(connection, source)
                migrate_within(connection)
    except KeyError as error:
        raise SubscriptionsError(f"{path} has an unknown table or column: {error}") from error
    except (OSError, EOFError, ValueError, TypeError, zlib.error) as error:
        raise SubscriptionsError(f"{path} can't be read: {error}") from error
    return number


def _snapshot(store: SqlStore) -> Connection:
    connection = store.engine.connect()
    if connection.dialect.name == "postgresql":
        return connection.execution_options(isolation_level="REPEATABLE READ")
    return connection.execution_options(rapport_reading=True)


def _write(connection: Connection, out: IO[str]) -> int:
    version = version_of(connection)
    if version is None:
        raise SubscriptionsError("the database is empty: there is nothing to back up")
    if version not in versions():
        raise SubscriptionsError(newer_than_this(version))
    out.write(json.dumps({"format": FORMAT, "version": version}) + "\n")
    number = 0
    for table in _tables(connection, version).sorted_tables:
        result = connection.execution_options(yield_per=ROWS_AT_ONCE).execute(select(table))
        for row in result.mappings():
            out.write(json.dumps([table.name, dict(row)], default=_written) + "\n")
            number += 1
    return number


def _tables(connection: Connection, version: str) -> MetaData:
    """Return this release's tables, or those of an older version as they are in the database."""
    if version == newest_version():
        return metadata
    tables = MetaData()
    tables.reflect(connection)
    tables.remove(tables.tables["alembic_version"])
    return tables


def _written(value: object) -> str:
    if isinstance(value, datetime):  # SQLite's own are naive, and in UTC
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    raise TypeError(type(value).__name__)


def _read(connection: Connection, source: IO[str]) -> int:
    number = 0
    # an old backup has the tables and columns of its version, not of this release
    tables = MetaData()
    tables.reflect(connection)
    on_sqlite = connection.dialect.name == "sqlite"
    for table, rows in _batches(source, tables, on_sqlite=on_sqlite):
        connection.execute(insert(table), rows)
        number += len(rows)
    if connection.dialect.name == "postgresql":
        for name in NUMBERED & tables.tables.keys():  # they go on after the highest number
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'number'), "  # noqa: S608 - our own names
                    f"coalesce((SELECT max(number) FROM {name}), 0) + 1, false)"
                )
            )
    return number


def _batches(
    source: IO[str], tables: MetaData, *, on_sqlite: bool
) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    table: Table | None = None
    rows: list[dict[str, Any]] = []
    for line in source:
        name, row = json.loads(line)
        if table is not None and (name != table.name or len(rows) >= ROWS_AT_ONCE):
            yield table, rows
            rows = []
        table = tables.tables[name]
        rows.append(_row(table, row, on_sqlite=on_sqlite))
    if table is not None and rows:
        yield table, rows


def _row(table: Table, row: dict[str, Any], *, on_sqlite: bool) -> dict[str, Any]:
    return {
        name: _moment(value, on_sqlite=on_sqlite)
        if value is not None and isinstance(table.c[name].type, DateTime)
        else value
        for name, value in row.items()
    }


def _moment(text: str, *, on_sqlite: bool) -> datetime:
    """Return a time in the form of a reflected column: SQLite only has naive ones."""
    at = datetime.fromisoformat(text).astimezone(UTC)
    return at.replace(tzinfo=None) if on_sqlite else at
