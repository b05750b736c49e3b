"""Limits: emails in an hour, and requests of one network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

NETWORK_WINDOW = timedelta(minutes=10)
HOUR = timedelta(hours=1)
USUAL_SPAN_HOURS = 7 * 24
TIMES_USUAL = 10
UNPROVEN_SHARE = 20
SHARE_AT_ONCE = 4
"""This fraction of an hour's emails may go at once; the rest is spread over the hour."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

FURTHEST = 2 * HOUR
"""The pace is never used up further ahead; if it seems so, the clock was set back."""


@dataclass(frozen=True)
class Limits:
    """The operator's limits."""

    signups_per_network: int = 20
    mails_per_hour: int = 1_000
    altcha_cost: int = 0
    """Rounds of PBKDF2 for each try of a proof of work; 0 requires none."""

    @property
    def unproven_per_hour(self) -> int:
        """Sign-ups without a proof in an hour, if proofs are required."""
        return max(1, self.mails_per_hour // UNPROVEN_SHARE)


@dataclass(frozen=True)
class HourlyPace:
    """A number of emails in any hour, with room for some more in every minute of it.

    The used share is one time, `used_until`: each email moves it on by a step (the generic cell
    rate algorithm), and the room left is its distance from the most that may be used at once. So a
    flood can't use up an hour in its first minutes and shut out later sign-ups.
    """

    per_hour: int

    @property
    def at_once(self) -> int:
        """Emails that may go together after a quiet time."""
        return max(1, self.per_hour // SHARE_AT_ONCE)

    @property
    def step(self) -> timedelta:
        """The time until there is room for one more."""
        return HOUR / max(1, self.per_hour - self.at_once)

    def room(self, used_until: datetime | None, now: datetime) -> int:
        """Return how many emails may go now."""
        used = self._used(used_until, now) - now
        return max(0, (self.step * self.at_once - used) // self.step)

    def is_odd(self, used_until: datetime | None, now: datetime) -> bool:
        """Return a flag that changes with each email, for taking turns by twos."""
        return bool((self._used(used_until, now) - EPOCH) // self.step % 2)

    def after(self, used_until: datetime | None, now: datetime, number: int) -> datetime:
        """Return until when the room is used after so many more emails."""
        return self._used(used_until, now) + self.step * number

    def next_at(self, used_until: datetime | None, now: datetime) -> datetime:
        """Return when the next email may go: now, or once there is room for it."""
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
    """Return the start of the ten-minute window in which one network's requests are counted."""
    return now.replace(minute=now.minute // 10 * 10, second=0, microsecond=0)


def hourly_cap(confirmed_in_span: int, floor: int) -> int:
    """Return how many emails may go out in an hour, given a week's confirmations."""
    usual = confirmed_in_span / USUAL_SPAN_HOURS
    return max(1, floor, round(usual * TIMES_USUAL))
