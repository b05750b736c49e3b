"""Mailings, and what readers were notified of, on either database."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, and_, bindparam, cast, delete, func, select, update

from rapport_subscriptions.rules.subscription import Cadence
from rapport_subscriptions.store.sql import letter_rows, rows, statements
from rapport_subscriptions.store.sql.repository import ReadAhead, SqlRepository
from rapport_subscriptions.store.sql.tables import (
    ARE_MEMBERS,
    deliveries,
    mailings,
    mails,
    subscriptions,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement, RowMapping, Select

    from rapport_subscriptions.rules.mailing import Delivery, Mailing
    from rapport_subscriptions.rules.outbox import OutboxMail
    from rapport_subscriptions.rules.subscription import Subscription


class SqlMailingRepository(SqlRepository):
    """Mailings and their letters."""

    def put(self, mailing: Mailing) -> None:
        """Insert or update."""
        statement = statements.upsert(self._dialect, mailings, "id")
        self._write(statement, letter_rows.mailing_row(mailing))

    def get(self, mailing_id: int) -> Mailing | None:
        """Read by id."""
        known = self._ahead("id", mailing_id, held=False)
        if known:
            return known.value
        matching = self._mailings(select(mailings).where(mailings.c.id == mailing_id))
        return matching[0] if matching else None

    def newest(self, limit: int) -> Sequence[Mailing]:
        """Read the newest."""
        return self._mailings(select(mailings).order_by(mailings.c.id.desc()).limit(limit))

    def unended(self) -> Sequence[Mailing]:
        """Read unfinished ones."""
        query = select(mailings).where(mailings.c.ended_at.is_(None))
        return self._mailings(query.order_by(mailings.c.id))

    def latest(self, cadence: Cadence | None = None) -> Mailing | None:
        """Read the newest one."""
        query = select(mailings).order_by(mailings.c.id.desc()).limit(1)
        if cadence:
            query = query.where(mailings.c.cadence == cadence.value)
        matching = self._mailings(query)
        return matching[0] if matching else None

    def readers_behind(self, cadence: Cadence, number: int, limit: int) -> Sequence[Subscription]:
        """Read members by the index of frequency and number."""
        query = select(subscriptions).where(_behind(cadence, number))
        ordered = query.order_by(subscriptions.c.last_notified).limit(limit)
        return [rows.subscription_of(row) for row in self._all(self._passing_over(ordered))]

    def members_after(self, cursor: str, limit: int) -> Sequence[Subscription]:
        """Read members by the primary key."""
        among = select(subscriptions).where(subscriptions.c.id > cursor, ARE_MEMBERS)
        query = among.order_by(subscriptions.c.id).limit(limit)
        held = query.with_for_update() if self._holds else query
        return [rows.subscription_of(row) for row in self._all(held)]

    def is_anybody_behind(self, cadence: Cadence, number: int) -> bool:
        """Look for one."""
        query = select(subscriptions.c.id).where(_behind(cadence, number)).limit(1)
        return self._read(query).first() is not None

    def readers_by_choice(self) -> dict[tuple[Cadence, tuple[str, ...]], int]:
        """Count by choice; there are few combinations."""
        topics = cast(subscriptions.c.topics, Text)
        query = select(subscriptions.c.cadence, topics, func.count()).where(ARE_MEMBERS)
        readers: dict[tuple[Cadence, tuple[str, ...]], int] = {}
        for cadence, listed, number in self._read(query.group_by(subscriptions.c.cadence, topics)):
            key = Cadence(cadence), tuple(json.loads(listed))
            readers[key] = readers.get(key, 0) + number
        return readers

    def mark_notified(self, subscription_ids: Sequence[str], number: int) -> None:
        """Update in one statement."""
        some = statements.is_among(self._dialect, subscriptions.c.id)
        statement = update(subscriptions).where(some).values(last_notified=bindparam("upto"))
        self._write(statement, {"among": self._listed(subscription_ids), "upto": number})

    def notified_since(
        self, subscription_ids: Collection[str], after: int, *, but: int = 0
    ) -> Mapping[str, set[str]]:
        """Read by the primary key's first half."""
        notified: dict[str, set[str]] = defaultdict(set)
        for row in self._notified(subscription_ids, after):
            if row["mailing_id"] != but and row["upto"] > after:
                notified[row["subscription_id"]].update(row["articles"])
        return notified

    def read_letters_ahead(self, mailing_id: int, subscription_ids: Collection[str]) -> None:
        """Read a mailing and its letters to some readers, and what else they were notified of."""
        mailing = self.get(mailing_id)
        values = {"mailing": mailing_id, "among": self._listed(subscription_ids)}
        rows = self._read(statements.letters_of(self._dialect), values).mappings().all()
        letters = {row["subscription_id"]: letter_rows.delivery_of(row) for row in rows}
        after = min((letter.after for letter in letters.values()), default=0)
        notified: dict[str, list[RowMapping]] = defaultdict(list)
        for row in self._notified(subscription_ids, after):
            notified[row["subscription_id"]].append(row)
        for subscription_id in subscription_ids:
            known = letters.get(subscription_id)
            self._known["letter", (subscription_id, mailing_id)] = ReadAhead(known, is_held=False)
            self._known["notified", subscription_id] = ReadAhead(
                (after, notified[subscription_id]), is_held=False
            )
        self._known["id", mailing_id] = ReadAhead(mailing, is_held=False)

    def _notified(self, subscription_ids: Collection[str], after: int) -> Iterable[RowMapping]:
        """Return the letters to some readers beyond a number, as rows."""
        known = [
            self._ahead("notified", subscription_id, held=False)
            for subscription_id in subscription_ids
        ]
        if all(read and read.value and read.value[0] <= after for read in known):
            return [row for read in known if read and read.value for row in read.value[1]]
        values = {"among": self._listed(subscription_ids), "after": after}
        return self._read(statements.notified_since(self._dialect), values).mappings().all()

    def readers_with_letter(self, mailing_id: int, subscription_ids: Collection[str]) -> set[str]:
        """Read by the primary key."""
        values = {"mailing": mailing_id, "among": self._listed(subscription_ids)}
        rows = self._read(statements.letters_of(self._dialect), values).mappings()
        return {row["subscription_id"] for row in rows}

    def put_letters(self, mails_: Sequence[OutboxMail], deliveries_: Sequence[Delivery]) -> None:
        """Insert; the primary key refuses a second letter of one mailing."""
        if mails_:
            delivery_rows = [letter_rows.delivery_row(delivery) for delivery in deliveries_]
            self._write(statements.insert(deliveries), delivery_rows)
            self._write(statements.insert(mails), [rows.mail_row(mail) for mail in mails_])

    def put_delivery(self, delivery: Delivery) -> None:
        """Update."""
        row = letter_rows.delivery_row(delivery)
        key = row.pop("subscription_id"), row.pop("mailing_id")
        named = {**row, "of_subscription": key[0], "of_mailing": key[1]}
        self._buffer.put(statements.update_delivery(), key, named)
        self._known.pop(("notified", key[0]), None)
        self._remember("letter", key, delivery)

    def delivery(self, subscription_id: str, mailing_id: int) -> Delivery | None:
        """Read by key."""
        known = self._ahead("letter", (subscription_id, mailing_id), held=False)
        if known:
            return known.value
        matching = self._deliveries(
            select(deliveries).where(
                deliveries.c.subscription_id == subscription_id,
                deliveries.c.mailing_id == mailing_id,
            )
        )
        return matching[0] if matching else None

    def deliveries_of(self, subscription_id: str) -> Sequence[Delivery]:
        """Read a reader's letters."""
        query = select(deliveries).where(deliveries.c.subscription_id == subscription_id)
        return self._deliveries(query.order_by(deliveries.c.mailing_id))

    def take_back(self, delivery: Delivery) -> None:
        """Delete, and move the reader's number back if it is beyond."""
        self._write(delete(deliveries).where(_key(delivery)))
        reader = subscriptions.c.id == delivery.subscription_id
        self._write(
            update(subscriptions)
            .where(reader, subscriptions.c.last_notified > delivery.after)
            .values(last_notified=delivery.after)
        )

    def progress(self, mailing_id: int) -> tuple[int, int]:
        """Count by the index of mailings."""
        query = select(func.count(), func.count(deliveries.c.sent_at))
        row = self._read(query.where(deliveries.c.mailing_id == mailing_id)).one()
        return int(row[0]), int(row[1])

    def _mailings(self, query: Select[Any]) -> list[Mailing]:
        return [letter_rows.mailing_of(row) for row in self._all(query)]

    def _deliveries(self, query: Select[Any]) -> list[Delivery]:
        return [letter_rows.delivery_of(row) for row in self._all(query)]


def _behind(cadence: Cadence, number: int) -> ColumnElement[bool]:
    return and_(
        subscriptions.c.cadence == cadence.value,
        subscriptions.c.last_notified < number,
        ARE_MEMBERS,
    )


def _key(delivery: Delivery) -> ColumnElement[bool]:
    return and_(
        deliveries.c.subscription_id == delivery.subscription_id,
        deliveries.c.mailing_id == delivery.mailing_id,
    )
