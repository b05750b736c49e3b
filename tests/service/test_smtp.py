"""Handing mails over: every answer a server can give, and those it shouldn't."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from rapport_subscriptions.mail.maildir import MaildirMailer
from rapport_subscriptions.mail.smtp import SmtpMailer, SmtpServer, read_smtp_url
from rapport_subscriptions.rules.outbox import Verdict
from rapport_subscriptions.rules.refusals import Cause, Refusal
from tests.service.smtp_server import CUT, SILENCE, misbehaving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

pytestmark = pytest.mark.anyio

PATIENCE, IMPATIENCE = 60, 3
"""Seconds to wait for a server: one that answers sooner or later, and one that never will."""
FROM, TO = "hello@blog.example", "jo@mail.example.org"
MESSAGE = b"Subject: Hello\r\n\r\nA line.\r\n.A line that begins with a dot.\r\n"


@pytest.mark.parametrize(
    ("replies", "verdict"),
    [
        ({"greeting": "421 too busy"}, Verdict.HELD),
        ({"greeting": "554 go away"}, Verdict.HELD),
        ({"greeting": CUT}, Verdict.HELD),
        ({"greeting": SILENCE}, Verdict.HELD),
        ({"EHLO": CUT}, Verdict.HELD),
        ({"MAIL": "451 4.3.0 later"}, Verdict.HELD),
        ({"MAIL": "550 5.7.1 never"}, Verdict.HELD),
        ({"MAIL": CUT}, Verdict.HELD),
        ({"RCPT": "450 4.2.1 greylisted"}, Verdict.LATER),
        ({"RCPT": "550 5.1.1 nobody here"}, Verdict.NEVER),
        ({"RCPT": SILENCE}, Verdict.LATER),
        ({"DATA": "451 later"}, Verdict.LATER),
        ({"RCPT": "552 5.2.2 over quota"}, Verdict.LATER),
        ({"RCPT": "550 5.4.5 Daily user sending quota exceeded"}, Verdict.LATER),
        ({"RCPT": "554 5.7.1 Relay access denied"}, Verdict.LATER),
        ({"RCPT": "550 No such user here"}, Verdict.NEVER),
        ({"DATA": "554 never"}, Verdict.LATER),
        ({"text": CUT}, Verdict.UNKNOWN),
        ({"dot": "452 4.3.1 full"}, Verdict.LATER),
        ({"dot": "550 5.7.1 spam"}, Verdict.LATER),
        ({"dot": "550 5.1.1 nobody here"}, Verdict.NEVER),
        ({"dot": CUT}, Verdict.UNKNOWN),
        ({"dot": SILENCE}, Verdict.UNKNOWN),
        ({}, Verdict.SENT),
        ({"QUIT": SILENCE}, Verdict.SENT),
    ],
)
async def test_each_answer_of_a_server_has_its_verdict(
    replies: dict[str, str], verdict: Verdict
) -> None:
    seconds = IMPATIENCE if SILENCE in replies.values() else PATIENCE
    async with misbehaving(**replies) as server:
        mailer = SmtpMailer(SmtpServer("127.0.0.1", server.port, tls="none"), timeout=seconds)
        outcome = await mailer.send(MESSAGE, FROM, TO)
        await mailer.close()
    assert outcome.verdict is verdict
    assert TO not in outcome.reply


async def test_the_reply_is_kept_in_the_server_s_words_without_the_address() -> None:
    async with misbehaving(RCPT=f"550 5.1.1 <{TO}> is unknown") as server:
        mailer = SmtpMailer(SmtpServer("127.0.0.1", server.port, tls="none"), timeout=PATIENCE)
        outcome = await mailer.send(MESSAGE, FROM, TO)
    assert outcome.reply == "RCPT TO: 550 5.1.1 … is unknown"
    assert outcome.refusal == Refusal(Cause.ADDRESS, is_permanent=True, is_certain=True)


async def test_a_server_that_takes_a_mail_and_falls_silent_loses_none() -> None:
    async with misbehaving() as server:
        mailer = SmtpMailer(SmtpServer("127.0.0.1", server.port, tls="none"), timeout=IMPATIENCE)
        assert (await mailer.send(MESSAGE, FROM, TO)).verdict is Verdict.SENT
        server.replies = {"MAIL": SILENCE}
        assert (await mailer.send(MESSAGE, FROM, TO)).verdict is Verdict.HELD
        server.replies = {}
        assert (await mailer.send(MESSAGE, FROM, TO)).verdict is Verdict.SENT
        await mailer.close()
        assert server.connections == 3
        assert len(server.messages) == 2


async def test_a_kept_connection_that_the_server_closed_is_made_anew() -> None:
    async with misbehaving() as server:
        mailer = SmtpMailer(SmtpServer("127.0.0.1", server.port, tls="none"), timeout=PATIENCE)
        await mailer.send(MESSAGE, FROM, TO)
        server.replies = {"MAIL": CUT}
        first = await mailer.send(MESSAGE, FROM, TO)
        server.replies = {}
        second = await mailer.send(MESSAGE, FROM, TO)
        await mailer.close()
    assert [first.verdict, second.verdict] == [Verdict.HELD, Verdict.SENT]


async def test_a_connection_that_was_idle_for_too_long_holds_up_no_mail() -> None:
    async with misbehaving() as server:
        mailer = SmtpMailer(SmtpServer("127.0.0.1", server.port, tls="none"), timeout=0.5)
        await mailer.send(MESSAGE, FROM, TO)
        server.replies = {"MAIL": CUT}
        server.heals_after = 1
        outcome = await mailer.send(MESSAGE, FROM, TO)
        await mailer.close()
    assert outcome.verdict is Verdict.SENT
    assert server.connections == 2


async def test_a_server_without_smtputf8_gets_no_international_address() -> None:
    async with misbehaving() as server:
        server.extensions = ("8BITMIME",)
        mailer = SmtpMailer(SmtpServer("127.0.0.1", server.port, tls="none"), timeout=PATIENCE)
        outcome = await mailer.send(MESSAGE, FROM, "jörg@example.org")
        await mailer.close()
    assert outcome.verdict is Verdict.NEVER
    assert server.recipients == []


async def test_a_server_with_smtputf8_gets_the_address_as_it_is() -> None:
    async with misbehaving() as server:
        mailer = SmtpMailer(SmtpServer("127.0.0.1", server.port, tls="none"), timeout=PATIENCE)
        outcome = await mailer.send(MESSAGE, FROM, "jörg@example.org")
        await mailer.close()
    assert outcome.verdict is Verdict.SENT
    assert server.recipients == ["RCPT TO:<jörg@example.org>"]


async def test_a_server_without_starttls_gets_nothing_where_it_is_asked_for() -> None:
    async with misbehaving() as server:
        mailer = SmtpMailer(SmtpServer("127.0.0.1", server.port, tls="starttls"), timeout=PATIENCE)
        outcome = await mailer.send(MESSAGE, FROM, TO)
    assert outcome.verdict is Verdict.HELD
    assert server.messages == []


async def test_no_server_at_all_holds_the_mail() -> None:
    mailer = SmtpMailer(SmtpServer("127.0.0.1", 1, tls="none"), timeout=PATIENCE)
    assert (await mailer.send(MESSAGE, FROM, TO)).verdict is Verdict.HELD


class Inbox:
    """What a real server has taken."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.taken.append(envelope)
        del server, session
        return "250 taken"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run([*command.split(), *names, *files], check=True, capture_output=True)
    return folder


