"""Letters a second: one article, mailed to so many readers by workers as `serve` runs them."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bench.process import BenchError
from bench.service import load, people, signups
from bench.service.running import cpu_seconds, environment, fsync_rate, memory, rows
from bench.service.sink import sink
from bench.service.statistics import percentile
from rapport_subscriptions.rules.article import Article, ArticleState, KnownArticle
from rapport_subscriptions.store.sql.database import open_store
from rapport_subscriptions.store.sql.tables import deliveries, subscriptions
from rapport_subscriptions.use_cases.notice_articles import BASELINE, LOOKED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

CONNECTIONS = 16
PATIENCE = 120
WORK = "from rapport_subscriptions.commands.worker_pool import run_worker; run_worker()"
ARTICLE = Article(
    id="ask",
    url="https://blog.example/articles/ask/",
    title="How to ask somebody for a conversation about their work",
    date="2026-11-02",
    tags=("networking",),
    summary="Ask for twenty minutes, name what you want to learn, and end on time.",
)


@dataclass(frozen=True)
class Letters:
    """What a mailing showed."""

    rate: float
    cpu: float
    """Processor time of the workers for each letter, in milliseconds."""
    memory: float
    """The most that the workers held together, in MB."""
    fsyncs: float


def variables(folder: Path, database: str, port: int) -> dict[str, str]:
    """Return the environment of a worker that mails the article over so many connections."""
    environ = environment(
        folder,
        database,
        1,
        RAPPORT_MAIL_URL=f"smtp://127.0.0.1:{port}",
        RAPPORT_MAIL_CONNECTIONS=str(CONNECTIONS),
        RAPPORT_LETTERS_QUIET_MINUTES="0",
    )
    manifest = folder / "site" / "blog.json"
    known = json.loads(manifest.read_text())
    entry = {
        "id": ARTICLE.id,
        "url": ARTICLE.url,
        "title": ARTICLE.title,
        "date": ARTICLE.date,
        "tags": list(ARTICLE.tags),
        "summary": ARTICLE.summary,
    }
    manifest.write_text(json.dumps({**known, "articles": [entry]}))
    return environ


@dataclass(frozen=True)
class Beside:
    """Sign-ups while letters went out."""

    rate: float
    p99: float
    """Milliseconds within which 99 of 100 were answered."""
    letters: float
    """Letters a second meanwhile."""


@contextmanager
def worker(environ: Mapping[str, str]) -> Iterator[int]:
    """Run one worker for as long as the block lasts; yield its process."""
    process = subprocess.Popen([sys.executable, "-c", WORK], env=environ, stderr=subprocess.DEVNULL)
    try:
        yield process.pid
    finally:
        process.kill()
        process.wait()


def prepare(database: str, readers: int) -> None:
    """Fill a migrated and empty database with readers who are to be told of the article."""
    people.fill(database, readers, cadence="each")
    release(database)


def sign_up_beside(port: int, database: str, number: int) -> Beside:
    """Sign up while letters go out; they must not be all gone before the last sign-up."""
    _wait_for_letters(database)
    before, began = _sent(database), time.monotonic()
    done = load.run(port, signups.sign_ups(number, "l", placebo=True), signups.CONNECTIONS)
    sent, seconds = _sent(database) - before, time.monotonic() - began
    if not _waiting(database):
        raise BenchError("the letters were all sent before the sign-ups were")
    return Beside(done.rate, percentile(done.times(), 99) * 1000, sent / seconds)


def _wait_for_letters(database: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _sent(database):
        if time.monotonic() > deadline:
            raise BenchError(f"no letter was sent in {PATIENCE} s")
        time.sleep(0.1)


def _sent(database: str) -> int:
    return rows(database, deliveries, deliveries.c.sent_at.is_not(None))


def _waiting(database: str) -> int:
    behind = subscriptions.c.status == "confirmed", subscriptions.c.last_notified == 0
    return rows(database, subscriptions, *behind)


def release(database: str) -> None:
    """Write the article down as one that readers are to be told of."""
    store, now = open_store(database), datetime.now(UTC)
    with store.transaction() as tx:
        tx.marks.put(BASELINE, now)
        tx.marks.put(LOOKED, now)
        tx.articles.put(KnownArticle(ARTICLE, ArticleState.RELEASED, now, number=1))
    store.close()


def mail(folder: Path, database: str, readers: int, *, workers: int = 1) -> Letters:
    """Mail the article to so many readers; the database is migrated and empty."""
    prepare(database, readers)
    fsyncs = fsync_rate(folder)
    with sink(0) as server:
        environ = variables(folder, database, server.port)
        with ExitStack() as stack:
            processes = [stack.enter_context(worker(environ)) for _ in range(workers)]
            seconds = server.seconds(readers, patience=readers / 10)
            used = sum(cpu_seconds(process) for process in processes)
            held = sum(memory(process) for process in processes)
    return Letters(readers / seconds, used / readers * 1000, held, fsyncs)
