"""`import`: imports a list of subscribers, in batches that let sign-ups through."""

from __future__ import annotations

import csv
import sys
import time
from collections import Counter
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from rapport_subscriptions.commands.people import open_service
from rapport_subscriptions.errors import SubscriptionsError
from rapport_subscriptions.lists.csv_file import guarded
from rapport_subscriptions.lists.dialects import folded
from rapport_subscriptions.lists.import_list import ListOptions, SubscriberList, decoded, read_list
from rapport_subscriptions.use_cases.ask_permission import ask_permission
from rapport_subscriptions.use_cases.import_subscribers import (
    ImportResult,
    ImportRow,
    import_rows,
    preview_rows,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence

    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.service import Service

ROWS_AT_ONCE = 500
"""Rows of one transaction, which takes some hundredths of a second."""

PAUSE_SECONDS = 0.005
"""The pause between two batches: SQLite has one writer, and sign-ups try every millisecond."""

MOST_SHOWN = 50
USUAL_PER_MINUTE = 60
"""Permission emails a minute, if the operator sets no limit."""


def import_file(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Import a list, or show what each row would become."""
    service = open_service(environ)
    try:
        blog = service.manifest.blog()
        subscribers = _read(arguments, blog)
        _refuse(arguments, subscribers)
        if arguments.dry_run:
            _show(service, subscribers)
            return 0
        results = _import_all(service, subscribers.rows)
        for result in ImportResult:
            sys.stdout.write(f"{results[result]:>8}  {result.value}\n")
        if subscribers.problems:
            sys.stdout.write(f"{len(subscribers.problems):>8}  skipped\n")
        if arguments.ask_permission:
            sys.stdout.write(
                f"{_ask_all(service, subscribers.rows):>8}  asked for permission, once\n"
            )
    finally:
        service.store.close()
    return 0


def _read(arguments: argparse.Namespace, blog: Blog) -> SubscriberList:
    try:
        text = decoded(arguments.file.read_bytes())
    except (OSError, UnicodeDecodeError) as error:
        raise SubscriptionsError(f"{arguments.file} can't be read: {error}") from error
    options = ListOptions(
        consent_text=arguments.consent_text,
        consent_page=arguments.consent_page,
        topic_of=dict(_topic(pair, blog) for pair in arguments.topic),
    )
    return read_list(text, blog, options)


def _topic(pair: str, blog: Blog) -> tuple[str, str]:
    """Read `Their Tag=our-topic`."""
    label, equals, slug = pair.partition("=")
    if not equals or slug not in blog.topics:
        topics = ", ".join(blog.topics)
        raise SubscriptionsError(f"--topic is {pair!r}, expected TAG=TOPIC with one of {topics}")
    return folded(label), slug


def _refuse(arguments: argparse.Namespace, subscribers: SubscriberList) -> None:
    """Report all errors; import nothing unless the operator skips bad rows."""
    if subscribers.has_times_without_zone:
        sys.stderr.write("times without a time zone are read as UTC\n")
    for problem in subscribers.problems[:MOST_SHOWN]:
        sys.stderr.write(f"{problem}\n")
    if len(subscribers.problems) > MOST_SHOWN:
        sys.stderr.write(f"… and {len(subscribers.problems) - MOST_SHOWN} more\n")
    if subscribers.problems and not (arguments.skip_bad or arguments.dry_run):
        raise SubscriptionsError(
            f"{len(subscribers.problems)} rows can't be imported, so nothing was; fix them, or say "
            "--skip-bad"
        )
    ignored = {folded(name) for name in arguments.ignore_columns}
    unknown = [name for name in subscribers.unknown_columns if folded(name) not in ignored]
    if unknown:
        sys.stderr.write(f"unknown columns: {', '.join(unknown)}\n")
    if unknown and arguments.ask_permission:
        named = " ".join(f"'{name}'" for name in unknown)
        raise SubscriptionsError(
            "one of them may say that somebody unsubscribed, so nobody is asked; if none does, "
            f"say --ignore-columns {named}"
        )


def _show(service: Service, subscribers: SubscriberList) -> None:
    """Print what each row would become, and why; the database is only read."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("line", "email", "becomes", "why"))
    met: dict[str, Subscription] = {}
    for batch in _batches(subscribers.rows):
        for row, result in zip(batch, service.look(preview_rows, batch, met), strict=True):
            why = row.why if result is not ImportResult.PENDING else _missing(row)
            writer.writerow((row.line, guarded(row.email.typed), result.value, why))


def _missing(row: ImportRow) -> str:
    """Return what a row lacks to prove consent."""
    lacks = [
        name
        for name, value in (
            ("when (confirmed_at)", row.confirmed_at),
            ("where (page)", row.page),
            ("to what text (text)", row.text),
        )
        if not value
    ]
    if not lacks:
        return row.why
    return f"it does not say {', '.join(lacks)} its owner agreed"


def _import_all(service: Service, rows: Sequence[ImportRow]) -> Counter[ImportResult]:
    results: Counter[ImportResult] = Counter()
    for batch in _batches(rows):
        results.update(service.do(import_rows, batch))
        time.sleep(PAUSE_SECONDS)
    return results


def _ask_all(service: Service, rows: Sequence[ImportRow]) -> int:
    """Ask everybody who may be asked, one after the other; confirmations go first."""
    pace = timedelta(minutes=1) / (service.settings.letters.per_minute or USUAL_PER_MINUTE)
    count = 0
    for batch in _batches(rows):
        keys = [row.email.key for row in batch]
        count += service.do(ask_permission, keys, pace, count)
        time.sleep(PAUSE_SECONDS)
    return count


def _batches(rows: Sequence[ImportRow]) -> Iterator[list[ImportRow]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, ROWS_AT_ONCE)):
        yield batch
