"""Crowds, full disks, databases that go away: nobody is lost, nobody is mailed twice."""

from __future__ import annotations

import asyncio
import random
import shutil
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import event

from rapport_subscriptions.errors import DatabaseError, StoreFullError
from rapport_subscriptions.rules.caps import Limits
from rapport_subscriptions.rules.consent import Origin
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.rules.signup import SignUp
from rapport_subscriptions.rules.subscription import Cadence, Choice
from rapport_subscriptions.store.sql.database import (
    PATIENCE,
    WEB_BUSY_SECONDS,
    SqlStore,
    open_store,
)
from rapport_subscriptions.use_cases import (
    claim_mail,
    confirm,
    deliver_mail,
    process_requests,
    receive_requests,
)
from rapport_subscriptions.use_cases.link_result import LinkResult
from rapport_subscriptions.use_cases.process_requests import process_request
from tests.service.postgres import fresh_database
from tests.service.service_under_test import START, ServiceUnderTest, settings_for_tests

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rapport_subscriptions.rules.outbox import Outcome
    from rapport_subscriptions.rules.pending_request import PendingRequest
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

pytestmark = pytest.mark.anyio

JO = "jo@mail.example.org"
CHOICE = Choice((), Cadence.EACH)
JSON = {"accept": "application/json"}


class BrokenOffError(Exception):
    pass


@pytest.fixture
def sql_store(database: str) -> Iterator[SqlStore]:
    opened = open_store(database)
    yield opened
    opened.close()


async def test_two_presses_at_once_confirm_once(sql_store: SqlStore) -> None:
    service = ServiceUnderTest(sql_store)
    await service.sign_up()
    token = service.link(JO, "confirm").rpartition("/")[2]
    parts = service.parts
    with ThreadPoolExecutor(8) as pool:
        presses = [pool.submit(parts.do, confirm.confirm, token, Origin()) for _ in range(8)]
        answers = [press.result() for press in presses]
    assert answers.count(LinkResult.DONE) == 1
    assert answers.count(LinkResult.DONE_BEFORE) == 7
    await service.send()
    assert len(service.mailbox.letters) == 2


async def test_two_sign_ups_at_once_bring_one_mail(database: str) -> None:
    stores = [open_store(database) for _ in range(3)]
    services = [ServiceUnderTest(store) for store in stores]
    signup = SignUp(parse_address(JO), CHOICE, "2026-11", "/")
    with ThreadPoolExecutor(9) as pool:
        asked = [
            pool.submit(service.parts.do, receive_requests.subscribe, signup, Origin())
            for service in services * 6
        ]
        assert [item.result() for item in asked] == [None] * 18
    await asyncio.gather(*(service.send() for service in services))
    assert sum(len(service.mailbox.letters) for service in services) == 1
    for store in stores:
        store.close()


async def test_several_senders_share_the_work_and_double_none(database: str) -> None:
    stores = [open_store(database) for _ in range(3)]
    services = [ServiceUnderTest(store) for store in stores]
    parts = services[0].parts
    for number in range(60):
        address = parse_address(f"r{number}@mail.example.org")
        parts.do(receive_requests.subscribe, SignUp(address, CHOICE, "2026-11", "/"), Origin())
    await asyncio.gather(*(service.send() for service in services))
    for service in services:
        await service.send()
    recipients = [recipient for service in services for recipient, _ in service.mailbox.letters]
    assert len(recipients) == 60
    assert len(set(recipients)) == 60
    for store in stores:
        store.close()


async def test_a_bombing_brings_each_address_one_mail_and_honest_people_theirs(
    database: str,
) -> None:
    dice = random.Random(7)
    store = open_store(database)
    service = ServiceUnderTest(store, settings_for_tests(limits=Limits(mails_per_hour=2_000)))
    parts = service.parts
    victims = [f"victim{number}@mail.example.org" for number in range(40)]
    for number in range(200):
        network = f"198.{number // 250}.{number % 250}.7"
        signup = SignUp(parse_address(dice.choice(victims)), CHOICE, "2026-11", "/")
        parts.do(receive_requests.subscribe, signup, Origin(network, "Mozilla/5.0"))
        if number % 40 == 20:
            await service.sign_up(f"honest{number}@mail.example.org")
    for _ in range(23):
        service.clock.forward(hours=1)
        await service.send()
    recipients = [recipient for recipient, _ in service.mailbox.letters]
    assert len(recipients) == len(set(recipients))
    assert len([recipient for recipient in recipients if recipient.startswith("honest")]) == 5
    assert len([recipient for recipient in recipients if recipient.startswith("victim")]) > 30
    store.close()


