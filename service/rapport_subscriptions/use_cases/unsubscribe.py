"""Unsubscribing, and undoing it after a mistake."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.consent import Act, Origin
from rapport_subscriptions.rules.journal import JournalEvent
from rapport_subscriptions.rules.tokens import Purpose
from rapport_subscriptions.use_cases.manage_series import return_all, stop_all
from rapport_subscriptions.use_cases.rate_limit import limit_changes

if TYPE_CHECKING:
    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

UNDO_WITHIN = timedelta(hours=24)
MICROSECOND = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def unsubscribe(work: UnitOfWork, secret: str, origin: Origin) -> str | None:
    """Unsubscribe; return an undo token, `""` if there is nothing to undo, None if no link."""
    signed = work.keys.read(Purpose.UNSUBSCRIBE, secret)
    if signed is None:
        return None
    subscription = work.tx.subscriptions.get(signed.subscription_id)
    if subscription is None:
        return ""
    return undo_token(work, unsubscribe_reader(work, subscription, origin))


def unsubscribe_reader(
    work: UnitOfWork, subscription: Subscription, origin: Origin
) -> Subscription:
    """Unsubscribe a reader, by whatever means they asked; return the resulting subscription."""
    after = subscription.unsubscribed(work.now)
    if after != subscription:
        work.tx.subscriptions.put(after)
        work.enter(after, Act.UNSUBSCRIBED, origin)
        work.record_event(after.email.key, JournalEvent.UNSUBSCRIBED)
        stop_all(work, after, work.now, origin)
        work.forget_mailed(after.email)  # who comes back on the same day gets a mail
    return after


def undo_token(work: UnitOfWork, subscription: Subscription) -> str:
    """Return a token that undoes the unsubscribing, or `""` if that isn't possible."""
    if subscription.returned() == subscription or subscription.unsubscribed_at is None:
        return ""
    if work.now - subscription.unsubscribed_at >= UNDO_WITHIN:
        return ""
    return work.keys.sign(
        Purpose.UNDO, subscription.id, _microseconds(subscription.unsubscribed_at)
    )


def undo(work: UnitOfWork, secret: str, origin: Origin) -> bool:
    """Undo an unsubscribing within a day; return whether the reader is subscribed."""
    signed = work.keys.read(Purpose.UNDO, secret)
    subscription = work.tx.subscriptions.get(signed.subscription_id) if signed else None
    if signed is None or subscription is None:
        return False
    if subscription.is_member():
        return True
    if (
        not subscription.unsubscribed_at
        or _microseconds(subscription.unsubscribed_at) != signed.number
    ):
        return False
    if not undo_token(work, subscription):
        return False
    limit_changes(work, subscription)
    returned = subscription.returned()
    work.tx.subscriptions.put(returned)
    work.enter(returned, Act.RETURNED, origin)
    return_all(work, returned, subscription.unsubscribed_at, origin)
    work.record_event(returned.email.key, JournalEvent.CONFIRMED)
    return True


def _microseconds(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND
