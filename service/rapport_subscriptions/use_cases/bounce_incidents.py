"""A circuit breaker: when many addresses at one provider bounce, the provider is the cause."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.address_history import Stop
from rapport_subscriptions.rules.caps import hour_of
from rapport_subscriptions.rules.consent import Act, Origin
from rapport_subscriptions.rules.subscription import Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

WITHIN = timedelta(hours=24)
FEW = 5
"""This many addresses of one provider may bounce in a day, or a tenth of its subscribers."""

INCIDENT = "bounce incident: "
BOUNCED = "bounced at: "

log = logging.getLogger(__name__)


def holds_back(work: UnitOfWork, subscription: Subscription) -> bool:
    """Whether a subscriber is kept although an email bounced: too many others' did, too."""
    domain = subscription.email.domain
    work.tx.lock(f"{INCIDENT}{domain}")
    if work.tx.marks.get(f"{INCIDENT}{domain}"):
        return True
    work.tx.counters.add(f"{BOUNCED}{domain}", hour_of(work.now))
    number = work.tx.counters.total(f"{BOUNCED}{domain}", work.now - WITHIN)
    if number <= max(FEW, work.tx.subscriptions.count_at(domain) // 10):
        return False
    work.tx.marks.put(f"{INCIDENT}{domain}", work.now)
    log.warning("%d addresses at %s bounced within a day; no more are suppressed", number, domain)
    return True


def incidents(work: UnitOfWork) -> Mapping[str, datetime]:
    """Return the domains whose bounces wait for the operator's decision, and since when."""
    marks = work.tx.marks.named(INCIDENT)
    return {name.removeprefix(INCIDENT): since for name, since in marks.items()}


def undo(work: UnitOfWork, domain: str) -> int | None:
    """Restore everybody whom an incident suppressed; return how many."""
    since = work.tx.marks.get(f"{INCIDENT}{domain}")
    if since is None:
        return None
    restored = 0
    for subscription in work.tx.subscriptions.at(domain, Status.SUPPRESSED):
        history = work.history(subscription.email.key)
        recent = history.stopped_at and history.stopped_at >= since - WITHIN
        if history.stop is Stop.BOUNCED and recent:
            work.tx.addresses.put(history.allowed())
            work.tx.subscriptions.put(subscription.restored())
            work.enter(subscription.restored(), Act.ALLOWED, Origin())
            restored += 1
    _close(work, domain)
    return restored


def accept(work: UnitOfWork, domain: str) -> bool:
    """Let bounces at a domain count again; suppressed addresses stay suppressed."""
    known = work.tx.marks.get(f"{INCIDENT}{domain}") is not None
    if known:
        _close(work, domain)
    return known


def _close(work: UnitOfWork, domain: str) -> None:
    work.tx.marks.delete(f"{INCIDENT}{domain}")
    work.tx.counters.delete_before(f"{BOUNCED}{domain}", work.now + WITHIN)
