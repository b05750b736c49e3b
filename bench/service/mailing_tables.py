"""What a mailing shows: alone, by two senders, to a million, beside sign-ups; as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.service import letters
from bench.service.markdown import head, line, stores, verdict
from bench.service.running import serving
from bench.service.sink import sink

if TYPE_CHECKING:
    from pathlib import Path

    from bench.service.letters import Letters

READERS = 20_000
MANY = 50_000
A_MILLION = 1_000_000
SIGN_UPS = 10_000
TARGET_LETTERS, TARGET_CPU = {"SQLite": 400, "PostgreSQL": 500}, 2
TARGET_MINUTES, TARGET_TWO, TARGET_BESIDE = 45, 1.7, 800


def letters_table(folder: Path) -> str:
    """Mail one article to many readers by one sender."""
    lines = head("store", "letters/s", "processor time each", "memory", "fsyncs/s", "ratio", "")
    for title, room, database, _ in stores(folder):
        done = letters.mail(room, database, READERS)
        met = done.rate >= TARGET_LETTERS[title] and done.cpu <= TARGET_CPU
        lines += line(title, *_figures(done), verdict(met=met))
    wanted = " and ".join(f"{rate}/s on {title}" for title, rate in TARGET_LETTERS.items())
    return (
        f"**Letters** of one article to {READERS:,} readers, by one sender over "
        f"{letters.CONNECTIONS} connections to a server on this machine, each letter written down "
        f"before and after. Target: {wanted}, {TARGET_CPU} ms of processor time each.\n\n{lines}"
    )


def million_table(folder: Path) -> str:
    """Mail one article to more readers, and say how long a million would take."""
    titles = "letters/s", "processor time each", "memory", "fsyncs/s", "ratio"
    lines = head("store", *titles, "a million in", "")
    for title, room, database, _ in stores(folder):
        done = letters.mail(room, database, MANY)
        minutes = A_MILLION / done.rate / 60
        met = minutes <= TARGET_MINUTES
        lines += line(title, *_figures(done), f"{minutes:.0f} min", verdict(met=met))
    return (
        f"**A million letters**, by measure of {MANY:,}, by one sender. Target: "
        f"{TARGET_MINUTES} min.\n\n{lines}"
    )


def senders_table(folder: Path) -> str:
    """Mail one article by one sender, then by two."""
    titles = "letters/s", "processor time each", "memory", "fsyncs/s", "ratio"
    lines = head("store", "senders", *titles, "times one", "")
    rates: dict[str, float] = {}
    for title, room, database, workers in stores(folder, workers=(1, 2)):
        store = title.partition(",")[0]
        done = letters.mail(room, database, READERS, workers=workers)
        times = done.rate / rates.setdefault(store, done.rate)
        has_target = workers > 1 and store == "PostgreSQL"
        met = verdict(met=times >= TARGET_TWO) if has_target else ""
        lines += line(store, f"{workers}", *_figures(done), f"{times:.2f}", met)
    return (
        f"**Two senders** on one database, {READERS:,} readers. Target on PostgreSQL: "
        f"{TARGET_TWO} times one; SQLite has one writer. A sender takes a processor, the mail "
        f"server of the measurement and the database take some more.\n\n{lines}"
    )


def beside_table(folder: Path) -> str:
    """Sign up while a mailing goes out."""
    lines = head("store", "sign-ups/s", "99 of 100 within", "letters/s meanwhile", "")
    for title, room, database, _ in stores(folder):
        letters.prepare(database, MANY)
        with (
            sink(0) as server,
            serving(room, database, mail_workers=0) as service,
            letters.worker(letters.variables(room, database, server.port)),
        ):
            done = letters.sign_up_beside(service.port, database, SIGN_UPS)
        met = done.rate >= TARGET_BESIDE or title != "SQLite"
        cells = f"{done.rate:,.0f}", f"{done.p99:.0f} ms", f"{done.letters:,.0f}"
        lines += line(title, *cells, verdict(met=met) if title == "SQLite" else "")
    return (
        f"**Sign-ups beside a mailing**: {SIGN_UPS:,} by one web process, while one sender mails "
        f"{MANY:,} letters and works the sign-ups off. Target on SQLite: {TARGET_BESIDE}/s."
        f"\n\n{lines}"
    )


def _figures(done: Letters) -> tuple[str, ...]:
    return (
        f"{done.rate:,.0f}",
        f"{done.cpu:.2f} ms",
        f"{done.memory:.0f} MB",
        f"{done.fsyncs:,.0f}",
        f"{done.rate / done.fsyncs:.2f}",
    )
