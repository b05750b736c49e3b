"""Keeping no more than is needed: run once an hour by the sender."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rapport_subscriptions.use_cases.desk import Desk

KEEP = timedelta(days=30)
"""House numbers of network addresses, expired tokens, finished mails, unanswered requests."""

KEEP_COUNTS = timedelta(days=8)
BATCH = 1_000


def tidy(desk: Desk) -> None:
    """Shorten, and delete what is too old."""
    before = desk.now - KEEP
    desk.tx.shorten_networks(before, BATCH)
    desk.tx.forget_tokens(before)
    desk.tx.forget_mails(before)
    desk.tx.forget_counts("", desk.now - KEEP_COUNTS)
    for subscription in desk.tx.pending_since(before, BATCH):
        desk.tx.forget(subscription.id)
