"""Subscriptions as CSV: safe to open in a spreadsheet, and readable by `import_list`."""

from __future__ import annotations

import csv
from datetime import datetime
from typing import IO, TYPE_CHECKING, TypeVar

from rapport_subscriptions.rules.subscription import Cadence, Status
from rapport_subscriptions.rules.timestamps import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rapport_subscriptions.rules.subscription import Subscription

Named = TypeVar("Named", Status, Cadence)

COLUMNS = (
    "email",
    "status",
    "topics",
    "cadence",
    "wording",
    "page",
    "asked_at",
    "confirmed_at",
    "unsubscribed_at",
    "paused_until",
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "'")
BETWEEN_TOPICS = ";"


def write_csv(subscriptions: Iterable[Subscription], now: datetime, out: IO[str]) -> int:
    """Write a header and a line for each subscription; return the number of lines."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    number = 0
    for number, subscription in enumerate(subscriptions, 1):  # noqa: B007 - counted
        cells = (
            subscription.email.typed,
            subscription.status_at(now).value,
            BETWEEN_TOPICS.join(subscription.choice.topics),
            subscription.choice.cadence.value,
            subscription.wording,
            subscription.page,
            rfc3339(subscription.asked_at),
            rfc3339(subscription.confirmed_at),
            rfc3339(subscription.unsubscribed_at),
            rfc3339(subscription.paused_until),
        )
        writer.writerow([guarded(cell) for cell in cells])
    return number


def guarded(cell: str) -> str:
    """Escape a cell that a spreadsheet would read as a formula: `=1` becomes `'=1`."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def unguarded(cell: str) -> str:
    """Take back what `guarded` did."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA_STARTS) else cell
