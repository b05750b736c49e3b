"""`kill -9` at any moment of a mailing: nobody is missed, and nobody gets anything twice."""

from __future__ import annotations

import multiprocessing
import random
import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from rapport_subscriptions.rules.subscription import Cadence, Choice, Status
from rapport_subscriptions.store.sql.database import open_store
from tests.service.maildir import read_maildir
from tests.service.mailing_victim import application, live
from tests.service.test_store import subscription

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.anyio

KILLS = 8
READERS = 30
LONGEST_LIFE = 0.5


async def test_every_reader_gets_every_article_and_letter_once_however_often_the_sender_dies(
    database: str, tmp_path: Path
) -> None:
    people = {f"r{number}@mail.example.org" for number in range(READERS)}
    store = open_store(database)
    with store.transaction() as tx:
        for reader in sorted(people):
            choice = Choice((), Cadence.EACH)
            tx.subscriptions.put(
                replace(subscription(reader), status=Status.CONFIRMED, choice=choice)
            )
    store.close()
    await finish(database, tmp_path, 0)
    kill_often(database, tmp_path)
    await finish(database, tmp_path, KILLS + 2)
    got: dict[tuple[str, str], set[str]] = defaultdict(set)
    for letter in read_maildir(tmp_path / "inbox"):
        body = letter.get_body(("plain",))
        assert body is not None
        for name in re.findall(r"(?:/articles/|Words of )(\w+)[/.]", body.get_content()):
            got[str(letter["To"]), name].add(str(letter["Message-ID"]))
    told = [f"{kind}{n}" for kind in "nl" for n in range(KILLS + 2)]
    assert set(got) == {(reader, name) for reader in people for name in told}
    assert {len(ids) for ids in got.values()} == {1}, "a double has the same Message-ID"


async def finish(database: str, folder: Path, round_number: int) -> None:
    """Do all that is left to do."""
    app = application(database, folder, round_number)
    await app.state.mail_worker.work_all()
    app.state.service.store.close()


def kill_often(database: str, folder: Path) -> None:
    dice = random.Random(20261123)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.service.mailing_victim"])
    for number in range(1, KILLS + 1):
        ready = context.Event()
        child = context.Process(target=live, args=(database, str(folder), number, ready))
        child.start()
        assert ready.wait(300)
        child.join(dice.uniform(0, LONGEST_LIFE))
        assert child.is_alive(), "it ended by itself"
        child.kill()
        child.join()
