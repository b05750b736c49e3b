"""Keeping no more than is needed: run once an hour by the sender."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

LAPSED = "lapsed"
"""The cause under which sign-ups are counted that waited for too long."""

KEEP = timedelta(days=30)
"""The last parts of network addresses, expired tokens, finished mails, unanswered requests."""

KEEP_COUNTS = timedelta(days=8)
KEEP_REQUESTS = timedelta(days=14)
"""How long a sign-up waits for room before it is given up, counted and logged."""

BATCH = 500
"""So many of each at once: sign-ups wait for it on SQLite, which has one writer."""


def tidy(work: UnitOfWork) -> bool:
    """Shorten, and delete what is too old; return whether there may be more of it."""
    before = work.now - KEEP
    unanswered = work.tx.subscriptions.pending_since(before, BATCH)
    for subscription in unanswered:
        fallback = subscription.unanswered()
        if fallback:  # a stranger's request must not make us forget that somebody unsubscribed
            work.tx.subscriptions.put(fallback)
        else:
            work.tx.subscriptions.delete(subscription.id)
    if unanswered:
        work.count_step("expired", len(unanswered))
    lapsed = work.tx.requests.delete_before(work.now - KEEP_REQUESTS, BATCH)
    if lapsed:
        work.count_refusal(LAPSED, lapsed)
        log.warning("%d sign-ups waited for 14 days and are given up", lapsed)
    return BATCH in (
        lapsed,
        len(unanswered),
        work.tx.consents.shorten_networks(before, BATCH),
        work.tx.tokens.delete_expired(before, BATCH),
        work.tx.operators.delete_expired(work.now, BATCH),
        work.tx.outbox.delete_finished(before, BATCH),
        work.tx.counters.delete_before("", work.now - KEEP_COUNTS, BATCH),
    )
