"""Reads a list of subscribers exported by another program, and reports all errors at once."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import TYPE_CHECKING

from rapport_subscriptions.errors import SubscriptionsError
from rapport_subscriptions.lists.csv_file import BETWEEN_TOPICS, unguarded
from rapport_subscriptions.lists.dialects import (
    COLUMNS,
    IGNORABLE,
    NO,
    NO_IF_FALSE,
    NO_IF_TRUE,
    STATES,
    YES,
    folded,
)
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.rules.subscription import Cadence, Choice, Status
from rapport_subscriptions.use_cases.import_subscribers import ImportRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rapport_subscriptions.rules.blog import Blog

SEPARATORS = ",;\t|"
LONGEST_CELL = 1024 * 1024
TIMES = ("%Y/%m/%d %H:%M:%S", "%Y/%m/%d", "%b %d, %Y", "%B %d, %Y", "%b %d, %Y %I:%M %p")
FROM_IMPORT = "import"
"""The version of a consent text that the operator gave for a whole list."""


@dataclass(frozen=True)
class ListOptions:
    """The operator's options for a whole list."""

    consent_text: str = ""
    consent_page: str = ""
    topic_of: Mapping[str, str] = field(default_factory=dict)
    """The topic for a tag or group of the other program."""


@dataclass(frozen=True)
class RowProblem:
    """A row that can't be imported, and why: `line 7, status: …`."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        """Return the position and the problem."""
        return f"line {self.line}, {self.column}: {self.message}"


@dataclass
class SubscriberList:
    """The content of a file."""

    rows: list[ImportRow] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)
    has_times_without_zone: bool = False


def decoded(raw: bytes) -> str:
    """Return a file as text: UTF-8, UTF-16 as Excel saves it, else Windows-1252."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def read_list(text: str, blog: Blog, options: ListOptions | None = None) -> SubscriberList:
    """Read every row; a file without a header is a plain list of addresses."""
    csv.field_size_limit(LONGEST_CELL)
    first = text.lstrip().partition("\n")[0]
    if "@" in first and "email" not in folded(first):
        return _roster(text)
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    names = [name.strip() for name in next(reader, [])]
    known = [COLUMNS.get(folded(name), folded(name)) for name in names]
    if "email" not in known:
        raise SubscriptionsError(
            f"line 1: no column holds email addresses; found the columns {', '.join(names)}"
        )
    read = SubscriberList(unknown_columns=[name for name in names if not _is_known(name)])
    rows = _Rows(blog, options or ListOptions(), read)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.take(reader.line_num, _by_name(known, cells))
    except csv.Error as error:
        raise SubscriptionsError(f"line {reader.line_num}: {error}") from None
    return read


def _is_known(name: str) -> bool:
    return not name or folded(name) in {*COLUMNS, *IGNORABLE, *NO_IF_FALSE, *NO_IF_TRUE}


