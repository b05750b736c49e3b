"""The subscription service: sign-ups, mails and memory, as Markdown.

    python -m bench.subscriptions [signups] [confirmations] [sending] [letters] [memory]
                                  [alike] [kills]

Without a name it measures all but the last two, which take their time: `alike` compares known and
unknown addresses ten times over, `kills` ends web and sender 200 times on each store.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import tempfile
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from bench.service import letters, load, people, sending, signups
from bench.service.running import memory, serving
from bench.service.statistics import together
from rapport_subscriptions.store.sql import schema
from rapport_subscriptions.store.sql.database import open_store
from tests.service import test_serve_kill
from tests.service.postgres import fresh_database, postgresql_server
from tests.service.test_kill import take_toll

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bench.service.signups import Figures
    from bench.service.statistics import Likeness
    from tests.service.test_kill import Toll

SIGN_UPS = 10_000
CONFIRMATIONS = 3_000
WAITING = 1_200
SUBSCRIBERS = 1_000_000
COMPARISONS = 10
KILLS = 200

READERS = 20_000
TARGET_LETTERS, TARGET_CPU = {"SQLite": 400, "PostgreSQL": 500}, 2
TARGET_RATE, TARGET_P99, TARGET_MEMORY, TARGET_ALIKE = 500, 250, 150, 0.05


def main() -> None:
    """Measure what is named, print a table of each."""
    for name in sys.argv[1:] or list(MEASURED)[:-2]:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            print(MEASURED[name](Path(folder)), flush=True)


def _sign_ups(folder: Path) -> str:
    lines = _head("store", *_TIMES, "known and unknown alike", "placebo", "")
    for title, room, database, workers in _stores(folder, workers=(1, 2)):
        done = signups.sign_up(room, database, SIGN_UPS, workers=workers)
        figures = done.figures
        met = figures.rate >= TARGET_RATE and figures.p99 <= TARGET_P99
        met = met and done.likeness.p > TARGET_ALIKE
        chances = [f"p = {run.p:.2f}" for run in (done.likeness, done.placebo)]
        lines += _line(title, *_times(figures), *chances, _met(met))
    return (
        f"**Sign-ups**: {SIGN_UPS:,} over {signups.CONNECTIONS} connections, half of them for "
        "addresses that are in, each answered when it is on the disk; the sender works beside. "
        f"Target: {TARGET_RATE}/s, 99 of 100 within {TARGET_P99} ms, and the times of known and "
        f"unknown addresses alike (Kolmogorov-Smirnov, p > {TARGET_ALIKE}, which chance alone "
        "misses once in twenty; in the placebo nobody is known).\n\n"
        f"{lines}"
    )


def _alike(folder: Path) -> str:
    lines = _head("store", "p of each comparison", "all together", "medians apart, at most", "")
    for title, room, database, workers in _stores(folder, workers=(1, 2)):
        runs = signups.compare(room, database, SIGN_UPS, COMPARISONS, workers=workers)
        known, placebo = zip(*runs, strict=True)
        lines += _line(
            title, *_chances(known), _met(together([run.p for run in known]) > TARGET_ALIKE)
        )
        lines += _line(f"{title}, placebo", *_chances(placebo), "")
    return (
        f"**Known and unknown addresses**: {COMPARISONS} times {SIGN_UPS:,} sign-ups, half of each "
        "for addresses that are in, and as many where nobody is. Each p says how often chance "
        "alone sets the two halves as far apart (Kolmogorov-Smirnov distance, order tossed anew); "
        "where nothing can be told they lie anywhere between 0 and 1, one in twenty below "
        f"{TARGET_ALIKE}.\n\n{lines}"
    )


def _confirmations(folder: Path) -> str:
    lines = _head("store", *_TIMES)
    for title, room, database, _ in _stores(folder, workers=(1,)):
        lines += _line(title, *_times(signups.confirm(room, database, CONFIRMATIONS)))
    return f"**Confirmations**: {CONFIRMATIONS:,} presses of the button, no two alike.\n\n{lines}"


def _sending(folder: Path) -> str:
    waiting = sending.prepare(folder, WAITING)
    lines = _head("connections", "mails/s", "processor time each", "mails/s, answers 20 ms late")
    for connections in sending.CONNECTIONS:
        rate, used = sending.send(folder, waiting, connections, 0)
        late, _ = sending.send(folder, waiting, connections, sending.DELAY)
        lines += _line(f"{connections}", f"{rate:,.0f}", f"{used:.2f} ms", f"{late:,.0f}")
    return (
        "**Mails** that one sender hands to a server on this machine, each written down before "
        f"and after.\n\n{lines}"
    )


def _letters(folder: Path) -> str:
    lines = _head("store", "letters/s", "processor time each", "memory", "fsyncs/s", "ratio", "")
    for title, room, database, _ in _stores(folder, workers=(1,)):
        done = letters.mail(room, database, READERS)
        target = TARGET_LETTERS[title]
        lines += _line(
            title,
            f"{done.rate:,.0f}",
            f"{done.cpu:.2f} ms",
            f"{done.memory:.0f} MB",
            f"{done.fsyncs:,.0f}",
            f"{done.rate / done.fsyncs:.2f}",
            _met(done.rate >= target and done.cpu <= TARGET_CPU),
        )
    wanted = " and ".join(f"{rate}/s on {title}" for title, rate in TARGET_LETTERS.items())
    return (
        f"**Letters** of one article to {READERS:,} readers, by one sender over "
        f"{letters.CONNECTIONS} connections to a server on this machine, each letter written down "
        f"before and after. Target: {wanted}, {TARGET_CPU} ms of processor time each.\n\n{lines}"
    )


def _memory(folder: Path) -> str:
    path = folder / "million.db"
    store = open_store(f"sqlite:///{path}")
    schema.prepare(store)
    store.close()
    people.fill(f"sqlite:///{path}", SUBSCRIBERS)
    with serving(folder, f"sqlite:///{path}") as service:
        done = load.run(service.port, signups.sign_ups(SIGN_UPS // 2, "m"), signups.CONNECTIONS)
        found = {"web": memory(service.web), "sender": memory(service.senders[0])}
    lines = _head("process", "most memory", "")
    for name, megabytes in found.items():
        lines += _line(name, f"{megabytes:.0f} MB", _met(megabytes <= TARGET_MEMORY))
    return (
        f"**Memory** with {SUBSCRIBERS:,} subscribers, after {len(done.answered):,} sign-ups at "
        f"{done.rate:,.0f}/s. Target: {TARGET_MEMORY} MB each.\n\n{lines}"
    )


def _kills(folder: Path) -> str:
    lines = _head("killed", "kills", "answered sign-ups", "lost", "mails", "doubles, same id", "")
    for title, room, database, _ in _stores(folder, workers=(1,)):
        lines += _toll(title, take_toll(database, room, KILLS))
    for title, room, database, _ in _stores(folder / "serve", workers=(1,)):
        toll = asyncio.run(test_serve_kill.take_toll(database, room, KILLS))
        lines += _toll(f"{title}, `serve` over HTTP", toll)
    return (
        "**Kills** of web and sender at random moments (`kill -9`). A mail may come twice only if "
        f"it was being sent, and under the same Message-ID.\n\n{lines}"
    )


def _toll(title: str, toll: Toll) -> str:
    return _line(
        title,
        f"{toll.kills}",
        f"{toll.accepted:,}",
        f"{toll.lost}",
        f"{toll.mails:,}",
        f"{toll.doubled}",
        _met(toll.is_clean),
    )


def _stores(folder: Path, *, workers: tuple[int, ...]) -> Iterator[tuple[str, Path, str, int]]:
    """Yield title, folder, migrated and empty database, and workers of each measurement."""
    numbers = count()
    with postgresql_server(durable=True) as server:
        for title in ("SQLite", "PostgreSQL"):
            for number in workers:
                room = folder / f"room{next(numbers)}"
                room.mkdir(parents=True)
                on_file = f"sqlite:///{room}/one.db"
                database = on_file if title == "SQLite" else fresh_database(server, room.name)
                with contextlib.closing(open_store(database)) as store:
                    schema.prepare(store)
                named = f"{title}, {number} workers" if number > 1 else title
                yield named, room, database, number


def _chances(found: Sequence[Likeness]) -> tuple[str, ...]:
    chances = [run.p for run in found]
    apart = max(abs(run.difference) for run in found) * 1000
    listed = " ".join(f"{p:.2f}" for p in chances)
    return listed, f"p = {together(chances):.2f}", f"{apart:.2f} ms"


_TIMES = (
    "a second",
    "median",
    "99 of 100 within",
    "processor time of the web, each",
    "fsyncs/s of the disk",
    "ratio",
)


def _times(figures: Figures) -> tuple[str, ...]:
    return (
        f"{figures.rate:,.0f}",
        f"{figures.median:.0f} ms",
        f"{figures.p99:.0f} ms",
        f"{figures.cpu:.2f} ms" if figures.cpu else "",
        f"{figures.fsyncs:,.0f}",
        f"{figures.rate / figures.fsyncs:.1f}",
    )


def _head(*titles: str) -> str:
    return _line(*titles) + _line(*["---"] * len(titles))


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"


def _met(met: bool) -> str:
    return "met" if met else "**missed**"


MEASURED: dict[str, Callable[[Path], str]] = {
    "signups": _sign_ups,
    "confirmations": _confirmations,
    "sending": _sending,
    "letters": _letters,
    "memory": _memory,
    "alike": _alike,
    "kills": _kills,
}


if __name__ == "__main__":
    main()
