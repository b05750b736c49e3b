"""The outbox: every mail is written down before it goes, none is lost, none goes on for ever."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from rapport_subscriptions.mail import worker as sender_module
from rapport_subscriptions.rules.consent import Origin
from rapport_subscriptions.rules.outbox import ATTEMPT, LEASE, MailState, Outcome, Verdict
from rapport_subscriptions.rules.subscription import Cadence, Choice
from rapport_subscriptions.use_cases import deliver_mail
from rapport_subscriptions.use_cases.manage import choose
from tests.service.house import House

if TYPE_CHECKING:
    from rapport_subscriptions.ports.store import Store
    from rapport_subscriptions.rules.outbox import OutboxMail

pytestmark = pytest.mark.anyio

JO = "jo@mail.example.org"
LATER, NEVER = Outcome(Verdict.LATER, "RCPT TO: 451"), Outcome(Verdict.NEVER, "MAIL FROM: 550")
UNKNOWN = Outcome(Verdict.UNKNOWN, "DATA: SMTPServerDisconnected")


@pytest.fixture
def house(store: Store) -> House:
    return House(store)


def mails(house: House) -> list[OutboxMail]:
    with house.store.reading() as tx:
        return list(tx.outbox.of(house.subscription().id))


async def test_a_deferred_mail_goes_again_after_a_growing_while(house: House) -> None:
    house.mailbox.outcomes = [LATER] * 3
    await house.sign_up()
    states = [mails(house)[0].state]
    for minutes in (1, 5, 15):
        house.clock.forward(minutes=minutes, seconds=-1)
        await house.send()
        assert house.mailbox.letters == []
        house.clock.forward(seconds=1)
        await house.send()
        states.append(mails(house)[0].state)
    assert states == ["deferred", "deferred", "deferred", "sent"]
    assert mails(house)[0].attempts == 4


async def test_a_mail_is_given_up_after_three_days(house: House) -> None:
    house.mailbox.outcomes = [LATER] * 1_000
    await house.sign_up()
    for _ in range(80):
        house.clock.forward(hours=1)
        await house.send()
    assert mails(house)[0].state == "failed"
    assert mails(house)[0].attempts < 40
    tried = len(house.mailbox.outcomes)
    house.clock.forward(days=1)
    await house.send()
    assert len(house.mailbox.outcomes) == tried


async def test_a_refused_mail_is_not_tried_again(house: House) -> None:
    house.mailbox.outcomes = [NEVER]
    await house.sign_up()
    house.clock.forward(days=1)
    await house.send()
    assert mails(house)[0].state == "failed"
    assert mails(house)[0].attempts == 1
    assert mails(house)[0].fault == "MAIL FROM: 550"


async def test_a_finished_mail_forgets_to_whom_it_went(house: House) -> None:
    await house.sign_up()
    mail = mails(house)[0]
    assert (mail.recipient, mail.seed, mail.payload) == ("", "", "")


async def test_a_cut_in_mid_transmission_sends_again_with_the_same_message_id(house: House) -> None:
    house.mailbox.outcomes = [UNKNOWN]
    await house.sign_up()
    assert mails(house)[0].state == "unknown"
    house.clock.forward(minutes=1)
    await house.send()
    first, second = house.mailbox.to(JO)
    assert first["Message-ID"] == second["Message-ID"]
    assert mails(house)[0].state == "sent"


async def test_what_a_dead_sender_had_begun_goes_again_with_the_same_message_id(
    house: House,
) -> None:
    await house.sign_up(send=False)
    sender, service = house.app.state.sender, house.app.state.service
    sender.take_in()
    (mail_id,) = service.do(deliver_mail.claim, 10)
    dispatch = service.do(deliver_mail.begin, mail_id)
    assert dispatch is not None
    await house.send()
    assert house.mailbox.letters == []
    house.clock.forward(minutes=5)
    await house.send()
    assert house.mailbox.to(JO)[0]["Message-ID"] == dispatch.mail.message_id


async def test_a_sender_that_comes_late_to_what_it_claimed_leaves_it_to_others(
    house: House,
) -> None:
    await house.sign_up(send=False)
    sender, service = house.app.state.sender, house.app.state.service
    sender.take_in()
    (mail_id,) = service.do(deliver_mail.claim, 10)
    house.clock.forward(minutes=5)
    assert service.do(deliver_mail.begin, mail_id) is None
    await house.send()
    assert len(house.mailbox.letters) == 1


async def test_what_a_dead_sender_had_only_claimed_goes_once(house: House) -> None:
    await house.sign_up(send=False)
    sender, service = house.app.state.sender, house.app.state.service
    sender.take_in()
    service.do(deliver_mail.claim, 10)
    house.clock.forward(minutes=5)
    await house.send()
    house.clock.forward(minutes=5)
    await house.send()
    assert len(house.mailbox.letters) == 1


async def test_a_server_that_never_ends_is_left_before_another_sender_takes_over(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(*_: object) -> Outcome:
        await asyncio.sleep(60)
        raise AssertionError

    monkeypatch.setattr(sender_module, "ATTEMPT", timedelta(milliseconds=50))
    monkeypatch.setattr(house.mailbox, "send", hang)
    await house.sign_up()
    assert ATTEMPT < LEASE
    assert mails(house)[0].state == "unknown"


async def test_a_mail_says_what_was_chosen_when_it_was_written_down(house: House) -> None:
    await house.sign_up(topics=["networking"], cadence="weekly")
    await house.client.post(house.link(JO, "confirm"))
    welcome = [one for one in mails(house) if one.kind == "welcome"]
    assert [one.state for one in welcome] == ["ready"]
    house.clock.forward(days=1)
    subscription = house.subscription()
    manage = house.app.state.service.links.manage(subscription).rpartition("/")[2]
    other = Choice(("interviews",), Cadence.MONTHLY)
    house.app.state.service.do(choose, manage, other, Origin())
    await house.send()
    text = house.mailbox.to(JO)[-1].get_body(("plain",))
    assert text is not None
    said = text.get_content()
    assert "You confirmed on 2 November 2026: Networking" in said
    assert "once a week" in said
    assert "Interviews" not in said


async def test_an_attempt_is_written_down_before_it_begins(house: House) -> None:
    seen: list[MailState] = []
    send = house.mailbox.send

    async def look_and_send(message: bytes, sender: str, recipient: str) -> Outcome:
        seen.extend(mail.state for mail in mails(house))
        return await send(message, sender, recipient)

    house.mailbox.send = look_and_send  # type: ignore[method-assign]
    await house.sign_up()
    assert seen == ["transmitting"]


async def test_who_leaves_before_a_mail_went_does_not_get_it(house: House) -> None:
    await house.join()
    leave = house.link(JO, "leave")
    count = len(house.mailbox.letters)
    await house.client.post("/subscriptions/manage", data={"email": JO})
    house.app.state.sender.take_in()
    await house.client.post(leave, data={"List-Unsubscribe": "One-Click"})
    await house.send()
    assert len(house.mailbox.letters) == count


async def test_a_server_that_knows_no_such_reader_ends_the_subscription(house: House) -> None:
    await house.join()
    house.mailbox.outcomes = [Outcome(Verdict.NEVER, "RCPT TO: 550 5.1.1")]
    await house.client.post("/subscriptions/manage", data={"email": JO})
    await house.send()
    assert house.subscription().status == "suppressed"
    house.clock.forward(days=100)
    await house.sign_up()
    assert len(house.mailbox.letters) == 2
