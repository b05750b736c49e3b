"""A sender of letters that is going to be killed, in a process of its own."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from rapport_subscriptions.app import create_app
from rapport_subscriptions.mail.maildir import MaildirMailer
from rapport_subscriptions.rules.mailing import LetterRules
from rapport_subscriptions.store.sql.database import open_store
from rapport_subscriptions.use_cases import mail_articles
from tests.service.service_under_test import BLOG, FixedManifest, article, settings_for_tests
from tests.service.victim import LaterClock

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event

    from starlette.applications import Starlette


def application(database: str, folder: Path, round_number: int) -> Starlette:
    """A service whose blog has one article more in each round, and that writes in small lots."""
    mail_articles.write_letters.__defaults__ = (4,)
    articles = tuple(
        article(f"n{number}", date=f"2099-01-{number + 1:02}") for number in range(round_number)
    )
    return create_app(
        settings_for_tests(letters=LetterRules(quiet=timedelta(0), held_above=1_000)),
        open_store(database),
        MaildirMailer(folder / "inbox"),
        LaterClock(timedelta(minutes=6) * round_number),
        manifest=FixedManifest(replace(BLOG, articles=articles)),
    )


def live(database: str, folder: str, round_number: int, ready: Event) -> None:
    """Write and send letters until killed."""
    app = application(database, Path(folder), round_number)
    ready.set()
    asyncio.run(_live(app))


async def _live(app: Starlette) -> None:
    while True:
        await app.state.mail_worker.work()
