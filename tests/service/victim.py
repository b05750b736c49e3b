"""A service that is going to be killed, in a process of its own.

It writes down what it has promised: an address in `accepted` once the sign-up was answered, in
`confirmed` once the press was answered. What it promised has to be so after any kill.
"""

from __future__ import annotations

import asyncio
import os
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from rapport_subscriptions.app import create_app
from rapport_subscriptions.consent import Origin
from rapport_subscriptions.email_address import parse_address
from rapport_subscriptions.errors import SubscriptionsError
from rapport_subscriptions.signup import SignUp
from rapport_subscriptions.smtp import MaildirMailer
from rapport_subscriptions.sql_store import open_store
from rapport_subscriptions.subscription import Cadence, Choice
from rapport_subscriptions.use_cases import ask, confirm
from tests.service.house import FixedManifest, links_in, settings_for_tests
from tests.service.maildir import read_maildir

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event

    from starlette.applications import Starlette

CHOICE = Choice(("networking",), Cadence.WEEKLY)


class LaterClock:
    """The machine's clock, moved forward, so that the leases of the dead have run out."""

    def __init__(self, ahead: timedelta) -> None:
        self._ahead = ahead

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead


def application(database: str, folder: Path, round_number: int) -> Starlette:
    return create_app(
        settings_for_tests(),
        open_store(database),
        MaildirMailer(folder / "inbox"),
        LaterClock(timedelta(minutes=6) * round_number),
        manifest=FixedManifest(),
    )


def live(database: str, folder: str, round_number: int, seed: float, ready: Event) -> None:
    """Sign people up, send, and confirm, until killed."""
    app = application(database, Path(folder), round_number)
    asyncio.run(_live(app, Path(folder), round_number, random.Random(seed), ready))


async def _live(
    app: Starlette, folder: Path, round_number: int, dice: random.Random, ready: Event
) -> None:
    number = 0
    while True:
        number += 1
        address = f"r{round_number}n{number}@mail.example.org"
        sign_up(app, folder, address)
        if number == 1 or dice.random() < 0.5:
            await app.state.sender.work()
        if number == 1 or dice.random() < 0.5:
            press(app, folder, dice)
        ready.set()


def sign_up(app: Starlette, folder: Path, address: str) -> None:
    signup = SignUp(parse_address(address), CHOICE, "2026-11", "/")
    app.state.service.do(ask.subscribe, signup, Origin())
    promise(folder / "accepted", address)


def press(app: Starlette, folder: Path, dice: random.Random) -> None:
    letters = read_maildir(folder / "inbox")
    chosen = dice.choice(letters) if letters else None
    for link in links_in(chosen, "confirm") if chosen else ():
        answer = app.state.service.do(confirm.confirm, link.rpartition("/")[2], Origin())
        if answer not in {confirm.Answer.DONE, confirm.Answer.DONE_BEFORE}:
            raise SubscriptionsError(f"a good link was answered with {answer}")
        promise(folder / "confirmed", str(chosen["To"]) if chosen else "")


def promise(path: Path, address: str) -> None:
    with path.open("ab") as file:
        file.write(f"{address}\n".encode())
        file.flush()
        os.fsync(file.fileno())