@pytest.fixture
def server_tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    return context


@pytest.fixture
def client_tls(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate / "cert.pem"))


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


def log_in(*arguments: object) -> AuthResult:
    data = arguments[-1]
    good = (getattr(data, "login", b""), getattr(data, "password", b"")) == (b"me", b"s:cret")
    return AuthResult(success=good, handled=False)


@asynccontextmanager
async def served(
    inbox: Inbox, *, starttls: ssl.SSLContext | None = None, implicit: ssl.SSLContext | None = None
) -> AsyncIterator[int]:
    """Run a real mail server; return its port."""
    loop = asyncio.get_running_loop()

    def session() -> SMTP:
        if starttls is None:
            return SMTP(inbox, loop=loop)
        return SMTP(
            inbox,
            loop=loop,
            tls_context=starttls,
            require_starttls=True,
            authenticator=log_in,
            auth_required=True,
        )

    server = await loop.create_server(session, "localhost", 0, ssl=implicit)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await asyncio.sleep(0.05)


async def test_a_login_over_starttls_hands_a_mail_over(
    inbox: Inbox, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    async with served(inbox, starttls=server_tls) as port:
        url = f"smtp://me:s%3Acret@localhost:{port}?tls=starttls"
        mailer = SmtpMailer(read_smtp_url(url), context=client_tls, timeout=PATIENCE)
        outcome = await mailer.send(MESSAGE, FROM, TO)
        await mailer.close()
    assert outcome.verdict is Verdict.SENT
    assert inbox.taken[0].content == MESSAGE
    assert inbox.taken[0].rcpt_tos == [TO]


async def test_a_wrong_password_holds_the_mail_so_that_none_is_lost(
    inbox: Inbox, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    async with served(inbox, starttls=server_tls) as port:
        url = f"smtp://me:wrong@localhost:{port}?tls=starttls"
        mailer = SmtpMailer(read_smtp_url(url), context=client_tls, timeout=PATIENCE)
        outcome = await mailer.send(MESSAGE, FROM, TO)
    assert outcome.verdict is Verdict.HELD
    assert inbox.taken == []


async def test_a_certificate_nobody_vouches_for_gets_no_mail(
    inbox: Inbox, server_tls: ssl.SSLContext
) -> None:
    async with served(inbox, starttls=server_tls) as port:
        url = f"smtp://me:s%3Acret@localhost:{port}?tls=starttls"
        outcome = await SmtpMailer(read_smtp_url(url), timeout=PATIENCE).send(MESSAGE, FROM, TO)
    assert outcome.verdict is Verdict.HELD
    assert inbox.taken == []


async def test_implicit_tls_hands_a_mail_over(
    inbox: Inbox, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    async with served(inbox, implicit=server_tls) as port:
        url = f"smtp://localhost:{port}?tls=implicit"
        mailer = SmtpMailer(read_smtp_url(url), context=client_tls, timeout=PATIENCE)
        outcome = await mailer.send(MESSAGE, FROM, TO)
        await mailer.close()
    assert outcome.verdict is Verdict.SENT
    assert inbox.taken[0].content == MESSAGE


async def test_a_maildir_gets_one_whole_file_a_mail(tmp_path: Path) -> None:
    mailer = MaildirMailer(tmp_path / "inbox")
    for _ in range(3):
        assert (await mailer.send(MESSAGE, FROM, TO)).verdict is Verdict.SENT
    found = sorted((tmp_path / "inbox" / "new").iterdir())
    assert [file.read_bytes() for file in found] == [MESSAGE] * 3
    assert list((tmp_path / "inbox" / "tmp").iterdir()) == []


async def test_a_maildir_that_cannot_be_written_means_later(tmp_path: Path) -> None:
    (tmp_path / "inbox").write_text("a file in its place")
    outcome = await MaildirMailer(tmp_path / "inbox").send(MESSAGE, FROM, TO)
    assert outcome.verdict is Verdict.LATER
