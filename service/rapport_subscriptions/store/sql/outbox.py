"""The outbox on either database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, update

from rapport_subscriptions.rules.outbox import DONE, HELD, LETTERS, OPEN, MailState
from rapport_subscriptions.store.sql import rows
from rapport_subscriptions.store.sql.base_tables import sending_holds
from rapport_subscriptions.store.sql.repository import ReadAhead, SqlRepository
from rapport_subscriptions.store.sql.tables import mails

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from rapport_subscriptions.rules.outbox import OutboxMail
    from rapport_subscriptions.rules.sending_hold import SendingHold


HOLD = "sending"
"""The id of the only row of holds."""


class SqlOutbox(SqlRepository):
    """Emails to be sent."""

    def put(self, mail: OutboxMail) -> None:
        """Insert or update."""
        self._put(mails, rows.mail_row(mail), "id")
        self._remember("id", mail.id, mail)

    def put_all(self, written: Sequence[OutboxMail]) -> None:
        """Insert or update, all in one go."""
        for mail in written:
            self.put(mail)

    def get(self, mail_id: str) -> OutboxMail | None:
        """Read by id."""
        known = self._ahead("id", mail_id, held=True)
        if known:
            return known.value
        row = self._one(mails, "id", mail_id)
        return rows.mail_of(row) if row else None

    def read_ahead(self, mail_ids: Iterable[str]) -> Sequence[OutboxMail]:
        """Read many by id."""
        return self._read_ahead(mails, "id", mail_ids, rows.mail_of, held=True)

    def due(self, now: datetime, limit: int) -> Sequence[OutboxMail]:
        """Read what may be sent."""
        query = select(mails).where(mails.c.state.in_(OPEN), mails.c.not_before <= now)
        query = query.where(mails.c.kind.not_in(LETTERS))
        ordered = query.order_by(mails.c.not_before, mails.c.id).limit(limit)
        return [rows.mail_of(row) for row in self._all(self._passing_over(ordered))]

    def abandoned(self, now: datetime, limit: int) -> Sequence[OutboxMail]:
        """Read what was left behind."""
        query = select(mails).where(mails.c.state.in_(HELD), mails.c.lease_until <= now)
        ordered = query.order_by(mails.c.lease_until).limit(limit)
        return [rows.mail_of(row) for row in self._all(self._passing_over(ordered))]

    def of(self, subscription_id: str) -> Sequence[OutboxMail]:
        """Read a reader's emails."""
        query = select(mails).where(mails.c.subscription_id == subscription_id)
        return [rows.mail_of(row) for row in self._all(query.order_by(mails.c.created_at))]

    def delete_finished(self, before: datetime, limit: int) -> int:
        """Delete old ones, found by the index of states and times."""
        old = mails.c.state.in_(DONE), mails.c.not_before < before, mails.c.created_at < before
        some = select(mails.c.id).where(*old).limit(limit)
        return int(self._write(delete(mails).where(mails.c.id.in_(some))).rowcount)

    def due_letters(self, now: datetime, limit: int) -> Sequence[OutboxMail]:
        """Read what may be sent."""
        query = select(mails).where(
            mails.c.state.in_(OPEN),
            mails.c.not_before <= now,
            mails.c.kind.in_(LETTERS),
        )
        ordered = query.order_by(mails.c.not_before, mails.c.id).limit(limit)
        return [rows.mail_of(row) for row in self._all(self._passing_over(ordered))]

    def waiting_letters(self, limit: int, mailing_id: int | None = None) -> int:
        """Count no further than the limit."""
        untried = (MailState.READY, MailState.CLAIMED, MailState.TRANSMITTING)
        query = select(mails.c.id).where(mails.c.state.in_(untried), mails.c.kind.in_(LETTERS))
        if mailing_id is not None:
            query = query.where(mails.c.mailing_id == mailing_id)
        some = select(func.count()).select_from(query.limit(limit).subquery())
        return int(self._read(some).scalar_one())

    def not_delivered(
        self, mailing_id: int, states: Sequence[MailState], limit: int
    ) -> Sequence[OutboxMail]:
        """Read by the index of states: few letters are unsent, and none for long."""
        its = mails.c.mailing_id == mailing_id, mails.c.state.in_(states)
        query = select(mails).where(*its).order_by(mails.c.not_before.desc()).limit(limit)
        return [rows.mail_of(row) for row in self._all(query)]

    def hold(self) -> SendingHold | None:
        """Read the one row."""
        known = self._ahead("hold", HOLD, held=False)
        if known:
            return known.value
        row = self._one(sending_holds, "id", HOLD, held=False)
        hold = rows.hold_of(row) if row else None
        self._known["hold", HOLD] = ReadAhead(hold, is_held=False)
        return hold

    def put_hold(self, hold: SendingHold) -> None:
        """Insert or update."""
        self._put(sending_holds, {"id": HOLD, **rows.hold_row(hold)}, "id")
        self._remember("hold", HOLD, hold)

    def clear_hold(self) -> None:
        """Delete the row."""
        self._write(delete(sending_holds))

    def forget_deferrals(self, now: datetime) -> None:
        """Update open emails."""
        deferred = mails.c.state.in_(OPEN), mails.c.deferred_since.is_not(None)
        self._write(update(mails).where(*deferred).values(deferred_since=now))

    def hurry_deferred(self, now: datetime) -> int:
        """Update what waits."""
        waiting = mails.c.state == MailState.DEFERRED.value, mails.c.not_before > now
        changed = self._write(update(mails).where(*waiting).values(not_before=now))
        return int(changed.rowcount)
