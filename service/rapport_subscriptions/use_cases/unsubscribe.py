"""Leaving, and coming back when it was a slip."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.consent import Act, Origin
from rapport_subscriptions.rules.tokens import Purpose

if TYPE_CHECKING:
    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.use_cases.unit_of_work import Desk

UNDO_WITHIN = timedelta(hours=24)
MICROSECOND = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def leave(desk: Desk, secret: str, origin: Origin) -> str | None:
    """Leave at once; answer an undo token, `""` if there is nothing to undo, None if no link."""
    signed = desk.keys.read(Purpose.LEAVE, secret)
    if signed is None:
        return None
    subscription = desk.tx.subscriptions.get(signed.subscription_id)
    if subscription is None:
        return ""
    left = subscription.left(desk.now)
    if left != subscription:
        desk.tx.subscriptions.put(left)
        desk.enter(left, Act.LEFT, origin)
    return undo_token(desk, left)


def undo_token(desk: Desk, subscription: Subscription) -> str:
    """Answer a token that takes this leaving back, or `""` where that isn't possible."""
    if subscription.returned() == subscription or subscription.left_at is None:
        return ""
    if desk.now - subscription.left_at >= UNDO_WITHIN:
        return ""
    return desk.keys.sign(Purpose.UNDO, subscription.id, _microseconds(subscription.left_at))


def undo(desk: Desk, secret: str, origin: Origin) -> bool:
    """Take a leaving back within a day; answer whether the reader is in."""
    signed = desk.keys.read(Purpose.UNDO, secret)
    subscription = desk.tx.subscriptions.get(signed.subscription_id) if signed else None
    if signed is None or subscription is None:
        return False
    if subscription.is_member():
        return True
    if not subscription.left_at or _microseconds(subscription.left_at) != signed.number:
        return False
    if not undo_token(desk, subscription):
        return False
    returned = subscription.returned()
    desk.tx.subscriptions.put(returned)
    desk.enter(returned, Act.RETURNED, origin)
    return True


def _microseconds(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND
