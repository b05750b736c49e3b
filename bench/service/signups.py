"""Sign-ups and confirmations a second, and whether their time tells who is known."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.service import load, people
from bench.service.running import cpu_seconds, environment, fsync_rate, serving
from bench.service.statistics import Likeness, alike, percentile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.service.running import RunningService

CONNECTIONS = 64
KNOWN = 10_000
KNOWN_KIND, UNKNOWN_KIND = "known", "unknown"


@dataclass(frozen=True)
class Figures:
    """What one run showed; times in milliseconds."""

    rate: float
    median: float
    p99: float
    cpu: float
    fsyncs: float


@dataclass(frozen=True)
class SignUps:
    """A run of sign-ups; whether known addresses stood out, and whether unknown ones would."""

    figures: Figures
    likeness: Likeness
    placebo: Likeness
    """The same sums where both halves are unknown, so that nothing can be told."""


def sign_up(folder: Path, database: str, number: int, *, workers: int = 1) -> SignUps:
    """Sign up, half of them people who are in; web and sender run as in production."""
    environ = environment(folder, database, 1)
    people.confirm_known(folder, environ, KNOWN)
    with serving(folder, database, workers=workers) as service:
        load.run(service.port, sign_ups(number // 10, "w"), CONNECTIONS)
        fsyncs, before = fsync_rate(folder), cpu_seconds(service.web)
        done = load.run(service.port, sign_ups(number, "n"), CONNECTIONS)
        used = cpu_seconds(service.web) - before if workers == 1 else 0
        placebo = _likeness(service, sign_ups(number, "p", placebo=True))
    likeness = alike(done.pairs(KNOWN_KIND, UNKNOWN_KIND))
    return SignUps(_figures(done, used, fsyncs), likeness, placebo)


def compare(
    folder: Path, database: str, number: int, runs: int, *, workers: int = 1
) -> list[tuple[Likeness, Likeness]]:
    """Compare known and unknown addresses again and again, each time beside a placebo."""
    people.confirm_known(folder, environment(folder, database, 1), KNOWN)
    with serving(folder, database, workers=workers) as service:
        load.run(service.port, sign_ups(number // 10, "w"), CONNECTIONS)
        return [
            (
                _likeness(service, sign_ups(number, f"n{run:x}")),
                _likeness(service, sign_ups(number, f"p{run:x}", placebo=True)),
            )
            for run in range(runs)
        ]


def confirm(folder: Path, database: str, number: int) -> Figures:
    """Click the button of so many mails, each a reader's."""
    tokens = people.ask_many(environment(folder, database, 1), number)
    dice = random.Random(3)  # noqa: S311 - a load, no secret
    presses = [("", load.post(f"/subscriptions/confirm/{token}", {}, dice)) for token in tokens]
    with serving(folder, database, mail_workers=0) as service:
        fsyncs, before = fsync_rate(folder), cpu_seconds(service.web)
        done = load.run(service.port, presses, CONNECTIONS)
        used = cpu_seconds(service.web) - before
    return _figures(done, used, fsyncs)


def sign_ups(number: int, mark: str, *, placebo: bool = False) -> Iterator[tuple[str, bytes]]:
    """Yield so many sign-ups in pairs, one of somebody `people.known` and one of nobody.

    Which comes first is tossed anew in every run: an order that a seed keeps for ever would meet
    a slow moment of the machine with the same half each time. In a placebo nobody is known.
    """
    dice = random.SystemRandom()
    for pair in range(number // 2):
        name = f"{mark}{pair:0{6 - len(mark)}}@mail.example.org"  # as long as a known one
        known = f"v{name}" if placebo else people.known(dice.randrange(KNOWN))
        unknown = f"u{name}"
        both = [(KNOWN_KIND, known), (UNKNOWN_KIND, unknown)]
        dice.shuffle(both)
        for kind, email in both:
            yield kind, load.post("/subscriptions", {"email": email, **people.FORM}, dice)


def _likeness(service: RunningService, requests: Iterator[tuple[str, bytes]]) -> Likeness:
    done = load.run(service.port, requests, CONNECTIONS)
    return alike(done.pairs(KNOWN_KIND, UNKNOWN_KIND))


def _figures(done: load.Load, used: float, fsyncs: float) -> Figures:
    times = done.times()
    return Figures(
        rate=done.rate,
        median=percentile(times, 50) * 1000,
        p99=percentile(times, 99) * 1000,
        cpu=used / len(times) * 1000,
        fsyncs=fsyncs,
    )
