"""After a restore: every *no* that is newer than the backup, and a hold on all letters."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.address_history import AddressHistory, Stop
from rapport_subscriptions.rules.consent import Act, Origin
from rapport_subscriptions.rules.journal import JournalEvent
from rapport_subscriptions.rules.outbox import dropped
from rapport_subscriptions.rules.subscription import Status
from rapport_subscriptions.use_cases.manage_series import journal_key, stop_all, stop_one
from rapport_subscriptions.use_cases.notice_articles import ALL_HELD

if TYPE_CHECKING:
    from rapport_subscriptions.rules.journal import JournalEntry
    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

STOPS = {JournalEvent.REFUSED: Stop.REFUSED, JournalEvent.COMPLAINED: Stop.COMPLAINED}
GONE = frozenset({JournalEvent.ERASED, JournalEvent.MOVED})
FOR_EVER = timedelta(days=36_500)


def replay(work: UnitOfWork) -> int:
    """Apply every *no* of the journal to the database; return how many subscriptions it ended."""
    for entry in work.journal.last().values() if work.journal else ():
        if entry.is_no:
            _remember(work, entry)
    ended = 0
    for subscription in list(work.tx.subscriptions.all()):
        latest = work.last_event(subscription.email.key)
        if latest and latest.is_no:
            ended += _end(work, subscription, latest)
        _stop_series(work, subscription)
    return ended


def hold_everything(work: UnitOfWork) -> None:
    """Hold letters until the operator decides; drop waiting emails, which are sent or outdated."""
    work.tx.marks.put(ALL_HELD, work.now)
    for mail in work.tx.outbox.due(work.now + FOR_EVER, 1_000_000):
        work.tx.outbox.put(dropped(mail))


def _remember(work: UnitOfWork, entry: JournalEntry) -> None:
    history = work.tx.addresses.get([entry.hash]) or AddressHistory(entry.hash)
    stop = STOPS.get(entry.event)
    if stop:
        history = history.stopped(stop, entry.at)
    if entry.event in GONE:
        history = replace(history, erased_at=entry.at)
    if stop or entry.event in GONE:
        work.tx.addresses.put(history)


def _end(work: UnitOfWork, subscription: Subscription, entry: JournalEntry) -> bool:
    """End one subscription as its owner did after the backup; return whether that was needed."""
    if entry.event in GONE or (
        entry.event is JournalEvent.REFUSED and subscription.status is Status.PENDING
    ):
        work.tx.subscriptions.delete(subscription.id)
        return True
    if entry.event is JournalEvent.COMPLAINED:
        after, act = subscription.suppressed(), Act.SUPPRESSED
    else:
        after, act = subscription.unsubscribed(entry.at), Act.UNSUBSCRIBED
    if after == subscription:
        return False
    work.tx.subscriptions.put(after)
    work.enter(after, act, Origin())
    if act is Act.UNSUBSCRIBED:
        stop_all(work, after, entry.at, Origin())
    return True


def _stop_series(work: UnitOfWork, subscription: Subscription) -> None:
    """Stop the series that their reader stopped after the backup."""
    for reader in work.tx.series.of(subscription.id):
        latest = work.last_event(journal_key(subscription, reader))
        if latest and latest.is_no and reader.is_live:
            stop_one(work, subscription, reader, latest.at, Origin())
