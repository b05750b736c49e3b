"""Mails on their way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from rapport_subscriptions.rules.outbox import MailState, OutboxMail
    from rapport_subscriptions.rules.sending_hold import SendingHold


class Outbox(Protocol):
    """Mails to be sent."""

    def put(self, mail: OutboxMail) -> None:
        """Write a mail, new or known."""
        ...

    def put_all(self, written: Sequence[OutboxMail]) -> None:
        """Write several mails, new or known."""
        ...

    def get(self, mail_id: str) -> OutboxMail | None:
        """Return the mail with this id, held until the end."""
        ...

    def read_ahead(self, mail_ids: Iterable[str]) -> Sequence[OutboxMail]:
        """Return the mails with these ids; `get` then costs nothing."""
        ...

    def due(self, now: datetime, limit: int) -> Sequence[OutboxMail]:
        """Return mails but letters that are open and due; what others hold is passed over."""
        ...

    def abandoned(self, now: datetime, limit: int) -> Sequence[OutboxMail]:
        """Return mails whose sender took them and was not heard of in its time."""
        ...

    def of(self, subscription_id: str) -> Sequence[OutboxMail]:
        """Return a subscription's mails, oldest first."""
        ...

    def delete_finished(self, before: datetime, limit: int) -> int:
        """Delete mails that were created before then and are done with; return how many."""
        ...

    def due_letters(self, now: datetime, limit: int) -> Sequence[OutboxMail]:
        """Return letters that are open and due; what another sender holds is passed over."""
        ...

    def waiting_letters(self, limit: int, mailing_id: int | None = None) -> int:
        """Count letters that were not tried yet, of all mailings or of one, up to a limit."""
        ...

    def not_delivered(
        self, mailing_id: int, states: Sequence[MailState], limit: int
    ) -> Sequence[OutboxMail]:
        """Return letters of a mailing that are in one of these states, those tried last first."""
        ...

    def hold(self) -> SendingHold | None:
        """Return why no mail goes out, or may soon not; None while all is well."""
        ...

    def put_hold(self, hold: SendingHold) -> None:
        """Write the one hold."""
        ...

    def clear_hold(self) -> None:
        """Delete the hold."""
        ...

    def forget_deferrals(self, now: datetime) -> None:
        """Count the days that open mails are tried from `now` on again."""
        ...

    def hurry_deferred(self, now: datetime) -> int:
        """Let mails that the server put off go now; return how many."""
        ...
