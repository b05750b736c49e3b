"""Counts the figures of the operator's page in the background, and stores the sums."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.series import SeriesNumbers, SeriesState
from rapport_subscriptions.rules.subscription import Status
from rapport_subscriptions.rules.sums import DUE, SERIES, STATUS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from rapport_subscriptions.rules.mailing import Mailing
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

KEPT_AT = "sums kept"
"""The mark of the last count of people and mailings."""

EVERY = timedelta(minutes=1)
FOLLOWED = timedelta(days=30)
"""How long after its end a mailing is counted again, because bounces come late."""

NEWEST = 100
"""Only this many mailings can have ended recently."""


@dataclass
class Counted:
    """Figures that were counted, not yet stored."""

    people: dict[str, int] = field(default_factory=dict)
    mailings: dict[int, Mapping[str, int]] = field(default_factory=dict)


def are_due(work: UnitOfWork) -> bool:
    """Whether it is time to count; without operators nothing is counted."""
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
        people | _series(work),
        {mailing.id: work.tx.sums.count_mailing(mailing.id) for mailing in followed},
    )


def _series(work: UnitOfWork) -> dict[str, int]:
    """Count the readers of each series by state, and the parts that are due within a day."""
    numbers = work.tx.series.numbers(work.now)
    counted: dict[str, int] = {}
    for name in {*work.blog.series, *numbers}:
        its = numbers.get(name, SeriesNumbers())
        for state in SeriesState:
            counted[f"{SERIES}{state.value} {name}"] = its.by_state.get(state, 0)
        counted[f"{SERIES}{DUE} {name}"] = its.within_a_day
    return counted


def keep(work: UnitOfWork, counted: Counted) -> None:
    """Store the figures."""
    work.tx.sums.put_day(work.now.date().isoformat(), counted.people)
    for mailing_id, numbers in counted.mailings.items():
        work.tx.sums.put_mailing(mailing_id, numbers)
    work.tx.marks.put(KEPT_AT, work.now)


def _changes(mailing: Mailing, now: datetime) -> bool:
    return mailing.ended_at is None or mailing.ended_at + FOLLOWED > now
