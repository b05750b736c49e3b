"""Several transactions, one sync to the disk: what SQLite lacks under many hands.

Threads work one after the other, each under a savepoint of its own, on one connection. Who is
done goes to the end of the queue, and the first to come up again commits for all who were done by
then. Nobody is answered before the commit that holds their work; if it fails, it failed for all.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from rapport_subscriptions.errors import DatabaseError
from rapport_subscriptions.sql_store.transaction import SqlTransaction

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine


@dataclass
class _Batch:
    connection: Connection
    ended: bool = False
    fault: Exception | None = None


class GroupCommit:
    """The one writer of this process."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._batch: _Batch | None = None

    @contextmanager
    def transaction(self) -> Iterator[SqlTransaction]:
        """Work in turn; durable when left."""
        batch: _Batch | None = None
        try:
            with self._lock:
                batch = self._batch = self._batch or self._begin()
                with batch.connection.begin_nested():
                    yield SqlTransaction(batch.connection)
        finally:
            if batch:
                self._end_if_open(batch)
        if batch.fault:
            raise batch.fault

    def _end_if_open(self, batch: _Batch) -> None:
        """Commit for all who are done, be it for one who failed; nobody holds the lock on."""
        with self._lock:
            if not batch.ended:
                self._end(batch)

    def _begin(self) -> _Batch:
        connection = self._engine.connect()
        try:
            connection.begin()
        except BaseException:
            connection.close()
            raise
        return _Batch(connection)

    def _end(self, batch: _Batch) -> None:
        self._batch, batch.ended = None, True
        try:
            if _is_open(batch.connection):
                batch.connection.commit()
            else:
                batch.fault = DatabaseError("The database took back what others had written.")
        except Exception as fault:  # noqa: BLE001 - raised again by everybody in the batch
            batch.fault = fault
        finally:
            batch.connection.close()


def _is_open(connection: Connection) -> bool:
    raw = cast("sqlite3.Connection", connection.connection.dbapi_connection)
    return raw.in_transaction
