"""Bounces over LMTP (RFC 2033), by which a mail server passes them on one by one."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from aiosmtpd.lmtp import LMTP
from anyio import to_thread

from rapport_subscriptions.errors import SubscriptionsError
from rapport_subscriptions.mail.bounce_reader import LARGEST, read_report
from rapport_subscriptions.rules.bounce import BounceKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiosmtpd.smtp import SMTP, Envelope, Session

    from rapport_subscriptions.rules.bounce import BounceReport

SECONDS = 60.0
LATER = "451 4.3.0 This can't be written down right now, try again later"

log = logging.getLogger(__name__)
logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # aiosmtpd's own; it names addresses


@dataclass(frozen=True)
class Socket:
    """The address to listen on: `127.0.0.1:8024`, `[::1]:8024` or `unix:/run/rapport/bounces`."""

    host: str = ""
    port: int = 0
    path: str = ""


def read_socket(text: str) -> Socket:
    """Return the socket that a text names; raise SubscriptionsError with what was expected."""
    kind, _, path = text.partition(":")
    if kind == "unix" and path:
        return Socket(path=path)
    host, _, port = text.rpartition(":")
    if not host or not (port.isascii() and port.isdecimal()) or not 0 < int(port) < 2**16:
        raise SubscriptionsError(f"--lmtp is {text!r}, expected HOST:PORT or unix:PATH")
    return Socket(host=host.strip("[]"), port=int(port))


async def listen(socket: Socket, take: Callable[[BounceReport], bool]) -> asyncio.Server:
    """Listen; `take` processes one report and returns whether it was about us."""
    loop = asyncio.get_running_loop()
    handler = _Handler(take)
    try:
        if socket.path:
            return await loop.create_unix_server(lambda: _protocol(handler), socket.path)
        return await loop.create_server(lambda: _protocol(handler), socket.host, socket.port)
    except OSError as error:
        where = socket.path or f"{socket.host}:{socket.port}"
        raise SubscriptionsError(f"--lmtp: can't listen at {where}: {error.strerror}") from error


def put_away(socket: Socket) -> None:
    """Remove the file of a socket."""
    if socket.path:
        with suppress(OSError):
            Path(socket.path).unlink()


class _Lmtp(LMTP):
    line_length_limit = 2**16  # bounces hold whatever others wrote


def _protocol(handler: _Handler) -> _Lmtp:
    return _Lmtp(
        handler,
        data_size_limit=2 * LARGEST,
        enable_SMTPUTF8=True,
        hostname="rapport",
        ident="bounces",
        timeout=SECONDS,
        loop=asyncio.get_running_loop(),
    )


class _Handler:
    """The handler that aiosmtpd calls."""

    def __init__(self, take: Callable[[BounceReport], bool]) -> None:
        self._take = take

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name there
        """Process one message; return a line for each recipient, as RFC 2033, 4.2 requires."""
        del server, session
        reply = await to_thread.run_sync(self._said, envelope)
        return "\r\n".join([reply] * len(envelope.rcpt_tos))

    def _said(self, envelope: Envelope) -> str:
        try:
            report = read_report(envelope.original_content or b"", envelope.rcpt_tos)
            ours = report.kind is not BounceKind.NOTHING and self._take(report)
        except SubscriptionsError as error:
            log.warning("a bounce has to wait: %s", error)
            return LATER
        except Exception:
            log.exception("a bounce can't be processed")
            return LATER
        kind = report.kind if ours else BounceKind.NOTHING
        log.info("bounce processed", extra={"kind": kind.value})
        return f"250 2.0.0 {kind.value}"
