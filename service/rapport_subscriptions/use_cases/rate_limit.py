"""Limits: sign-ups need a proof of work or quiet times; changes are limited by the day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rapport_subscriptions.errors import ProofWantedError, TooManyChangesError
from rapport_subscriptions.rules.caps import HOUR, day_of, hour_of

if TYPE_CHECKING:
    from rapport_subscriptions.rules.proof_of_work import Proof
    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

DAY = timedelta(days=1)
CHANGES_A_DAY = 50
"""How often one subscription may be changed, paused, moved or resumed in a day."""


def admit(work: UnitOfWork, proof: Proof | None) -> None:
    """Use a proof up, or take one of the few places in an hour without proof.

    In quiet times nobody notices; in a flood ProofWantedError is raised.
    """
    if not _is_spent_now(work, proof):
        _take_place(work)


def limit_changes(work: UnitOfWork, subscription: Subscription) -> None:
    """Raise TooManyChangesError if a subscription was changed too often today.

    Each change is a line of the ledger, which nobody deletes. Unsubscribing is never limited.
    """
    day = day_of(work.now)
    if work.tx.counters.add(f"changes:{subscription.id}", day) > CHANGES_A_DAY:
        wait = day + DAY - work.now
        raise TooManyChangesError(max(1, round(wait.total_seconds())))


def _is_spent_now(work: UnitOfWork, proof: Proof | None) -> bool:
    """Use a proof up; workers share one database, so it is used for all of them."""
    return (
        proof is not None and work.tx.counters.add(f"altcha:{proof.nonce}", proof.expires_at) == 1
    )


def _take_place(work: UnitOfWork) -> None:
    hour = hour_of(work.now)
    if work.tx.counters.add("unproven", hour) > work.limits.unproven_per_hour:
        wait = hour + HOUR - work.now
        raise ProofWantedError(max(1, round(wait.total_seconds())))
