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
    from rapport_subscriptions.use_cases.unit_of_work import Desk


class Permit(StrEnum):
    """What became of the operator's word."""

    ALLOWED = "allowed"
    NOT_STOPPED = "not stopped"


def allow(desk: Desk, email: EmailAddress) -> Permit:
    """Take a stop back and enter it in the ledger; nobody is signed up by it, and no mail goes."""
    desk.tx.lock(email.key)
    standing = desk.standing(email.key)
    known = desk.tx.subscriptions.by_address(email.key)
    suppressed = known is not None and known.status is Status.SUPPRESSED
    if standing.stop is None and not suppressed:
        return Permit.NOT_STOPPED
    desk.tx.addresses.put(replace(standing, stop=None, mailed_at=None, unanswered=0))
    subscription = known.allowed(desk.now) if known else _waiting(desk, email)
    desk.tx.subscriptions.put(subscription)
    desk.enter(subscription, Act.ALLOWED, Origin())
    return Permit.ALLOWED


def _waiting(desk: Desk, email: EmailAddress) -> Subscription:
    """Answer a place for the ledger's line; it is forgotten in a month if nobody signs up."""
    return Subscription(
        id=new_id(),
        email=email,
        status=Status.PENDING,
        choice=Choice((), Cadence.EACH),
        wording="",
        page="",
        asked_at=desk.now,
    )
