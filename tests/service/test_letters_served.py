"""`serve` with two mail workers, PostgreSQL and a mail server: from a release to inboxes."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest
from anyio import to_thread

from rapport_subscriptions.rules.tokens import Keyring, ReturnPath
from tests.ports import free_port
from tests.service.postgres import fresh_database
from tests.service.service_under_test import KEY
from tests.service.serving import environment, published_site, run, start
from tests.service.smtp_server import misbehaving
from tests.service.test_workers import until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.service.serving import Server

pytestmark = pytest.mark.anyio

READERS = 40
BLOG_URL = "https://blog.example/"


async def test_two_senders_mail_each_reader_once_after_a_release_and_at_a_letter_s_hour(
    postgresql: str, tmp_path: Path
) -> None:
    port = free_port()
    site = tmp_path / "site"
    async with misbehaving() as smtp:
        environ = environment(
            tmp_path,
            fresh_database(postgresql, "letters"),
            port,
            RAPPORT_MAIL_URL=f"smtp://127.0.0.1:{smtp.port}",
            RAPPORT_BOUNCES_TO="bounces@blog.example",
            RAPPORT_LETTERS_QUIET_MINUTES="0",
        )
        published_site(site, BLOG_URL, "old")
        await to_thread.run_sync(join_all, environ, tmp_path)
        server = start(environ, port, mail_workers=2)
        try:
            await to_thread.run_sync(server.wait)
            await until_metric(server, 'rapport_articles{state="known"} 1')
            published_site(site, BLOG_URL, "new", "old")
            told = await to_thread.run_sync(server.client.post, "/subscriptions/published")
            assert (told.status_code, told.json()) == (202, {"status": "noted"})
            await until(smtp.messages, READERS)
            await until_metric(server, 'rapport_mailings{state="done"} 1')
            (tmp_path / "site.letters.json").write_text(letter_due(timedelta(seconds=2)))
            await until(smtp.messages, 2 * READERS)
            await until_metric(server, 'rapport_mailings{state="done"} 2')
        finally:
            server.kill()
    letters = [message_from_bytes(letter, policy=policy.default) for letter in smtp.messages]
    got = {(str(letter["To"]), str(letter["Subject"])) for letter in letters}
    assert len(letters) == len(got) == 2 * READERS
    assert {subject for _, subject in got} == {"About new", "From me"}
    assert len({to for to, _ in got}) == READERS
    readers = {mail_of(path) for path in smtp.senders}
    assert len(readers - {None}) == 2 * READERS, "each return path tells whose letter it is (VERP)"
    listed = run(environ, "letters").stdout.decode()
    assert "each-1         done" in listed
    assert "urgent-2       done" in listed
    assert listed.count(f"{READERS:>8} {READERS:>8}  1") == 2


def letter_due(after: timedelta) -> str:
    """The build's file with a letter that is due so long after now."""
    words = {"kind": "text", "runs": [{"text": "Hello."}]}
    send = (datetime.now(UTC) + after).isoformat()
    letter = {"id": "a", "subject": "From me", "send": send, "urgent": True, "blocks": [words]}
    return json.dumps({"version": 1, "letters": [letter]})


def join_all(environ: dict[str, str], folder: Path) -> None:
    file = folder / "people.csv"
    lines = [
        f"r{number}@mail.example.org,confirmed,each,2026-01-31T09:00:00Z,/x/,2026-11"
        for number in range(READERS)
    ]
    file.write_text("\n".join(["email,status,cadence,confirmed_at,page,wording", *lines]))
    ended = run(environ, "import", str(file))
    assert b"40  confirmed" in ended.stdout, ended


def mail_of(path: str) -> ReturnPath | None:
    return Keyring((KEY.encode(),)).read_return_path(path.partition("+")[2].partition("@")[0])


async def until_metric(server: Server, line: str) -> None:
    async with asyncio.timeout(300):
        while line not in await to_thread.run_sync(metrics_of, server):  # noqa: ASYNC110 - polled
            await asyncio.sleep(0.1)


def metrics_of(server: Server) -> str:
    return server.client.get("/metrics").text
