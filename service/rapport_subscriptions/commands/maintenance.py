"""Commands about the service itself: migrate, doctor, backup, restore."""

from __future__ import annotations

import asyncio
import sys
from contextlib import closing
from typing import TYPE_CHECKING

from rapport_subscriptions.commands.serve import read_blog_once
from rapport_subscriptions.errors import SubscriptionsError
from rapport_subscriptions.rules.blog import NO_BLOG
from rapport_subscriptions.rules.tokens import Keyring
from rapport_subscriptions.runtime.clock import SystemClock
from rapport_subscriptions.settings import read_database, read_journal, read_keys, read_settings
from rapport_subscriptions.store.journal import FileJournal
from rapport_subscriptions.store.sql import backup as backups
from rapport_subscriptions.store.sql import schema
from rapport_subscriptions.store.sql.database import open_store
from rapport_subscriptions.use_cases.replay_journal import hold_everything, replay
from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping


def migrate(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Run the missing migrations."""
    del arguments
    with closing(open_store(read_database(environ))) as store:
        schema.migrate(store)
    sys.stdout.write(f"the database is at version {schema.newest_version()}\n")
    return 0


def doctor(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Print the results of all checks; exit code 1 if anything needs to be fixed."""
    del arguments
    from rapport_subscriptions.commands.doctor import DnsResolver, examine  # noqa: PLC0415 - brings the DNS

    settings = read_settings(environ)
    read_blog_once(settings)
    findings = asyncio.run(examine(settings, DnsResolver()))
    for finding in findings:
        mark = "ok  " if finding.ok else "FIX "
        sys.stdout.write(f"{mark} {finding.about}: {finding.message}\n")
    return 0 if all(finding.ok for finding in findings) else 1


def backup(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Write all data to a new file, while the service runs."""
    with closing(open_store(read_database(environ))) as store:
        number = backups.backup(store, arguments.file)
    sys.stdout.write(
        f"{number} rows in {arguments.file}. "
        "Store RAPPORT_SECRET_KEYS separately: you need both to restore.\n"
    )
    return 0


def _journal(environ: Mapping[str, str]) -> FileJournal:
    path = read_journal(environ)
    if path is None or not path.is_file():
        where = f"there is no journal at {path}" if path else "RAPPORT_JOURNAL is not set"
        raise SubscriptionsError(
            f"{where}: without it, whoever unsubscribed since the backup gets mail again. "
            "Set RAPPORT_JOURNAL to the journal's file, or restore --without-journal"
        )
    return FileJournal(path)


def restore(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Fill an empty database from a backup."""
    journal = None if arguments.without_journal else _journal(environ)
    keys = read_keys(environ) if journal else ()
    if journal:
        journal.last()  # a damaged one is told before anything is written
    with closing(open_store(read_database(environ))) as store:
        number = backups.restore(store, arguments.file)
        with store.transaction() as tx:
            work = UnitOfWork(tx, Keyring(keys), NO_BLOG, SystemClock().now(), "", journal=journal)
            ended = replay(work) if journal else 0
            hold_everything(work)
    sys.stdout.write(f"{number} rows from {arguments.file}\n")
    if journal:
        sys.stdout.write(f"{ended} subscriptions ended since that backup; they stay ended\n")
    sys.stdout.write(
        "All letters are held. `rapport subscriptions letters` shows them: --skip if they went "
        "before the restore, --send to send them.\n"
    )
    return 0
