"""`show ADDRESS`: what is stored about a person, for support and for requests by law."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from rapport_subscriptions.commands.people import address_of, open_service
from rapport_subscriptions.use_cases.erase import stored_data
from rapport_subscriptions.web.subscriber_data import everything_json

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from rapport_subscriptions.rules.mailing import Delivery
    from rapport_subscriptions.rules.outbox import OutboxMail
    from rapport_subscriptions.use_cases.erase import StoredData
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

NOTHING = "nothing is stored about this address"


def show(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Print what is stored about an address; exit code 1 if nothing is."""
    email = address_of(arguments)
    service = open_service(environ)
    try:
        stored, stop = service.look(_look, email.key)
        blog, now = service.manifest.blog(), service.clock.now()
    finally:
        service.store.close()
    if stored and arguments.json:
        content = everything_json(stored, blog, now)
        sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=2) + "\n")
    elif stored:
        sys.stdout.writelines(f"{line}\n" for line in _lines(stored, stop, now))
    else:
        sys.stdout.write(f"{stop}; {NOTHING} else\n" if stop else f"{NOTHING}\n")
    return 0 if stored or stop else 1


def _look(work: UnitOfWork, key: str) -> tuple[StoredData | None, str]:
    subscription = work.tx.subscriptions.by_address(key)
    stop = work.history(key).stop
    words = f"no email goes to this address: {stop.value}" if stop else ""
    return (stored_data(work, subscription) if subscription else None), words


def _lines(stored: StoredData, stop: str, now: datetime) -> Iterator[str]:
    reader = stored.subscription
    topics = ", ".join(reader.choice.topics) or "every article"
    yield f"{reader.email.typed}: {reader.status_at(now).value}"
    yield (
        f"gets {topics}, {reader.choice.cadence.value}"
        if reader.gets_articles
        else "gets series only"
    )
    if stop:
        yield stop
    yield ""
    for line in stored.ledger:
        yield f"{_minute(line.at)}  {line.act.value}"
    for letter in stored.letters:
        yield f"{_letter(letter)}: {_titles(stored, letter)}"
    for place in stored.series:
        said = f"{place.state.value}, {place.pace.value}, {len(place.mailed_titles)} parts"
        yield f"{_minute(place.joined_at)}  series {place.series}: {said}"
    for mail in stored.mails:
        yield _mail(mail)


def _letter(letter: Delivery) -> str:
    if letter.bounced_at:
        return f"{_minute(letter.bounced_at)}  letter bounced"
    if letter.sent_at:
        return f"{_minute(letter.sent_at)}  letter accepted by the mail server"
    return f"{'not yet':16}  letter"


def _titles(stored: StoredData, letter: Delivery) -> str:
    known = (stored.articles.get(article_id) for article_id in letter.articles)
    return "; ".join(article.article.title for article in known if article)


def _mail(mail: OutboxMail) -> str:
    reason = f" ({mail.reason})" if mail.reason else ""
    return f"{_minute(mail.created_at)}  email {mail.kind.value}: {mail.state.value}{reason}"


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
