"""Commands about people: export, import, erase, allow."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

from rapport_subscriptions.commands.worker_pool import mailer_of
from rapport_subscriptions.errors import SubscriptionsError
from rapport_subscriptions.lists.csv_file import read_csv, write_csv
from rapport_subscriptions.manifest import open_manifest
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.runtime.clock import SystemClock
from rapport_subscriptions.service import Service
from rapport_subscriptions.settings import read_database, read_settings
from rapport_subscriptions.store.journal import FileJournal
from rapport_subscriptions.store.sql import schema
from rapport_subscriptions.store.sql.database import open_store
from rapport_subscriptions.use_cases.erase import erase_subscription
from rapport_subscriptions.use_cases.import_subscribers import (
    ImportResult,
    ImportRow,
    ask_permission,
    import_row,
)
from rapport_subscriptions.use_cases.unsuppress import UnsuppressResult, unsuppress

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

    from rapport_subscriptions.rules.email_address import EmailAddress
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

LINES_AT_ONCE = 500


def export(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Print all subscriptions as CSV."""
    del arguments
    store = open_store(read_database(environ))
    schema.prepare(store)
    with store.reading() as tx:
        write_csv(tx.subscriptions.all(), SystemClock().now(), sys.stdout)
    store.close()
    return 0


def import_file(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Take people over from a CSV file, all or none."""
    service = open_service(environ)
    try:
        with arguments.file.open(encoding="utf-8-sig", newline="") as source:
            lines = list(read_csv(source, service.manifest.blog()))
    except (OSError, UnicodeDecodeError) as fault:
        raise SubscriptionsError(f"{arguments.file} can't be read: {fault}") from fault
    results = service.do(_import_all, lines)
    for result in ImportResult:
        sys.stdout.write(f"{results[result]:>8}  {result.value}\n")
    if arguments.ask_permission:
        sys.stdout.write(f"{_ask_all(service, lines):>8}  asked for permission, once\n")
    service.store.close()
    return 0


def erase(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Erase a person who asked for it by another way than the link."""
    email = _address(arguments)
    service = open_service(environ)
    found = service.do(_erase, email.key)
    service.store.close()
    sys.stdout.write("erased\n" if found else "nothing is stored about this address\n")
    return 0 if found else 1


def unsuppress_address(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Lift the suppression of an address that refused, bounced or complained."""
    email = _address(arguments)
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


def _address(arguments: argparse.Namespace) -> EmailAddress:
    try:
        return parse_address(arguments.address, public=False)
    except ValueError as fault:
        raise SubscriptionsError(str(fault)) from None


def open_service(environ: Mapping[str, str]) -> Service:
    """Return the service of the settings, its database at this release's version."""
    settings = read_settings(environ)
    store = open_store(settings.database_url)
    schema.prepare(store)
    manifest = open_manifest(settings.site)
    journal = FileJournal(settings.journal) if settings.journal else None
    return Service(settings, store, mailer_of(settings), SystemClock(), manifest, journal)


def _import_all(work: UnitOfWork, lines: list[ImportRow]) -> Counter[ImportResult]:
    work.tx.lock(*(line.email.key for line in lines))
    return Counter(import_row(work, line) for line in lines)


def _ask_all(service: Service, lines: list[ImportRow]) -> int:
    return sum(
        service.do(_ask_some, lines[start : start + LINES_AT_ONCE])
        for start in range(0, len(lines), LINES_AT_ONCE)
    )


def _ask_some(work: UnitOfWork, lines: list[ImportRow]) -> int:
    return sum(ask_permission(work, subscription_id) for subscription_id in _ids(work, lines))


def _ids(work: UnitOfWork, lines: list[ImportRow]) -> Iterator[str]:
    for line in lines:
        found = work.tx.subscriptions.by_address(line.email.key)
        if found:
            yield found.id


def _erase(work: UnitOfWork, key: str) -> bool:
    work.tx.lock(key)
    subscription = work.tx.subscriptions.by_address(key)
    if subscription:
        erase_subscription(work, subscription)
    return subscription is not None
