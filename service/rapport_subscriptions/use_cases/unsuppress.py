"""Letting an address be written to again, because its owner asked the operator for it."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.consent import Act, Origin
from rapport_subscriptions.rules.subscription import Cadence, Choice, Status, Subscription
from rapport_subscriptions.rules.tokens import new_id

if TYPE_CHECKING:
    from rapport_subscriptions.rules.email_address import EmailAddress
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork


class UnsuppressResult(StrEnum):
    """What became of the operator's word."""

    ALLOWED = "allowed"
    NOT_STOPPED = "not stopped"


def unsuppress(work: UnitOfWork, email: EmailAddress) -> UnsuppressResult:
    """Take a stop back and enter it in the ledger; nobody is signed up by it, and no mail goes."""
    work.tx.lock(email.key)
    history = work.history(email.key)
    known = work.tx.subscriptions.by_address(email.key)
    suppressed = known is not None and known.status is Status.SUPPRESSED
    if history.stop is None and not suppressed:
        return UnsuppressResult.NOT_STOPPED
    work.tx.addresses.put(replace(history, stop=None, mailed_at=None, unanswered=0))
    subscription = known.allowed(work.now) if known else _waiting(work, email)
    work.tx.subscriptions.put(subscription)
    work.enter(subscription, Act.ALLOWED, Origin())
    return UnsuppressResult.ALLOWED


def _waiting(work: UnitOfWork, email: EmailAddress) -> Subscription:
    """Return a place for the ledger's line; it is forgotten in a month if nobody signs up."""
    return Subscription(
        id=new_id(),
        email=email,
        status=Status.PENDING,
        choice=Choice((), Cadence.EACH),
        wording="",
        page="",
        asked_at=work.now,
    )
