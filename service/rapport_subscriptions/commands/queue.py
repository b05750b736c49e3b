"""`queue`: the sign-ups that wait in a flood, by what they have in common, or their deletion."""

from __future__ import annotations

import ipaddress
import sys
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rapport_subscriptions.commands.people import open_service
from rapport_subscriptions.errors import UsageError
from rapport_subscriptions.use_cases.look_at_queue import Sieve, drop_from_queue, look_at_queue

if TYPE_CHECKING:
    import argparse
    from collections import Counter
    from collections.abc import Iterator, Mapping

    from rapport_subscriptions.use_cases.look_at_queue import Queue

MOST = 5
"""How many of each kind are listed."""


def queue(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Print what waits; with `--drop`, delete it."""
    sieve = _sieve(arguments)
    if arguments.drop and sieve == Sieve():
        raise UsageError("say which to drop, with --network, --domain, --page or --hour")
    service = open_service(environ)
    with closing(service.store):
        if arguments.drop:
            sys.stdout.write(f"{service.do(drop_from_queue, sieve)} sign-ups dropped\n")
            return 0
        queue_now = service.look(look_at_queue, sieve)
    sys.stdout.writelines(f"{line}\n" for line in _lines(queue_now, service.clock.now()))
    return 0


def _lines(queue: Queue, now: datetime) -> Iterator[str]:
    if queue.oldest_at is None:
        yield "no sign-up waits"
        return
    minutes = max(0, round((now - queue.oldest_at).total_seconds() / 60))
    yield f"{queue.number} sign-ups wait, the oldest for {minutes} minutes"
    hours = {f"{hour:%Y-%m-%dT%H}": number for hour, number in queue.hours.items()}
    yield from _most("--network", queue.networks)
    yield from _most("--domain", queue.domains)
    yield from _most("--page", queue.pages)
    yield from _most("--hour", type(queue.pages)(hours))


def _most(option: str, counted: Counter[str]) -> Iterator[str]:
    yield ""
    for name, number in counted.most_common(MOST):
        yield f"{number:8}  {option} {name}"
    if len(counted) > MOST:
        rest = counted.total() - sum(number for _, number in counted.most_common(MOST))
        yield f"{rest:8}  {len(counted) - MOST} others"


def _sieve(arguments: argparse.Namespace) -> Sieve:
    return Sieve(
        network=_network(arguments.network) if arguments.network else None,
        domain=(arguments.domain or "").lower(),
        page=arguments.page or "",
        hour=_hour(arguments.hour) if arguments.hour else None,
    )


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        message = f"--network: expected a network such as 203.0.113.0/24, got {text!r}"
        raise UsageError(message) from None


def _hour(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H").replace(tzinfo=UTC)
    except ValueError:
        message = f"--hour: expected an hour in UTC such as 2026-11-28T09, got {text!r}"
        raise UsageError(message) from None
