"""A long run: sign-ups, confirmations, letters, leavings, bounces and kills, and who got what.

Each reader writes down what was answered and when. From that follows which letters this reader
must have got, and which not; whatever lies between (who left while a letter was on its way) may
have happened or not.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

import httpx

from bench.service.soak_check import Inbox, SoakReader, find_failures
from tests.ports import free_port
from tests.service.service_under_test import form
from tests.service.serving import command, environment, published_site, start
from tests.service.smtp_server import misbehaving
from tests.service.test_bounces import report
from tests.service.test_serve_kill import finish
from tests.service.test_workers import senders_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.service.serving import Server
    from tests.service.smtp_server import Misbehaving

AT_ONCE = 6
PAUSE = 6.0
"""Seconds between two readers of one hand, on average."""

PUBLISH_EVERY = 20.0
KILL_EVERY = 8.0, 20.0
NEVER_CONFIRMS, LEAVES, BOUNCES = 0.1, 0.3, 0.05
"""Shares of readers who don't press, and of the others, who leave or whose address dies."""

UNAVAILABLE = 503

BOUNCES_TRIED = 20
"""So often a mail server hands a bounce in while the database is busy."""

BLOG = "https://blog.example/"


@dataclass
class Soak:
    """A run, and what the checker found."""

    minutes: float
    kills: int = 0
    asked: int = 0
    confirmed: int = 0
    left: int = 0
    bounced: int = 0
    articles: int = 0
    letters: int = 0
    doubled: int = 0
    """Mails that came again, under the same Message-ID."""
    failures: list[str] = field(default_factory=list)


class SoakRun:
    """One run on one database."""

    def __init__(self, folder: Path, database: str, smtp: Misbehaving) -> None:
        self.smtp, self.port, self.dice = smtp, free_port(), random.Random(20261128)  # noqa: S311 - no secret
        self.environ: Mapping[str, str] = environment(
            folder,
            database,
            self.port,
            RAPPORT_MAIL_URL=f"smtp://127.0.0.1:{smtp.port}",
            RAPPORT_MAILS_PER_HOUR="1000000",
            RAPPORT_LETTERS_QUIET_MINUTES="0",
            RAPPORT_BOUNCES_TO="bounces@blog.example",
        )
        self.folder, self.kills = folder, 0
        self.inbox, self.readers = Inbox(), list[SoakReader]()
        self.published: dict[str, float] = {}
        self.server: Server = start(self.environ, self.port)

    async def last(self, seconds: float) -> None:
        """Run for so long, then end everything and let a last sender do what is left."""
        await asyncio.to_thread(self.server.wait)
        tasks = [asyncio.create_task(self._read(hand)) for hand in range(AT_ONCE)]
        tasks += [asyncio.create_task(work()) for work in (self._publish, self._kill, self._file)]
        await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.to_thread(self.server.kill)
        for outcome in ended:
            if isinstance(outcome, Exception):
                raise outcome
        await finish(self.environ)
        self._file_all()

    async def _read(self, hand: int) -> None:
        number = 0
        url = f"http://127.0.0.1:{self.port}"
        async with httpx.AsyncClient(base_url=url, timeout=30) as client:
            while True:
                number += 1
                reader = SoakReader(f"r{number}@h{hand}n{number}.example.org")
                self.readers.append(reader)
                await self._live(client, reader)
                await asyncio.sleep(self.dice.uniform(0, 2 * PAUSE))

    async def _live(self, client: httpx.AsyncClient, reader: SoakReader) -> None:
        await self._post(client, "/subscriptions", form(reader.email, cadence="each"))
        reader.asked = True
        while reader.email not in self.inbox.links:  # noqa: ASYNC110 - the inbox tells nobody
            await asyncio.sleep(0.1)
        if self.dice.random() < NEVER_CONFIRMS:
            return  # never confirms
        reader.pressed_at = monotonic()
        await self._post(client, self.inbox.links[reader.email], {})
        reader.confirmed_at = monotonic()
        fate = self.dice.random()
        if fate < LEAVES + BOUNCES:
            await asyncio.sleep(self.dice.uniform(1, 2 * PAUSE))
            while reader.email not in self.inbox.leave:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.1)
            reader.ends_at = monotonic()
            if fate < LEAVES:
                body = {"List-Unsubscribe": "One-Click"}
                await self._post(client, self.inbox.leave[reader.email], body)
            else:
                reader.is_dead = True
                await asyncio.to_thread(self._bounce, self.inbox.newest[reader.email])
            reader.ended_at = monotonic()

    async def _post(
        self, client: httpx.AsyncClient, url: str, fields: Mapping[str, object]
    ) -> None:
        """Ask until it is answered: a service that is being killed may have done it or not."""
        while True:
            with suppress(httpx.TransportError):
                answer = await client.post(url, data=dict(fields))
                if answer.status_code in {200, 303}:
                    return
                if answer.status_code != UNAVAILABLE:
                    raise AssertionError(f"{answer.status_code} for {url}: {answer.text[:200]}")
            await asyncio.sleep(0.2)

    def _bounce(self, message_id: str) -> None:
        message = report(original=f"Message-ID: {message_id}\n").encode()
        for _ in range(BOUNCES_TRIED):
            done = subprocess.run(
                command("bounce"), env=self.environ, input=message, capture_output=True, check=False
            )
            if not done.returncode:
                return
        raise AssertionError(done.stderr.decode())

    async def _publish(self) -> None:
        while True:
            await asyncio.sleep(PUBLISH_EVERY)
            names = [*self.published, f"a{len(self.published) + 1}"]
            self.published[names[-1]] = monotonic()
            published_site(self.folder / "site", BLOG, *names)

    async def _kill(self) -> None:
        while True:
            await asyncio.sleep(self.dice.uniform(*KILL_EVERY))
            part = self.dice.choice(["web", "sender", "all"])
            self.kills += 1
            if part == "sender":
                for pid in senders_of(self.server.process.pid):
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                continue
            if part == "web":
                os.kill(self.server.process.pid, signal.SIGKILL)
                await asyncio.sleep(1)
            await asyncio.to_thread(self.server.kill)
            self.server = start(self.environ, self.port)
            await asyncio.to_thread(self.server.wait)

    async def _file(self) -> None:
        while True:
            self._file_all()
            await asyncio.sleep(0.1)

    def _file_all(self) -> None:
        while self.smtp.messages:
            self.inbox.take(self.smtp.messages.pop(0))


def soak(folder: Path, database: str, minutes: float) -> Soak:
    """Run for so many minutes on a migrated and empty database, and check."""
    return asyncio.run(_soak(folder, database, minutes))


async def _soak(folder: Path, database: str, minutes: float) -> Soak:
    async with misbehaving() as smtp:
        run = SoakRun(folder, database, smtp)
        await run.last(minutes * 60)
    letters = run.inbox.told
    sent = [*letters.values(), *run.inbox.asked.values()]
    return Soak(
        minutes,
        kills=run.kills,
        asked=sum(reader.asked for reader in run.readers),
        confirmed=sum(bool(reader.confirmed_at) for reader in run.readers),
        left=sum(bool(reader.ended_at) and not reader.is_dead for reader in run.readers),
        bounced=sum(reader.is_dead for reader in run.readers),
        articles=len(run.published),
        letters=len(letters),
        doubled=sum(sum(ids.values()) - len(ids) for ids in sent),
        failures=list(find_failures(run.readers, run.published, run.inbox)),
    )
