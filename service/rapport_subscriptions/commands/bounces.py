"""Bounces, from standard input or over LMTP, and incidents at providers."""

from __future__ import annotations

import asyncio
import logging.config
import signal
import sys
from typing import TYPE_CHECKING

from rapport_subscriptions.commands.people import open_service
from rapport_subscriptions.commands.unix import require_unix
from rapport_subscriptions.errors import SubscriptionsError
from rapport_subscriptions.mail.bounce_reader import read_report
from rapport_subscriptions.rules.bounce import BounceKind
from rapport_subscriptions.runtime.logs import LOGGING
from rapport_subscriptions.use_cases import bounce_incidents
from rapport_subscriptions.use_cases.handle_bounce import take_report

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from rapport_subscriptions.mail.lmtp import Socket
    from rapport_subscriptions.service import Service

log = logging.getLogger(__name__)


def bounce(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Process one bounce; a message that is not about us is accepted, so that nobody retries it."""
    if arguments.lmtp:
        return _serve(arguments.lmtp, environ)
    service = open_service(environ)
    report = read_report(sys.stdin.buffer.read())
    ours = report.kind is not BounceKind.NOTHING and service.do(take_report, report)
    service.store.close()
    sys.stdout.write(f"{report.kind.value if ours else BounceKind.NOTHING.value}\n")
    return 0


def incidents_at(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """List incidents, or apply the operator's decision on one."""
    service = open_service(environ)
    try:
        if arguments.undo:
            restored = service.do(bounce_incidents.undo, arguments.undo)
            if restored is None:
                raise SubscriptionsError(f"there is no incident at {arguments.undo}")
            sys.stdout.write(f"{restored} subscriptions at {arguments.undo} are restored\n")
        elif arguments.accept:
            if not service.do(bounce_incidents.accept, arguments.accept):
                raise SubscriptionsError(f"there is no incident at {arguments.accept}")
            sys.stdout.write(f"bounces at {arguments.accept} count again\n")
        else:
            incidents = service.look(bounce_incidents.incidents)
            for domain, since in sorted(incidents.items()):
                sys.stdout.write(f"{domain}: many addresses bounce since {since:%Y-%m-%d %H:%M}\n")
            if not incidents:
                sys.stdout.write("no incident\n")
    finally:
        service.store.close()
    return 0


def _serve(address: str, environ: Mapping[str, str]) -> int:
    """Accept bounces until stopped."""
    from rapport_subscriptions.mail.lmtp import read_socket  # noqa: PLC0415 - the pipe starts without it

    require_unix("bounce --lmtp")
    socket = read_socket(address)
    service = open_service(environ)
    logging.config.dictConfig(LOGGING)
    try:
        asyncio.run(_take_until_stopped(socket, service))
    finally:
        service.store.close()
    return 0


async def _take_until_stopped(socket: Socket, service: Service) -> None:
    from rapport_subscriptions.mail.lmtp import listen, put_away  # noqa: PLC0415 - as above

    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    server = await listen(socket, lambda report: service.do(take_report, report))
    log.info("accepting bounces")
    try:
        await stopped.wait()
    finally:
        server.close()
        put_away(socket)
