"""How much mail may go out in an hour, and how much one network may ask for."""

from __future__ import annotations

from datetime import datetime, timedelta

NETWORK_WINDOW = timedelta(minutes=10)
HOUR = timedelta(hours=1)
USUAL_SPAN_HOURS = 7 * 24
TIMES_USUAL = 10


def hour_of(now: datetime) -> datetime:
    """Return the start of the hour."""
    return now.replace(minute=0, second=0, microsecond=0)


def minute_of(now: datetime) -> datetime:
    """Return the start of the minute."""
    return now.replace(second=0, microsecond=0)


def window_of(now: datetime) -> datetime:
    """Return the start of the ten minutes in which one network's requests are counted."""
    return now.replace(minute=now.minute // 10 * 10, second=0, microsecond=0)


def hourly_cap(confirmed_in_span: int, floor: int) -> int:
    """Return how many mails may go out in an hour, given a week's confirmations."""
    usual = confirmed_in_span / USUAL_SPAN_HOURS
    return max(1, floor, round(usual * TIMES_USUAL))
