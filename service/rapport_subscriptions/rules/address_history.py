"""The history of an address, and when it may be emailed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

WAITS = tuple(timedelta(days=days) for days in (1, 3, 7, 30))
"""The time between two emails to an address that doesn't respond; the last one repeats."""


class Stop(StrEnum):
    """Why an address gets no email from us."""

    REFUSED = "refused"  # "this wasn't me"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


@dataclass(frozen=True)
class AddressHistory:
    """The history of an address, known only by its keyed hash; it outlives erasure."""

    hash: str
    mailed_at: datetime | None = None
    unanswered: int = 0
    stop: Stop | None = None
    erased_at: datetime | None = None
    stopped_at: datetime | None = None

    def may_be_mailed(self, now: datetime) -> bool:
        """Whether an email that the address didn't request by a click may be sent now."""
        if self.stop:
            return False
        if self.mailed_at is None:
            return True
        wait = WAITS[min(max(self.unanswered, 1), len(WAITS)) - 1]
        return abs(now - self.mailed_at) >= wait  # a clock that jumped back must not open the gate

    def mailed(self, now: datetime) -> AddressHistory:
        """Record an email to this address."""
        return replace(self, mailed_at=now, unanswered=self.unanswered + 1)

    def not_mailed(self) -> AddressHistory:
        """Undo what `mailed` recorded, because the email could not be sent."""
        return replace(self, mailed_at=None, unanswered=max(0, self.unanswered - 1))

    def answered(self) -> AddressHistory:
        """Record that a person at this address responded."""
        return replace(self, unanswered=0)

    def stopped(self, stop: Stop, now: datetime) -> AddressHistory:
        """Record that this address gets no email; a person's *no* outranks a bounce."""
        if self.stop and stop is Stop.BOUNCED:
            return self
        return replace(self, stop=stop, stopped_at=now)

    def allowed(self) -> AddressHistory:
        """Forget why this address gets no email."""
        return replace(self, stop=None, stopped_at=None, mailed_at=None, unanswered=0)
