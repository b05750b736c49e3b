"""Counting in the background what the operator's page shows, and keeping the sums."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.subscription import Status
from rapport_subscriptions.rules.sums import STATUS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from rapport_subscriptions.rules.mailing import Mailing
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

KEPT_AT = "sums kept"
"""The mark of when people and mailings were counted last."""

EVERY = timedelta(minutes=1)
FOLLOWED = timedelta(days=30)
"""So long after its end a mailing is counted anew: bounces come late."""

NEWEST = 100
"""Of more mailings than that none ended a short while ago."""


@dataclass
class Counted:
    """What was counted, not yet kept."""

    people: dict[str, int] = field(default_factory=dict)
    mailings: dict[int, Mapping[str, int]] = field(default_factory=dict)


def are_due(work: UnitOfWork) -> bool:
    """Whether it is time to count; nobody counts where nobody may look."""
    last = work.tx.marks.get(KEPT_AT)
    return bool(work.operators) and (last is None or not last <= work.now < last + EVERY)


def count(work: UnitOfWork) -> Counted:
    """Count people by status, and the letters of mailings that may still change."""
    numbers = work.tx.numbers()
    people = {
        f"{STATUS}{status.value}": numbers.get(f"subscriptions.{status.value}", 0)
        for status in Status
    }
    followed = [
        mailing for mailing in work.tx.mailings.newest(NEWEST) if _changes(mailing, work.now)
    ]
    return Counted(
        people, {mailing.id: work.tx.sums.count_mailing(mailing.id) for mailing in followed}
    )


def keep(work: UnitOfWork, counted: Counted) -> None:
    """Keep what was counted."""
    work.tx.sums.put_day(work.now.date().isoformat(), counted.people)
    for mailing_id, numbers in counted.mailings.items():
        work.tx.sums.put_mailing(mailing_id, numbers)
    work.tx.marks.put(KEPT_AT, work.now)


def _changes(mailing: Mailing, now: datetime) -> bool:
    return mailing.ended_at is None or mailing.ended_at + FOLLOWED > now
