"""How many sign-ups may lead to an email now, by an hourly limit for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport_subscriptions.rules.caps import (
    HOUR,
    USUAL_SPAN_HOURS,
    HourlyPace,
    hour_of,
    hourly_cap,
)

if TYPE_CHECKING:
    from datetime import datetime

    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

CONFIRMATIONS = "confirmations"
"""The counter of confirmed subscriptions, by the hour."""

USED_UNTIL = "room for sign-ups is used until"
"""The mark of `HourlyPace`; whoever changes it has called `lock`."""


def rooms(work: UnitOfWork, limit: int) -> tuple[int, int]:
    """Return how many sign-ups may be processed now, in two halves; an odd one alternates."""
    pace, used_until = _pace(work), work.tx.marks.get(USED_UNTIL)
    room = min(limit, pace.room(used_until, work.now))
    first = (room + pace.is_odd(used_until, work.now)) // 2
    return first, room - first


def use(work: UnitOfWork, number: int) -> None:
    """Count sign-ups as processed, before anybody reads whose addresses they are for."""
    used_until = work.tx.marks.get(USED_UNTIL)
    work.tx.marks.put(USED_UNTIL, _pace(work).after(used_until, work.now, number))


def lock(work: UnitOfWork) -> None:
    """Lock the counter; this comes before any lock of an address."""
    work.tx.lock(USED_UNTIL)


def release(work: UnitOfWork) -> datetime:
    """Return when an email may be sent that a link of ours requested; use that room."""
    at = _pace(work).next_at(work.tx.marks.get(USED_UNTIL), work.now)
    use(work, 1)
    return at


def _pace(work: UnitOfWork) -> HourlyPace:
    week_ago = hour_of(work.now) - HOUR * USUAL_SPAN_HOURS
    confirmed = work.tx.counters.total(CONFIRMATIONS, week_ago)
    return HourlyPace(hourly_cap(confirmed, work.limits.mails_per_hour))
