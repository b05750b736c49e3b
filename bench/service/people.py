"""People for a database: some who are in, some who were just asked, or a million."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import insert

from bench.service.running import command
from rapport_subscriptions.mail.transports import open_mailer
from rapport_subscriptions.mail.worker import MailWorker
from rapport_subscriptions.manifest import open_manifest
from rapport_subscriptions.rules.consent import Origin
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.rules.signup import SignUp
from rapport_subscriptions.rules.subscription import Cadence, Choice
from rapport_subscriptions.rules.tokens import Purpose, new_id
from rapport_subscriptions.runtime.clock import SystemClock
from rapport_subscriptions.service import Service
from rapport_subscriptions.settings import read_settings
from rapport_subscriptions.store.sql import schema
from rapport_subscriptions.store.sql.database import open_store
from rapport_subscriptions.store.sql.tables import consents, subscriptions
from rapport_subscriptions.use_cases import receive_requests

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

FORM = {"topics": "networking", "cadence": "weekly", "wording": "1", "page": "/subscribe/"}
_CHOICE = Choice(("networking",), Cadence.WEEKLY)
_LOT = 1_000


def known(number: int) -> str:
    """Return the address of somebody who is in."""
    return f"k{number:06}@mail.example.org"


def confirm_known(folder: Path, environ: Mapping[str, str], number: int) -> None:
    """Take so many confirmed people over, as an operator does."""
    lines = ["email,status,confirmed_at,page,wording"]
    lines += [f"{known(n)},confirmed,2026-01-01T00:00:00Z,/,1" for n in range(number)]
    (folder / "known.csv").write_text("\n".join(lines))
    command(environ, "import", str(folder / "known.csv"))


def ask_many(environ: Mapping[str, str], number: int) -> list[str]:
    """Sign so many people up, so that a mail waits for each; return their links' tokens."""
    service = _write_down(environ, number)
    sender = MailWorker(service)
    while sender.process_requests():
        pass
    seeds = service.look(_seeds)
    service.store.close()
    return [service.keys.derive(Purpose.CONFIRM, seed) for seed in seeds]


def write_down_many(environ: Mapping[str, str], number: int) -> None:
    """Sign so many people up, and work nothing off."""
    _write_down(environ, number).store.close()


def _write_down(environ: Mapping[str, str], number: int) -> Service:
    settings = read_settings(environ)
    store = open_store(settings.database_url)
    schema.prepare(store)
    manifest = open_manifest(settings.site)
    mailer = open_mailer(settings.mail_url)
    service = Service(settings, store, mailer, SystemClock(), manifest)
    dice = random.Random(2)  # noqa: S311 - networks, no secret
    for start in range(0, number, _LOT):
        consents = [
            receive_requests.signing_up(
                SignUp(parse_address(f"n{n:06}@mail.example.org"), _CHOICE, "1", "/"),
                Origin(f"10.{dice.randrange(250)}.{dice.randrange(250)}.1"),
                manifest.blog(),
                service.clock.now(),
            )
            for n in range(start, min(number, start + _LOT))
        ]
        service.do(lambda work, all_of_them: work.tx.requests.put(all_of_them), consents)
    return service


def _seeds(work: UnitOfWork) -> list[str]:
    far = datetime.now(UTC) + timedelta(days=1)
    return [mail.seed for mail in work.tx.outbox.due(far, 1_000_000)]


def fill(database: str, number: int, *, cadence: str = "weekly") -> None:
    """Write so many confirmed people, with a line of the ledger each, into a migrated database."""
    store = open_store(database)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    shared = {"wording": "1", "topics": ["networking"], "cadence": cadence, "page": "/subscribe/"}
    with store.engine.begin() as connection:
        for start in range(0, number, _LOT):
            some = [(new_id(), known(n)) for n in range(start, min(number, start + _LOT))]
            connection.execute(
                insert(subscriptions),
                [
                    {
                        "id": person,
                        "email": email,
                        "email_key": email,
                        "status": "confirmed",
                        "asked_at": at,
                        "confirmed_at": at,
                        **shared,
                    }
                    for person, email in some
                ],
            )
            connection.execute(
                insert(consents),
                [
                    {
                        "id": new_id(),
                        "subscription_id": person,
                        "act": "confirmed",
                        "text": "Write to me.",
                        "at": at,
                        "network": "192.0.2.0/24",
                        "network_shortened": True,
                        "user_agent": "Browser",
                        **shared,
                    }
                    for person, _ in some
                ],
            )
    store.close()
