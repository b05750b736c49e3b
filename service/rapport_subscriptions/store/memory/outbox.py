"""The outbox in memory."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.outbox import DONE, HELD, LETTERS, OPEN, MailState
from rapport_subscriptions.store.memory.state import MemoryRepository

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from rapport_subscriptions.rules.outbox import OutboxMail
    from rapport_subscriptions.rules.sending_hold import SendingHold

UNTRIED = frozenset({MailState.READY, MailState.CLAIMED, MailState.TRANSMITTING})


class MemoryOutbox(MemoryRepository):
    """Emails to be sent."""

    def put(self, mail: OutboxMail) -> None:
        """Insert or update; a reader has one mail of a part."""
        if mail.part:
            for other in self._state.mails.values():
                key = other.series_reader, other.part
                if other.id != mail.id and key == (mail.series_reader, mail.part):
                    raise ValueError("this part is in the outbox already")
        self._state.mails[mail.id] = mail

    def put_all(self, written: Sequence[OutboxMail]) -> None:
        """Insert or update."""
        for mail in written:
            self.put(mail)

    def get(self, mail_id: str) -> OutboxMail | None:
        """Read by id."""
        return self._state.mails.get(mail_id)

    def read_ahead(self, mail_ids: Iterable[str]) -> Sequence[OutboxMail]:
        """Read by id."""
        return [
            self._state.mails[mail_id] for mail_id in set(mail_ids) if mail_id in self._state.mails
        ]

    def due(self, now: datetime, limit: int) -> Sequence[OutboxMail]:
        """Read what may be sent."""
        mails = [mail for mail in self._open() if mail.kind not in LETTERS]
        due = [mail for mail in mails if mail.not_before <= now]
        return sorted(due, key=lambda mail: (mail.not_before, mail.id))[:limit]

    def abandoned(self, now: datetime, limit: int) -> Sequence[OutboxMail]:
        """Read what was left behind."""
        held = [mail for mail in self._state.mails.values() if mail.state in HELD]
        return [mail for mail in held if mail.lease_until and mail.lease_until <= now][:limit]

    def of(self, subscription_id: str) -> Sequence[OutboxMail]:
        """Read a reader's emails."""
        mine = [m for m in self._state.mails.values() if m.subscription_id == subscription_id]
        return sorted(mine, key=lambda mail: mail.created_at)

    def delete_finished(self, before: datetime, limit: int) -> int:
        """Delete old ones."""
        done = [mail for mail in self._state.mails.values() if mail.state in DONE]
        old = [mail.id for mail in done if max(mail.created_at, mail.not_before) < before][:limit]
        for mail_id in old:
            del self._state.mails[mail_id]
        return len(old)

    def due_letters(self, now: datetime, limit: int) -> Sequence[OutboxMail]:
        """Read what may be sent."""
        due = [mail for mail in self._letters() if mail.state in OPEN and mail.not_before <= now]
        return sorted(due, key=lambda mail: (mail.not_before, mail.id))[:limit]

    def waiting_letters(self, limit: int, mailing_id: int | None = None) -> int:
        """Count no further than the limit."""
        untried = [mail for mail in self._letters() if mail.state in UNTRIED]
        return min(limit, sum(mailing_id in {None, mail.mailing_id} for mail in untried))

    def not_delivered(
        self, mailing_id: int, states: Sequence[MailState], limit: int
    ) -> Sequence[OutboxMail]:
        """Read by mailing and state."""
        mails = [m for m in self._state.mails.values() if m.mailing_id == mailing_id]
        matching = [mail for mail in mails if mail.state in states]
        return sorted(matching, key=lambda mail: mail.not_before, reverse=True)[:limit]

    def hold(self) -> SendingHold | None:
        """Read the one there is."""
        return self._state.holds.get("")

    def put_hold(self, hold: SendingHold) -> None:
        """Insert or update."""
        self._state.holds[""] = hold

    def clear_hold(self) -> None:
        """Delete."""
        self._state.holds.clear()

    def forget_deferrals(self, now: datetime) -> None:
        """Update open emails."""
        for mail in self._open():
            if mail.deferred_since:
                self._state.mails[mail.id] = replace(mail, deferred_since=now)

    def hurry_deferred(self, now: datetime) -> int:
        """Update what waits."""
        waiting = [
            mail
            for mail in self._open()
            if mail.state is MailState.DEFERRED and mail.not_before > now
        ]
        for mail in waiting:
            self._state.mails[mail.id] = replace(mail, not_before=now)
        return len(waiting)

    def _open(self) -> list[OutboxMail]:
        return [mail for mail in self._state.mails.values() if mail.state in OPEN]

    def _letters(self) -> list[OutboxMail]:
        return [mail for mail in self._state.mails.values() if mail.kind in LETTERS]
