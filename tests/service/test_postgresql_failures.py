"""A PostgreSQL that freezes, restarts, takes no writes, has no room: 503, and on it goes."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from rapport_subscriptions.errors import DatabaseError, StoreFullError
from rapport_subscriptions.store.sql.database import PATIENCE, open_store
from rapport_subscriptions.store.sql.schema import prepare
from tests.service.conftest import migrated
from tests.service.full_disk import Disk
from tests.service.postgres import fresh_database, postgresql_server
from tests.service.service_under_test import ServiceUnderTest, article

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.anyio

SAMPLE = Path(__file__).parents[2] / "deploy" / "subscriptions" / "postgresql.sql"
JO = "jo@mail.example.org"
JSON = {"accept": "application/json"}
SOON = PATIENCE + 8
"""Seconds for an answer on a machine that has much else to do."""


@pytest.fixture(scope="module")
def disk() -> Iterator[Disk]:
    """The disk of the server that nobody else uses; nobody else may enter pytest's folders."""
    with tempfile.TemporaryDirectory(prefix="rapport-disk-") as folder:
        yield Disk(Path(folder))


@pytest.fixture(scope="module")
def own_server(disk: Disk) -> Iterator[str]:
    """A server that nobody else uses, with a migrated database named `migrated`."""
    with postgresql_server(library=disk.library) as url:
        migrated(fresh_database(url, "migrated")).close()
        yield url


@contextmanager
def frozen(server: str) -> Iterator[None]:
    """Stop every process of a server, as a hung disk or host does: sockets stay open."""
    processes = processes_of(server)
    assert len(processes) > 3
    try:
        tell(processes, signal.SIGSTOP)
        yield
    finally:
        tell(processes, signal.SIGCONT)


def tell(processes: list[int], number: signal.Signals) -> None:
    """Send a signal to those that are still there."""
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, number)


def processes_of(server: str) -> list[int]:
    """Return the server's process and its children."""
    with psycopg.connect(f"{server}postgres") as connection:
        row = connection.execute("SHOW data_directory").fetchone()
    assert row is not None
    main = int(Path(row[0], "postmaster.pid").read_text().splitlines()[0])
    children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
    return [main, *(int(child) for child in children if Path(f"/proc/{child}").exists())]


async def test_a_frozen_database_is_said_in_time_and_used_again_when_it_thaws(
    own_server: str,
) -> None:
    store = open_store(fresh_database(own_server, "frozen", "migrated"))
    service = ServiceUnderTest(store)
    await service.sign_up()
    link = service.link(JO, "confirm")
    with frozen(own_server):
        began = time.monotonic()
        answers = await asyncio.gather(
            service.sign_up("b@mail.example.org", send=False, headers=JSON),
            service.client.get(link),
            service.client.post(link),
            service.client.get("/readyz"),
        )
        assert time.monotonic() - began < SOON
        assert [answer.status_code for answer in answers] == [503] * 4
        assert all(answer.headers["retry-after"] for answer in answers[:3])
        assert (await service.client.get("/healthz")).status_code == 200
        assert (await service.client.get("/subscriptions/manage")).status_code == 200
    async with asyncio.timeout(60):
        while (await service.client.post(link)).status_code != 303:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.1)
    assert service.subscription().status == "confirmed"
    assert (await service.client.get("/readyz")).status_code == 200
    await asyncio.to_thread(store.close)


async def test_a_restart_in_recovery_costs_some_answers_and_nothing_that_was_promised(
    own_server: str,
) -> None:
    store = open_store(fresh_database(own_server, "restarted", "migrated"))
    service = ServiceUnderTest(store)
    promised = []
    for number in range(20):
        if number == 10:
            crash(own_server, "restarted")
        name = f"r{number}@mail.example.org"
        if (await service.sign_up(name, send=False, headers=JSON)).status_code == 202:
            promised.append(name)
    async with asyncio.timeout(120):
        while (await service.sign_up(JO, send=False, headers=JSON)).status_code != 202:  # noqa: ASYNC110 - nothing tells when the server is back
            await asyncio.sleep(0.2)
    await service.send()
    assert len(promised) >= 10
    assert {*promised, JO} <= {recipient for recipient, _ in service.mailbox.letters}
    store.close()


