"""The only place where the service is put together.

    settings = Settings(
        mail_url="maildir:///tmp/inbox",
        mail_from="The blog <blog@example.org>",
        site="site",                              # the folder that holds blog.json
        public_url="http://127.0.0.1:8000",       # where readers reach the service
        secret_keys=("at least thirty-two bytes, kept",),
        database_url="sqlite:///subscriptions.db",
        site_url="http://127.0.0.1:8000/",        # only where the blog isn't at blog.json's "url"
    )
    store = open_store(settings.database_url)     # rapport_subscriptions.sql_store
    prepare(store)                                # rapport_subscriptions.sql_store.schema
    mailer = open_mailer(settings.mail_url)       # rapport_subscriptions.smtp
    app = create_app(settings, store, mailer, SystemClock(), run_worker=True)

The application answers `/subscriptions`, everything below it, `/healthz`, `/readyz` and
`/metrics`, and expects these paths unshortened: to have it beside a site on one port, hand it
every request whose path begins so. Its lifespan runs the worker; a server that hosts it inside
another application enters `app.router.lifespan_context(app)` itself.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware

from rapport_subscriptions.mail.worker import MailWorker
from rapport_subscriptions.manifest import settings_manifest
from rapport_subscriptions.ports.manifest import Manifest
from rapport_subscriptions.runtime.batcher import Batcher
from rapport_subscriptions.service import Service
from rapport_subscriptions.store.journal import FileJournal
from rapport_subscriptions.use_cases import confirm, receive_requests
from rapport_subscriptions.web.error_pages import ERROR_HANDLERS
from rapport_subscriptions.web.guard import Guard
from rapport_subscriptions.web.routes import ROUTES

MOST_AT_ONCE = 256
"""Requests that are stored in one commit."""

CONFIRMATIONS_AT_ONCE = 32
"""Confirmations in one commit; each takes some ten statements."""

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from rapport_subscriptions.ports.clock import Clock
    from rapport_subscriptions.ports.mailer import Mailer
    from rapport_subscriptions.ports.store import Store
    from rapport_subscriptions.settings import Settings


def create_app(
    settings: Settings,
    store: Store,
    mailer: Mailer,
    clock: Clock,
    *,
    run_worker: bool = False,
    manifest: Manifest | None = None,
) -> Starlette:
    """Return the service as an ASGI application; with `run_worker` it also sends its emails."""
    blog = manifest or settings_manifest(settings)
    journal = FileJournal(settings.journal) if settings.journal else None
    service = Service(settings, store, mailer, clock, blog, journal)
    worker = MailWorker(service)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(worker.run()) if run_worker else None
        try:
            yield
        finally:
            worker.stop()
            if task:
                await task
            await mailer.close()
            store.close()

    app = Starlette(
        routes=ROUTES,
        lifespan=lifespan,
        exception_handlers=ERROR_HANDLERS,
        middleware=[Middleware(Guard, manifest=blog)],
    )
    app.router.redirect_slashes = False  # a redirect would take the Host header, and http
    app.state.service = service
    app.state.mail_worker = worker
    app.state.intake = Batcher(
        lambda requests: service.do(receive_requests.write_down, requests), MOST_AT_ONCE
    )
    app.state.confirmations = Batcher(
        lambda clicks: service.do(confirm.confirm_all, clicks), CONFIRMATIONS_AT_ONCE
    )
    return app
