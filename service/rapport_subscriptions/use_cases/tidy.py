"""Keeping no more than is needed: run once an hour by the sender."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rapport_subscriptions.use_cases.unit_of_work import Desk

KEEP = timedelta(days=30)
"""House numbers of network addresses, expired tokens, finished mails, unanswered requests."""

KEEP_COUNTS = timedelta(days=8)
BATCH = 1_000


def tidy(desk: Desk) -> bool:
    """Shorten, and delete what is too old; answer whether there may be more of it."""
    before = desk.now - KEEP
    shortened = desk.tx.consents.shorten_networks(before, BATCH)
    desk.tx.tokens.delete_expired(before)
    desk.tx.outbox.delete_finished(before)
    desk.tx.counters.delete_before("", desk.now - KEEP_COUNTS)
    unanswered = desk.tx.subscriptions.pending_since(before, BATCH)
    for subscription in unanswered:
        desk.tx.subscriptions.delete(subscription.id)
    return BATCH in (shortened, len(unanswered))
