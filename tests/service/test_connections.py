"""What one mail worker holds: who goes first, and what is left when it stops, fails or dies."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest

from rapport_subscriptions.errors import DatabaseError
from rapport_subscriptions.mail.worker import MailWorker
from rapport_subscriptions.rules.outbox import MailKind, MailState, Outcome, Verdict
from rapport_subscriptions.rules.subscription import Cadence, Choice, Status
from rapport_subscriptions.store.memory.database import MemoryStore
from rapport_subscriptions.use_cases import claim_mail, deliver_mail
from tests.service.service_under_test import (
    Mailbox,
    ServiceUnderTest,
    article,
    settings_for_tests,
)
from tests.service.test_store import subscription

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from rapport_subscriptions.ports.store import Store

pytestmark = pytest.mark.anyio

JO = "jo@mail.example.org"
PATIENCE = 60


@dataclass
class StuckMailbox(Mailbox):
    """A mail server that takes letters and never answers; other mail it takes at once."""

    stuck: int = 0
    went: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, message: bytes, sender: str, recipient: str) -> Outcome:
        if b"\r\nPrecedence: list\r\n" in message:
            self.stuck += 1
            await asyncio.Event().wait()
        outcome = await super().send(message, sender, recipient)
        self.went.set()
        return outcome


def with_readers(store: Store, number: int) -> list[str]:
    """Put so many confirmed readers of every article into a store."""
    people = [f"r{n:03}@mail.example.org" for n in range(number)]
    with store.transaction() as tx:
        for person in people:
            reader = replace(subscription(person), choice=Choice((), Cadence.EACH))
            tx.subscriptions.put(replace(reader, status=Status.CONFIRMED))
    return people


async def with_letters(store: Store, number: int) -> tuple[ServiceUnderTest, list[str]]:
    """Return a service whose article is written to so many readers, and not sent yet."""
    service = ServiceUnderTest(store, settings_for_tests(mail_connections=4))
    await service.send()  # the archive is told to nobody
    people = with_readers(store, number)
    today = service.clock.now().isoformat()
    service.manifest.known = replace(service.manifest.known, articles=(article("one", date=today),))
    worker = service.app.state.mail_worker
    worker._watcher.work()  # noqa: SLF001 - as the worker does, without sending
    service.clock.forward(hours=1)
    while worker._watcher.work():  # noqa: SLF001 - as above
        pass
    return service, people


async def test_a_confirmation_goes_at_once_while_every_letter_hangs() -> None:
    service, _ = await with_letters(MemoryStore(), 20)
    mailbox = StuckMailbox()
    service.replace_mailer(mailbox)
    worker: MailWorker = service.app.state.mail_worker
    running = asyncio.create_task(worker.run())
    try:
        async with asyncio.timeout(PATIENCE):
            while mailbox.stuck < 3:  # noqa: ASYNC110 - the server tells nobody
                await asyncio.sleep(0.01)
            await service.sign_up(JO, send=False)
            await mailbox.went.wait()
    finally:
        running.cancel()
    assert [recipient for recipient, _ in mailbox.letters] == [JO]
    assert mailbox.stuck == 3, "letters leave one of four connections free"


async def test_what_was_claimed_and_not_begun_is_anybodys_when_a_worker_stops() -> None:
    service, people = await with_letters(MemoryStore(), 20)
    mailbox = StuckMailbox()
    service.replace_mailer(mailbox)
    worker: MailWorker = service.app.state.mail_worker
    running = asyncio.create_task(worker.run())
    async with asyncio.timeout(PATIENCE):
        while mailbox.stuck < 3:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.01)
    worker.stop()
    for task in asyncio.all_tasks():
        if "_connection" in repr(task.get_coro()):
            task.cancel()  # the server hangs up on what was begun
    async with asyncio.timeout(PATIENCE):
        await running
    assert states(service, people) == {MailState.TRANSMITTING: 3, MailState.READY: 17}


async def test_what_is_known_of_a_mail_survives_a_database_that_goes_away() -> None:
    service, people = await with_letters(MemoryStore(), 8)
    store, real = service.store, service.store.transaction

    def away() -> AbstractContextManager[None]:
        raise DatabaseError("gone")

    send = service.mailbox.send

    async def send_and_lose_the_database(message: bytes, sender: str, recipient: str) -> Outcome:
        store.transaction = away  # type: ignore[method-assign,assignment]
        return await send(message, sender, recipient)

    service.mailbox.send = send_and_lose_the_database  # type: ignore[method-assign]
    with pytest.raises(DatabaseError):
        await service.send()
    sent_before = len(service.mailbox.letters)
    assert 0 < sent_before < len(people)
    store.transaction = real  # type: ignore[method-assign]
    service.mailbox.send = send  # type: ignore[method-assign]
    await service.send()
    got = Counter(recipient for recipient, _ in service.mailbox.letters)
    assert got == dict.fromkeys(people, 1), "none is lost, and none goes twice"


async def test_a_sender_that_dies_with_500_letters_in_hand_loses_none_and_renames_none(
    store: Store,
) -> None:
    service, people = await with_letters(store, 500)
    held = service.parts.do(claim_mail.claim, 0, 500)
    assert len(held) == 500
    steps = [deliver_mail.DeliveryStep(next_id=mail.id) for mail in held[:40]]
    begun = [dispatch for dispatch in service.parts.do(deliver_mail.take_steps, steps) if dispatch]
    assert len(begun) == 40
    arrived = {dispatch.mail.recipient: dispatch.mail.message_id for dispatch in begun[:20]}
    finished = [
        deliver_mail.DeliveryStep((dispatch.mail.id, Outcome(Verdict.SENT)))
        for dispatch in begun[:10]
    ]
    service.parts.do(deliver_mail.take_steps, finished)
    # here it is killed: 10 are done with, 10 arrived unwritten, 20 were begun, 460 were not
    await service.send()
    assert service.mailbox.letters == [], "as long as its lease runs nobody takes them over"
    service.clock.forward(minutes=6)
    await service.send()
    got = Counter(recipient for recipient, _ in service.mailbox.letters)
    written = {dispatch.mail.recipient for dispatch in begun[:10]}
    assert got == dict.fromkeys(set(people) - written, 1)
    again = {
        recipient: str(letter["Message-ID"])
        for recipient, letter in service.mailbox.letters
        if recipient in arrived
    }
    assert len(again) == 10
    assert again.items() <= arrived.items(), "what came twice has one Message-ID"


def states(service: ServiceUnderTest, people: list[str]) -> Counter[MailState]:
    """Count the letters of some readers by state."""
    with service.store.reading() as tx:
        readers = [tx.subscriptions.by_address(person) for person in people]
        return Counter(
            mail.state
            for reader in readers
            if reader
            for mail in tx.outbox.of(reader.id)
            if mail.kind is MailKind.ARTICLES
        )
