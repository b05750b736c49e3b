"""The outbox: emails to be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from rapport_subscriptions.rules.outbox import MailState, OutboxMail
    from rapport_subscriptions.rules.sending_hold import SendingHold


class Outbox(Protocol):
    """Emails to be sent."""

    def put(self, mail: OutboxMail) -> None:
        """Write an email, new or known."""
        ...

    def put_all(self, written: Sequence[OutboxMail]) -> None:
        """Write several emails, new or known."""
        ...

    def get(self, mail_id: str) -> OutboxMail | None:
        """Return the email with this id, locked until the end."""
        ...

    def read_ahead(self, mail_ids: Iterable[str]) -> Sequence[OutboxMail]:
        """Return the emails with these ids; `get` then costs nothing."""
        ...

    def due(self, now: datetime, limit: int) -> Sequence[OutboxMail]:
        """Return emails other than letters that are open and due; locked ones are skipped."""
        ...

    def abandoned(self, now: datetime, limit: int) -> Sequence[OutboxMail]:
        """Return emails whose worker claimed them and was not heard of in time."""
        ...

    def of(self, subscription_id: str) -> Sequence[OutboxMail]:
        """Return a subscription's emails, oldest first."""
        ...

    def delete_finished(self, before: datetime, limit: int) -> int:
        """Delete finished emails that were created before a time; return how many."""
        ...

    def due_letters(self, now: datetime, limit: int) -> Sequence[OutboxMail]:
        """Return letters that are open and due; locked ones are skipped."""
        ...

    def waiting_letters(self, limit: int, mailing_id: int | None = None) -> int:
        """Count untried letters, of all mailings or of one, up to a limit."""
        ...

    def not_delivered(
        self, mailing_id: int, states: Sequence[MailState], limit: int
    ) -> Sequence[OutboxMail]:
        """Return letters of a mailing in one of these states, most recently tried first."""
        ...

    def hold(self) -> SendingHold | None:
        """Return why no email is sent, or soon may not be; None if all is well."""
        ...

    def put_hold(self, hold: SendingHold) -> None:
        """Write the hold; there is only one."""
        ...

    def clear_hold(self) -> None:
        """Delete the hold."""
        ...

    def forget_deferrals(self, now: datetime) -> None:
        """Restart the count of days for open emails at `now`."""
        ...

    def hurry_deferred(self, now: datetime) -> int:
        """Let deferred emails be sent now; return how many."""
        ...
