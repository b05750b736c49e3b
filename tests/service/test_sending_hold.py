"""A mail server that refuses us, or is away, holds all mail and costs nobody a letter."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest

from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.rules.outbox import MailState, Outcome, Verdict
from rapport_subscriptions.rules.refusals import Cause, Reply, Step, meaning
from rapport_subscriptions.rules.sending_hold import SendingHold
from rapport_subscriptions.rules.subscription import Cadence, Choice, Status, Subscription
from rapport_subscriptions.rules.tokens import new_id
from rapport_subscriptions.store.memory.database import MemoryStore
from rapport_subscriptions.use_cases.hold_sending import retry_now
from tests.service.service_under_test import START, ServiceUnderTest, article

if TYPE_CHECKING:
    from datetime import date

    from rapport_subscriptions.ports.store import Store
    from tests.service.service_under_test import SetClock

pytestmark = pytest.mark.anyio

JO = "jo@mail.example.org"


def refused(step: Step, code: int, status: str, words: str) -> Outcome:
    """What the SMTP client returns for a reply."""
    reply = Reply(code, status, words)
    refusal = meaning(step, reply)
    verdict = Verdict.HELD if step in {Step.CONNECT, Step.MAIL_FROM} else Verdict.LATER
    if refusal.is_permanent and refusal.cause is Cause.ADDRESS:
        verdict = Verdict.NEVER
    return Outcome(verdict, f"{step}: {reply.line}", refusal)


SUSPENDED = refused(Step.MAIL_FROM, 550, "5.7.1", "sender suspended: daily quota exceeded")
AT_DATA = refused(Step.DATA, 550, "5.4.5", "Daily user sending quota exceeded")
AWAY = Outcome(Verdict.HELD, "connecting: ConnectionRefusedError")


@dataclass
class QuotaMailer:
    """Takes so many messages a day, then refuses each at one step."""

    clock: SetClock
    a_day: int
    step: Step = Step.DATA
    taken: list[tuple[date, str, str]] = field(default_factory=list)
    refusals: int = 0

    async def send(self, message: bytes, sender: str, recipient: str) -> Outcome:
        del sender
        today = self.clock.now().date()
        if sum(day == today for day, _, _ in self.taken) >= self.a_day:
            self.refusals += 1
            return refused(self.step, 550, "5.4.5", "Daily user sending quota exceeded")
        letter = message_from_bytes(message, policy=policy.default)
        self.taken.append((today, recipient, str(letter["Message-ID"])))
        return Outcome(Verdict.SENT)

    async def close(self) -> None:
        pass


def readers(service: ServiceUnderTest, number: int) -> None:
    with service.store.transaction() as tx:
        for place in range(number):
            tx.subscriptions.put(reader(f"r{place}@mail.example.org"))


def reader(address: str) -> Subscription:
    return Subscription(
        id=new_id(),
        email=parse_address(address),
        status=Status.CONFIRMED,
        choice=Choice((), Cadence.EACH),
        wording="2026-11",
        page="/",
        asked_at=START,
        confirmed_at=START,
    )


@pytest.mark.parametrize(
    ("step", "number", "quota"),
    [(Step.DATA, 1_000, 300), (Step.RCPT_TO, 40, 12), (Step.MAIL_FROM, 40, 12)],
)
async def test_a_mailing_larger_than_three_days_quotas_reaches_everybody_once_in_four_days(
    step: Step, number: int, quota: int
) -> None:
    service = ServiceUnderTest(MemoryStore())
    mailer = QuotaMailer(service.clock, quota, step)
    service.replace_mailer(mailer)
    await service.publish(article("old"))
    readers(service, number)
    service.clock.time = START.replace(hour=0, minute=30)
    await service.publish(article("old"), article("new"))
    for _ in range(4 * 24 * 4):
        await service.wait(minutes=15)
    recipients = Counter(recipient for _, recipient, _ in mailer.taken)
    assert len(recipients) == number
    assert set(recipients.values()) == {1}
    assert len({message_id for _, _, message_id in mailer.taken}) == number
    assert list(Counter(day for day, _, _ in mailer.taken).values()) == [
        quota,
        quota,
        quota,
        number - 3 * quota,
    ]
    assert mailer.refusals < 4 * 100, "one mail tries every quarter of an hour"
    with service.store.reading() as tx:
        assert tx.numbers().get("mails.failed", 0) == 0
        assert tx.outbox.hold() is None


async def test_a_refused_sender_holds_all_mail_and_costs_no_reader_and_no_sign_up(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    service = ServiceUnderTest(store)
    for name in ("jo", "ann", "bob"):
        await service.join(f"{name}@mail.example.org", cadence="each")
    await service.publish(article("old"))
    service.mailbox.outcomes = [SUSPENDED] * 20
    with caplog.at_level(logging.WARNING):
        await service.publish(article("old"), article("new"))
        await service.wait(minutes=15)
        await service.sign_up("eve@mail.example.org")
    assert "sender suspended: daily quota exceeded" in caplog.text
    assert len(service.mailbox.outcomes) == 17, "no more are tried than connections are open"
    service.mailbox.outcomes = []
    await service.wait(minutes=15)
    await service.wait(minutes=1)
    for name in ("jo", "ann", "bob"):
        assert len(service.letters(f"{name}@mail.example.org")) == 1
    assert len(service.mailbox.to("eve@mail.example.org")) == 1
    assert {reader.status for reader in service.everything()} == {"confirmed", "pending"}


async def test_the_operator_is_told_in_the_server_s_words_until_it_takes_mail_again(
    store: Store,
) -> None:
    service = ServiceUnderTest(store)
    service.mailbox.outcomes = [SUSPENDED]
    await service.sign_up()
    with store.reading() as tx:
        hold = tx.outbox.hold()
    assert hold is not None
    assert hold.is_on
    assert hold.reason == "MAIL FROM: 550 5.7.1 sender suspended: daily quota exceeded"
    assert (hold.since, hold.cause) == (START, Cause.SENDER)
    assert "rapport_sending_held 1" in (await service.client.get("/metrics")).text
    await service.wait(minutes=15)
    assert "rapport_sending_held 0" in (await service.client.get("/metrics")).text


async def test_one_recipient_refused_because_of_us_holds_nobody_else(store: Store) -> None:
    service = ServiceUnderTest(store)
    await service.join(cadence="each")
    service.mailbox.outcomes = [AT_DATA]
    await service.sign_up("blocked@mail.example.org")
    await service.sign_up("fine@mail.example.org")
    assert len(service.mailbox.to("fine@mail.example.org")) == 1
    await service.wait(minutes=1)
    assert len(service.mailbox.to("blocked@mail.example.org")) == 1


async def test_three_refusals_because_of_us_in_a_row_hold_the_rest(store: Store) -> None:
    service = ServiceUnderTest(store)
    service.mailbox.outcomes = [AT_DATA] * 9
    for place in range(6):
        await service.sign_up(f"r{place}@mail.example.org")
    assert len(service.mailbox.outcomes) == 6
    service.mailbox.outcomes = []
    await service.wait(minutes=15)
    await service.wait(minutes=1)
    assert len(service.mailbox.letters) == 6


async def test_a_server_that_is_away_for_a_long_weekend_costs_nothing(store: Store) -> None:
    service = ServiceUnderTest(store)
    service.mailbox.outcomes = [AWAY] * 10_000
    await service.sign_up()
    for _ in range(20):
        await service.wait(hours=4)
    service.mailbox.outcomes = []
    await service.wait(minutes=3)
    assert len(service.mailbox.to(JO)) == 1
    answer = await service.client.post(service.link(JO, "confirm"))
    assert answer.status_code == 303, "the link works for 72 hours from when it went"


async def test_a_server_that_is_back_gets_the_waiting_mail_within_minutes(store: Store) -> None:
    service = ServiceUnderTest(store)
    service.mailbox.outcomes = [AWAY] * 10_000
    for place in range(5):
        await service.sign_up(f"r{place}@mail.example.org")
    for _ in range(5 * 30):
        await service.wait(minutes=2)
    service.mailbox.outcomes = []
    await service.wait(minutes=2)
    assert len(service.mailbox.letters) == 5


async def test_the_operator_has_it_tried_at_once(store: Store) -> None:
    service = ServiceUnderTest(store)
    service.mailbox.outcomes = [SUSPENDED]
    await service.sign_up()
    await service.wait(minutes=1)
    assert service.mailbox.letters == []
    service.parts.do(retry_now)
    await service.send()
    assert len(service.mailbox.letters) == 1


async def test_the_days_a_mail_is_tried_count_from_when_the_hold_ends(store: Store) -> None:
    service = ServiceUnderTest(store)
    later = Outcome(Verdict.LATER, "RCPT TO: 451 4.2.1 busy")
    service.mailbox.outcomes = [later]
    await service.sign_up()
    service.mailbox.outcomes = [AWAY] * 10_000
    for _ in range(5 * 24):
        await service.wait(hours=1)
    service.mailbox.outcomes = [later]
    await service.wait(hours=1)
    with store.reading() as tx:
        (mail,) = tx.outbox.of(service.subscription().id)
    assert mail.state is MailState.DEFERRED
    service.mailbox.outcomes = []
    await service.wait(hours=5)
    assert len(service.mailbox.to(JO)) == 1


async def test_a_confirmation_that_could_not_go_does_not_count_as_sent(store: Store) -> None:
    service = ServiceUnderTest(store)
    service.mailbox.outcomes = [Outcome(Verdict.LATER, "RCPT TO: 451 4.2.1 busy")] * 1_000
    await service.sign_up()
    for _ in range(100):
        await service.wait(hours=1)
    service.mailbox.outcomes = []
    await service.sign_up()
    assert len(service.mailbox.to(JO)) == 1


async def test_an_address_that_does_not_exist_is_not_asked_again_and_again(store: Store) -> None:
    service = ServiceUnderTest(store)
    nobody = refused(Step.RCPT_TO, 550, "", "No such user here")
    service.mailbox.outcomes = [nobody] * 5
    for _ in range(3):
        await service.sign_up()
        await service.wait(hours=1)
    assert len(service.mailbox.outcomes) == 4


async def test_the_answer_about_an_address_shows_that_the_server_takes_us_again(
    store: Store,
) -> None:
    service = ServiceUnderTest(store)
    service.mailbox.outcomes = [AT_DATA, AT_DATA]
    for place in range(2):
        await service.sign_up(f"r{place}@mail.example.org")
    service.mailbox.outcomes = [refused(Step.RCPT_TO, 550, "5.1.1", "unknown"), AT_DATA]
    await service.sign_up("r2@mail.example.org")
    await service.sign_up("r3@mail.example.org")
    with store.reading() as tx:
        hold = tx.outbox.hold()
    assert hold is not None
    assert not hold.is_on


def test_a_clock_set_back_does_not_hold_for_ever() -> None:
    hold = SendingHold("x", Cause.SENDER, START, next_try_at=START + timedelta(minutes=15))
    assert hold.is_resting(START)
    assert not hold.is_resting(START + timedelta(minutes=15))
    assert not hold.is_resting(START - timedelta(days=1))
