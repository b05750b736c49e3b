"""`kill -9` at any moment: what was promised is kept, nothing is lost, nothing goes twice anew."""

from __future__ import annotations

import multiprocessing
import random
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import pytest

from rapport_subscriptions.sql_store import open_store
from tests.service.house import links_in
from tests.service.maildir import read_maildir
from tests.service.victim import application, live

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.anyio

KILLS = 15
LONGEST_LIFE = 0.4


async def test_what_was_promised_survives_a_kill_at_any_moment(
    database: str, tmp_path: Path
) -> None:
    dice = random.Random(20261102)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.service.victim"])
    for number in range(KILLS):
        ready = context.Event()
        arguments = (database, str(tmp_path), number, dice.random(), ready)
        child = context.Process(target=live, args=arguments)
        child.start()
        assert ready.wait(60)
        child.join(dice.uniform(0, LONGEST_LIFE))
        assert child.is_alive(), "it ended by itself"
        child.kill()
        child.join()
    app = application(database, tmp_path, KILLS + 1)
    await app.state.sender.work_all()
    app.state.service.store.close()
    accepted, confirmed = promised(tmp_path / "accepted"), promised(tmp_path / "confirmed")
    assert len(accepted) >= KILLS
    assert confirmed
    judge_store(database, accepted, confirmed)
    judge_mails(tmp_path / "inbox", accepted)


def judge_store(database: str, accepted: set[str], confirmed: set[str]) -> None:
    store = open_store(database)
    with store.reading() as tx:
        every = list(tx.subscriptions())
        status = {one.email.typed: one.status.value for one in every}
        ends = {(mail.state.value, mail.fault) for one in every for mail in tx.mails_of(one.id)}
        numbers = tx.numbers()
    store.close()
    assert accepted <= set(status)
    assert {status[address] for address in confirmed} == {"confirmed"}
    assert numbers["requests"] == 0
    # a double of a mail whose button was pressed meanwhile is let go
    assert ends <= {("sent", ""), ("failed", "no longer wanted")}


def judge_mails(inbox: Path, accepted: set[str]) -> None:
    ids: dict[str, Counter[str]] = defaultdict(Counter)
    for letter in read_maildir(inbox):
        if links_in(letter, "confirm"):
            ids[str(letter["To"])][str(letter["Message-ID"])] += 1
    assert accepted <= set(ids)
    assert all(len(known) == 1 for known in ids.values()), "doubles have one Message-ID"
    doubled = sum(number - 1 for known in ids.values() for number in known.values())
    assert doubled <= KILLS * 4, "only what was in transmission may come twice"


def promised(path: Path) -> set[str]:
    return set(path.read_text().split()) if path.exists() else set()
