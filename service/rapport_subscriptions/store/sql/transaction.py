"""One transaction on either database."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, select, update

from rapport_subscriptions.rules.consent import shortened
from rapport_subscriptions.rules.outbox import DONE, HELD, OPEN, MailKind
from rapport_subscriptions.rules.subscription import Status
from rapport_subscriptions.store.sql import rows, statements
from rapport_subscriptions.store.sql.mailings import SqlLetterBook
from rapport_subscriptions.store.sql.tables import (
    articles,
    consents,
    counters,
    mailings,
    mails,
    requests,
    standings,
    subscriptions,
    tokens,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, RowMapping, Select, Table

    from rapport_subscriptions.rules.address_history import Standing
    from rapport_subscriptions.rules.consent import Consent
    from rapport_subscriptions.rules.outbox import OutboxMail
    from rapport_subscriptions.rules.pending_request import Request
    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.rules.tokens import Token

ADDRESS_LOCK = 7_246_802
LOCKS = 1_024
"""Addresses share so many locks, since a server has room for some thousands only."""


class SqlTransaction(SqlLetterBook):
    """What a use case may do between BEGIN and COMMIT."""

    def __init__(self, connection: Connection, *, writes: bool = True) -> None:
        super().__init__(connection, writes=writes)
        self._on_postgresql = self._dialect == "postgresql"

    def lock(self, *keys: str) -> None:
        """SQLite has one writer at a time; PostgreSQL locks by hash, all in one order."""
        if self._on_postgresql and keys:
            slots = sorted({zlib.crc32(key.encode()) % LOCKS for key in keys})
            self._connection.execute(statements.LOCK, {"kind": ADDRESS_LOCK, "slots": slots})

    def subscription(self, subscription_id: str, *, held: bool = True) -> Subscription | None:
        """Read by id."""
        row = self._one(subscriptions, "id", subscription_id, held=held)
        return rows.subscription_of(row) if row else None

    def subscription_of(self, key: str) -> Subscription | None:
        """Read by address."""
        row = self._one(subscriptions, "email_key", key)
        return rows.subscription_of(row) if row else None

    def put_subscription(self, subscription: Subscription) -> None:
        """Insert or update."""
        self._put(subscriptions, rows.subscription_row(subscription), "id")

    def forget(self, subscription_id: str) -> None:
        """Delete; ledger, tokens and mails go along by foreign key."""
        self._connection.execute(delete(subscriptions).where(subscriptions.c.id == subscription_id))

    def subscriptions(self) -> Iterator[Subscription]:
        """Stream, oldest first."""
        result = self._connection.execution_options(yield_per=1_000).execute(
            select(subscriptions).order_by(subscriptions.c.asked_at, subscriptions.c.id)
        )
        return (rows.subscription_of(row) for row in result.mappings())

    def append_consent(self, consent: Consent) -> None:
        """Insert."""
        self._connection.execute(statements.insert(consents), rows.consent_row(consent))

    def consent(self, consent_id: str) -> Consent | None:
        """Read one line."""
        row = self._one(consents, "id", consent_id, held=False)  # a line never changes
        return rows.consent_of(row) if row else None

    def ledger(self, subscription_id: str) -> Sequence[Consent]:
        """Read a reader's lines."""
        found = self._connection.execute(statements.LEDGER, {"value": subscription_id})
        return [rows.consent_of(row) for row in found.mappings()]

    def shorten_networks(self, before: datetime, limit: int) -> int:
        """Update the only column that ever changes in the ledger."""
        query = select(consents.c.number, consents.c.network).where(
            consents.c.network_shortened.is_(False), consents.c.at < before
        )
        found = self._all(query.limit(limit))
        if found:
            self._connection.execute(
                update(consents)
                .where(consents.c.number == bindparam("line"))
                .values(network=bindparam("short"), network_shortened=True),
                [{"line": row["number"], "short": shortened(row["network"])} for row in found],
            )
        return len(found)

    def put_token(self, token: Token) -> None:
        """Insert or update."""
        self._put(tokens, rows.token_row(token), "digest")

    def token(self, digest: str, *, held: bool = True) -> Token | None:
        """Read by digest."""
        row = self._one(tokens, "digest", digest, held=held)
        return rows.token_of(row) if row else None

    def standing(self, hashes: Sequence[str]) -> Standing | None:
        """Read under the newest key that knows the address."""
        found = {
            row["hash"]: row
            for row in self._connection.execute(
                statements.STANDINGS, {"hashes": list(hashes)}
            ).mappings()
        }
        row = next((found[known] for known in hashes if known in found), None)
        return rows.standing_of(row) if row else None

    def put_standing(self, standing: Standing) -> None:
        """Insert or update."""
        self._put(standings, rows.standing_row(standing), "hash")

    def count(self, name: str, since: datetime) -> int:
        """Add one in one statement."""
        return self.count_all({name: 1}, since)[name]

    def count_all(self, numbers: Mapping[str, int], since: datetime) -> Mapping[str, int]:
        """Add in one statement; in the order of names, so that no two wait for each other."""
        if not numbers:
            return {}
        added = [
            {"name": name, "since": since, "count": number}
            for name, number in sorted(numbers.items())
        ]
        counted = self._connection.execute(statements.counting(self._dialect), added)
        return {name: int(count) for name, count in counted}

    def counts(self, name: str, since: datetime) -> Mapping[datetime, int]:
        """Read the windows."""
        found = self._connection.execute(statements.COUNTS, {"of": name, "start": since})
        return {start: int(number) for start, number in found}

    def counted(self, name: str, since: datetime) -> int:
        """Sum windows."""
        wanted = {"of": name, "start": since}
        return int(self._connection.execute(statements.COUNTED, wanted).scalar_one())

    def forget_counts(self, name_prefix: str, before: datetime) -> None:
        """Delete old windows."""
        self._connection.execute(
            delete(counters).where(
                counters.c.name.startswith(name_prefix, autoescape=True),
                counters.c.since < before,
            )
        )

    def put_requests(self, arrived: Sequence[Request]) -> None:
        """Insert, all in one go."""
        if arrived:
            written = [rows.request_row(request) for request in arrived]
            self._connection.execute(statements.insert(requests), written)

    def has_requests(self) -> bool:
        """Look for one."""
        return self._first(select(requests.c.number).limit(1)) is not None

    def take_requests(self, limit: int) -> Sequence[Request]:
        """Read and delete."""
        query = select(requests).order_by(requests.c.number).limit(limit)
        found = self._all(self._passing_over(query))
        if found:
            numbers = [row["number"] for row in found]
            self._connection.execute(delete(requests).where(requests.c.number.in_(numbers)))
        return [rows.request_of(row) for row in found]

    def put_mail(self, mail: OutboxMail) -> None:
        """Insert or update."""
        self._put(mails, rows.mail_row(mail), "id")

    def put_mails(self, written: Sequence[OutboxMail]) -> None:
        """Insert or update, all in one go."""
        if written:
            statement = statements.upsert(self._dialect, mails, "id")
            self._connection.execute(statement, [rows.mail_row(mail) for mail in written])

    def mail(self, mail_id: str) -> OutboxMail | None:
        """Read by id."""
        row = self._one(mails, "id", mail_id)
        return rows.mail_of(row) if row else None

    def due_mails(self, now: datetime, limit: int) -> Sequence[OutboxMail]:
        """Read what may go."""
        query = select(mails).where(mails.c.state.in_(OPEN), mails.c.not_before <= now)
        query = query.where(mails.c.kind != MailKind.ARTICLES.value)
        ordered = query.order_by(mails.c.not_before, mails.c.id).limit(limit)
        return [rows.mail_of(row) for row in self._all(self._passing_over(ordered))]

    def stale_mails(self, now: datetime, limit: int) -> Sequence[OutboxMail]:
        """Read what was left behind."""
        query = select(mails).where(mails.c.state.in_(HELD), mails.c.lease_until <= now)
        ordered = query.order_by(mails.c.lease_until).limit(limit)
        return [rows.mail_of(row) for row in self._all(self._passing_over(ordered))]

    def mails_of(self, subscription_id: str) -> Sequence[OutboxMail]:
        """Read a reader's mails."""
        query = select(mails).where(mails.c.subscription_id == subscription_id)
        return [rows.mail_of(row) for row in self._all(query.order_by(mails.c.created_at))]

    def next_mail_at(self) -> datetime | None:
        """Read the earliest time a mail may go."""
        query = select(mails.c.not_before).where(mails.c.state.in_(OPEN))
        return self._connection.execute(query.order_by(mails.c.not_before).limit(1)).scalar()

    def forget_tokens(self, before: datetime) -> None:
        """Delete old ones."""
        self._connection.execute(delete(tokens).where(tokens.c.expires_at < before))

    def forget_mails(self, before: datetime) -> None:
        """Delete old ones."""
        done = mails.c.state.in_(DONE)
        self._connection.execute(delete(mails).where(done, mails.c.created_at < before))

    def pending_since(self, before: datetime, limit: int) -> Sequence[Subscription]:
        """Read old ones."""
        pending = subscriptions.c.status == Status.PENDING.value
        query = select(subscriptions).where(pending, subscriptions.c.asked_at < before)
        found = self._all(self._passing_over(query.limit(limit)))
        return [rows.subscription_of(row) for row in found]

    def numbers(self) -> dict[str, int]:
        """Count by state."""
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

    def _put(self, table: Table, row: dict[str, Any], key: str) -> None:
        self._connection.execute(statements.upsert(self._dialect, table, key), row)

    def _one(
        self, table: Table, column: str, value: str, *, held: bool = True
    ) -> RowMapping | None:
        query = statements.point(table, column, held=held and self._holds)
        return self._connection.execute(query, {"value": value}).mappings().first()

    def _first(self, query: Select[Any]) -> RowMapping | None:
        return self._connection.execute(query).mappings().first()
