"""How much mail may go out in an hour, and how much one network may ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

NETWORK_WINDOW = timedelta(minutes=10)
HOUR = timedelta(hours=1)
USUAL_SPAN_HOURS = 7 * 24
TIMES_USUAL = 10
SHARE_AT_ONCE = 4
"""One part in so many of an hour's mails may go at once; the rest is spread over the hour."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

FURTHEST = 2 * HOUR
"""No hour is used up beyond then: if it seems so, the clock was set back."""


@dataclass(frozen=True)
class HourlyPace:
    """So many mails in any hour, and in every minute of it room for some more.

    What was used is one time, `used_until`: each mail sets it a step on (the generic cell rate
    algorithm), and the room left is how far it is from the most that may be used at once. So a
    flood can't use up an hour in its first minutes and shut out who comes later.
    """

    per_hour: int

    @property
    def at_once(self) -> int:
        """Mails that may go together after a quiet time."""
        return max(1, self.per_hour // SHARE_AT_ONCE)

    @property
    def step(self) -> timedelta:
        """How long it takes until there is room for one more."""
        return HOUR / max(1, self.per_hour - self.at_once)

    def room(self, used_until: datetime | None, now: datetime) -> int:
        """Return how many mails may go now."""
        used = self._used(used_until, now) - now
        return max(0, (self.step * self.at_once - used) // self.step)

    def is_odd(self, used_until: datetime | None, now: datetime) -> bool:
        """Return what changes with each mail: who takes turns by twos can go by it."""
        return bool((self._used(used_until, now) - EPOCH) // self.step % 2)

    def after(self, used_until: datetime | None, now: datetime, number: int) -> datetime:
        """Return until when the room is used once so many more mails are let go."""
        return self._used(used_until, now) + self.step * number

    def next_at(self, used_until: datetime | None, now: datetime) -> datetime:
        """Return when the next mail may go: now, or when there is room for it."""
        used = self.after(used_until, now, 1)
        return max(now, used - self.step * self.at_once)

    def _used(self, used_until: datetime | None, now: datetime) -> datetime:
        if used_until is None or not now <= used_until <= now + FURTHEST:
            return now
        return used_until


def hour_of(now: datetime) -> datetime:
    """Return the start of the hour."""
    return now.replace(minute=0, second=0, microsecond=0)


def minute_of(now: datetime) -> datetime:
    """Return the start of the minute."""
    return now.replace(second=0, microsecond=0)


def day_of(now: datetime) -> datetime:
    """Return the start of the day, in UTC."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def window_of(now: datetime) -> datetime:
    """Return the start of the ten minutes in which one network's requests are counted."""
    return now.replace(minute=now.minute // 10 * 10, second=0, microsecond=0)


def hourly_cap(confirmed_in_span: int, floor: int) -> int:
    """Return how many mails may go out in an hour, given a week's confirmations."""
    usual = confirmed_in_span / USUAL_SPAN_HOURS
    return max(1, floor, round(usual * TIMES_USUAL))
