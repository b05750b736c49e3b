"""`serve`: the web server and the mail worker."""

from __future__ import annotations

import os
import socket
from contextlib import closing
from typing import TYPE_CHECKING

from rapport_subscriptions.commands.unix import require_unix
from rapport_subscriptions.commands.worker_pool import mailer_of, running_workers
from rapport_subscriptions.errors import BlogUnknownError, SettingsError, UsageError
from rapport_subscriptions.manifest import settings_manifest
from rapport_subscriptions.runtime.clock import SystemClock
from rapport_subscriptions.runtime.logs import LOGGING
from rapport_subscriptions.setting_names import DATABASE_URL, SITE
from rapport_subscriptions.setting_values import require_folder
from rapport_subscriptions.settings import Settings, read_settings
from rapport_subscriptions.store.sql import schema
from rapport_subscriptions.store.sql.database import WEB_BUSY_SECONDS, open_store

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from starlette.applications import Starlette


GRACE_SECONDS = 10
KEEP_ALIVE_SECONDS = 30


def serve(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Check everything, migrate an empty database, then serve until stopped."""
    import uvicorn  # noqa: PLC0415 - the other commands start without it

    require_unix("serve")
    settings = read_settings(environ)
    require_folder(DATABASE_URL, settings.database_url)
    read_blog_once(settings)
    with closing(open_store(settings.database_url)) as store:
        schema.prepare(store)
    refuse_used_port(arguments.host, arguments.port)
    with running_workers(arguments.mail_workers):
        uvicorn.run(
            "rapport_subscriptions.commands.serve:application",
            factory=True,
            http="rapport_subscriptions.web.connection:LimitedProtocol",
            host=arguments.host,
            port=arguments.port,
            workers=arguments.workers,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            log_config=LOGGING,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    return 0


def refuse_used_port(host: str, port: int) -> None:
    """Raise UsageError before any process is started, if `host` and `port` are unavailable."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as listening:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        message = f"port {port} of {host} can't be used: {reason}; choose another with --port"
        raise UsageError(message) from error


def application() -> Starlette:
    """Return one worker's application, from the environment that `serve` has checked."""
    from rapport_subscriptions.app import create_app  # noqa: PLC0415 - as above

    settings = read_settings(os.environ)
    store = open_store(settings.database_url, busy_seconds=WEB_BUSY_SECONDS)
    return create_app(settings, store, mailer_of(settings), SystemClock())


def read_blog_once(settings: Settings) -> None:
    """Read the blog's manifest; raise SettingsError if there is none."""
    try:
        settings_manifest(settings).blog()
    except BlogUnknownError as error:
        raise SettingsError(SITE, str(error)) from error
