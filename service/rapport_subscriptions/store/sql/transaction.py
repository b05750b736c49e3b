"""One transaction on either database."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from rapport_subscriptions.store.sql import statements
from rapport_subscriptions.store.sql.articles import SqlArticleRepository, SqlMarks
from rapport_subscriptions.store.sql.mailings import SqlMailingRepository
from rapport_subscriptions.store.sql.operators import SqlOperatorRepository
from rapport_subscriptions.store.sql.outbox import SqlOutbox
from rapport_subscriptions.store.sql.requests import SqlCounters, SqlRequestQueue
from rapport_subscriptions.store.sql.series import SqlSeriesRepository
from rapport_subscriptions.store.sql.subscriptions import (
    SqlAddressRepository,
    SqlConsentLedger,
    SqlSubscriptionRepository,
    SqlTokenRepository,
)
from rapport_subscriptions.store.sql.sums import SqlSumRepository
from rapport_subscriptions.store.sql.tables import (
    articles,
    mailings,
    mails,
    requests,
    subscriptions,
)
from rapport_subscriptions.store.sql.write_buffer import WriteBuffer

if TYPE_CHECKING:
    from sqlalchemy import Connection

ADDRESS_LOCK = 7_246_802
LOCKS = 1_024
"""The number of locks that addresses share: a server has room for some thousands only."""


class SqlTransaction:
    """What a use case can do between BEGIN and COMMIT."""

    def __init__(self, connection: Connection, *, writes: bool = True) -> None:
        self._connection = connection
        self._on_postgresql = connection.dialect.name == "postgresql"
        holds = writes and self._on_postgresql
        self._buffer = buffer = WriteBuffer(connection)
        self.subscriptions = SqlSubscriptionRepository(connection, buffer, holds=holds)
        self.consents = SqlConsentLedger(connection, buffer, holds=holds)
        self.tokens = SqlTokenRepository(connection, buffer, holds=holds)
        self.addresses = SqlAddressRepository(connection, buffer, holds=holds)
        self.requests = SqlRequestQueue(connection, buffer, holds=holds)
        self.counters = SqlCounters(connection, buffer, holds=holds)
        self.outbox = SqlOutbox(connection, buffer, holds=holds)
        self.marks = SqlMarks(connection, buffer, holds=holds)
        self.articles = SqlArticleRepository(connection, buffer, holds=holds)
        self.mailings = SqlMailingRepository(connection, buffer, holds=holds)
        self.sums = SqlSumRepository(connection, buffer, holds=holds)
        self.series = SqlSeriesRepository(connection, buffer, holds=holds)
        self.operators = SqlOperatorRepository(connection, buffer, holds=holds)

    def lock(self, *keys: str) -> None:
        """Lock by hash, in a fixed order, on PostgreSQL; SQLite has only one writer."""
        if self._on_postgresql and keys:
            self._buffer.flush()
            self._buffer.forget()  # what others wrote before they let go is to be seen
            slots = sorted({zlib.crc32(key.encode()) % LOCKS for key in keys})
            self._connection.execute(statements.LOCK, {"kind": ADDRESS_LOCK, "slots": slots})

    def flush(self) -> None:
        """Write what waits, as the last step before the commit."""
        self._buffer.finish()

    def numbers(self) -> dict[str, int]:
        """Count by state."""
        self._buffer.flush()
        by_status = select(subscriptions.c.status, func.count()).group_by(subscriptions.c.status)
        by_state = select(mails.c.state, func.count()).group_by(mails.c.state)
        waiting = select(func.count()).select_from(requests)
        of_articles = select(articles.c.state, func.count()).group_by(articles.c.state)
        of_mailings = select(mailings.c.state, func.count()).group_by(mailings.c.state)
        return {
            **{f"articles.{name}": n for name, n in self._connection.execute(of_articles)},
            **{f"mailings.{name}": n for name, n in self._connection.execute(of_mailings)},
            **{f"subscriptions.{name}": n for name, n in self._connection.execute(by_status)},
            **{f"mails.{name}": n for name, n in self._connection.execute(by_state)},
            "requests": self._connection.execute(waiting).scalar_one(),
        }
