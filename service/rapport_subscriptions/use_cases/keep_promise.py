"""Counts the public figures of the promise, once a day, in the background."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.promise import PROMISE, Promise, seconds_to_silence
from rapport_subscriptions.rules.series import LIVE

if TYPE_CHECKING:
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

COUNTED_AT = "promise counted"
"""The mark of the last count."""

EVERY = timedelta(days=1)
YEAR, MONTH = timedelta(days=365), timedelta(days=30)


def is_due(work: UnitOfWork) -> bool:
    """Whether the figures are a day old."""
    last = work.tx.marks.get(COUNTED_AT)
    return last is None or not last <= work.now < last + EVERY


def count(work: UnitOfWork) -> Promise:
    """Count the figures from the ledger."""
    permissions = work.tx.sums.count_permissions()
    unsubscribed, late = work.tx.sums.count_silence(work.now - YEAR)
    return Promise(
        subscribers=permissions.subscribers,
        added_without_permission=permissions.subscribers - permissions.with_permission,
        with_full_proof=permissions.with_full_proof,
        unsubscribed_last_year=unsubscribed,
        median_seconds_to_silence=seconds_to_silence(unsubscribed, late),
        emails_sent_last_month=work.tx.sums.count_sent(work.now - MONTH),
        in_series=_in_series(work),
    )


def _in_series(work: UnitOfWork) -> int:
    numbers = work.tx.series.numbers(work.now).values()
    return sum(counted.by_state.get(state, 0) for counted in numbers for state in LIVE)


def keep(work: UnitOfWork, promise: Promise) -> None:
    """Store the figures of a day."""
    numbers = {f"{PROMISE}{name}": number for name, number in asdict(promise).items()}
    work.tx.sums.put_day(work.now.date().isoformat(), numbers)
    work.tx.marks.put(COUNTED_AT, work.now)


def latest(work: UnitOfWork) -> tuple[date, Promise] | None:
    """Return the latest figures and their day; None before the first count."""
    at = work.tx.marks.get(COUNTED_AT)
    if at is None:
        return None
    day = at.date().isoformat()
    sums = work.tx.sums.by_day(PROMISE, day)
    numbers = {field.name: sums.get((day, field.name), 0) for field in fields(Promise)}
    return at.date(), Promise(**numbers)
