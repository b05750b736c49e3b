"""The consequences of a failed email: for its recipient, the limits and the figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport_subscriptions.rules.bounce import BounceKind
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.rules.outbox import MailKind
from rapport_subscriptions.rules.refusals import Cause
from rapport_subscriptions.use_cases.handle_bounce import bounced

if TYPE_CHECKING:
    from rapport_subscriptions.rules.outbox import OutboxMail, Outcome
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

BOUNCE_OF = {Cause.ADDRESS: BounceKind.GONE, Cause.MAILBOX: BounceKind.SOFT}
"""The kind of bounce for an email that the server refused in its reply."""

UNASKED = frozenset(
    {MailKind.CONFIRM, MailKind.ALREADY, MailKind.CHANGE, MailKind.PERMISSION, MailKind.MOVE}
)
"""Emails to an address that somebody typed; few are sent until its owner responds."""


def note_failure(
    work: UnitOfWork, mail: OutboxMail, finished: OutboxMail, outcome: Outcome
) -> None:
    """Count a failure that is the recipient's; an email that was never sent does not count."""
    refusal = outcome.refusal
    work.count_failure(refusal.cause if refusal else "unknown")
    cause = refusal.cause if refusal else Cause.NETWORK
    kind = BounceKind.HARD if refusal and refusal.is_certain else BOUNCE_OF.get(cause)
    if kind:
        bounced(work, finished, work.tx.subscriptions.get(mail.subscription_id), kind)
    if mail.kind in UNASKED and cause is not Cause.ADDRESS:
        _give_back(work, mail)


def _give_back(work: UnitOfWork, mail: OutboxMail) -> None:
    """Let an address be asked again: the email that counted for it could not be sent."""
    work.forget_mailed(parse_address(mail.recipient, public=False), mail.created_at)
