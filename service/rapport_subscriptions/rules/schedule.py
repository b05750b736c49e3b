"""When weekly and monthly letters are due, at a local time; and months ahead."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rapport_subscriptions.rules.subscription import Cadence

if TYPE_CHECKING:
    from datetime import date, tzinfo

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LAST_DAY = 28
"""The latest day that every month has."""


@dataclass(frozen=True)
class Slot:
    """A weekday (0 is Monday) or a day of the month (from 1), and a local time of day."""

    day: int
    at: time

    def falls_on(self, day: date, cadence: Cadence) -> bool:
        """Whether a calendar day is the slot's."""
        return self.day == (day.weekday() if cadence is Cadence.WEEKLY else day.day)


@dataclass(frozen=True)
class Schedule:
    """The slots of the two frequencies that have one."""

    weekly: Slot = Slot(0, time(8))
    monthly: Slot = Slot(1, time(8))

    def latest(self, cadence: Cadence, now: datetime, zone: tzinfo) -> datetime:
        """Return the last time, up to now, at which letters of this frequency were due."""
        return self._search(cadence, now, zone, forward=False)

    def coming(self, cadence: Cadence, now: datetime, zone: tzinfo) -> datetime:
        """Return the next time, after now, at which letters of this frequency are due."""
        return self._search(cadence, now, zone, forward=True)

    def _search(self, cadence: Cadence, now: datetime, zone: tzinfo, *, forward: bool) -> datetime:
        slot = self.weekly if cadence is Cadence.WEEKLY else self.monthly
        step = timedelta(days=1 if forward else -1)
        # a day before and after, as a day in the zone is not a day in UTC
        day = now.astimezone(zone).date() - step
        while True:
            if slot.falls_on(day, cadence):
                # a time that the clocks skip in spring is one moment all the same, and one that
                # they show twice in autumn is its first
                moment = datetime.combine(day, slot.at, tzinfo=zone).astimezone(UTC)
                if moment > now if forward else moment <= now:
                    return moment
            day += step


def months_after(at: datetime, months: int) -> datetime:
    """Return the same day so many months later; in a shorter month, its last day."""
    years, month = divmod(at.month - 1 + months, 12)
    year = at.year + years
    last = monthrange(year, month + 1)[1]
    return at.replace(year=year, month=month + 1, day=min(at.day, last))


def read_weekly(text: str) -> Slot:
    """Read `monday 08:00`; raise ValueError with what was expected."""
    expected = f"expected a weekday and a time such as `monday 08:00`, got {text!r}"
    name, _, rest = text.strip().lower().partition(" ")
    if name not in WEEKDAYS:
        raise ValueError(expected)
    return Slot(WEEKDAYS.index(name), _time(rest, expected))


def read_monthly(text: str) -> Slot:
    """Read `1 08:00`; raise ValueError with what was expected."""
    expected = f"expected a day from 1 to {LAST_DAY} and a time such as `1 08:00`, got {text!r}"
    number, _, rest = text.strip().partition(" ")
    if not (number.isascii() and number.isdecimal() and 1 <= int(number) <= LAST_DAY):
        raise ValueError(expected)
    return Slot(int(number), _time(rest, expected))


def read_zone(name: str) -> ZoneInfo:
    """Read `Europe/Paris`; raise ValueError with what was expected."""
    try:
        return ZoneInfo(name)
    except (OSError, LookupError, ValueError):
        raise ValueError(f"expected a time zone such as `Europe/Paris`, got {name!r}") from None


def _time(text: str, expected: str) -> time:
    try:
        return time.fromisoformat(text.strip()).replace(tzinfo=None, second=0, microsecond=0)
    except ValueError:
        raise ValueError(expected) from None
