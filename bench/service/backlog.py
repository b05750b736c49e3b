"""What waits: sign-ups that a sender works off, and old mails that are tidied amid sign-ups."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from bench.process import BenchError
from bench.service import load, people, signups
from bench.service.letters import worker
from bench.service.running import cpu_seconds, environment, fsync_rate, rows, serving
from bench.service.sink import sink
from bench.service.statistics import percentile
from rapport_subscriptions.rules.tokens import new_id
from rapport_subscriptions.store.sql.database import open_store
from rapport_subscriptions.store.sql.tables import mails, requests, subscriptions

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE = 600
OLD = mails.c.message_id.like("%@old.example>")
_LOT = 2_000


@dataclass(frozen=True)
class WorkedOff:
    """How fast one sender worked off what had been asked."""

    rate: float
    cpu: float
    """The sender's processor time for each, its mail included, in milliseconds."""
    fsyncs: float


@dataclass(frozen=True)
class Tidied:
    """Sign-ups without and with old mails that were deleted beside them; times in milliseconds."""

    p99_before: float
    """With nothing to tidy, on the same database a moment before."""
    median: float
    p99: float
    deleted: int


def work_off(folder: Path, database: str, number: int) -> WorkedOff:
    """Have one sender work so many sign-ups off, and mail them, on a migrated database."""
    with sink(0) as server:
        environ = environment(
            folder, database, 1, RAPPORT_MAIL_URL=f"smtp://127.0.0.1:{server.port}"
        )
        people.write_down_many(environ, number)
        fsyncs = fsync_rate(folder)
        with worker(environ) as process:
            while rows(database, requests) == number:
                time.sleep(0.01)
            began, first = time.monotonic(), rows(database, requests)
            while (left := rows(database, requests)) and time.monotonic() < began + PATIENCE:
                time.sleep(0.02)
            seconds = time.monotonic() - began
            server.seconds(number, PATIENCE)
            used = cpu_seconds(process)
    if left:
        raise BenchError(f"{left} sign-ups were not worked off in {PATIENCE} s")
    return WorkedOff(first / seconds, used / number * 1000, fsyncs)


def tidy(folder: Path, database: str, old: int, number: int) -> Tidied:
    """Sign up while so many old mails are deleted, on a migrated and empty database."""
    people.fill(database, 1)
    found = []
    for mark, mails_to_tidy in (("b", 0), ("n", old)):
        write_old_mails(database, mails_to_tidy)
        with serving(folder, database) as service:
            load.run(service.port, signups.sign_ups(200, f"w{mark}"), signups.CONNECTIONS)
            before = rows(database, mails, OLD)
            done = load.run(service.port, signups.sign_ups(number, mark), signups.CONNECTIONS)
            deleted = before - rows(database, mails, OLD)
        found.append(done.times())
    (without, during) = ([time * 1000 for time in times] for times in found)
    return Tidied(percentile(without, 99), percentile(during, 50), percentile(during, 99), deleted)


def write_old_mails(database: str, number: int) -> None:
    """Write so many mails that were sent two months ago."""
    store, at = open_store(database), datetime.now(UTC) - timedelta(days=60)
    with store.engine.begin() as connection:
        owner = connection.execute(select(subscriptions.c.id).limit(1)).scalar_one()
        for start in range(0, number, _LOT):
            some = [
                {
                    "id": new_id(),
                    "kind": "articles",
                    "subscription_id": owner,
                    "recipient": "",
                    "seed": "",
                    "message_id": f"<{start + place}@old.example>",
                    "created_at": at,
                    "not_before": at,
                    "state": "sent",
                    "attempts": 1,
                    "reason": "",
                }
                for place in range(min(_LOT, number - start))
            ]
            connection.execute(insert(mails), some)
    store.close()
