"""Opening a database and its transactions."""

from __future__ import annotations

import contextlib
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from rapport_subscriptions.errors import DatabaseBusyError, DatabaseError, StoreFullError
from rapport_subscriptions.store.private_file import open_private
from rapport_subscriptions.store.sql.group_commit import GroupCommit
from rapport_subscriptions.store.sql.transaction import SqlTransaction

if TYPE_CHECKING:
    from collections.abc import Iterator

BUSY_SECONDS = 10.0
"""Seconds that commands and mail workers wait for other writers of SQLite."""

WEB_BUSY_SECONDS = 1.5
"""The same for requests: less than their timeout, so that a timed-out one has changed nothing."""

PATIENCE = 2.0
"""Seconds that a request waits for the database: for a connection, and for all its queries."""

CONNECT_SECONDS = 2
GONE_MILLISECONDS = 15_000
"""After this time without acknowledgement a connection counts as broken."""

POOL = 8

NOT_REACHED = ("unable to open", "connection failed", "connection is bad")
"""How the drivers begin when there is no such database, or not there: a setting may be wrong."""


class SqlStore:
    """A store on an SQLAlchemy engine; it may be used from several threads."""

    def __init__(self, engine: Engine, busy_seconds: float = BUSY_SECONDS) -> None:
        self.engine = engine
        on_sqlite = engine.dialect.name == "sqlite"
        self._one_writer = GroupCommit(engine, busy_seconds) if on_sqlite else None
        self.patience = PATIENCE
        self._readers = engine.execution_options(rapport_reading=True)

    @contextmanager
    def transaction(self) -> Iterator[SqlTransaction]:
        """Begin a transaction: on SQLite committed with others, on PostgreSQL by itself."""
        with said_for_people():
            if self._one_writer:
                with self._one_writer.transaction() as tx:
                    yield tx
            else:
                with self.engine.begin() as connection:
                    tx = SqlTransaction(connection)
                    yield tx
                    tx.flush()

    @contextmanager
    def reading(self) -> Iterator[SqlTransaction]:
        """Begin a snapshot, which waits for nobody."""
        with said_for_people(), self._readers.connect() as connection:
            yield SqlTransaction(connection, writes=False)

    def check(self) -> None:
        """Run a real query."""
        with said_for_people(), self._readers.connect() as connection:
            connection.execute(text("SELECT count(*) FROM address_histories WHERE hash = ''"))

    def close(self) -> None:
        """Close the pool."""
        self.engine.dispose()


def open_store(database_url: str, *, busy_seconds: float = BUSY_SECONDS) -> SqlStore:
    """Open `sqlite:///path` or `postgresql://…`; nothing is connected yet."""
    url = read_database_url(database_url)
    if url.get_backend_name() == "sqlite":
        engine = create_engine(
            url,
            pool_timeout=busy_seconds,
            hide_parameters=True,
            connect_args={"timeout": busy_seconds},
            execution_options={"rapport_busy_milliseconds": round(busy_seconds * 1_000)},
        )
        event.listen(engine, "do_connect", _make_private)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = create_engine(
            url,
            pool_size=POOL,
            max_overflow=POOL,
            pool_pre_ping=True,
            pool_timeout=PATIENCE,
            hide_parameters=True,
            connect_args={
                "connect_timeout": CONNECT_SECONDS,
                "tcp_user_timeout": GONE_MILLISECONDS,
                "keepalives_idle": 15,
                "keepalives_interval": 5,
                "keepalives_count": 3,
            },
        )
    return SqlStore(engine, busy_seconds)


def read_database_url(database_url: str) -> URL:
    """Return the URL with its driver; raise ValueError with what was expected."""
    expected = "expected sqlite:///path or postgresql://user@host/database"
    try:
        url = make_url(database_url)
        name = url.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise ValueError(expected) from None
    if name == "sqlite" and url.database:
        return url.set(drivername="sqlite+pysqlite")
    if name in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    raise ValueError(expected)


@contextmanager
def said_for_people() -> Iterator[None]:
    """Turn the driver's exceptions into ours, without any value of a row in them."""
    try:
        yield
    except OperationalError as error:
        lines = str(error.orig).strip().splitlines()
        line = lines[0] if lines else type(error.orig).__name__
        # PostgreSQL says it in the language of its server.
        is_full = type(error.orig).__name__ == "DiskFull"
        if is_full or "full" in line or "disk I/O" in line:
            raise StoreFullError(f"The database is out of space: {line}") from error
        if "locked" in line:
            raise DatabaseBusyError(f"The database can't be used: {line}") from error
        where = " (RAPPORT_DATABASE_URL)" if line.startswith(NOT_REACHED) else ""
        raise DatabaseError(f"The database can't be used{where}: {line}") from error
    except PoolTimeoutError as error:
        raise DatabaseError("The database can't be used: all connections are taken.") from error
    except DBAPIError as error:
        if type(error.orig).__name__ == "InsufficientPrivilege":
            raise DatabaseError(
                f"The database refused: {str(error.orig).splitlines()[0]}. If its tables are to be "
                "made or changed, run `rapport subscriptions migrate` as their owner, in "
                "RAPPORT_DATABASE_URL"
            ) from error
        raise DatabaseError(f"The database refused: {type(error.orig).__name__}") from error


def _make_private(
    _dialect: object, _record: object, arguments: list[str], _options: object
) -> None:
    """Make a new database readable by its owner only, before SQLite makes it readable by all."""
    path = Path(arguments[0])
    if not path.exists() and path.parent.is_dir():
        with contextlib.suppress(OSError):
            os.close(open_private(path, os.O_RDWR))


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - DB-API
    connection.isolation_level = None  # BEGIN is ours, see _begin_sqlite
    cursor = connection.cursor()
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "temp_store = MEMORY",
        "journal_size_limit = 67108864",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:  # noqa: ANN401 - SQLAlchemy's event
    options = connection.get_execution_options()
    waits = 0 if options.get("rapport_retrying") else options["rapport_busy_milliseconds"]
    reading = options.get("rapport_reading")
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {waits}")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