def _by_name(known: list[str], cells: list[str]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for name, cell in zip(known, cells, strict=False):
        value = unguarded(cell.strip())
        if value or name not in columns:
            columns[name] = value
    return columns


def _roster(text: str) -> SubscriberList:
    """Read addresses, one a line, as Mailman's roster has them: `Jo <jo@example.org>`."""
    read = SubscriberList()
    rows = _Rows(None, ListOptions(), read)
    for number, line in enumerate(text.splitlines(), 1):
        address = parseaddr(line.strip())[1]
        if line.strip():
            rows.take(number, {"email": address or line.strip()})
    return read


class _Rows:
    """Turns cells into rows, and errors into problems."""

    def __init__(self, blog: Blog | None, options: ListOptions, read: SubscriberList) -> None:
        self._blog = blog
        self._options = options
        self._read = read

    def take(self, line: int, cells: Mapping[str, str]) -> None:
        """Read one row, or note why it can't be imported."""
        column = "email"
        try:
            email = parse_address(cells.get("email", ""))
            column = "status"
            status, why = self._status(cells)
            column = "cadence"
            cadence = _cadence(cells.get("cadence", ""))
            times: dict[str, datetime | None] = {}
            for name in ("asked_at", "confirmed_at", "unsubscribed_at", "paused_until"):
                column = name
                lenient = name == "asked_at" or status is Status.UNSUBSCRIBED
                times[name] = self._time(cells.get(name, ""), lenient=lenient)
        except ValueError as error:
            self._read.problems.append(RowProblem(line, column, str(error)))
            return
        wording, text, page = self._consent(cells)
        self._read.rows.append(
            ImportRow(
                email=email,
                status=status,
                choice=Choice(tuple(self._topics(cells)), cadence),
                wording=wording,
                text=text,
                page=page,
                asked_at=times["asked_at"],
                confirmed_at=times["confirmed_at"],
                unsubscribed_at=times["unsubscribed_at"],
                paused_until=times["paused_until"],
                network=cells.get("confirmed_from", ""),
                line=line,
                why=why,
            )
        )

    def _status(self, cells: Mapping[str, str]) -> tuple[Status, str]:
        """Return the status that a row gives; anything that means unsubscribed takes precedence."""
        written = cells.get("status", "")
        status = STATES.get(folded(written))
        if written and status is None:
            wanted = ", ".join(state.value for state in Status)
            raise ValueError(f"status is {written!r}, expected one of {wanted}")
        if cells.get("bounced_at") or status is Status.SUPPRESSED:
            return Status.SUPPRESSED, "it bounced, or its owner complained"
        if cells.get("unsubscribed_at") or status is Status.UNSUBSCRIBED:
            return Status.UNSUBSCRIBED, "its owner unsubscribed"
        for name, value in cells.items():
            is_no = (name in NO_IF_FALSE and value.casefold() in NO) or (
                name in NO_IF_TRUE and value.casefold() in YES
            )
            if is_no:
                return Status.UNSUBSCRIBED, f"{name} is {value}"
        if status is None and cells.get("confirmed_at"):
            return Status.CONFIRMED, "it has a time of confirmation"
        return status or Status.PENDING, f"status is {written}" if written else "nothing says more"

    def _consent(self, cells: Mapping[str, str]) -> tuple[str, str, str]:
        """Return version, text and page of the consent, from the row or for the whole list."""
        wording = cells.get("wording", "")
        known = self._blog.wordings.get(wording, "") if self._blog else ""
        text = cells.get("text", "") or known
        if not text and self._options.consent_text:
            wording, text = FROM_IMPORT, self._options.consent_text
        if text and not wording:
            wording = FROM_IMPORT
        return wording, text, cells.get("page", "") or self._options.consent_page

    def _topics(self, cells: Mapping[str, str]) -> Iterator[str]:
        topics = [slug for slug in cells.get("topics", "").split(BETWEEN_TOPICS) if slug]
        labels = cells.get("labels", "").replace(BETWEEN_TOPICS, ",").split(",")
        topics += [
            self._options.topic_of[folded(label)]
            for label in labels
            if folded(label) in self._options.topic_of
        ]
        yield from dict.fromkeys(topics)

    def _time(self, value: str, *, lenient: bool) -> datetime | None:
        if not value or value.casefold() in YES | NO:
            return None
        at = _moment(value)
        if at is None:
            if lenient:
                return None
            raise ValueError(f"{value!r} is not a time; expected one such as 2026-01-31T09:00:00Z")
        if at.tzinfo is None:
            self._read.has_times_without_zone = True
            at = at.replace(tzinfo=UTC)
        return at.astimezone(UTC)


def _moment(value: str) -> datetime | None:
    text = value.removesuffix(" UTC").strip()
    with suppress(ValueError):
        return datetime.fromisoformat(text)
    for form in TIMES:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - told apart by who called
        except ValueError:
            continue
    return None


def _cadence(value: str) -> Cadence:
    try:
        return Cadence(value or Cadence.EACH.value)
    except ValueError:
        wanted = ", ".join(cadence.value for cadence in Cadence)
        raise ValueError(f"cadence is {value!r}, expected one of {wanted}") from None
