"""Bounces over LMTP: real conversations, a line for each recipient, nothing lost."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import smtplib
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from anyio import to_thread

from rapport_subscriptions.errors import DatabaseError, SubscriptionsError
from rapport_subscriptions.mail.bounce_reader import LARGEST
from rapport_subscriptions.mail.lmtp import Socket, listen, read_socket
from rapport_subscriptions.store.memory.database import MemoryStore
from rapport_subscriptions.use_cases.handle_bounce import take_report
from tests.ports import free_port
from tests.service.service_under_test import ServiceUnderTest, settings_for_tests
from tests.service.serving import command, environment, run
from tests.service.test_bounces import VACATION, report, return_path
from tests.service.test_commands import exported

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from rapport_subscriptions.rules.bounce import BounceReport

pytestmark = pytest.mark.anyio

JO = "jo@mail.example.org"


@pytest.fixture
def service() -> ServiceUnderTest:
    return ServiceUnderTest(MemoryStore(), settings_for_tests(bounces_to="bounces@blog.example"))


@contextlib.asynccontextmanager
async def listening(service: ServiceUnderTest) -> AsyncIterator[int]:
    parts = service.parts

    def take(report: BounceReport) -> bool:
        took: bool = parts.do(take_report, report)
        return took

    port = free_port()
    server = await listen(Socket("127.0.0.1", port), take)
    try:
        yield port
    finally:
        server.close()
        await asyncio.sleep(0.05)  # sockets are let go in the loop's next rounds


def deliver(port: int, text: str, *recipients: str) -> list[tuple[int, bytes]]:
    """Hand one mail over as a mail server does; return the line for each recipient."""
    with smtplib.LMTP("127.0.0.1", port, timeout=300) as client:
        assert client.ehlo()[0] == 250
        assert client.mail("")[0] == 250
        taken = [recipient for recipient in recipients if client.rcpt(recipient)[0] == 250]
        assert taken == list(recipients)
        first = client.data(text.replace("\n", "\r\n").encode())
        return [first, *(client.getreply() for _ in recipients[1:])]


async def test_a_bounce_is_known_by_the_recipient_of_the_envelope(
    service: ServiceUnderTest,
) -> None:
    await service.join()
    async with listening(service) as port:
        said = await to_thread.run_sync(deliver, port, report(), return_path(service))
    assert said == [(250, b"2.0.0 hard")]
    assert service.subscription().status == "suppressed"


async def test_each_recipient_gets_an_answer_of_its_own(service: ServiceUnderTest) -> None:
    await service.join()
    async with listening(service) as port:
        said = await to_thread.run_sync(
            deliver, port, report(), "postmaster@blog.example", return_path(service)
        )
    assert said == [(250, b"2.0.0 hard")] * 2


async def test_what_is_no_bounce_is_taken_and_let_go(service: ServiceUnderTest) -> None:
    await service.join()
    path = return_path(service)
    async with listening(service) as port:
        for text in (VACATION.format(to=path), "Subject: hello\n\nhello\n", ""):
            assert await to_thread.run_sync(deliver, port, text, path) == [(250, b"2.0.0 nothing")]
        assert await to_thread.run_sync(deliver, port, report(), "forged+b@blog.example") == [
            (250, b"2.0.0 nothing")
        ]
    assert service.subscription().status == "confirmed"


async def test_a_database_that_is_gone_lets_the_mail_server_try_again(
    service: ServiceUnderTest,
) -> None:
    await service.join()
    path, usual = return_path(service), service.store.transaction

    def gone() -> object:
        raise DatabaseError("The database can't be used: gone for a test")

    async with listening(service) as port:
        service.store.transaction = gone  # type: ignore[method-assign,assignment]
        ((code, said),) = await to_thread.run_sync(deliver, port, report(), path)
        assert (code, said[:5]) == (451, b"4.3.0")
        service.store.transaction = usual  # type: ignore[method-assign]
        assert await to_thread.run_sync(deliver, port, report(), path) == [(250, b"2.0.0 hard")]


async def test_long_lines_are_taken_and_endless_mails_are_not(service: ServiceUnderTest) -> None:
    await service.join()
    path = return_path(service)
    async with listening(service) as port:
        long = report(original=f"Subject: {'x' * 30_000}\n")
        assert await to_thread.run_sync(deliver, port, long, path) == [(250, b"2.0.0 hard")]
        endless = report() + f"{'x' * 900}\n" * (LARGEST // 400)
        ((code, _),) = await to_thread.run_sync(deliver, port, endless, path)
        assert code == 552


async def test_it_speaks_no_smtp(service: ServiceUnderTest) -> None:
    async with listening(service) as port:

        def greet() -> int:
            with smtplib.SMTP("127.0.0.1", port, timeout=300) as client:
                return client.ehlo("mx.example.org")[0]

        assert await to_thread.run_sync(greet) == 500


@pytest.mark.parametrize(
    ("text", "socket"),
    [
        ("127.0.0.1:8024", Socket("127.0.0.1", 8024)),
        ("[::1]:8024", Socket("::1", 8024)),
        ("unix:/run/x", Socket(path="/run/x")),
    ],
)
def test_a_socket_is_a_port_or_a_file(text: str, socket: Socket) -> None:
    assert read_socket(text) == socket


@pytest.mark.parametrize("text", ["", "8024", "unix:", "host:", "host:0", "host:99999", "host:²"])
def test_any_other_socket_is_refused_with_what_was_expected(text: str) -> None:
    with pytest.raises(SubscriptionsError, match=r"expected HOST:PORT or unix:PATH"):
        read_socket(text)


def test_the_command_listens_at_a_file_until_it_is_stopped(tmp_path: Path) -> None:
    environ = environment(
        tmp_path, f"sqlite:///{tmp_path}/x.db", 1, RAPPORT_BOUNCES_TO="bounces@blog.example"
    )
    (tmp_path / "people.csv").write_text(
        f"email,status,confirmed_at,page,wording\n{JO},confirmed,2026-01-31T09:00:00Z,/,2026-11\n"
    )
    assert run(environ, "import", str(tmp_path / "people.csv")).returncode == 0
    path = tmp_path / "socket"
    process = subprocess.Popen(
        command("bounce", "--lmtp", f"unix:{path}"), env=environ, stderr=subprocess.PIPE
    )
    try:
        _wait_for(path)
        with smtplib.LMTP(str(path), timeout=300) as client:
            refused = client.sendmail("", ["bounces@blog.example"], report())
        assert refused == {}
    finally:
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=300)
    assert process.returncode == 0, said.decode()
    assert not path.exists()
    assert b'"kind": "nothing"' in said
    assert b"example" not in said, "no address in a log"
    assert exported(environ)[0]["status"] == "confirmed"


def test_a_socket_that_cannot_be_had_is_said_in_one_line(tmp_path: Path) -> None:
    environ = environment(tmp_path, f"sqlite:///{tmp_path}/x.db", 1)
    ended = subprocess.run(
        [sys.executable, "-m", "rapport_subscriptions.cli", "bounce", "--lmtp", "unix:/no/where"],
        env=environ,
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1
    assert b"/no/where" in ended.stderr


def _wait_for(path: Path) -> None:
    """Wait until somebody listens at a socket; its file is there a moment before."""
    deadline = time.monotonic() + 300
    while True:
        with socket.socket(socket.AF_UNIX) as probe:
            if probe.connect_ex(str(path)) == 0:
                return
        assert time.monotonic() < deadline, "nobody listens"
        time.sleep(0.05)