async def test_a_full_disk_is_said_and_nothing_is_half_written(
    tmp_path: Path, sqlite_template: Path
) -> None:
    shutil.copy(sqlite_template, tmp_path / "full.db")
    store = open_store(f"sqlite:///{tmp_path}/full.db")
    event.listen(store.engine, "connect", _without_room)
    service = ServiceUnderTest(store)
    answers = [
        (await service.sign_up(f"r{n}@mail.example.org", send=False, headers=JSON)).status_code
        for n in range(60)
    ]
    assert answers[-1] == 503
    with pytest.raises(StoreFullError):
        service.parts.do(_fill)
    assert (await service.client.get("/healthz")).status_code == 200
    store.close()


async def test_who_waits_for_a_locked_database_is_told_to_come_back_and_nothing_has_changed(
    tmp_path: Path, sqlite_template: Path
) -> None:
    path = shutil.copy(sqlite_template, tmp_path / "locked.db")
    store = open_store(f"sqlite:///{path}", busy_seconds=0.2)
    service = ServiceUnderTest(store)
    await service.sign_up()
    link = service.link(JO, "confirm")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answers = await asyncio.gather(
            *(service.sign_up(f"r{n}@example.org", send=False, headers=JSON) for n in range(9)),
            service.client.post(link, headers=JSON),
        )
        assert {answer.status_code for answer in answers} == {503}
        assert {answer.headers["retry-after"] for answer in answers} == {"60"}
        assert all("Nothing has changed" in answer.json()["error"] for answer in answers)
        other.execute("COMMIT")
    assert (await service.client.post(link)).status_code == 303
    await service.send()
    assert {recipient for recipient, _ in service.mailbox.letters} == {JO}
    store.close()


async def test_on_a_slow_disk_no_request_hangs_and_nothing_is_half_written(
    tmp_path: Path, sqlite_template: Path
) -> None:
    store = open_store(
        f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'slow.db')}", busy_seconds=0.2
    )
    service = ServiceUnderTest(store)
    await service.sign_up()
    store.patience = 0.4
    disk, is_syncing = threading.Event(), threading.Event()

    def sync_slowly(_connection: object) -> None:
        is_syncing.set()
        disk.wait(60)

    event.listen(store.engine, "commit", sync_slowly)
    written = asyncio.create_task(service.client.post(service.link(JO, "confirm"), headers=JSON))
    await asyncio.to_thread(is_syncing.wait, 60)
    beside = await service.sign_up("b@example.org", send=False, headers=JSON)
    first = await written
    assert (first.status_code, beside.status_code) == (503, 503)
    assert "may not have been saved" in first.json()["error"]
    assert (await service.client.get("/healthz")).status_code == 200
    disk.set()
    async with asyncio.timeout(60):  # until the slow one has ended
        while (await service.client.post(service.link(JO, "confirm"))).status_code != 303:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.05)
    assert service.subscription().status == "confirmed"
    store.close()


def test_requests_give_up_before_their_patience_ends() -> None:
    assert WEB_BUSY_SECONDS < PATIENCE <= 2


async def test_a_lost_connection_is_made_anew(postgresql: str) -> None:
    store = open_store(fresh_database(postgresql, "two", "migrated"))
    service = ServiceUnderTest(store)
    await service.sign_up()
    with psycopg.connect(f"{postgresql}postgres", autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'two'"
        )
    answer = await service.client.post(service.link(JO, "confirm"))
    assert answer.status_code == 303
    assert service.subscription().status == "confirmed"
    store.close()


async def test_a_database_that_is_gone_is_said_and_used_again_when_it_is_back(
    postgresql: str,
) -> None:
    url = fresh_database(postgresql, "three", "migrated")
    store = open_store(url)
    service = ServiceUnderTest(store)
    await service.sign_up()
    with psycopg.connect(f"{postgresql}postgres", autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'three'"
        )
        connection.execute("ALTER DATABASE three RENAME TO away")
        gone = await service.sign_up("b@mail.example.org", send=False, headers=JSON)
        assert gone.status_code == 503
        assert gone.headers["retry-after"]
        assert (await service.client.get("/readyz")).status_code == 503
        assert (await service.client.post(service.link(JO, "confirm"))).status_code == 503
        with pytest.raises(DatabaseError):
            await service.send()
        connection.execute("ALTER DATABASE away RENAME TO three")
    assert (await service.client.get("/readyz")).status_code == 200
    assert (await service.client.post(service.link(JO, "confirm"))).status_code == 303
    await service.send()
    assert service.subscription().status == "confirmed"
    store.close()


async def test_the_sender_runs_on_after_the_database_was_gone(database: str) -> None:
    store = open_store(database)
    service = ServiceUnderTest(store)
    sender = service.app.state.mail_worker
    await service.sign_up(send=False)
    real, failures = store.transaction, iter([True, False])

    def sometimes() -> object:
        if next(failures, False):
            raise DatabaseError("The database can't be used: gone for a test")
        return real()

    store.transaction = sometimes  # type: ignore[method-assign,assignment]
    running = asyncio.create_task(sender.run())
    for _ in range(6000):
        sender.wake()
        await asyncio.sleep(0.05)
        if service.mailbox.letters:
            break
    sender.stop()
    await running
    assert len(service.mailbox.letters) == 1
    store.close()


