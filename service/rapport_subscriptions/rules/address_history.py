"""What is remembered of an address, and when it may be mailed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

WAITS = tuple(timedelta(days=days) for days in (1, 3, 7, 30))
"""The time between two mails to an address that doesn't answer; the last one repeats."""


class Stop(StrEnum):
    """Why an address gets no mail from us."""

    REFUSED = "refused"  # "this wasn't me"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


@dataclass(frozen=True)
class AddressHistory:
    """What is remembered of an address, known only by its keyed hash; it outlives erasure."""

    hash: str
    mailed_at: datetime | None = None
    unanswered: int = 0
    stop: Stop | None = None
    erased_at: datetime | None = None
    stopped_at: datetime | None = None

    def may_be_mailed(self, now: datetime) -> bool:
        """Whether a mail that the address didn't ask for with a click may go there now."""
        if self.stop:
            return False
        if self.mailed_at is None:
            return True
        wait = WAITS[min(max(self.unanswered, 1), len(WAITS)) - 1]
        return abs(now - self.mailed_at) >= wait  # a clock that jumped back must not open the gate

    def mailed(self, now: datetime) -> AddressHistory:
        """Remember a mail to this address."""
        return replace(self, mailed_at=now, unanswered=self.unanswered + 1)

    def not_mailed(self) -> AddressHistory:
        """Take back what `mailed` remembered: the mail could not go."""
        return replace(self, mailed_at=None, unanswered=max(0, self.unanswered - 1))

    def answered(self) -> AddressHistory:
        """Remember that a person at this address answered."""
        return replace(self, unanswered=0)

    def stopped(self, stop: Stop, now: datetime) -> AddressHistory:
        """Remember that this address is to get no mail; a person's no outlives a bounce."""
        if self.stop and stop is Stop.BOUNCED:
            return self
        return replace(self, stop=stop, stopped_at=now)

    def allowed(self) -> AddressHistory:
        """Forget why this address was to get no mail."""
        return replace(self, stop=None, stopped_at=None, mailed_at=None, unanswered=0)
