"""Sign-ups that wait for room: where they come from, and dropping those of a flood."""

from __future__ import annotations

import ipaddress
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.caps import hour_of
from rapport_subscriptions.rules.consent import shortened
from rapport_subscriptions.rules.pending_request import PendingRequest, RequestKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from rapport_subscriptions.ports.requests import RequestQueue
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

DROPPED = "dropped"
"""The cause under which dropped sign-ups are counted."""


@dataclass(frozen=True)
class Sieve:
    """Selects sign-ups: those that meet all criteria."""

    network: ipaddress.IPv4Network | ipaddress.IPv6Network | None = None
    domain: str = ""
    page: str = ""
    hour: datetime | None = None

    def keeps(self, request: PendingRequest) -> bool:
        """Whether a sign-up is selected."""
        return (
            (self.network is None or _is_within(request.origin.network, self.network))
            and self.domain in {"", request.email.domain}
            and self.page in {"", request.page}
            and self.hour in {None, hour_of(request.at)}
        )


@dataclass
class Queue:
    """How many sign-ups wait, and what most of them have in common."""

    number: int = 0
    oldest_at: datetime | None = None
    networks: Counter[str] = field(default_factory=Counter)
    domains: Counter[str] = field(default_factory=Counter)
    pages: Counter[str] = field(default_factory=Counter)
    hours: Counter[datetime] = field(default_factory=Counter)


def look_at_queue(work: UnitOfWork, sieve: Sieve) -> Queue:
    """Count the selected sign-ups that wait."""
    queue = Queue()
    for request in _meant(work, sieve):
        queue.number += 1
        queue.oldest_at = queue.oldest_at or request.at
        queue.networks[shortened(request.origin.network) or "unknown"] += 1
        queue.domains[request.email.domain] += 1
        queue.pages[request.page] += 1
        queue.hours[hour_of(request.at)] += 1
    return queue


def longest_wait(requests: RequestQueue, now: datetime) -> timedelta:
    """Return how long the oldest processable sign-up has waited."""
    oldest = requests.oldest_sign_up(now)
    since = (oldest.not_before or oldest.at) if oldest else now
    return max(timedelta(), now - since)


def drop_from_queue(work: UnitOfWork, sieve: Sieve) -> int:
    """Delete the selected sign-ups that wait; return how many."""
    dropped = work.tx.requests.remove(list(_meant(work, sieve)))
    if dropped:
        work.count_refusal(DROPPED, dropped)
    return dropped


def _meant(work: UnitOfWork, sieve: Sieve) -> Iterator[PendingRequest]:
    return (
        request
        for request in work.tx.requests.all()
        if request.kind is RequestKind.SUBSCRIBE and sieve.keeps(request)
    )


def _is_within(address: str, network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> bool:
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return (mapped or ip) in network
