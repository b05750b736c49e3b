"""`import`: a list of subscribers moves in, in batches that let sign-ups through."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from rapport_subscriptions.commands.people import open_service
from rapport_subscriptions.errors import SubscriptionsError
from rapport_subscriptions.lists.csv_file import guarded
from rapport_subscriptions.lists.dialects import folded
from rapport_subscriptions.lists.import_list import ListOptions, SubscriberList, decoded, read_list
from rapport_subscriptions.use_cases.import_subscribers import (
    ImportResult,
    ImportRow,
    ask_permission,
    import_row,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence

    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.service import Service
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

ROWS_AT_ONCE = 200
MOST_SHOWN = 50
USUAL_PER_MINUTE = 60
"""How many people a minute are asked for permission, where the operator sets no pace."""


class DryRun(Exception):  # noqa: N818 - no error: it takes a transaction back
    """Everything was looked at; nothing stays."""


def import_file(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Import a list, or show what would become of it."""
    service = open_service(environ)
    try:
        blog = service.manifest.blog()
        found = _read(arguments, blog)
        _refuse(arguments, found)
        if arguments.dry_run:
            _show(service, found)
            return 0
        results: Counter[ImportResult] = Counter()
        for rows in _batches(found.rows):
            results.update(service.do(_import_all, rows))
        for result in ImportResult:
            sys.stdout.write(f"{results[result]:>8}  {result.value}\n")
        if found.problems:
            sys.stdout.write(f"{len(found.problems):>8}  skipped\n")
        if arguments.ask_permission:
            sys.stdout.write(f"{_ask_all(service, found.rows):>8}  asked for permission, once\n")
    finally:
        service.store.close()
    return 0


def _read(arguments: argparse.Namespace, blog: Blog) -> SubscriberList:
    try:
        text = decoded(arguments.file.read_bytes())
    except (OSError, UnicodeDecodeError) as fault:
        raise SubscriptionsError(f"{arguments.file} can't be read: {fault}") from fault
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


def _refuse(arguments: argparse.Namespace, found: SubscriberList) -> None:
    """Name all that is wrong; import nothing unless the operator says so."""
    if found.has_times_without_zone:
        sys.stderr.write("times without a time zone are taken for UTC\n")
    for problem in found.problems[:MOST_SHOWN]:
        sys.stderr.write(f"{problem}\n")
    if len(found.problems) > MOST_SHOWN:
        sys.stderr.write(f"… and {len(found.problems) - MOST_SHOWN} more\n")
    if found.problems and not (arguments.skip_bad or arguments.dry_run):
        raise SubscriptionsError(
            f"{len(found.problems)} rows can't be imported, so nothing was; fix them, or say "
            "--skip-bad"
        )
    ignored = {folded(name) for name in arguments.ignore_columns}
    unknown = [name for name in found.unknown_columns if folded(name) not in ignored]
    if unknown:
        sys.stderr.write(f"these columns are not understood: {', '.join(unknown)}\n")
    if unknown and arguments.ask_permission:
        named = " ".join(f"'{name}'" for name in unknown)
        raise SubscriptionsError(
            "one of them may say that somebody unsubscribed, so nobody is asked; if none does, "
            f"say --ignore-columns {named}"
        )


def _show(service: Service, found: SubscriberList) -> None:
    """Print what each row would become, and why; a transaction that is taken back finds out."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("line", "email", "becomes", "why"))

    def look(work: UnitOfWork) -> None:
        trial = replace(work, is_trial=True)
        for row in found.rows:
            result = import_row(trial, row)
            why = row.why if result is not ImportResult.PENDING else _missing(row)
            writer.writerow((row.line, guarded(row.email.typed), result.value, why))
        raise DryRun

    try:
        service.do(look)
    except DryRun:
        return


def _missing(row: ImportRow) -> str:
    """Say what a row lacks to prove that its owner agreed."""
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


def _import_all(work: UnitOfWork, rows: Sequence[ImportRow]) -> Counter[ImportResult]:
    work.tx.lock(*(row.email.key for row in rows))
    latest_number = work.tx.articles.latest_number()
    return Counter(import_row(work, row, latest_number) for row in rows)


def _ask_all(service: Service, rows: Sequence[ImportRow]) -> int:
    asked = 0
    for batch in _batches(rows):
        asked += service.do(_ask_some, batch, asked)
    return asked


def _ask_some(work: UnitOfWork, rows: Sequence[ImportRow], before: int) -> int:
    """Ask some, each a little later than the last; confirmations go first meanwhile."""
    pace = timedelta(minutes=1) / (work.letters.per_minute or USUAL_PER_MINUTE)
    asked = 0
    for row in rows:
        found = work.tx.subscriptions.by_address(row.email.key)
        not_before = work.now + pace * (before + asked + 1)
        if found and ask_permission(work, found.id, not_before):
            asked += 1
    return asked


def _batches(rows: Sequence[ImportRow]) -> Iterator[list[ImportRow]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, ROWS_AT_ONCE)):
        yield batch
