"""How many sign-ups may bring a mail now: an hour has room for so many, whoever asks."""

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
"""The mark that `HourlyPace` counts on; who changes it has called `lock`."""


def rooms(work: UnitOfWork, limit: int) -> tuple[int, int]:
    """Return two halves of how many sign-ups may be worked off now; an odd one goes in turn."""
    pace, used_until = _pace(work), work.tx.marks.get(USED_UNTIL)
    room = min(limit, pace.room(used_until, work.now))
    first = (room + pace.is_odd(used_until, work.now)) // 2
    return first, room - first


def use(work: UnitOfWork, number: int) -> None:
    """Count sign-ups that are worked off, before anybody looks whose addresses they are for."""
    used_until = work.tx.marks.get(USED_UNTIL)
    work.tx.marks.put(USED_UNTIL, _pace(work).after(used_until, work.now, number))


def lock(work: UnitOfWork) -> None:
    """Have what follows to oneself; it comes before any lock of an address."""
    work.tx.lock(USED_UNTIL)


def release(work: UnitOfWork) -> datetime:
    """Return when a mail may go that somebody with a link of ours asks for; use that room."""
    at = _pace(work).next_at(work.tx.marks.get(USED_UNTIL), work.now)
    use(work, 1)
    return at


def _pace(work: UnitOfWork) -> HourlyPace:
    week_ago = hour_of(work.now) - HOUR * USUAL_SPAN_HOURS
    confirmed = work.tx.counters.total(CONFIRMATIONS, week_ago)
    return HourlyPace(hourly_cap(confirmed, work.limits.mails_per_hour))
