"""The subscription service: sign-ups, mails and memory, as Markdown.

    python -m bench.subscriptions [signups] [confirmations] [sending] [letters] [million] [senders]
                                  [beside] [backlog] [tidying] [memory] [alike] [kills] [soak]

Without a name it measures all but the last three, which take their time: `alike` compares known
and unknown addresses ten times over, `kills` ends web and sender 200 times on each store, `soak`
runs for an hour on each, or for RAPPORT_SOAK_MINUTES. RAPPORT_BENCH_STORE=SQLite, or PostgreSQL,
measures one store only.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench.service import endurance, letters, load, mailing_tables, people, sending, signups
from bench.service.markdown import head, line, stores, verdict
from bench.service.running import memory, serving
from bench.service.sink import sink
from bench.service.statistics import together
from rapport_subscriptions.store.sql import schema
from rapport_subscriptions.store.sql.database import open_store
from tests.service import test_serve_kill
from tests.service.test_kill import take_toll

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bench.service.signups import Figures
    from bench.service.statistics import Likeness
    from tests.service.test_kill import Toll

SIGN_UPS = 10_000
CONFIRMATIONS = 3_000
WAITING = 1_200
SUBSCRIBERS = 1_000_000
COMPARISONS = 10
KILLS = 200

TARGET_RATE, TARGET_P99, TARGET_MEMORY, TARGET_ALIKE = 500, 250, 150, 0.05
TARGET_TOGETHER = 250
PATIENCE = 900
"""Seconds until the first of a million letters have gone."""


def main() -> None:
    """Measure what is named, print a table of each."""
    for name in sys.argv[1:] or list(MEASURED)[:-3]:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            print(MEASURED[name](Path(folder)), flush=True)


def _sign_ups(folder: Path) -> str:
    lines = head("store", *_TIMES, "known and unknown alike", "placebo", "")
    for title, room, database, workers in stores(folder, workers=(1, 2)):
        done = signups.sign_up(room, database, SIGN_UPS, workers=workers)
        figures = done.figures
        met = figures.rate >= TARGET_RATE and figures.p99 <= TARGET_P99
        met = met and done.likeness.p > TARGET_ALIKE
        chances = [f"p = {run.p:.2f}" for run in (done.likeness, done.placebo)]
        lines += line(title, *_times(figures), *chances, verdict(met=met))
    return (
        f"**Sign-ups**: {SIGN_UPS:,} over {signups.CONNECTIONS} connections, half of them for "
        "addresses that are in, each answered when it is on the disk; the sender works beside. "
        f"Target: {TARGET_RATE}/s, 99 of 100 within {TARGET_P99} ms, and the times of known and "
        f"unknown addresses alike (Kolmogorov-Smirnov, p > {TARGET_ALIKE}, which chance alone "
        "misses once in twenty; in the placebo nobody is known).\n\n"
        f"{lines}"
    )


def _alike(folder: Path) -> str:
    lines = head("store", "p of each comparison", "all together", "medians apart, at most", "")
    for title, room, database, workers in stores(folder, workers=(1, 2)):
        runs = signups.compare(room, database, SIGN_UPS, COMPARISONS, workers=workers)
        known, placebo = zip(*runs, strict=True)
        lines += line(
            title, *_chances(known), verdict(met=together([run.p for run in known]) > TARGET_ALIKE)
        )
        lines += line(f"{title}, placebo", *_chances(placebo), "")
    return (
        f"**Known and unknown addresses**: {COMPARISONS} times {SIGN_UPS:,} sign-ups, half of each "
        "for addresses that are in, and as many where nobody is. Each p says how often chance "
        "alone sets the two halves as far apart (Kolmogorov-Smirnov distance, order tossed anew); "
        "where nothing can be told they lie anywhere between 0 and 1, one in twenty below "
        f"{TARGET_ALIKE}.\n\n{lines}"
    )


def _confirmations(folder: Path) -> str:
    lines = head("store", *_TIMES)
    for title, room, database, _ in stores(folder, workers=(1,)):
        lines += line(title, *_times(signups.confirm(room, database, CONFIRMATIONS)))
    return f"**Confirmations**: {CONFIRMATIONS:,} presses of the button, no two alike.\n\n{lines}"


def _sending(folder: Path) -> str:
    waiting = sending.prepare(folder, WAITING)
    lines = head("connections", "mails/s", "processor time each", "mails/s, answers 20 ms late")
    for connections in sending.CONNECTIONS:
        rate, used = sending.send(folder, waiting, connections, 0)
        late, _ = sending.send(folder, waiting, connections, sending.DELAY)
        lines += line(f"{connections}", f"{rate:,.0f}", f"{used:.2f} ms", f"{late:,.0f}")
    return (
        "**Mails** that one sender hands to a server on this machine, each written down before "
        f"and after.\n\n{lines}"
    )


def _memory(folder: Path) -> str:
    path = folder / "million.db"
    database = f"sqlite:///{path}"
    with contextlib.closing(open_store(database)) as store:
        schema.prepare(store)
    people.fill(database, SUBSCRIBERS, cadence="each")
    letters.release(database)
    with (
        sink(0) as server,
        serving(folder, database, mail_workers=0) as service,
        letters.worker(letters.variables(folder, database, server.port)) as sender,
    ):
        done = load.run(service.port, signups.sign_ups(SIGN_UPS // 2, "m"), signups.CONNECTIONS)
        server.seconds(WAITING, PATIENCE)
        figures = {"web": memory(service.web), "sender": memory(sender)}
    lines = head("process", "most memory", "")
    for name, megabytes in figures.items():
        lines += line(name, f"{megabytes:.0f} MB", verdict(met=megabytes <= TARGET_MEMORY))
    both = sum(figures.values())
    lines += line("both", f"{both:.0f} MB", verdict(met=both <= TARGET_TOGETHER))
    return (
        f"**Memory** with {SUBSCRIBERS:,} subscribers of whom each is mailed, after "
        f"{len(done.answered):,} sign-ups at {done.rate:,.0f}/s and {WAITING:,} mails. Target: "
        f"{TARGET_MEMORY} MB each, {TARGET_TOGETHER} MB together.\n\n{lines}"
    )


def _kills(folder: Path) -> str:
    lines = head("killed", "kills", "answered sign-ups", "lost", "mails", "doubles, same id", "")
    for title, room, database, _ in stores(folder, workers=(1,)):
        lines += _toll(title, take_toll(database, room, KILLS))
    for title, room, database, _ in stores(folder / "serve", workers=(1,)):
        toll = asyncio.run(test_serve_kill.take_toll(database, room, KILLS))
        lines += _toll(f"{title}, `serve` over HTTP", toll)
    return (
        "**Kills** of web and sender at random moments (`kill -9`). A mail may come twice only if "
        f"it was being sent, and under the same Message-ID.\n\n{lines}"
    )


def _toll(title: str, toll: Toll) -> str:
    return line(
        title,
        f"{toll.kills}",
        f"{toll.accepted:,}",
        f"{toll.lost}",
        f"{toll.mails:,}",
        f"{toll.doubled}",
        verdict(met=toll.is_clean),
    )


def _chances(likenesses: Sequence[Likeness]) -> tuple[str, ...]:
    chances = [run.p for run in likenesses]
    apart = max(abs(run.difference) for run in likenesses) * 1000
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


MEASURED: dict[str, Callable[[Path], str]] = {
    "signups": _sign_ups,
    "confirmations": _confirmations,
    "sending": _sending,
    "letters": mailing_tables.letters_table,
    "million": mailing_tables.million_table,
    "senders": mailing_tables.senders_table,
    "beside": mailing_tables.beside_table,
    "backlog": endurance.backlog_table,
    "tidying": endurance.tidying_table,
    "memory": _memory,
    "alike": _alike,
    "kills": _kills,
    "soak": endurance.soak_table,
}


if __name__ == "__main__":
    main()
