"""Holding all mail while the mail server refuses us, and letting it go when it takes some again."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.outbox import Verdict
from rapport_subscriptions.rules.sending_hold import is_about_us, refused

if TYPE_CHECKING:
    from rapport_subscriptions.rules.outbox import OutboxMail, Outcome
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

LOCK = "sending hold"

log = logging.getLogger(__name__)


def room_while_held(work: UnitOfWork, limit: int) -> int:
    """Return how many mails may be claimed: all, none, or the one that tries."""
    hold = work.tx.outbox.hold()
    if hold is None or not hold.is_on:
        return limit
    return 0 if hold.is_resting(work.now) else min(limit, 1)


def try_with(work: UnitOfWork, mail_id: str) -> None:
    """Record which email is tried, while all others are held."""
    work.tx.lock(LOCK)
    hold = work.tx.outbox.hold()
    if hold and hold.is_on:
        work.tx.outbox.put_hold(hold.probing(mail_id, work.now))


def must_wait(work: UnitOfWork, mail: OutboxMail) -> bool:
    """Whether an email that was claimed before the hold has to be returned."""
    hold = work.tx.outbox.hold()
    return hold is not None and hold.is_on and hold.probe_id != mail.id


def note_outcome(work: UnitOfWork, outcome: Outcome) -> None:
    """Begin, extend or end the hold after an attempt."""
    if is_about_us(outcome):
        work.tx.lock(LOCK)
        before = work.tx.outbox.hold()
        hold = refused(before, outcome, work.now)
        work.tx.outbox.put_hold(hold)
        if hold.is_on and not (before and before.is_on):
            work.tx.outbox.forget_deferrals(work.now)
            log.warning("emails are held: %s", hold.reason)
    elif outcome.verdict is not Verdict.UNKNOWN:
        _end(work, outcome)


def retry_now(work: UnitOfWork) -> int:
    """Retry at once everything that waits for the mail server; return the number of emails."""
    work.tx.lock(LOCK)
    hold = work.tx.outbox.hold()
    if hold and hold.is_on:
        work.tx.outbox.put_hold(replace(hold, next_try_at=work.now))
    return work.tx.outbox.hurry_deferred(work.now)


def _end(work: UnitOfWork, outcome: Outcome) -> None:
    """End the hold: the server judges a recipient again, so it accepts us as a sender."""
    if work.tx.outbox.hold() is None:
        return
    work.tx.lock(LOCK)
    hold = work.tx.outbox.hold()
    if hold is None or (hold.is_on and outcome.verdict is not Verdict.SENT):
        return
    work.tx.outbox.clear_hold()
    if hold.is_on:
        work.tx.outbox.forget_deferrals(work.now)
        work.tx.outbox.hurry_deferred(work.now)
        log.info("sending resumed")
