"""`serve` with several workers, PostgreSQL and a mail server, as in production."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
from email import message_from_bytes, policy
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from anyio import to_thread

from tests.ports import free_port
from tests.service.postgres import fresh_database
from tests.service.service_under_test import form
from tests.service.serving import environment, serving
from tests.service.smtp_server import misbehaving

if TYPE_CHECKING:
    from tests.service.serving import Server

pytestmark = pytest.mark.anyio

READERS = 40


async def test_two_workers_and_two_senders_share_one_database_and_mail_everybody_once(
    postgresql: str, tmp_path: Path
) -> None:
    port = free_port()
    async with misbehaving() as smtp:
        mail = f"smtp://127.0.0.1:{smtp.port}"
        environ = environment(
            tmp_path, fresh_database(postgresql, "workers"), port, RAPPORT_MAIL_URL=mail
        )
        with serving(environ, port, workers=2, mail_workers=2) as server:
            answers = await to_thread.run_sync(sign_up_all, server)
            assert answers == {303}
            await until(smtp.messages, READERS)
            confirmed = await to_thread.run_sync(confirm_all, server, list(smtp.messages))
            assert confirmed == {303}
            await until(smtp.messages, 2 * READERS)
            await asyncio.sleep(1.5)  # a double would come now
            numbers = (await to_thread.run_sync(server.client.get, "/metrics")).text
    assert len(smtp.messages) == 2 * READERS
    assert len(set(smtp.recipients)) == READERS
    assert f'rapport_subscriptions{{status="confirmed"}} {READERS}' in numbers
    assert f'rapport_mails{{state="sent"}} {2 * READERS}' in numbers


async def test_a_sender_that_is_killed_is_started_again_and_ends_with_its_parent(
    sqlite_template: Path, tmp_path: Path
) -> None:
    shutil.copy(sqlite_template, tmp_path / "one.db")
    port = free_port()
    async with misbehaving() as smtp:
        mail = f"smtp://127.0.0.1:{smtp.port}"
        environ = environment(tmp_path, f"sqlite:///{tmp_path}/one.db", port, RAPPORT_MAIL_URL=mail)
        log = tmp_path / "log"
        with log.open("wb") as out, serving(environ, port, log=out) as server:
            (first,) = senders_of(server.process.pid)
            os.kill(first, signal.SIGKILL)
            answers = await to_thread.run_sync(sign_up_all, server)
            assert answers == {303}
            await until(smtp.messages, READERS)
            (second,) = senders_of(server.process.pid)
            assert second != first
            server.client.close()
            server.process.kill()
            await to_thread.run_sync(server.process.wait)
            await gone(second)
    assert f"a mail worker ended with code {-signal.SIGKILL}; starting another" in log.read_text()


def senders_of(pid: int) -> list[int]:
    """The processes below this one, but for the tracker that Python keeps beside them."""
    lists = [file.read_text() for file in Path(f"/proc/{pid}/task").glob("*/children")]
    named = {
        int(process_id): Path(f"/proc/{process_id}/cmdline").read_text()
        for process_id in " ".join(lists).split()
    }
    return [name for name, command in named.items() if "spawn_main" in command]


async def gone(pid: int) -> None:
    async with asyncio.timeout(300):
        while _is_alive(pid):  # noqa: ASYNC110 - not our child: nobody tells
            await asyncio.sleep(0.05)


def _is_alive(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return status != "Z"


def sign_up_all(server: Server) -> set[int]:
    return {
        server.client.post("/subscriptions", data=form(f"r{n}@mail.example.org")).status_code
        for n in range(READERS)
    }


def confirm_all(server: Server, messages: list[bytes]) -> set[int]:
    return {server.client.post(confirm_link(message)).status_code for message in messages}


def confirm_link(message: bytes) -> str:
    body = message_from_bytes(message, policy=policy.default).get_body(("plain",))
    assert body is not None
    found = re.search(r"http://\S+/subscriptions/confirm/\S+", body.get_content())
    assert found is not None
    return found.group()


async def until(messages: list[bytes], number: int) -> None:
    async with asyncio.timeout(300):
        while len(messages) < number:  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.05)
