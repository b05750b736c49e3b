"""When no email is sent at all: the mail server is down, or refuses us as its sender."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.outbox import Verdict
from rapport_subscriptions.rules.refusals import Cause

if TYPE_CHECKING:
    from rapport_subscriptions.rules.outbox import Outcome

TRY_AGAIN_AFTER = {Cause.NETWORK: timedelta(minutes=2), Cause.SENDER: timedelta(minutes=15)}
MOST_IN_A_ROW = 3
"""After so many refusals in a row because of us, the next emails are not tried either."""


@dataclass(frozen=True)
class SendingHold:
    """Refusals in a row that were about us; from the third on, one email is tried at a time."""

    reason: str
    """The mail server's words: `MAIL FROM: 550 5.4.5 Daily user sending quota exceeded`."""
    cause: Cause
    since: datetime
    refusals: int = 1
    next_try_at: datetime | None = None
    """When the next single email is tried; None while emails are sent normally."""
    probe_id: str = ""
    """The email that may be tried now."""

    @property
    def is_on(self) -> bool:
        """Whether emails are held."""
        return self.next_try_at is not None

    def is_resting(self, now: datetime) -> bool:
        """Whether it is too early to try again; a clock that was set back must not hold forever."""
        if self.next_try_at is None:
            return False
        return now < self.next_try_at <= now + 2 * TRY_AGAIN_AFTER[self.cause]

    def probing(self, mail_id: str, now: datetime) -> SendingHold:
        """Return the hold while one email is tried."""
        return replace(self, probe_id=mail_id, next_try_at=now + TRY_AGAIN_AFTER[self.cause])


def is_about_us(outcome: Outcome) -> bool:
    """Whether a refusal is about the sender or the network, not the recipient."""
    if outcome.verdict is Verdict.HELD:
        return True
    refused = outcome.verdict in {Verdict.LATER, Verdict.NEVER}
    return refused and outcome.refusal is not None and outcome.refusal.cause is Cause.SENDER


def refused(hold: SendingHold | None, outcome: Outcome, now: datetime) -> SendingHold:
    """Return the hold after one more refusal that was about us."""
    is_network = outcome.refusal is None or outcome.refusal.cause is Cause.NETWORK
    cause = Cause.NETWORK if is_network else Cause.SENDER
    known = hold or SendingHold(outcome.reply, cause, now, refusals=0)
    refusals = known.refusals + 1
    at_once = outcome.verdict is Verdict.HELD
    is_on = known.is_on or at_once or refusals >= MOST_IN_A_ROW
    return replace(
        known,
        reason=outcome.reply,
        cause=cause,
        refusals=refusals,
        next_try_at=now + TRY_AGAIN_AFTER[cause] if is_on else None,
        probe_id="",
    )
