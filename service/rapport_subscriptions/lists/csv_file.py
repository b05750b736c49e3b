"""Subscriptions as CSV: safe to open in a spreadsheet, and read back as they were."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, TypeVar

from rapport_subscriptions.errors import SubscriptionsError
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.rules.subscription import Cadence, Choice, Status
from rapport_subscriptions.rules.timestamps import rfc3339
from rapport_subscriptions.use_cases.import_subscribers import ImportRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rapport_subscriptions.rules.blog import Blog
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
    """Write a header and a line for each subscription; return how many."""
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


def read_csv(source: IO[str], blog: Blog) -> Iterator[ImportRow]:
    """Return the lines of a file; only the column `email` is a must.

    A column `text` may say what a wording was that the blog no longer knows.
    """
    reader = csv.DictReader(source)
    if "email" not in (reader.fieldnames or ()):
        raise SubscriptionsError("line 1: there is no column named email")
    for row in reader:
        cells = {
            name: unguarded(value.strip())
            for name, value in row.items()
            if isinstance(name, str) and isinstance(value, str)
        }
        try:
            yield _line(cells, blog)
        except ValueError as fault:
            raise SubscriptionsError(f"line {reader.line_num}: {fault}") from None


def _line(cells: Mapping[str, str], blog: Blog) -> ImportRow:
    wording = cells.get("wording", "")
    return ImportRow(
        email=parse_address(cells.get("email", "")),
        status=_status(cells.get("status", "")),
        choice=Choice(
            tuple(topic for topic in cells.get("topics", "").split(BETWEEN_TOPICS) if topic),
            _one_of(Cadence, "cadence", cells.get("cadence", "") or Cadence.EACH.value),
        ),
        wording=wording,
        text=cells.get("text", "") or blog.wordings.get(wording, ""),
        page=cells.get("page", ""),
        asked_at=_time(cells, "asked_at"),
        confirmed_at=_time(cells, "confirmed_at"),
        unsubscribed_at=_time(cells, "unsubscribed_at") or _time(cells, "left_at"),
        paused_until=_time(cells, "paused_until"),
    )


def _status(cell: str) -> Status:
    """Return the status of a row; exports of earlier releases say `left`."""
    value = "unsubscribed" if cell == "left" else cell
    return _one_of(Status, "status", value or Status.PENDING.value)


def _one_of(kind: type[Named], column: str, value: str) -> Named:
    try:
        return kind(value)
    except ValueError:
        wanted = ", ".join(member.value for member in kind)
        raise ValueError(f"{column} is {value!r}, expected one of {wanted}") from None


def _time(cells: Mapping[str, str], column: str) -> datetime | None:
    value = cells.get(column, "")
    if not value:
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(
            f"{column} is {value!r}, expected a time such as 2026-01-31T09:00:00Z"
        ) from None
    if at.tzinfo is None:
        raise ValueError(f"{column} is {value!r}, which has no time zone; add Z for UTC")
    return at.astimezone(UTC)


def guarded(cell: str) -> str:
    """Keep a spreadsheet from taking a cell for a formula: `=1` becomes `'=1`."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def unguarded(cell: str) -> str:
    """Take back what `guarded` did."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA_STARTS) else cell
