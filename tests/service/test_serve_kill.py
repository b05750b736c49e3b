"""`kill -9` of a real `serve` at any moment, between a browser's requests and a mail server.

What was answered is kept: every sign-up brings its mail, every press of the button is so. From
the very first start, which makes the tables. `RAPPORT_KILLS=200` goes on for as many kills.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import httpx
import pytest

from rapport_subscriptions.app import create_app
from rapport_subscriptions.mail.transports import open_mailer
from rapport_subscriptions.settings import read_settings
from rapport_subscriptions.store.sql.database import open_store
from tests.ports import free_port
from tests.service.postgres import fresh_database
from tests.service.service_under_test import form
from tests.service.serving import environment, start
from tests.service.smtp_server import misbehaving
from tests.service.test_kill import Toll
from tests.service.test_workers import confirm_link, senders_of
from tests.service.victim import LaterClock

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.service.serving import Server
    from tests.service.smtp_server import Misbehaving

pytestmark = pytest.mark.anyio

KILLS = int(os.environ.get("RAPPORT_KILLS", "4"))
LONGEST_LIFE = 2.5
SECONDS_TO_START = 3.0
READERS_AT_ONCE = 4
PATIENCE = 300
"""Seconds after which a service that has answered nobody is taken to be broken."""


@dataclass
class Promises:
    """What readers were told before the plug was pulled."""

    asked: list[str] = field(default_factory=list)
    confirmed: set[str] = field(default_factory=set)
    refused: list[int] = field(default_factory=list)
    """Answers that no reader should have got."""


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return fresh_database(request.getfixturevalue("postgresql"), "killed")
    return f"sqlite:///{tmp_path}/killed.db"


async def test_what_a_reader_was_answered_is_so_whenever_serve_is_killed(
    empty: str, tmp_path: Path
) -> None:
    toll = await take_toll(empty, tmp_path, KILLS)
    assert toll.accepted >= KILLS
    assert toll.confirmed
    assert toll.is_clean, toll


async def take_toll(database: str, folder: Path, kills: int) -> Toll:
    """Kill `serve` so often, let one last sender finish, and count."""
    dice, promises, port = random.Random(20261125), Promises(), free_port()
    async with misbehaving() as smtp:
        mail = f"smtp://127.0.0.1:{smtp.port}"
        environ = environment(
            folder, database, port, RAPPORT_MAIL_URL=mail, RAPPORT_MAILS_PER_HOUR="1000000"
        )
        for number in range(kills):
            await live(environ, port, number, dice, smtp, promises)
        await finish(environ)
        sent = mails_by_kind(smtp)
    assert promises.refused == []
    status, ends, waiting = stored(database)
    ids = [by_id for of_kind in sent.values() for by_id in of_kind.values()]
    asked, confirmed = set(promises.asked), promises.confirmed
    lost = asked - set(status) | asked - set(sent["confirm"]) | confirmed - set(sent["welcome"])
    lost |= {item for item in confirmed if status.get(item) != "confirmed"}
    broken = ends - {("sent", ""), ("dropped", "no longer wanted")}
    return Toll(
        kills=kills,
        accepted=len(asked),
        confirmed=len(confirmed),
        lost=len(lost) + len(broken) + waiting,
        mails=sum(by_id.total() for by_id in ids),
        doubled=sum(by_id.total() - 1 for by_id in ids),
        renamed=sum(len(by_id) > 1 for by_id in ids),
    )


async def live(
    environ: Mapping[str, str],
    port: int,
    number: int,
    dice: random.Random,
    smtp: Misbehaving,
    promises: Promises,
) -> None:
    """Start `serve`, use it, and kill it: all of it, or one of its processes first."""
    server = start(environ, port)
    readers = [
        asyncio.create_task(read(port, f"r{number}n{each_number}", smtp, promises))
        for each_number in range(READERS_AT_ONCE)
    ]
    try:
        if dice.random() < 0.2:  # in the midst of its start
            await asyncio.sleep(dice.uniform(0, SECONDS_TO_START))
        else:
            await asyncio.to_thread(server.wait)
            await until_used(promises)
            await asyncio.sleep(dice.uniform(0, LONGEST_LIFE))
            await kill_a_part(server, dice)
    finally:
        await asyncio.to_thread(server.kill)
        for reader in readers:
            reader.cancel()
        for reader in readers:
            with suppress(asyncio.CancelledError):
                await reader


async def until_used(promises: Promises) -> None:
    """Wait until this `serve` has answered some sign-ups, and one so far the press of a button."""
    asked = len(promises.asked) + READERS_AT_ONCE
    async with asyncio.timeout(PATIENCE):
        while len(promises.asked) < asked or not promises.confirmed:  # noqa: ASYNC110 - readers tell nobody
            await asyncio.sleep(0.02)


async def kill_a_part(server: Server, dice: random.Random) -> None:
    """Kill the web alone, the sender alone, or nothing yet."""
    part = dice.choice(["web", "sender", "all"])
    if part == "all":
        return
    pids = [server.process.pid] if part == "web" else senders_of(server.process.pid)
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    await asyncio.sleep(dice.uniform(0, LONGEST_LIFE / 2))


async def read(port: int, name: str, smtp: Misbehaving, promises: Promises) -> None:
    """Sign up again and again, and press the button of some mail that has come."""
    dice, number = random.Random(name), 0
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        while True:
            number += 1
            email = f"{name}a{number}@mail.example.org"
            with suppress(httpx.TransportError):
                answer = await client.post("/subscriptions", data=form(email))
                promises.asked += [email] if told(answer, promises) else []
                chosen = dice.choice(smtp.messages) if smtp.messages else b""
                if kind_of(chosen) == "confirm":
                    answer = await client.post(confirm_link(chosen))
                    promises.confirmed |= {recipient(chosen)} if told(answer, promises) else set()
            await asyncio.sleep(dice.uniform(0, 0.05))  # a backlog of thousands would prove no more


def told(answer: httpx.Response, promises: Promises) -> bool:
    """Whether an answer promises; "later" promises nothing, and anything else is an error."""
    if answer.status_code not in {303, 503}:
        promises.refused.append(answer.status_code)
    return answer.status_code == 303


async def finish(environ: Mapping[str, str]) -> None:
    """Have a last sender do what is left, some minutes later: leases of the dead have run out."""
    settings = read_settings(environ)
    store, mailer = open_store(settings.database_url), open_mailer(settings.mail_url)
    app = create_app(settings, store, mailer, LaterClock(timedelta(minutes=6)))
    await app.state.mail_worker.work_all()
    await mailer.close()
    store.close()


def stored(database: str) -> tuple[dict[str, str], set[tuple[str, str]], int]:
    """How every subscription stands, how every mail ended, and how many requests wait."""
    store = open_store(database)
    with store.reading() as tx:
        every = list(tx.subscriptions.all())
        waiting = tx.numbers()["requests"]
        mails = {
            (mail.state.value, mail.reason) for item in every for mail in tx.outbox.of(item.id)
        }
    store.close()
    return {item.email.typed: item.status.value for item in every}, mails, waiting


def mails_by_kind(smtp: Misbehaving) -> dict[str, dict[str, Counter[str]]]:
    """How often each address got a mail of each kind, by its Message-ID."""
    found: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for message in smtp.messages:
        letter = message_from_bytes(message, policy=policy.default)
        found[kind_of(message)][str(letter["To"])][str(letter["Message-ID"])] += 1
    return found


def kind_of(message: bytes) -> str:
    """Tell a confirmation, which has nothing to leave yet, from a welcome."""
    if not message:
        return ""
    return "welcome" if b"\r\nList-Unsubscribe:" in message else "confirm"


def recipient(message: bytes) -> str:
    return str(message_from_bytes(message, policy=policy.default)["To"])
