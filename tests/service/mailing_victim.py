"""A sender of letters that is going to be killed, in a process of its own."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from rapport_subscriptions.app import create_app
from rapport_subscriptions.mail.maildir import MaildirMailer
from rapport_subscriptions.rules.letter import read_letters
from rapport_subscriptions.rules.mailing import LetterRules
from rapport_subscriptions.store.sql.database import open_store
from rapport_subscriptions.use_cases import mail_articles
from tests.service.service_under_test import BLOG, FixedManifest, article, settings_for_tests
from tests.service.victim import LaterClock

if TYPE_CHECKING:
    from collections.abc import Mapping
    from multiprocessing.synchronize import Event

    from starlette.applications import Starlette

    from rapport_subscriptions.rules.letter import Letter


def application(database: str, folder: Path, round_number: int) -> Starlette:
    """A service whose blog has an article and a letter more each round; it writes few at once."""
    mail_articles.write_letters.__defaults__ = (4,)
    articles = tuple(
        article(f"n{number}", date=f"2099-01-{number + 1:02}") for number in range(round_number)
    )
    return create_app(
        settings_for_tests(letters=LetterRules(quiet=timedelta(0), held_above=1_000)),
        open_store(database),
        MaildirMailer(folder / "inbox"),
        LaterClock(timedelta(minutes=6) * round_number),
        manifest=FixedManifest(replace(BLOG, articles=articles, letters=letters_of(round_number))),
    )


def letters_of(number: int) -> Mapping[str, Letter]:
    """So many letters, due since this morning."""
    morning = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    listed = [
        {
            "id": f"l{index}",
            "subject": f"Letter {index}",
            "send": morning.isoformat(),
            "urgent": index % 2 == 1,
            "blocks": [{"kind": "text", "runs": [{"text": f"Words of l{index}."}]}],
        }
        for index in range(number)
    ]
    return read_letters(json.dumps({"version": 1, "letters": listed}))


def live(database: str, folder: str, round_number: int, ready: Event) -> None:
    """Write and send letters until killed."""
    app = application(database, Path(folder), round_number)
    ready.set()
    asyncio.run(_live(app))


async def _live(app: Starlette) -> None:
    while True:
        await app.state.mail_worker.work()
