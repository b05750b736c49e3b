"""Commands about people: export, erase, unsuppress."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import TYPE_CHECKING

from rapport_subscriptions.commands.worker_pool import mailer_of
from rapport_subscriptions.errors import DatabaseError, SubscriptionsError
from rapport_subscriptions.lists.csv_file import write_csv
from rapport_subscriptions.manifest import settings_manifest
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.runtime.clock import SystemClock
from rapport_subscriptions.service import Service
from rapport_subscriptions.settings import read_database, read_settings
from rapport_subscriptions.store.journal import FileJournal
from rapport_subscriptions.store.sql import schema
from rapport_subscriptions.store.sql.database import open_store
from rapport_subscriptions.use_cases.erase import erase_subscription
from rapport_subscriptions.use_cases.unsuppress import UnsuppressResult, unsuppress

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from rapport_subscriptions.rules.email_address import EmailAddress
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork


def export(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Print all subscriptions as CSV."""
    del arguments
    with closing(open_store(read_database(environ))) as store:
        schema.prepare(store)
        with store.reading() as tx:
            write_csv(tx.subscriptions.all(), SystemClock().now(), sys.stdout)
    return 0


def erase(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Erase a person who asked for it other than by the link."""
    email = address_of(arguments)
    service = open_service(environ)
    was_stored = service.do(_erase, email.key)
    service.store.close()
    sys.stdout.write("erased\n" if was_stored else "nothing is stored about this address\n")
    return 0 if was_stored else 1


def unsuppress_address(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Lift the suppression of an address that refused, bounced or complained."""
    email = address_of(arguments)
    service = open_service(environ)
    permit = service.do(unsuppress, email)
    service.store.close()
    if permit is UnsuppressResult.NOT_STOPPED:
        sys.stdout.write("this address is not suppressed\n")
        return 1
    sys.stdout.write(
        "lifted: the subscription, if there was one, is what it was before; no email was sent\n"
    )
    return 0


def address_of(arguments: argparse.Namespace) -> EmailAddress:
    """Return the address on the command line; raise SubscriptionsError if it is invalid."""
    try:
        return parse_address(arguments.address, public=False)
    except ValueError as error:
        raise SubscriptionsError(str(error)) from None


def open_service(environ: Mapping[str, str]) -> Service:
    """Return the service of the settings, with its database at this release's version."""
    settings = read_settings(environ)
    store = open_store(settings.database_url)
    try:
        schema.prepare(store)
    except DatabaseError:
        store.close()
        raise
    manifest = settings_manifest(settings)
    journal = FileJournal(settings.journal) if settings.journal else None
    return Service(settings, store, mailer_of(settings), SystemClock(), manifest, journal)


def _erase(work: UnitOfWork, key: str) -> bool:
    work.tx.lock(key)
    subscription = work.tx.subscriptions.by_address(key)
    if subscription:
        erase_subscription(work, subscription)
    return subscription is not None
