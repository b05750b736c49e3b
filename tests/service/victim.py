"""A web and a sender that are going to be killed, each in a process of its own.

It writes down what it has promised: an address in `accepted` once the sign-up was answered, in
`confirmed` once the press was answered. What it promised has to be so after any kill.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from rapport_subscriptions.app import create_app
from rapport_subscriptions.errors import SubscriptionsError
from rapport_subscriptions.mail.maildir import MaildirMailer
from rapport_subscriptions.rules.caps import Limits
from rapport_subscriptions.rules.consent import Origin
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.rules.signup import SignUp
from rapport_subscriptions.rules.subscription import Cadence, Choice
from rapport_subscriptions.store.sql.database import open_store
from rapport_subscriptions.use_cases import confirm, receive_requests
from rapport_subscriptions.use_cases.link_result import LinkResult
from tests.service.maildir import read_letter
from tests.service.service_under_test import FixedManifest, links_in, settings_for_tests

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event

    from starlette.applications import Starlette

    from rapport_subscriptions.mail.worker import MailWorker

NOTHING_WAITS = Limits(signups_per_network=0, mails_per_hour=10_000_000)
CHOICE = Choice(("networking",), Cadence.WEEKLY)


class LaterClock:
    """The machine's clock, moved forward, so that the leases of the dead have run out."""

    def __init__(self, ahead: timedelta) -> None:
        self._ahead = ahead

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead


def application(database: str, folder: Path, round_number: int) -> Starlette:
    return create_app(
        settings_for_tests(limits=NOTHING_WAITS),
        open_store(database),
        MaildirMailer(folder / "inbox"),
        LaterClock(timedelta(minutes=6) * round_number),
        manifest=FixedManifest(),
    )


def serve(database: str, folder: str, round_number: int, seed: float, ready: Event) -> None:
    """Take sign-ups in, several at once, and presses of buttons, until killed."""
    app, dice, number = application(database, Path(folder), round_number), random.Random(seed), 0
    while True:
        addresses = [
            f"r{round_number}n{number + place}@mail.example.org"
            for place in range(dice.randint(1, 5))
        ]
        number += len(addresses)
        sign_up(app, Path(folder), addresses)
        press(app, Path(folder), dice)
        ready.set()
        time.sleep(dice.uniform(0, 0.05))  # a backlog of thousands would prove no more


def send(database: str, folder: str, round_number: int, seed: float, ready: Event) -> None:
    """Work off what was asked and what is to be mailed, until killed."""
    del seed
    app = application(database, Path(folder), round_number)
    asyncio.run(_send(app.state.mail_worker, ready))


async def _send(sender: MailWorker, ready: Event) -> None:
    while True:
        if not await sender.work():
            await asyncio.sleep(0.005)
        ready.set()


def sign_up(app: Starlette, folder: Path, addresses: list[str]) -> None:
    parts = app.state.service
    asked = [
        receive_requests.signing_up(
            SignUp(parse_address(address), CHOICE, "2026-11", "/"),
            Origin(),
            parts.manifest.blog(),
            parts.clock.now(),
        )
        for address in addresses
    ]
    parts.do(receive_requests.write_down, asked)
    promise(folder / "accepted", *addresses)


def press(app: Starlette, folder: Path, dice: random.Random) -> None:
    names = sorted((folder / "inbox" / "new").glob("*"))
    chosen = read_letter(dice.choice(names)) if names else None
    for link in links_in(chosen, "confirm") if chosen else ():
        answer = app.state.service.do(confirm.confirm, link.rpartition("/")[2], Origin())
        if answer not in {LinkResult.DONE, LinkResult.DONE_BEFORE}:
            raise SubscriptionsError(f"a good link was answered with {answer}")
        promise(folder / "confirmed", str(chosen["To"]) if chosen else "")


def promise(path: Path, *addresses: str) -> None:
    with path.open("ab") as file:
        file.write("".join(f"{address}\n" for address in addresses).encode())
        file.flush()
        os.fsync(file.fileno())
