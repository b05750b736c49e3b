"""A second sign-up with another choice: it counts, once the owner of the address says so."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from rapport_subscriptions.rules.consent import Act
from rapport_subscriptions.rules.outbox import Outcome, Verdict
from rapport_subscriptions.rules.refusals import Cause, Refusal
from rapport_subscriptions.rules.subscription import Cadence, Choice, Status
from tests.service.service_under_test import ServiceUnderTest, text_of

if TYPE_CHECKING:
    from email.message import EmailMessage

    from rapport_subscriptions.rules.consent import Consent

pytestmark = pytest.mark.anyio

JO = "jo@mail.example.org"
OTHER = Choice(("interviews",), Cadence.EACH)


async def test_another_choice_of_a_subscriber_is_asked_by_mail_and_done_by_a_click(
    service: ServiceUnderTest,
) -> None:
    before = await service.join()
    service.clock.forward(days=2)
    await service.sign_up(topics=["interviews"], cadence="each")
    mail = service.mailbox.to(JO)[-1]
    assert mail["Subject"] == "Change your subscription to A Word Before You Apply?"
    assert "chose: Interviews from A Word Before You Apply, with each new" in one_line(mail)
    assert "Nothing has changed yet: you still get Networking, once a week." in one_line(mail)
    link = service.link(JO, "change")
    shown = (await service.client.get(link)).text
    assert "about Interviews, with each new article" in shown
    assert service.subscription() == before
    for _ in range(2):  # a second click says the same
        answer = await service.client.post(link)
        assert answer.status_code == 200
        assert "Interviews, with each new article" in answer.text
    assert service.subscription().choice == OTHER
    ledger = ledger_of(service)
    assert [line.act for line in ledger] == [Act.ASKED, Act.CONFIRMED, Act.CHANGED]
    assert ledger[-1].choice == OTHER


async def test_the_page_says_the_same_whoever_signs_up_again_and_whatever_they_choose(
    service: ServiceUnderTest,
) -> None:
    await service.join()
    service.clock.forward(days=2)
    answers = [
        await service.sign_up(JO),
        await service.sign_up(JO, topics=["interviews"], cadence="each"),
        await service.sign_up("nobody@mail.example.org", topics=["interviews"], cadence="each"),
    ]
    assert len({(answer.status_code, answer.headers["location"]) for answer in answers}) == 1


async def test_the_same_choice_in_another_order_is_no_change(service: ServiceUnderTest) -> None:
    await service.join(topics=["interviews", "networking"])
    service.clock.forward(days=2)
    await service.sign_up(topics=["networking", "interviews"])
    assert "already" in str(service.mailbox.to(JO)[-1]["Subject"])


async def test_who_paused_and_signs_up_again_is_asked_whether_to_go_on(
    service: ServiceUnderTest,
) -> None:
    await service.join()
    pause = {"action": "pause", "months": "3"}
    await service.client.post(service.link(JO, "manage"), data=pause)
    service.clock.forward(days=2)
    await service.sign_up()
    assert "once a week (paused until 2 February 2027)" in one_line(service.mailbox.to(JO)[-1])
    await service.client.post(service.link(JO, "change"))
    assert service.subscription().status is Status.CONFIRMED
    assert [line.act for line in ledger_of(service)][-2:] == [Act.PAUSED, Act.RESUMED]


async def test_a_second_choice_on_the_day_of_confirming_counts_and_so_does_a_third(
    service: ServiceUnderTest,
) -> None:
    await service.join()
    for topic, cadence in (("interviews", "each"), ("networking", "monthly")):
        await service.sign_up(topics=[topic], cadence=cadence)
        await service.client.post(service.link(JO, "change"))
        assert service.subscription().choice == Choice((topic,), Cadence(cadence))


async def test_a_stranger_who_types_a_subscriber_s_address_ten_times_brings_one_mail(
    service: ServiceUnderTest,
) -> None:
    before = await service.join()
    mails = len(service.mailbox.to(JO))
    for number in range(10):
        await service.sign_up(topics=["interviews"], cadence=["each", "monthly"][number % 2])
    assert len(service.mailbox.to(JO)) == mails + 1
    assert service.subscription() == before


async def test_the_link_is_good_for_three_days_and_not_after_unsubscribing(
    service: ServiceUnderTest,
) -> None:
    await service.join()
    service.clock.forward(days=2)
    await service.sign_up(cadence="each")
    link = service.link(JO, "change")
    service.clock.forward(hours=73)
    assert (await service.client.post(link)).status_code == 404
    await service.sign_up(cadence="monthly")
    link = service.link(JO, "change")
    await service.client.post(service.link(JO, "unsubscribe"))
    assert (await service.client.post(link)).status_code == 404
    assert service.subscription().status is Status.UNSUBSCRIBED


async def test_a_question_that_could_not_go_does_not_count_as_sent(
    service: ServiceUnderTest,
) -> None:
    await service.join()
    service.clock.forward(days=2)
    refusal = Refusal(Cause.MESSAGE, is_permanent=True)
    service.mailbox.outcomes = [Outcome(Verdict.NEVER, "DATA: 554 5.6.0", refusal)]
    await service.sign_up(cadence="each")
    await service.sign_up(cadence="each")
    assert service.link(JO, "change")


async def test_another_choice_before_confirming_can_be_confirmed_in_place_of_the_mailed_one(
    service: ServiceUnderTest,
) -> None:
    await service.sign_up()
    service.clock.forward(minutes=5)
    await service.sign_up(topics=["interviews"], cadence="each")
    assert len(service.mailbox.to(JO)) == 1  # an address gets one such mail a day
    link = service.link(JO, "confirm")
    shown = (await service.client.get(link)).text
    assert "about Networking, once a week" in shown
    assert "Confirm instead: Interviews, with each new article" in shown
    await service.client.post(f"{link}?choice=latest")
    assert service.subscription().choice == OTHER
    assert ledger_of(service)[-1].choice == OTHER


async def test_the_first_button_still_confirms_what_its_mail_says(
    service: ServiceUnderTest,
) -> None:
    await service.sign_up()
    await service.sign_up(topics=["interviews"], cadence="each")
    await service.client.post(service.link(JO, "confirm"))
    assert service.subscription().choice == Choice(("networking",), Cadence.WEEKLY)


async def test_a_change_waits_with_its_link_while_the_mail_server_holds_us(
    service: ServiceUnderTest,
) -> None:
    await service.join()
    service.clock.forward(days=2)
    refusal = Refusal(Cause.SENDER, is_permanent=True)
    held = Outcome(Verdict.HELD, "MAIL FROM: 550 5.4.5 quota", refusal)
    service.mailbox.outcomes = [held]
    await service.sign_up(cadence="each")
    service.clock.time += timedelta(days=4)
    await service.send()
    answer = await service.client.post(service.link(JO, "change"))
    assert answer.status_code == 200
    assert service.subscription().choice.cadence is Cadence.EACH


def ledger_of(service: ServiceUnderTest) -> list[Consent]:
    with service.store.reading() as tx:
        return list(tx.consents.of(service.subscription().id))


def one_line(mail: EmailMessage) -> str:
    return " ".join(text_of(mail).split())
