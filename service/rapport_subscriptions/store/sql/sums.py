"""Sums, kept on either database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, exists, func, or_, select

from rapport_subscriptions.ports.sums import Permissions
from rapport_subscriptions.rules.consent import PERMITS, Act
from rapport_subscriptions.rules.outbox import MailKind, MailState
from rapport_subscriptions.rules.subscription import Cadence, Status
from rapport_subscriptions.store.sql import statements
from rapport_subscriptions.store.sql.base_tables import daily_sums, mailing_sums
from rapport_subscriptions.store.sql.instant import Instant
from rapport_subscriptions.store.sql.repository import SqlRepository
from rapport_subscriptions.store.sql.tables import (
    ARE_MEMBERS,
    consents,
    deliveries,
    mails,
    subscriptions,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select, TextClause

NOT_SENT = tuple(state.value for state in MailState if state is not MailState.SENT)
TELL_WHY = {MailState.FAILED.value, MailState.DEFERRED.value}


class SqlSumRepository(SqlRepository):
    """Sums by day and of mailings."""

    def by_day(self, prefix: str, since: str) -> Mapping[tuple[str, str], int]:
        """Read by the primary key."""
        query = select(daily_sums).where(*_named(prefix, since))
        rows = self._read(query).mappings()
        return {(row["day"], row["name"].removeprefix(prefix)): row["number"] for row in rows}

    def total(self, prefix: str, since: str) -> Mapping[str, int]:
        """Sum by name."""
        query = select(daily_sums.c.name, func.sum(daily_sums.c.number))
        rows = self._read(query.where(*_named(prefix, since)).group_by(daily_sums.c.name))
        return {name.removeprefix(prefix): int(number) for name, number in rows}

    def put_day(self, day: str, numbers: Mapping[str, int]) -> None:
        """Insert or update."""
        rows = [{"day": day, "name": name, "number": numbers[name]} for name in sorted(numbers)]
        if rows:
            self._write(statements.setting_sums(self._dialect), rows)

    def of_mailings(self, mailing_ids: Sequence[int]) -> Mapping[int, Mapping[str, int]]:
        """Read by mailing."""
        sums: dict[int, dict[str, int]] = {mailing_id: {} for mailing_id in mailing_ids}
        query = select(mailing_sums).where(mailing_sums.c.mailing_id.in_(mailing_ids))
        for row in self._all(query):
            sums[row["mailing_id"]][row["name"]] = row["number"]
        return sums

    def put_mailing(self, mailing_id: int, numbers: Mapping[str, int]) -> None:
        """Delete and insert."""
        self._write(delete(mailing_sums).where(mailing_sums.c.mailing_id == mailing_id))
        rows = [
            {"mailing_id": mailing_id, "name": name, "number": number}
            for name, number in sorted(numbers.items())
        ]
        if rows:
            self._write(statements.insert(mailing_sums), rows)

    def count_mailing(self, mailing_id: int) -> Mapping[str, int]:
        """Count by the index of mailings, and unsent letters by the index of states."""
        numbers: dict[str, int] = {}
        for bounce, letters, sent in self._read(_letters(mailing_id)):
            _add(numbers, "letters", letters)
            _add(numbers, "sent", sent)
            _add(numbers, f"bounce: {bounce}", letters if bounce else 0)
        for state, reason, number in self._read(_not_sent(mailing_id)):
            _add(numbers, f"mail: {state}", number)
            _add(numbers, f"reason: {reason}", number if reason and state in TELL_WHY else 0)
        _add(numbers, "unsubscribed", self._read(_left_after(mailing_id)).scalar_one())
        return numbers

    def count_permissions(self) -> Permissions:
        """Count subscribers, and those with such lines, by the index of readers' lines."""
        is_text = consents.c.text != ""
        return Permissions(
            self._count(ARE_MEMBERS),
            self._count(ARE_MEMBERS, _permitted(consents.c.act.in_(PERMITS))),
            self._count(ARE_MEMBERS, _permitted(consents.c.act == Act.CONFIRMED.value, is_text)),
        )

    def count_silence(self, since: datetime) -> tuple[int, Sequence[float]]:
        """Read the last letter of those who got one after unsubscribing."""
        left = (
            subscriptions.c.status == Status.UNSUBSCRIBED.value,
            subscriptions.c.unsubscribed_at >= since,
        )
        last = func.max(deliveries.c.sent_at, type_=Instant)
        query = select(subscriptions.c.unsubscribed_at, last).join(
            deliveries, deliveries.c.subscription_id == subscriptions.c.id
        )
        query = query.where(*left, deliveries.c.sent_at > subscriptions.c.unsubscribed_at)
        rows = self._read(query.group_by(subscriptions.c.id, subscriptions.c.unsubscribed_at))
        return self._count(*left), [(sent - at).total_seconds() for at, sent in rows]

    def count_sent(self, since: datetime) -> int:
        """Count by the index of states."""
        sent = mails.c.state == MailState.SENT.value, mails.c.created_at >= since
        return int(self._read(select(func.count()).select_from(mails).where(*sent)).scalar_one())

    def _count(self, *conditions: ColumnElement[bool] | TextClause) -> int:
        query = select(func.count()).select_from(subscriptions).where(*conditions)
        return int(self._read(query).scalar_one())


def _permitted(*permit: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the ledger has a permission for articles, or for a series where nothing else goes."""
    is_series_only = subscriptions.c.cadence == Cadence.NONE.value
    of_series = consents.c.act == Act.SERIES_CONFIRMED.value, consents.c.text != ""
    return or_(
        and_(~is_series_only, _has_line(*permit)), and_(is_series_only, _has_line(*of_series))
    )


def _has_line(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(consents.c.subscription_id == subscriptions.c.id, *conditions)


def _named(prefix: str, since: str) -> tuple[Any, ...]:
    return daily_sums.c.day >= since, daily_sums.c.name.startswith(prefix, autoescape=True)


def _letters(mailing_id: int) -> Select[Any]:
    query = select(deliveries.c.bounce, func.count(), func.count(deliveries.c.sent_at))
    return query.where(deliveries.c.mailing_id == mailing_id).group_by(deliveries.c.bounce)


def _not_sent(mailing_id: int) -> Select[Any]:
    its = (
        mails.c.mailing_id == mailing_id,
        mails.c.kind == MailKind.ARTICLES.value,
        mails.c.state.in_(NOT_SENT),
    )
    query = select(mails.c.state, mails.c.reason, func.count()).where(*its)
    return query.group_by(mails.c.state, mails.c.reason)


def _left_after(mailing_id: int) -> Select[Any]:
    """Count the readers whose last letter this was, and who unsubscribed after it."""
    later = deliveries.alias("later")
    readers = subscriptions.join(
        deliveries,
        and_(
            deliveries.c.subscription_id == subscriptions.c.id,
            deliveries.c.mailing_id == mailing_id,
        ),
    )
    has_later = exists().where(
        later.c.subscription_id == subscriptions.c.id, later.c.mailing_id > mailing_id
    )
    left = subscriptions.c.unsubscribed_at >= deliveries.c.sent_at
    return select(func.count()).select_from(readers).where(left, ~has_later)


def _add(numbers: dict[str, int], name: str, number: int) -> None:
    if number:
        numbers[name] = numbers.get(name, 0) + int(number)
