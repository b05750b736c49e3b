"""What each command does, with its settings from the environment."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from rapport_subscriptions.clock import SystemClock
from rapport_subscriptions.csv_file import write_csv
from rapport_subscriptions.settings import read_database, read_settings
from rapport_subscriptions.sql_store import open_store, schema

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from starlette.applications import Starlette

GRACE_SECONDS = 10


def serve(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Check everything, migrate an empty database, then serve until stopped."""
    import uvicorn  # noqa: PLC0415 - the other commands start without it

    from rapport_subscriptions.manifest import open_manifest  # noqa: PLC0415

    settings = read_settings(environ)
    open_manifest(settings.site).blog()
    store = open_store(settings.database_url)
    schema.prepare(store)
    store.close()
    uvicorn.run(
        "rapport_subscriptions.commands:application",
        factory=True,
        host=arguments.host,
        port=arguments.port,
        workers=arguments.workers,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    return 0


def application() -> Starlette:
    """Answer one worker's application, from the environment `serve` has checked."""
    from rapport_subscriptions.app import create_app  # noqa: PLC0415
    from rapport_subscriptions.smtp import open_mailer  # noqa: PLC0415

    settings = read_settings(os.environ)
    store = open_store(settings.database_url)
    mailer = open_mailer(settings.mail_url)
    return create_app(settings, store, mailer, SystemClock(), run_sender=True)


def migrate(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Run the missing migrations."""
    del arguments
    store = open_store(read_database(environ))
    schema.migrate(store)
    store.close()
    sys.stdout.write(f"the database is at version {schema.newest_version()}\n")
    return 0


def export(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Print all subscriptions as CSV."""
    del arguments
    store = open_store(read_database(environ))
    schema.prepare(store)
    with store.reading() as tx:
        write_csv(tx.subscriptions(), SystemClock().now(), sys.stdout)
    store.close()
    return 0
