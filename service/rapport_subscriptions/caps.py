"""How much mail may go out: to one address, to all, and for one network."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

WAITS = tuple(timedelta(days=days) for days in (1, 3, 7, 30))
"""The time between two mails to an address that doesn't answer; the last one repeats."""

NETWORK_WINDOW = timedelta(minutes=10)
HOUR = timedelta(hours=1)
USUAL_SPAN_HOURS = 7 * 24
TIMES_USUAL = 10


class Stop(StrEnum):
    """Why an address gets no mail from us."""

    REFUSED = "refused"  # "this wasn't me"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


@dataclass(frozen=True)
class Standing:
    """What is remembered of an address, known only by its keyed hash; it outlives erasure."""

    hash: str
    mailed_at: datetime | None = None
    unanswered: int = 0
    stop: Stop | None = None
    erased_at: datetime | None = None

    def may_be_mailed(self, now: datetime) -> bool:
        """Whether a mail that the address didn't ask for with a click may go there now."""
        if self.stop:
            return False
        if self.mailed_at is None:
            return True
        wait = WAITS[min(max(self.unanswered, 1), len(WAITS)) - 1]
        return abs(now - self.mailed_at) >= wait  # a clock that jumped back must not open the gate

    def mailed(self, now: datetime) -> Standing:
        """Remember a mail to this address."""
        return replace(self, mailed_at=now, unanswered=self.unanswered + 1)

    def answered(self) -> Standing:
        """Remember that a person at this address answered."""
        return replace(self, unanswered=0)

    def stopped(self, stop: Stop) -> Standing:
        """Remember that this address is to get no mail."""
        return replace(self, stop=stop)


def hour_of(now: datetime) -> datetime:
    """Answer the start of the hour."""
    return now.replace(minute=0, second=0, microsecond=0)


def minute_of(now: datetime) -> datetime:
    """Answer the start of the minute."""
    return now.replace(second=0, microsecond=0)


def window_of(now: datetime) -> datetime:
    """Answer the start of the ten minutes in which one network's requests are counted."""
    return now.replace(minute=now.minute // 10 * 10, second=0, microsecond=0)


def hourly_cap(confirmed_in_span: int, floor: int) -> int:
    """Answer how many mails may go out in an hour, given a week's confirmations."""
    usual = confirmed_in_span / USUAL_SPAN_HOURS
    return max(1, floor, round(usual * TIMES_USUAL))
