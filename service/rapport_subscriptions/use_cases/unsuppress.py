"""Lifting a suppression, because the owner of an address asked the operator for it."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.consent import Act, Origin
from rapport_subscriptions.rules.journal import JournalEvent
from rapport_subscriptions.rules.subscription import Status

if TYPE_CHECKING:
    from rapport_subscriptions.rules.email_address import EmailAddress
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork


class UnsuppressResult(StrEnum):
    """The result of the operator's decision."""

    ALLOWED = "allowed"
    NOT_STOPPED = "not stopped"


def unsuppress(work: UnitOfWork, email: EmailAddress) -> UnsuppressResult:
    """Lift a suppression and record it in the ledger; the subscription is what it was before."""
    work.tx.lock(email.key)
    history = work.history(email.key)
    known = work.tx.subscriptions.by_address(email.key)
    suppressed = known is not None and known.status is Status.SUPPRESSED
    if history.stop is None and not suppressed:
        return UnsuppressResult.NOT_STOPPED
    work.tx.addresses.put(history.allowed())
    work.record_event(email.key, JournalEvent.ALLOWED)
    if known is None:
        return UnsuppressResult.ALLOWED
    restored = replace(known.restored(), last_notified=work.tx.articles.latest_number())
    work.tx.subscriptions.put(restored)
    work.enter(restored, Act.ALLOWED, Origin())
    return UnsuppressResult.ALLOWED
