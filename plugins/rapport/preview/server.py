"""`rapport preview`: builds the blog, and serves it with the service and a local inbox."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

import segno
import uvicorn
from mkdocs.exceptions import ConfigurationError
from starlette.applications import Starlette

from rapport.errors import UsageError
from rapport.preview.letters import LetterPreview
from rapport.preview.listening import (
    LOOPBACK,
    also_as_localhost,
    is_loopback,
    listen,
    outside_addresses,
)
from rapport.preview.live_site import LiveSite
from rapport.preview.visitors import ENTRY, new_token
from rapport.preview.web import make_app
from rapport.preview.write import make_editor
from rapport.preview.write_guard import NAME, OPEN, WriteKeys
from rapport_subscriptions.app import create_app
from rapport_subscriptions.errors import SubscriptionsError
from rapport_subscriptions.mail.transports import open_mailer
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.rules.mailing import LetterRules
from rapport_subscriptions.runtime.clock import SystemClock
from rapport_subscriptions.setting_names import DATABASE_URL
from rapport_subscriptions.settings import Settings, read_database
from rapport_subscriptions.store.sql.database import open_store
from rapport_subscriptions.store.sql.schema import migrate

OPERATOR = "operator@example.org"
"""The operator's email address; the sign-in link arrives in the preview's own inbox."""

QUIET = timedelta(seconds=2)
"""The delay between saving a new article and emailing it."""

KEPT = Path(".cache/rapport/preview")
"""The folder of data kept between runs, below the blog's folder."""


def serve(config_file: str, host: str, port: int) -> None:
    """Serve the blog at `config_file`, until it is stopped.

    Beyond this machine, the site is shown to who has the printed token. Raises `UsageError` for a
    port that can't be used, and MkDocs' `ConfigurationError` where there is nothing to serve.
    """
    sockets = listen(host, port)
    both = also_as_localhost(sockets)
    sockets = both or sockets
    try:
        token = "" if is_loopback(host) else new_token()
        _serve(config_file, sockets, token, offers_writing=both is not None)
    finally:
        for listening in sockets:
            listening.close()


def _serve(
    config_file: str, sockets: list[socket.socket], token: str, *, offers_writing: bool
) -> None:
    url = f"http://{LOOPBACK}:{sockets[0].getsockname()[1]}"
    folder = (Path(config_file).resolve().parent / KEPT).absolute()
    site = LiveSite(config_file, folder / "site", url + "/")
    site.build()
    if not (site.folder / "blog.json").is_file():
        raise ConfigurationError("\n".join(site.problems) or "There is no blog to serve.")
    for problem in site.problems:
        print(problem, flush=True)
    keys = WriteKeys(_secret_key(folder / "key")) if offers_writing else None
    try:
        app = _app(site, folder, url, token, keys)
    except SubscriptionsError as error:
        raise UsageError(str(error)) from error
    for listener in sockets:
        listener.listen()  # before an address is printed, so that nobody comes too early
    print(f"The blog is at {url}/ and its inbox at {url}/inbox/. Ctrl+C ends both.", flush=True)
    print(f"Operator’s page: {url}/operator/ (sign in as {OPERATOR})", flush=True)
    if keys is not None:
        port = sockets[0].getsockname()[1]
        print(f"Write at http://{NAME}:{port}{OPEN}{keys.door}/", flush=True)
    elif not token:
        print("No writing here: try `--host 127.0.0.1`, or another `--port`.", flush=True)
    if not site.has_form():
        print("There is no sign-up form: enable the plugin `rapport/subscribe`.", flush=True)
    for address in outside_addresses(sockets) if token else ():
        _show_way_in(f"http://{address}{ENTRY}{token}/")
    config = uvicorn.Config(
        app, log_level="warning", timeout_graceful_shutdown=1, proxy_headers=False
    )
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=sockets)


def _show_way_in(address: str) -> None:
    """Print an address for another device, as text and as a QR code."""
    print(f"On another device in your network: {address}", flush=True)
    if "utf" in (sys.stdout.encoding or "").lower():  # else its blocks can't be written
        segno.make_qr(address, error="l").terminal(compact=True)
    print("It shows drafts too, to whoever has this address; the inbox stays here.", flush=True)


def _app(site: LiveSite, folder: Path, url: str, token: str, keys: WriteKeys | None) -> Starlette:
    inbox = folder / "inbox"
    database = f"sqlite:///{folder / 'subscriptions.db'}"
    settings = Settings(
        mail_url=f"maildir://{inbox}",
        mail_from="Preview <preview@localhost.localdomain>",
        site=str(site.folder),
        public_url=url,
        site_url=url + "/",
        secret_keys=(_secret_key(folder / "key"),),
        database_url=read_database({DATABASE_URL: database, **os.environ}),
        letters=LetterRules(quiet=QUIET),
        operators=(parse_address(OPERATOR),),
        promise=True,
    )
    store = open_store(settings.database_url)
    migrate(store)  # whatever an earlier preview has left there
    mailer = open_mailer(settings.mail_url)
    service = create_app(settings, store, mailer, SystemClock(), run_worker=site.has_form())

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        watching = asyncio.create_task(site.keep_up())
        async with service.router.lifespan_context(service):
            yield
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching

    editor = make_editor(site, keys) if keys else None
    return make_app(
        site, service, inbox, lifespan, token, editor, LetterPreview(service.state.service)
    )


def _secret_key(path: Path) -> str:
    """Return the preview's secret key, which keeps inbox links valid after a restart."""
    if not path.is_file():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text()
