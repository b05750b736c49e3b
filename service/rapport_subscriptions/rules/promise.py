"""The blog's promise to its readers, in figures from the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

PROMISE = "promise: "
"""The prefix of the names under which the figures of a day are stored."""

QUESTIONS_ON_LEAVING = 0
"""By construction: unsubscribing is a button, and its form has no field to fill in."""


@dataclass(frozen=True)
class Promise:
    """The figures of one day; all of them are numbers of people or emails, or seconds."""

    subscribers: int
    """Subscribers who get letters, or paused them."""
    added_without_permission: int
    """Subscribers whose ledger has neither a confirmation nor an imported record of one."""
    with_full_proof: int
    """Subscribers whose ledger has their confirmation with the consent text."""
    unsubscribed_last_year: int
    median_seconds_to_silence: int
    """From unsubscribing to the last letter sent after it: 0 if there was none."""
    emails_sent_last_month: int
    in_series: int
    """Places in series by email that run or are paused; each has a confirmation of its own."""


def seconds_to_silence(unsubscribed: int, late: Sequence[float]) -> int:
    """Return the median over all who unsubscribed; `late` are those who got a letter after it."""
    silent_at_once = [0.0] * (unsubscribed - len(late))
    return round(median([*silent_at_once, *late])) if unsubscribed else 0
