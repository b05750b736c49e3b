"""Deletes what is no longer needed; the mail worker runs it once an hour."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

LAPSED = "lapsed"
"""The cause under which sign-ups are counted that waited for too long."""

KEEP = timedelta(days=30)
"""Host parts of network addresses, expired tokens, finished emails, unanswered requests."""

KEEP_COUNTS = timedelta(days=8)
KEEP_REQUESTS = timedelta(days=14)
"""How long a sign-up waits for room before it is dropped, counted and logged."""

BATCH = 100
"""So many of one kind in a transaction: sign-ups wait for it on SQLite, which has one writer."""


def give_unanswered_up(work: UnitOfWork) -> int:
    """Delete subscriptions that nobody confirmed; a former one is as it was before."""
    unanswered = work.tx.subscriptions.pending_since(work.now - KEEP, BATCH)
    for subscription in unanswered:
        fallback = subscription.unanswered()
        if fallback:  # a stranger's request must not make us forget that somebody unsubscribed
            work.tx.subscriptions.put(fallback)
        else:
            work.tx.subscriptions.delete(subscription.id)
    if unanswered:
        work.count_step("expired", len(unanswered))
    return len(unanswered)


def give_waiting_up(work: UnitOfWork) -> int:
    """Delete sign-ups that waited for room for too long; they are counted and logged."""
    lapsed = work.tx.requests.delete_before(work.now - KEEP_REQUESTS, BATCH)
    if lapsed:
        work.count_refusal(LAPSED, lapsed)
        log.warning("%d sign-ups waited for 14 days and are given up", lapsed)
    return lapsed


def shorten_networks(work: UnitOfWork) -> int:
    """Shorten network addresses of the ledger."""
    return work.tx.consents.shorten_networks(work.now - KEEP, BATCH)


def delete_tokens(work: UnitOfWork) -> int:
    """Delete links that have long expired."""
    return work.tx.tokens.delete_expired(work.now - KEEP, BATCH)


def delete_operator_keys(work: UnitOfWork) -> int:
    """Delete what signed operators in and does so no more."""
    return work.tx.operators.delete_expired(work.now, BATCH)


def delete_mails(work: UnitOfWork) -> int:
    """Delete mails that are done with."""
    return work.tx.outbox.delete_finished(work.now - KEEP, BATCH)


def delete_counters(work: UnitOfWork) -> int:
    """Delete what was counted long ago."""
    return work.tx.counters.delete_before("", work.now - KEEP_COUNTS, BATCH)


TIDYINGS: tuple[Callable[[UnitOfWork], int], ...] = (
    give_unanswered_up,
    give_waiting_up,
    shorten_networks,
    delete_tokens,
    delete_operator_keys,
    delete_mails,
    delete_counters,
)
"""Each does a batch and returns how many that were; fewer than `BATCH` were the last."""
