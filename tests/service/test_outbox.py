"""The outbox: every mail is written down before it goes, none is lost, none goes on for ever."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from rapport_subscriptions.mail import connection_pool as sender_module
from rapport_subscriptions.rules.consent import Origin
from rapport_subscriptions.rules.outbox import ATTEMPT, LEASE, MailState, Outcome, Verdict
from rapport_subscriptions.rules.refusals import Reply, Step, meaning
from rapport_subscriptions.rules.subscription import Cadence, Choice
from rapport_subscriptions.rules.tokens import Purpose
from rapport_subscriptions.use_cases import claim_mail, deliver_mail
from rapport_subscriptions.use_cases.manage import choose
from tests.service.service_under_test import ServiceUnderTest

if TYPE_CHECKING:
    from rapport_subscriptions.ports.store import Store
    from rapport_subscriptions.rules.outbox import OutboxMail

pytestmark = pytest.mark.anyio

JO = "jo@mail.example.org"
LATER, NEVER = Outcome(Verdict.LATER, "RCPT TO: 451"), Outcome(Verdict.NEVER, "RCPT TO: 550")
UNKNOWN = Outcome(Verdict.UNKNOWN, "DATA: SMTPServerDisconnected")


@pytest.fixture
def service(store: Store) -> ServiceUnderTest:
    return ServiceUnderTest(store)


def mails(service: ServiceUnderTest) -> list[OutboxMail]:
    with service.store.reading() as tx:
        return list(tx.outbox.of(service.subscription().id))


async def test_a_deferred_mail_goes_again_after_a_growing_while(service: ServiceUnderTest) -> None:
    service.mailbox.outcomes = [LATER] * 3
    await service.sign_up()
    states = [mails(service)[0].state]
    for minutes in (1, 5, 15):
        service.clock.forward(minutes=minutes, seconds=-1)
        await service.send()
        assert service.mailbox.letters == []
        service.clock.forward(seconds=1)
        await service.send()
        states.append(mails(service)[0].state)
    assert states == ["deferred", "deferred", "deferred", "sent"]
    assert mails(service)[0].attempts == 4


async def test_a_mail_is_given_up_after_three_days(service: ServiceUnderTest) -> None:
    service.mailbox.outcomes = [LATER] * 1_000
    await service.sign_up()
    for _ in range(80):
        service.clock.forward(hours=1)
        await service.send()
    assert mails(service)[0].state == "failed"
    assert mails(service)[0].attempts < 40
    tried = len(service.mailbox.outcomes)
    service.clock.forward(days=1)
    await service.send()
    assert len(service.mailbox.outcomes) == tried


async def test_a_refused_mail_is_not_tried_again(service: ServiceUnderTest) -> None:
    service.mailbox.outcomes = [NEVER]
    await service.sign_up()
    service.clock.forward(days=1)
    await service.send()
    assert mails(service)[0].state == "failed"
    assert mails(service)[0].attempts == 1
    assert mails(service)[0].reason == "RCPT TO: 550"


async def test_a_finished_mail_forgets_to_whom_it_went(service: ServiceUnderTest) -> None:
    await service.sign_up()
    mail = mails(service)[0]
    assert (mail.recipient, mail.seed) == ("", "")


async def test_a_cut_in_mid_transmission_sends_again_with_the_same_message_id(
    service: ServiceUnderTest,
) -> None:
    service.mailbox.outcomes = [UNKNOWN]
    await service.sign_up()
    assert mails(service)[0].state == "unknown"
    service.clock.forward(minutes=1)
    await service.send()
    first, second = service.mailbox.to(JO)
    assert first["Message-ID"] == second["Message-ID"]
    assert mails(service)[0].state == "sent"


async def test_what_a_dead_sender_had_begun_goes_again_with_the_same_message_id(
    service: ServiceUnderTest,
) -> None:
    await service.sign_up(send=False)
    sender, parts = service.app.state.mail_worker, service.parts
    sender.process_requests()
    (mail_id,) = [mail.id for mail in parts.do(claim_mail.claim, 10, 10)]
    dispatch = parts.do(deliver_mail.begin, mail_id)
    assert dispatch is not None
    await service.send()
    assert service.mailbox.letters == []
    service.clock.forward(minutes=5)
    await service.send()
    assert service.mailbox.to(JO)[0]["Message-ID"] == dispatch.mail.message_id


async def test_a_sender_that_comes_late_to_what_it_claimed_leaves_it_to_others(
    service: ServiceUnderTest,
) -> None:
    await service.sign_up(send=False)
    sender, parts = service.app.state.mail_worker, service.parts
    sender.process_requests()
    (mail_id,) = [mail.id for mail in parts.do(claim_mail.claim, 10, 10)]
    service.clock.forward(minutes=5)
    assert parts.do(deliver_mail.begin, mail_id) is None
    await service.send()
    assert len(service.mailbox.letters) == 1


async def test_what_a_dead_sender_had_only_claimed_goes_once(service: ServiceUnderTest) -> None:
    await service.sign_up(send=False)
    sender, parts = service.app.state.mail_worker, service.parts
    sender.process_requests()
    parts.do(claim_mail.claim, 10, 10)
    service.clock.forward(minutes=5)
    await service.send()
    service.clock.forward(minutes=5)
    await service.send()
    assert len(service.mailbox.letters) == 1


async def test_a_server_that_never_ends_is_left_before_another_sender_takes_over(
    service: ServiceUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(*_: object) -> Outcome:
        await asyncio.sleep(60)
        raise AssertionError

    monkeypatch.setattr(sender_module, "ATTEMPT", timedelta(milliseconds=50))
    monkeypatch.setattr(service.mailbox, "send", hang)
    await service.sign_up()
    assert ATTEMPT < LEASE
    assert mails(service)[0].state == "unknown"


async def test_a_mail_says_what_was_chosen_when_it_was_written_down(
    service: ServiceUnderTest,
) -> None:
    await service.sign_up(topics=["networking"], cadence="weekly")
    await service.client.post(service.link(JO, "confirm"))
    welcome = [letter for letter in mails(service) if letter.kind == "welcome"]
    assert [letter.state for letter in welcome] == ["ready"]
    service.clock.forward(days=1)
    subscription = service.subscription()
    manage = service.parts.links.manage(subscription).rpartition("/")[2]
    other = Choice(("interviews",), Cadence.MONTHLY)
    service.parts.do(choose, Purpose.MANAGE, manage, other, Origin())
    await service.send()
    text = service.mailbox.to(JO)[-1].get_body(("plain",))
    assert text is not None
    said = text.get_content()
    assert "You confirmed on 2 November 2026: Networking" in said
    assert "once a week" in said
    assert "Interviews" not in said


async def test_an_attempt_is_written_down_before_it_begins(service: ServiceUnderTest) -> None:
    seen: list[MailState] = []
    send = service.mailbox.send

    async def look_and_send(message: bytes, sender: str, recipient: str) -> Outcome:
        seen.extend(mail.state for mail in mails(service))
        return await send(message, sender, recipient)

    service.mailbox.send = look_and_send  # type: ignore[method-assign]
    await service.sign_up()
    assert seen == ["transmitting"]


async def test_who_leaves_before_a_mail_went_does_not_get_it(service: ServiceUnderTest) -> None:
    await service.join()
    leave = service.link(JO, "unsubscribe")
    count = len(service.mailbox.letters)
    await service.client.post("/subscriptions/manage", data={"email": JO})
    service.app.state.mail_worker.process_requests()
    await service.client.post(leave, data={"List-Unsubscribe": "One-Click"})
    await service.send()
    assert len(service.mailbox.letters) == count


async def test_a_server_that_knows_no_such_reader_ends_the_subscription(
    service: ServiceUnderTest,
) -> None:
    await service.join()
    refusal = meaning(Step.RCPT_TO, Reply(550, "5.1.1", "unknown"))
    service.mailbox.outcomes = [Outcome(Verdict.NEVER, "RCPT TO: 550 5.1.1", refusal)]
    await service.client.post("/subscriptions/manage", data={"email": JO})
    await service.send()
    assert service.subscription().status == "suppressed"
    service.clock.forward(days=100)
    await service.sign_up()
    assert len(service.mailbox.letters) == 2
