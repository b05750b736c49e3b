"""`kill -9` at any moment: what was promised is kept, nothing is lost, nothing goes twice anew.

`RAPPORT_KILLS=200` runs it for longer; `python -m bench.subscriptions kills` prints what came out.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rapport_subscriptions.store.sql.database import open_store
from tests.service.maildir import read_maildir
from tests.service.service_under_test import links_in
from tests.service.victim import application, send, serve

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.context import ForkServerContext, ForkServerProcess

KILLS = int(os.environ.get("RAPPORT_KILLS", "6"))
LONGEST_LIFE = 0.4
PATIENCE = 300
"""Seconds after which a life that does nothing is taken to be broken."""
IN_TRANSMISSION = 4
"""Mails that one sender has under way at most: one on each connection."""


@dataclass(frozen=True)
class Toll:
    """What is left after so many kills."""

    kills: int
    accepted: int
    """Sign-ups that were answered."""
    confirmed: int
    """Presses that were answered."""
    lost: int
    """Answered, and yet not so: no mail, no confirmed row, or a request that nobody processed."""
    mails: int
    doubled: int
    """Mails that came again under the Message-ID of the first."""
    renamed: int
    """Addresses asked twice under two Message-IDs."""

    @property
    def is_clean(self) -> bool:
        """Whether every promise was kept."""
        few = self.doubled <= self.kills * IN_TRANSMISSION
        return self.lost == 0 and self.renamed == 0 and few


def test_what_was_promised_survives_a_kill_at_any_moment(database: str, tmp_path: Path) -> None:
    toll = take_toll(database, tmp_path, KILLS)
    assert toll.accepted >= KILLS // 2
    assert toll.confirmed
    assert toll.is_clean, toll


def take_toll(database: str, folder: Path, kills: int) -> Toll:
    """Kill web and sender in turns, then let one last sender finish, and count."""
    dice = random.Random(20261102)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.service.victim"])
    for number in range(kills // 2):
        lives = [_begin(context, live, database, folder, number, dice) for live in (serve, send)]
        dice.shuffle(lives)
        for life in lives:
            if life.name == "serve" and any((folder / "inbox" / "new").glob("*")):
                _until_pressed(folder, life)
            time.sleep(dice.uniform(0, LONGEST_LIFE))
            assert life.is_alive(), "it ended by itself"
            life.kill()
            life.join()
    last = application(database, folder, kills)
    asyncio.run(last.state.mail_worker.work_all())
    last.state.service.store.close()
    return _toll(kills // 2 * 2, database, folder)


def _until_pressed(folder: Path, life: ForkServerProcess) -> None:
    """Wait until some life has answered the press of a button."""
    deadline = time.monotonic() + PATIENCE
    while not _promised(folder / "confirmed"):
        assert life.is_alive(), "it ended by itself"
        assert time.monotonic() < deadline, "no press was answered"
        time.sleep(0.02)


def _begin(
    context: ForkServerContext,
    live: Callable[..., None],
    database: str,
    folder: Path,
    number: int,
    dice: random.Random,
) -> ForkServerProcess:
    ready = context.Event()
    arguments = (database, str(folder), number, dice.random(), ready)
    process = context.Process(target=live, args=arguments, name=live.__name__)
    process.start()
    assert ready.wait(PATIENCE)
    return process


def _toll(kills: int, database: str, folder: Path) -> Toll:
    accepted, confirmed = _promised(folder / "accepted"), _promised(folder / "confirmed")
    status, ends, waiting = _stored(database)
    ids = _mailed(folder / "inbox")
    # a double of a mail whose button was pressed meanwhile is let go
    broken = ends - {("sent", ""), ("dropped", "no longer wanted")}
    lost = (
        (accepted - set(status))
        | (accepted - set(ids))
        | {item for item in confirmed if status.get(item) != "confirmed"}
    )
    return Toll(
        kills=kills,
        accepted=len(accepted),
        confirmed=len(confirmed),
        lost=len(lost) + len(broken) + waiting,
        mails=sum(number for by_id in ids.values() for number in by_id.values()),
        doubled=sum(number - 1 for by_id in ids.values() for number in by_id.values()),
        renamed=sum(len(by_id) > 1 for by_id in ids.values()),
    )


def _stored(database: str) -> tuple[dict[str, str], set[tuple[str, str]], int]:
    store = open_store(database)
    with store.reading() as tx:
        every = list(tx.subscriptions.all())
        status = {item.email.typed: item.status.value for item in every}
        ends = {(mail.state.value, mail.reason) for item in every for mail in tx.outbox.of(item.id)}
        waiting = tx.numbers()["requests"]
    store.close()
    return status, ends, waiting


def _mailed(inbox: Path) -> dict[str, Counter[str]]:
    ids: dict[str, Counter[str]] = defaultdict(Counter)
    for letter in read_maildir(inbox):
        if links_in(letter, "confirm"):
            ids[str(letter["To"])][str(letter["Message-ID"])] += 1
    return ids


def _promised(path: Path) -> set[str]:
    return set(path.read_text().split()) if path.exists() else set()
