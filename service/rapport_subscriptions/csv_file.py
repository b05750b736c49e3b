"""Subscriptions as CSV: safe to open in a spreadsheet, and read back as they were."""

from __future__ import annotations

import csv
from datetime import UTC
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from rapport_subscriptions.subscription import Subscription

COLUMNS = (
    "email",
    "status",
    "topics",
    "cadence",
    "wording",
    "page",
    "asked_at",
    "confirmed_at",
    "left_at",
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "'")
BETWEEN_TOPICS = ";"


def write_csv(subscriptions: Iterable[Subscription], now: datetime, out: IO[str]) -> int:
    """Write a header and a line for each subscription; answer how many."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    number = 0
    for number, one in enumerate(subscriptions, 1):  # noqa: B007 - counted
        cells = (
            one.email.typed,
            one.status_at(now).value,
            BETWEEN_TOPICS.join(one.choice.topics),
            one.choice.cadence.value,
            one.wording,
            one.page,
            rfc3339(one.asked_at),
            rfc3339(one.confirmed_at),
            rfc3339(one.left_at),
        )
        writer.writerow([guarded(cell) for cell in cells])
    return number


def guarded(cell: str) -> str:
    """Keep a spreadsheet from taking a cell for a formula: `=1` becomes `'=1`."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def unguarded(cell: str) -> str:
    """Take back what `guarded` did."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA_STARTS) else cell


def rfc3339(at: datetime | None) -> str:
    """Answer `2026-01-31T09:00:00Z`, or `""` for never."""
    if at is None:
        return ""
    return at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
