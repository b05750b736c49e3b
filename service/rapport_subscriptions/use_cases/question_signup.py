"""Questions at sign-up: a mistyped address once, a filled honeypot each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport_subscriptions.rules.caps import hour_of

if TYPE_CHECKING:
    from rapport_subscriptions.rules.email_address import EmailAddress
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork


def is_first_slip(work: UnitOfWork, email: EmailAddress) -> bool:
    """Whether an address that looks mistyped was not confirmed by its sender within the hour."""
    name = f"typo: {work.keys.hashes('typo', email.key)[0]}"
    is_first = work.tx.counters.add(name, hour_of(work.now)) == 1
    if is_first:
        work.count_refusal("typo")
    return is_first


def count_honeypot(work: UnitOfWork) -> None:
    """Count a sign-up that filled in the honeypot."""
    work.count_refusal("honeypot")
