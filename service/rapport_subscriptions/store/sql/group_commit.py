"""Several transactions, one sync to the disk: what SQLite lacks under many hands.

Threads work one after the other, each under a savepoint of its own, on one connection. Who is
done while others wait for their turn leaves the commit to them; the last one, or the one that
fills the batch, commits for all. Nobody is answered before the commit that holds their work; if
it fails, it failed for all.
"""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from sqlalchemy.exc import OperationalError

from rapport_subscriptions.errors import DatabaseBusyError, DatabaseError
from rapport_subscriptions.store.sql.transaction import SqlTransaction

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

MOST = 64
"""Transactions in one commit."""

RETRY_SECONDS = 0.001

LONGEST_SECONDS = 0.2
"""A commit older than this accepts no more: other processes wait for their turn to write."""


@dataclass
class _Batch:
    connection: Connection
    size: int = 0
    ended: threading.Event = field(default_factory=threading.Event)
    error: Exception | None = None
    began: float = field(default_factory=time.monotonic)

    def is_full(self) -> bool:
        """Whether it must be committed now, whoever waits."""
        return self.size >= MOST or time.monotonic() - self.began > LONGEST_SECONDS


class GroupCommit:
    """The one writer of this process."""

    def __init__(self, engine: Engine, patience: float) -> None:
        self._engine = engine.execution_options(rapport_retrying=True)
        self._patience = patience
        self._turn = threading.Lock()
        self._counting = threading.Lock()
        self._waiting = 0
        self._batch: _Batch | None = None

    @contextmanager
    def transaction(self) -> Iterator[SqlTransaction]:
        """Work in turn; durable at the end of the block."""
        give_up = time.monotonic() + self._patience
        self._take_turn()
        try:
            batch = self._batch = self._batch or self._begin(give_up)
            try:
                batch.size += 1
                with batch.connection.begin_nested():
                    tx = SqlTransaction(batch.connection)
                    yield tx
                    tx.flush()
            finally:
                if self._waiting == 0 or batch.is_full() or not _is_open(batch.connection):
                    self._end(batch)
        finally:
            self._turn.release()
        batch.ended.wait()
        if batch.error:
            raise batch.error

    def _take_turn(self) -> None:
        with self._counting:
            self._waiting += 1
        try:
            has_turn = self._turn.acquire(timeout=self._patience)
        finally:
            with self._counting:
                self._waiting -= 1
        if not has_turn:
            raise DatabaseBusyError("The database can't be used: its disk is slow, or others write")

    def _begin(self, give_up: float) -> _Batch:
        """Begin once no other process writes; SQLite's own waiting would leave us the last."""
        while True:
            connection = self._engine.connect()
            try:
                connection.begin()
            except OperationalError as error:
                connection.close()
                if "locked" not in str(error.orig) or time.monotonic() > give_up:
                    raise
                time.sleep(RETRY_SECONDS)
            except BaseException:
                connection.close()
                raise
            else:
                return _Batch(connection)

    def _end(self, batch: _Batch) -> None:
        self._batch = None
        try:
            if _is_open(batch.connection):
                batch.connection.commit()
            else:
                batch.error = DatabaseError("The database rolled back a shared commit.")
        except Exception as error:  # noqa: BLE001 - raised again by everybody in the batch
            batch.error = error
        finally:
            batch.connection.close()
            batch.ended.set()


def _is_open(connection: Connection) -> bool:
    raw = cast("sqlite3.Connection", connection.connection.dbapi_connection)
    return raw.in_transaction
