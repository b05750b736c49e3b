"""Mailers: SMTP, and a Maildir for looking at emails on one's own machine."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib
from aiosmtplib import SMTP
from aiosmtplib.errors import SMTPException, SMTPResponseException

from rapport_subscriptions.rules.outbox import Outcome, Verdict
from rapport_subscriptions.rules.refusals import (
    Cause,
    Refusal,
    Reply,
    Step,
    meaning,
    without_people,
)

if TYPE_CHECKING:
    import ssl


TIMEOUT_SECONDS = 60.0
IDLE_SECONDS = 10.0
SMTP_ERRORS = (SMTPException, OSError, TimeoutError, ValueError)
"""Exceptions that a conversation may raise, whatever the server does."""


@dataclass(frozen=True, repr=False)
class SmtpServer:
    """The mail server: its address, its login and its security."""

    host: str
    port: int
    user: str | None = None
    password: str | None = None
    tls: str = "starttls"
    """`starttls`, `implicit` or `none`."""


def read_smtp_url(mail_url: str) -> SmtpServer:
    """Read `smtp://user:pass@host:587?tls=starttls`; on loopback TLS is optional."""
    parts = urlsplit(mail_url)
    host = parts.hostname or "localhost"
    local = host in {"localhost", "127.0.0.1", "::1"}
    tls = parse_qs(parts.query).get("tls", ["none" if local else "starttls"])[0]
    usual = {"implicit": 465, "starttls": 587}.get(tls, 25)
    return SmtpServer(
        host=host,
        port=parts.port or usual,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        tls=tls,
    )


class SmtpMailer:
    """Hands emails to an SMTP server over connections that are reused for a while."""

    def __init__(
        self,
        server: SmtpServer,
        *,
        context: ssl.SSLContext | None = None,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        self._server = server
        self._context = context
        self._timeout = timeout
        self._idle: list[tuple[float, SMTP]] = []

    async def send(self, message: bytes, sender: str, recipient: str) -> Outcome:
        """Send one message, once; never raises for anything that a server does."""
        client, outcome = await self._greeted(sender, recipient)
        if client is None:
            return outcome
        step = Step.RCPT_TO
        try:
            await client.rcpt(recipient, encoding=_encoding(sender, recipient))
            step = Step.DATA
            await client.data(message)
        except SMTP_ERRORS as error:
            await self._discard(client)
            return _outcome(error, step, recipient)
        await self._keep(client)
        return outcome

    async def _greeted(self, sender: str, recipient: str) -> tuple[SMTP | None, Outcome]:
        """Return a connection on which MAIL FROM was accepted, else why there is none.

        A server may have closed a reused connection meanwhile: that means nothing, and a new one is
        opened.
        """
        while True:
            is_kept = bool(self._idle)
            try:
                client = await self._connected()
            except SMTP_ERRORS as error:
                return None, _outcome(error, Step.CONNECT, recipient)
            options = _options(client, sender, recipient)
            if options is None:
                await self._keep(client)
                refusal = Refusal(Cause.MESSAGE, is_permanent=True)
                words = "the server takes no international addresses"
                return None, Outcome(Verdict.NEVER, words, refusal)
            try:
                encoding = _encoding(sender, recipient)
                await client.mail(sender, options=options, encoding=encoding)
            except SMTP_ERRORS as error:
                await self._discard(client)
                if is_kept and not isinstance(error, SMTPResponseException):
                    continue
                return None, _outcome(error, Step.MAIL_FROM, recipient)
            return client, Outcome(Verdict.SENT)

    async def check(self) -> str:
        """Connect, log in and quit; return the server's name for itself."""
        client = await self._connected()
        greeting = client.last_ehlo_response.message if client.last_ehlo_response else ""
        await self._discard(client)
        return greeting.splitlines()[0] if greeting else ""

    async def close(self) -> None:
        """Quit all idle connections."""
        while self._idle:
            _, client = self._idle.pop()
            await self._discard(client)

    async def _connected(self) -> SMTP:
        while self._idle:
            since, client = self._idle.pop()
            if client.is_connected and time.monotonic() - since < IDLE_SECONDS:
                return client
            await self._discard(client)
        server = self._server
        client = SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            use_tls=server.tls == "implicit",
            start_tls=server.tls == "starttls",
            tls_context=self._context,
            timeout=self._timeout,
        )
        try:
            await client.connect()
            await client._ehlo_or_helo_if_needed()  # noqa: SLF001 - extensions are known after EHLO only
        except BaseException:
            client.close()
            raise
        return client

    async def _keep(self, client: SMTP) -> None:
        if client.is_connected:
            self._idle.append((time.monotonic(), client))

    async def _discard(self, client: SMTP) -> None:
        with contextlib.suppress(SMTPException, OSError, TimeoutError):
            if client.is_connected:
                async with asyncio.timeout(2):
                    await client.quit()
        client.close()


def _options(client: SMTP, sender: str, recipient: str) -> list[str] | None:
    """Return the options of MAIL FROM; None if the server can't carry these addresses."""
    options = ["BODY=8BITMIME"] if client.supports_extension("8bitmime") else []
    if sender.isascii() and recipient.isascii():
        return options
    return [*options, "SMTPUTF8"] if client.supports_extension("smtputf8") else None


def _encoding(sender: str, recipient: str) -> str:
    return "ascii" if sender.isascii() and recipient.isascii() else "utf-8"


def _outcome(error: Exception, step: Step, recipient: str) -> Outcome:
    """Return the meaning of an error by the table of `refusals`; unknown if DATA was cut off."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        error = error.recipients[0]
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        words = f"{step}: the server refused our login ({error.code})"
        return Outcome(Verdict.HELD, words, Refusal(Cause.SENDER, is_permanent=True))
    if isinstance(error, SMTPResponseException) and error.code > 0:
        reply = _reply(error, recipient)
        refusal = meaning(step, reply)
        return Outcome(_verdict(step, refusal), f"{step}: {reply.line}", refusal)
    words = f"{step}: {type(error).__name__}"
    if step is Step.DATA:
        return Outcome(Verdict.UNKNOWN, words)
    away = step in {Step.CONNECT, Step.MAIL_FROM}
    refusal = Refusal(Cause.NETWORK, is_permanent=False)
    return Outcome(Verdict.HELD if away else Verdict.LATER, words, refusal)


def _verdict(step: Step, refusal: Refusal) -> Verdict:
    """Return the verdict on the email: only an address or a message itself is refused for good."""
    if step in {Step.CONNECT, Step.MAIL_FROM} and refusal.cause is not Cause.MESSAGE:
        return Verdict.HELD
    final = refusal.is_permanent and refusal.cause in {Cause.ADDRESS, Cause.MESSAGE}
    return Verdict.NEVER if final else Verdict.LATER


def _reply(error: SMTPResponseException, recipient: str) -> Reply:
    """Return a reply with its enhanced status code (RFC 3463) separated, and without addresses."""
    match = re.match(r"([245]\.\d{1,3}\.\d{1,3})(?:\s|$)", error.message)
    words = error.message[match.end() :] if match else error.message
    return Reply(error.code, match[1] if match else "", without_people(words, recipient))
