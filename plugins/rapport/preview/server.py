"""`rapport preview`: builds the blog, and serves it with the service and a local inbox."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

import uvicorn
from mkdocs.exceptions import ConfigurationError
from starlette.applications import Starlette

from rapport.preview.live_site import LiveSite
from rapport.preview.web import make_app
from rapport_subscriptions.app import create_app
from rapport_subscriptions.mail.mailers import open_mailer
from rapport_subscriptions.rules.mailing import LetterRules
from rapport_subscriptions.runtime.clock import SystemClock
from rapport_subscriptions.settings import Settings, read_database
from rapport_subscriptions.store.sql.database import open_store
from rapport_subscriptions.store.sql.schema import migrate

QUIET = timedelta(seconds=2)
"""How long after a save a new article is mailed."""

KEPT = Path(".cache/rapport/preview")
"""What the preview keeps between its runs, below the blog's folder."""


def serve(config_file: str, port: int) -> None:
    """Serve the blog at `config_file` on this machine only, until it is stopped.

    Raises MkDocs' `ConfigurationError` where there is nothing to serve.
    """
    listening = _listen(port)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    kept = (Path(config_file).resolve().parent / KEPT).absolute()
    kept.mkdir(parents=True, exist_ok=True)
    site = LiveSite(config_file, kept / "site", url + "/")
    site.build()
    if not (site.folder / "blog.json").is_file():
        raise ConfigurationError("\n".join(site.problems) or "There is no blog to show.")
    for problem in site.problems:
        print(problem, flush=True)
    app = _app(site, kept, url)
    print(f"The blog is at {url}/ and its inbox at {url}/inbox/. Ctrl+C ends both.", flush=True)
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1)
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
    except (OSError, OverflowError) as error:
        listening.close()
        reason = getattr(error, "strerror", None) or str(error)
        message = f"Port {port} can't be used: {reason}. Choose another with --port (or PORT=)."
        raise ConfigurationError(message) from error
    return listening


def _app(site: LiveSite, kept: Path, url: str) -> Starlette:
    inbox = kept / "inbox"
    settings = Settings(
        mail_url=f"maildir://{inbox}",
        mail_from="Preview <preview@localhost.localdomain>",
        site=str(site.folder),
        public_url=url,
        site_url=url + "/",
        secret_keys=(_secret_key(kept / "key"),),
        database_url=read_database(os.environ),
        letters=LetterRules(quiet=QUIET),
    )
    store = open_store(settings.database_url)
    migrate(store)  # whatever an earlier preview has left there
    mailer = open_mailer(settings.mail_url)
    service = create_app(settings, store, mailer, SystemClock(), run_worker=True)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        watching = asyncio.create_task(site.keep_up())
        async with service.router.lifespan_context(service):
            yield
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching

    return make_app(site, service, inbox, lifespan)


def _secret_key(path: Path) -> str:
    """Return the preview's own key; links in its inbox work again after a restart."""
    if not path.is_file():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text()