def crash(server: str, database: str) -> None:
    """Kill one of a database's processes: the server then ends all others, and recovers."""
    with psycopg.connect(f"{server}postgres") as connection:
        row = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = %s", [database]
        ).fetchone()
    assert row is not None
    os.kill(row[0], signal.SIGKILL)


async def test_a_database_that_takes_no_writes_is_not_ready_and_still_shows_what_it_has(
    own_server: str,
) -> None:
    store = open_store(fresh_database(own_server, "readonly", "migrated"))
    service = ServiceUnderTest(store)
    await service.sign_up()
    link = service.link(JO, "confirm")
    with psycopg.connect(f"{own_server}postgres", autocommit=True) as connection:
        set_to = "ALTER DATABASE readonly SET default_transaction_read_only ="
        end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'readonly'"
        connection.execute(f"{set_to} on".encode())
        connection.execute(end)
        refused = await service.client.post(link, headers=JSON)
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "60")
        not_ready = await service.client.get("/readyz")
        assert not_ready.status_code == 503
        assert "ReadOnly" in not_ready.json()["database"]
        connection.execute(f"{set_to} off".encode())
        connection.execute(end)
    assert (await service.client.post(link)).status_code == 303
    store.close()


async def test_a_disk_without_room_refuses_some_and_loses_nothing_that_was_promised(
    own_server: str, disk: Disk
) -> None:
    store = open_store(fresh_database(own_server, "filled", "migrated"))
    service = ServiceUnderTest(store)
    promised, refused = [], None
    with disk.full():
        for number in range(400):
            name = f"r{number}@mail.example.org"
            answer = await service.sign_up(name, send=False, headers=JSON)
            if answer.status_code != 202:
                refused = answer
                break
            promised.append(name)
        assert refused is not None, "every page of the tables had room"
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "60")
        with pytest.raises(StoreFullError, match="out of space"):
            await service.send()
    assert (await service.sign_up(JO, headers=JSON)).status_code == 202
    await service.send()
    assert {*promised, JO} <= {recipient for recipient, _ in service.mailbox.letters}
    store.close()


async def test_the_sample_roles_are_enough_for_all_the_service_does_and_for_no_more(
    own_server: str,
) -> None:
    text = re.sub(r"\brapport(?=\b|_owner)", "blog", SAMPLE.read_text("utf-8"))
    first, _, then = text.partition("\\connect blog\n")
    for database, statements in (("postgres", first), ("blog", then)):
        with psycopg.connect(f"{own_server}{database}", autocommit=True) as connection:
            for statement in statements.split(";\n"):
                connection.execute(statement.encode())
    as_service = own_server.replace("rapport@", "blog@") + "blog"
    store = open_store(as_service)
    with pytest.raises(DatabaseError, match="rapport subscriptions migrate"):
        prepare(store)
    migrated(own_server.replace("rapport@", "blog_owner@") + "blog").close()
    prepare(store)
    service = ServiceUnderTest(store)
    await service.join()
    await service.publish(article("old"))
    await service.publish(article("old"), article("new"))
    await service.wait(minutes=20)
    await service.client.post(service.link(JO, "manage"), data={"action": "pause", "months": "1"})
    await service.sign_up("gone@example.org")
    await service.wait(days=40)  # tidies
    await service.client.post(service.link(JO, "manage"), data={"action": "erase"})
    await service.send()
    await service.client.post(service.link(JO, "erase"))
    assert service.everything() == []
    with (
        psycopg.connect(as_service) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TABLE mine (number integer)")
    store.close()


async def test_a_server_without_a_free_connection_is_said_at_once(own_server: str) -> None:
    url = fresh_database(own_server, "crowded", "migrated")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS plain")
        connection.execute("CREATE ROLE plain LOGIN CONNECTION LIMIT 1")
        connection.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO plain")
        connection.execute("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO plain")
    plain = url.replace("rapport@", "plain@")
    store = open_store(plain)
    service = ServiceUnderTest(store)
    with psycopg.connect(plain):
        answer = await service.sign_up(send=False, headers=JSON)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    async with asyncio.timeout(60):  # until the server has noticed that the other one left
        while (await service.sign_up(headers=JSON)).status_code != 202:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.1)
    assert [recipient for recipient, _ in service.mailbox.letters] == [JO]
    store.close()
