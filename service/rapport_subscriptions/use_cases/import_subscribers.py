"""Importing subscribers: the fate of each row, then few statements for many.

The fate of a row is decided from what is known of its address before anything is written, so a dry
run decides the same and writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.address_history import Stop
from rapport_subscriptions.rules.consent import Act, Origin, shortened
from rapport_subscriptions.rules.journal import JournalEvent
from rapport_subscriptions.rules.subscription import Choice, Status, Subscription
from rapport_subscriptions.rules.tokens import new_id
from rapport_subscriptions.use_cases.handle_bounce import suppress
from rapport_subscriptions.use_cases.unsubscribe import unsubscribe_reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from rapport_subscriptions.rules.address_history import AddressHistory
    from rapport_subscriptions.rules.email_address import EmailAddress
    from rapport_subscriptions.rules.journal import JournalEntry
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork


class ImportResult(StrEnum):
    """The fate of an imported line."""

    CONFIRMED = "confirmed"
    PENDING = "pending permission"
    UNSUBSCRIBED = "unsubscribed or suppressed"
    KNOWN = "known already"
    ERASED = "erased by the reader"


@dataclass(frozen=True)
class ImportRow:
    """One line of an import."""

    email: EmailAddress
    status: Status
    choice: Choice
    wording: str
    text: str
    page: str
    asked_at: datetime | None
    confirmed_at: datetime | None
    unsubscribed_at: datetime | None
    paused_until: datetime | None = None
    network: str = ""
    """Where it was confirmed, if the list says so."""
    line: int = 0
    why: str = ""
    """The reason for its status."""

    def is_proven(self) -> bool:
        """Whether it says when, where and to which text its owner agreed."""
        return bool(self.confirmed_at and self.page and self.wording and self.text)


@dataclass(frozen=True)
class _Fate:
    """What becomes of a row."""

    row: ImportRow
    result: ImportResult
    after: Subscription | None = None
    """The subscription afterwards, if the row creates or ends one."""
    is_new: bool = False


@dataclass(frozen=True)
class _Known:
    """What is known of the addresses of some rows, by key."""

    subscriptions: dict[str, Subscription]
    histories: Mapping[str, AddressHistory]
    events: Mapping[str, JournalEntry]


def import_rows(work: UnitOfWork, rows: Sequence[ImportRow]) -> list[ImportResult]:
    """Import some rows; an address that occurs twice is known the second time."""
    work.tx.lock(*(row.email.key for row in rows))
    known = _look_up(work, rows)
    fates = list(_decide(work, rows, known))
    _write(work, [fate for fate in fates if fate.is_new], known)
    for fate in fates:
        if fate.after and not fate.is_new:
            _end(work, fate.row)
    return [fate.result for fate in fates]


def preview_rows(
    work: UnitOfWork, rows: Sequence[ImportRow], met: dict[str, Subscription]
) -> list[ImportResult]:
    """Return the fate of some rows; `met` holds what earlier rows would have created."""
    known = _look_up(work, rows)
    known.subscriptions.update(met)
    fates = list(_decide(work, rows, known))
    met.update({fate.row.email.key: fate.after for fate in fates if fate.after})
    return [fate.result for fate in fates]


def _look_up(work: UnitOfWork, rows: Sequence[ImportRow]) -> _Known:
    keys = list(dict.fromkeys(row.email.key for row in rows))
    return _Known(
        dict(work.tx.subscriptions.by_addresses(keys)),
        work.histories(keys),
        work.last_events(keys),
    )


def _decide(work: UnitOfWork, rows: Sequence[ImportRow], known: _Known) -> Iterator[_Fate]:
    """Decide row by row, taking into account the rows before."""
    latest_number = work.tx.articles.latest_number()
    for row in rows:
        fate = _fate(row, known, work.now, latest_number)
        if fate.after:
            known.subscriptions[row.email.key] = fate.after
        yield fate


def _fate(row: ImportRow, known: _Known, now: datetime, latest_number: int) -> _Fate:
    key = row.email.key
    history, entry = known.histories[key], known.events.get(key)
    if history.erased_at or (entry and entry.event in {JournalEvent.ERASED, JournalEvent.MOVED}):
        return _Fate(row, ImportResult.ERASED)
    before = known.subscriptions.get(key)
    if before:
        after = _ended(row, before, now)
        if after == before:
            return _Fate(row, ImportResult.KNOWN)
        return _Fate(row, ImportResult.UNSUBSCRIBED, after)
    status, result = _status(row)
    if entry and entry.is_no and status is not Status.SUPPRESSED:
        status, result = Status.UNSUBSCRIBED, ImportResult.UNSUBSCRIBED
    if history.stop:
        status, result = Status.SUPPRESSED, ImportResult.UNSUBSCRIBED
    return _Fate(row, result, _subscription(row, status, now, latest_number), is_new=True)


def _subscription(
    row: ImportRow, status: Status, now: datetime, latest_number: int
) -> Subscription:
    return Subscription(
        id=new_id(),
        email=row.email,
        status=status,
        choice=row.choice,
        wording=row.wording,
        page=row.page,
        asked_at=_asked_at(row, status) or now,
        confirmed_at=row.confirmed_at if status is not Status.PENDING else None,
        unsubscribed_at=(row.unsubscribed_at or now) if status is Status.UNSUBSCRIBED else None,
        paused_until=row.paused_until if status is Status.PAUSED else None,
        last_notified=latest_number,
    )


def _write(work: UnitOfWork, fates: Sequence[_Fate], known: _Known) -> None:
    """Write new subscriptions with their ledger lines, and every *no* in the rows."""
    written = [(fate.row, fate.after) for fate in fates if fate.after]
    work.tx.subscriptions.put_all([subscription for _, subscription in written])
    work.tx.consents.append_all(
        [
            work.line(subscription, Act.IMPORTED, Origin(shortened(row.network)), text=row.text)
            for row, subscription in written
        ]
    )
    stopped = [
        known.histories[row.email.key].stopped(Stop.BOUNCED, work.now)
        for row, _ in written
        if row.status is Status.SUPPRESSED and not known.histories[row.email.key].stop
    ]
    work.tx.addresses.put_all(stopped)
    left = [
        row.email.key
        for row, subscription in written
        if subscription.status is Status.UNSUBSCRIBED and row.email.key not in known.events
    ]
    work.record_events(left, JournalEvent.UNSUBSCRIBED)


def _ended(row: ImportRow, known: Subscription, now: datetime) -> Subscription:
    """Return an existing subscription after a list's row: unsubscribed wins."""
    if row.status is Status.UNSUBSCRIBED:
        return known.unsubscribed(now)
    return known.suppressed() if row.status is Status.SUPPRESSED else known


def _end(work: UnitOfWork, row: ImportRow) -> None:
    """End an existing subscription if the list says that its owner unsubscribed."""
    known = work.tx.subscriptions.by_address(row.email.key)
    if known and row.status is Status.UNSUBSCRIBED:
        unsubscribe_reader(work, known, Origin())
    elif known:
        suppress(work, known, Stop.BOUNCED)


def _asked_at(row: ImportRow, status: Status) -> datetime | None:
    """Return when a row says it began; pending ones wait from today on."""
    return None if status is Status.PENDING else row.asked_at or row.confirmed_at


def _status(row: ImportRow) -> tuple[Status, ImportResult]:
    if row.status in {Status.UNSUBSCRIBED, Status.SUPPRESSED}:
        return row.status, ImportResult.UNSUBSCRIBED
    if row.status in {Status.CONFIRMED, Status.PAUSED} and row.is_proven():
        is_paused = row.status is Status.PAUSED and row.paused_until is not None
        return (row.status if is_paused else Status.CONFIRMED), ImportResult.CONFIRMED
    return Status.PENDING, ImportResult.PENDING
