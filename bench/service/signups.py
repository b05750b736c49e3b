"""Sign-ups and confirmations a second, and whether their time tells who is known."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.service import load, people
from bench.service.running import cpu_seconds, environment, fsync_rate, serving
from bench.service.statistics import percentile, same

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CONNECTIONS = 64
KNOWN = 10_000


@dataclass(frozen=True)
class Figures:
    """What one run showed; times in milliseconds."""

    rate: float
    median: float
    p99: float
    cpu: float
    fsyncs: float
    alike: float = 1.0


def sign_up(folder: Path, database: str, number: int, *, workers: int = 1) -> Figures:
    """Sign up, half of them people who are in; web and sender run as in production."""
    environ = environment(folder, database, 1)
    people.confirm_known(folder, environ, KNOWN)
    with serving(folder, database, workers=workers) as service:
        load.run(service.port, sign_ups(number // 10, "w"), CONNECTIONS)
        fsyncs, before = fsync_rate(folder), cpu_seconds(service.web)
        done = load.run(service.port, sign_ups(number, "n"), CONNECTIONS)
        used = cpu_seconds(service.web) - before if workers == 1 else 0
    alike = same(done.times("known"), done.times("unknown"))
    return _figures(done, used, fsyncs, alike)


def confirm(folder: Path, database: str, number: int) -> Figures:
    """Press the button of so many mails, each a reader's."""
    tokens = people.ask_many(environment(folder, database, 1), number)
    dice = random.Random(3)  # noqa: S311 - a load, no secret
    presses = [("", load.post(f"/subscriptions/confirm/{one}", {}, dice)) for one in tokens]
    with serving(folder, database, senders=0) as service:
        fsyncs, before = fsync_rate(folder), cpu_seconds(service.web)
        done = load.run(service.port, presses, CONNECTIONS)
        used = cpu_seconds(service.web) - before
    return _figures(done, used, fsyncs)


def sign_ups(number: int, mark: str) -> Iterator[tuple[str, bytes]]:
    """Yield so many sign-ups; one in two is of somebody `people.known`."""
    dice = random.Random(mark)  # noqa: S311 - a load, no secret
    for one in range(number):
        is_known = dice.random() < 0.5  # noqa: PLR2004 - half of them
        unknown = f"{mark}{one:06}@mail.example.org"
        email = people.known(dice.randrange(KNOWN)) if is_known else unknown
        request = load.post("/subscriptions", {"email": email, **people.FORM}, dice)
        yield ("known" if is_known else "unknown"), request


def _figures(done: load.Load, used: float, fsyncs: float, alike: float = 1.0) -> Figures:
    times = done.times()
    return Figures(
        rate=done.rate,
        median=percentile(times, 50) * 1000,
        p99=percentile(times, 99) * 1000,
        cpu=used / len(times) * 1000,
        fsyncs=fsyncs,
        alike=alike,
    )