def _without_room(connection: object, _record: object) -> None:
    connection.execute("PRAGMA max_page_count = 1")  # type: ignore[attr-defined]


def _fill(work: UnitOfWork) -> None:
    for number in range(1_000):
        work.tx.counters.add(f"{number:0>500}", work.now)


async def test_who_fails_holds_up_nobody_and_spoils_nobodys_work(
    tmp_path: Path, sqlite_template: Path
) -> None:
    shutil.copy(sqlite_template, tmp_path / "one.db")
    url = f"sqlite:///{tmp_path}/one.db"
    ours, theirs = open_store(url), open_store(url)

    def count(number: int) -> None:
        with ours.transaction() as tx:
            tx.counters.add(f"n{number}", START)
            if number % 3 == 0:
                raise BrokenOffError

    with ThreadPoolExecutor(16) as pool:
        ends = [pool.submit(count, number) for number in range(90)]
        failed = [number for number, end in enumerate(ends) if end.exception()]
    assert failed == list(range(0, 90, 3))
    with theirs.transaction() as tx:
        kept = [number for number in range(90) if tx.counters.total(f"n{number}", START)]
    assert kept == [number for number in range(90) if number % 3]
    ours.close()
    theirs.close()


async def test_many_writers_share_a_commit_and_each_is_answered_after_it(
    tmp_path: Path, sqlite_template: Path
) -> None:
    shutil.copy(sqlite_template, tmp_path / "one.db")
    url = f"sqlite:///{tmp_path}/one.db"
    ours, others = open_store(url), open_store(url)
    commits: list[object] = []
    event.listen(ours.engine, "commit", commits.append)

    def count(number: int) -> int:
        with ours.transaction() as tx:
            tx.counters.add(f"n{number}", START)
            time.sleep(0.002)  # the others come meanwhile
        with others.reading() as tx:
            return tx.counters.total(f"n{number}", START)

    with ThreadPoolExecutor(20) as pool:
        assert list(pool.map(count, range(100))) == [1] * 100
    assert len(commits) < 100
    ours.close()
    others.close()


async def test_a_sender_works_on_when_the_clock_was_ahead_and_is_set_right(
    service: ServiceUnderTest,
) -> None:
    service.clock.forward(days=3)
    await service.sign_up("early@mail.example.org", send=False)
    service.app.state.mail_worker.process_requests()
    (mail_id,) = [mail.id for mail in service.parts.do(claim_mail.claim, 1, 1)]
    service.parts.do(deliver_mail.begin, mail_id)
    service.clock.forward(days=-3)
    await service.sign_up(JO)
    assert [letter for letter, _ in service.mailbox.letters] == [JO]
    service.clock.forward(days=3, minutes=5)
    await service.send()
    assert sorted(letter for letter, _ in service.mailbox.letters) == ["early@mail.example.org", JO]


async def test_an_error_of_ours_is_answered_without_its_insides(service: ServiceUnderTest) -> None:
    def broken() -> object:
        raise RuntimeError("insides, with jo@mail.example.org")

    service.store.transaction = broken  # type: ignore[method-assign,assignment]
    answer = await service.sign_up(send=False)
    assert answer.status_code == 500
    assert "insides" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "no-referrer"


async def test_a_request_that_cannot_be_worked_off_holds_up_no_other(
    service: ServiceUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sometimes(work: UnitOfWork, request: PendingRequest) -> None:
        if request.email.key.startswith("poison"):
            raise RuntimeError("a bug")
        process_request(work, request)

    monkeypatch.setattr(process_requests, "process_request", sometimes)
    for name in ("ann", "poison", "bob"):
        await service.sign_up(f"{name}@mail.example.org", send=False)
    await service.send()
    came = [letter.partition("@")[0] for letter, _ in service.mailbox.letters]
    assert sorted(came) == ["ann", "bob"]  # several connections: in no order


async def test_a_mail_that_cannot_be_written_holds_up_no_other(service: ServiceUnderTest) -> None:
    send = service.mailbox.send

    async def sometimes(message: bytes, sender: str, recipient: str) -> Outcome:
        if recipient.startswith("poison"):
            raise RuntimeError("a bug")
        return await send(message, sender, recipient)

    service.mailbox.send = sometimes  # type: ignore[method-assign]
    for name in ("poison", "bob"):
        await service.sign_up(f"{name}@mail.example.org", send=False)
    await service.send()
    assert [letter for letter, _ in service.mailbox.letters] == ["bob@mail.example.org"]
    with service.store.reading() as tx:
        (mail,) = tx.outbox.of(service.subscription("poison@mail.example.org").id)
    assert mail.state == "deferred"
