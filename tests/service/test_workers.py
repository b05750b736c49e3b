"""`serve` with several workers, PostgreSQL and a mail server, as in production."""

from __future__ import annotations

import asyncio
import re
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest
from anyio import to_thread

from tests.service.house import form
from tests.service.postgres import fresh_database
from tests.service.serving import environment, free_port, serving
from tests.service.smtp_server import misbehaving

if TYPE_CHECKING:
    from pathlib import Path

    from tests.service.serving import Server

pytestmark = pytest.mark.anyio

READERS = 20


async def test_two_workers_share_one_database_and_mail_everybody_once(
    postgresql: str, tmp_path: Path
) -> None:
    port = free_port()
    async with misbehaving() as smtp:
        mail = f"smtp://127.0.0.1:{smtp.port}"
        environ = environment(
            tmp_path, fresh_database(postgresql, "workers"), port, RAPPORT_MAIL_URL=mail
        )
        with serving(environ, port, workers=2) as server:
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
    async with asyncio.timeout(60):
        while len(messages) < number:  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.05)
