"""Confirming: by a person's press, once, never by opening a link."""

from __future__ import annotations

import asyncio
import hashlib
import re
from typing import TYPE_CHECKING

import pytest

from tests.service.service_under_test import (
    KEY,
    OTHER_KEY,
    WORDING,
    ServiceUnderTest,
    links_in,
    settings_for_tests,
)

if TYPE_CHECKING:
    from rapport_subscriptions.ports.store import Store

pytestmark = pytest.mark.anyio

JO = "jo@mail.example.org"


async def test_scanners_that_open_every_link_change_nothing(service: ServiceUnderTest) -> None:
    await service.sign_up()
    before = service.subscription()
    letter = service.mailbox.to(JO)[0]
    html = letter.get_body(("html",))
    assert html is not None
    links = set(re.findall(r'href="(https://[^"]+)"', html.get_content()))
    assert len(links) == 2
    for _ in range(2):
        for method in ("HEAD", "GET", "GET", "OPTIONS", "PUT", "DELETE", "PROPFIND"):
            for link in links:
                answer = await service.client.request(method, link)
                assert answer.status_code in {200, 204, 405}
    await service.send()
    assert service.subscription() == before
    assert len(service.mailbox.letters) == 1
    service.clock.forward(hours=7)
    answer = await service.client.post(service.link(JO, "confirm"))
    assert answer.status_code == 303
    assert service.subscription().status == "confirmed"


async def test_a_second_press_gets_the_same_answer_and_no_second_mail(
    service: ServiceUnderTest,
) -> None:
    await service.join()
    confirm = service.link(JO, "confirm")
    first_confirmed = service.subscription().confirmed_at
    mails = len(service.mailbox.letters)
    service.clock.forward(days=30)
    answer = await service.client.post(confirm)
    assert answer.status_code == 303
    assert answer.headers["location"] == "https://blog.example/subscribe/confirmed/"
    assert "You’re subscribed" in (await service.client.get(confirm)).text
    await service.send()
    assert len(service.mailbox.letters) == mails
    assert service.subscription().confirmed_at == first_confirmed


async def test_presses_that_come_together_are_each_answered_by_themselves(
    service: ServiceUnderTest,
) -> None:
    people = [f"reader{number}@mail.example.org" for number in range(40)]
    for person in people:
        await service.sign_up(person)
    links = [service.link(person, "confirm") for person in people]
    unknown = links[0].rsplit("/", 1)[0] + "/" + "A" * 43
    answers = await asyncio.gather(
        *(service.client.post(link) for link in [*links, links[7], unknown, links[7]])
    )
    assert [answer.status_code for answer in answers] == [303] * 41 + [404, 303]
    assert {service.subscription(person).status for person in people} == {"confirmed"}
    await service.send()
    assert [len(service.mailbox.to(person)) for person in people] == [2] * 40


async def test_an_expired_link_offers_a_fresh_mail_by_one_button(service: ServiceUnderTest) -> None:
    await service.sign_up()
    old = service.link(JO, "confirm")
    service.clock.forward(hours=71, minutes=59)
    assert "Confirm your subscription" in (await service.client.get(old)).text
    service.clock.forward(minutes=1)
    page = await service.client.get(old)
    assert "Send me a new link" in page.text
    assert (await service.client.post(old)).status_code == 410
    assert service.subscription().status == "pending"
    renew = old.replace("/confirm/", "/renew/")
    assert (await service.client.get(renew)).status_code == 200
    assert (await service.client.post(renew)).status_code == 303
    await service.send()
    fresh = service.link(JO, "confirm")
    assert fresh != old
    await service.client.post(fresh)
    assert service.subscription().status == "confirmed"


async def test_a_fresh_mail_keeps_to_the_cap_of_its_address(service: ServiceUnderTest) -> None:
    await service.sign_up()
    old = service.link(JO, "confirm")
    service.clock.forward(hours=73)
    for _ in range(4):
        await service.client.post(old.replace("/confirm/", "/renew/"))
        await service.send()
    assert len(service.mailbox.letters) == 2


async def test_this_was_not_me_deletes_the_request_and_stops_further_mail(
    service: ServiceUnderTest,
) -> None:
    await service.sign_up()
    refuse = service.link(JO, "refuse")
    assert (await service.client.post(refuse)).status_code == 200
    assert service.everything() == []
    for _ in range(3):
        service.clock.forward(days=60)
        await service.sign_up()
    assert len(service.mailbox.letters) == 1
    assert (await service.client.post(refuse)).status_code == 200
    assert (await service.client.post(service.link(JO, "confirm"))).status_code == 404


async def test_a_stop_holds_over_a_change_of_keys(store: Store) -> None:
    service = ServiceUnderTest(store, settings_for_tests(keys=(KEY,)))
    await service.sign_up()
    await service.client.post(service.link(JO, "refuse"))
    rotated = ServiceUnderTest(store, settings_for_tests(keys=(OTHER_KEY, KEY)))
    rotated.clock.forward(days=300)
    await rotated.sign_up()
    assert rotated.mailbox.letters == []


async def test_a_mail_that_waits_over_a_change_of_keys_still_confirms(store: Store) -> None:
    service = ServiceUnderTest(store, settings_for_tests(keys=(KEY,)))
    await service.sign_up(send=False)
    service.app.state.mail_worker.process_requests()
    rotated = ServiceUnderTest(store, settings_for_tests(keys=(OTHER_KEY, KEY)))
    await rotated.send()
    answer = await rotated.client.post(rotated.link(JO, "confirm"))
    assert answer.status_code == 303
    assert rotated.subscription().status == "confirmed"


async def test_a_token_works_only_for_its_purpose(service: ServiceUnderTest) -> None:
    await service.join()
    for purpose in ("confirm", "unsubscribe", "manage", "receipt", "refuse"):
        token = service.link(JO, purpose).rpartition("/")[2]
        for other in (
            "confirm",
            "unsubscribe",
            "manage",
            "receipt",
            "erase",
            "move",
            "undo",
            "refuse",
        ):
            if other == purpose or (purpose, other) == ("confirm", "renew"):
                continue
            body = (
                {"List-Unsubscribe": "One-Click"} if other == "unsubscribe" else {"action": "erase"}
            )
            for answer in (
                await service.client.post(f"/subscriptions/{other}/{token}", data=body),
            ):
                assert answer.status_code in {404, 405}, (purpose, other)
    assert service.subscription().status == "confirmed"


async def test_after_leaving_the_old_link_confirms_nothing(service: ServiceUnderTest) -> None:
    await service.join()
    confirm = service.link(JO, "confirm")
    await service.client.post(
        service.link(JO, "unsubscribe"), data={"List-Unsubscribe": "One-Click"}
    )
    answer = await service.client.post(confirm)
    assert answer.status_code == 410
    assert service.subscription().status == "unsubscribed"


async def test_who_left_can_ask_and_confirm_again(service: ServiceUnderTest) -> None:
    await service.join()
    await service.client.post(
        service.link(JO, "unsubscribe"), data={"List-Unsubscribe": "One-Click"}
    )
    service.clock.forward(days=2)
    await service.sign_up(topics=["interviews"])
    assert service.subscription().status == "pending"
    await service.client.post(service.link(JO, "confirm"))
    assert service.subscription().status == "confirmed"
    assert service.subscription().choice.topics == ("interviews",)


async def test_a_link_confirms_what_its_mail_said_not_what_was_asked_later(
    service: ServiceUnderTest,
) -> None:
    await service.sign_up(topics=["networking"], cadence="weekly")
    first = service.link(JO, "confirm")
    service.clock.forward(hours=25)
    await service.sign_up(topics=["interviews"], cadence="each")
    await service.client.post(first)
    assert service.subscription().choice.topics == ("networking",)
    assert service.subscription().choice.cadence == "weekly"


async def test_the_page_shows_the_words_that_are_agreed_to(service: ServiceUnderTest) -> None:
    await service.sign_up()
    page = await service.client.get(service.link(JO, "confirm"))
    assert WORDING in page.text
    assert page.text.count("<button") == 1


async def test_confirming_brings_a_welcome_with_receipt_and_way_out(
    service: ServiceUnderTest,
) -> None:
    await service.join()
    welcome = service.mailbox.to(JO)[-1]
    assert links_in(welcome, "receipt")
    assert links_in(welcome, "manage")
    leave = links_in(welcome, "unsubscribe")[0]
    assert welcome["List-Unsubscribe"] == f"<{leave}>"
    assert welcome["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


async def test_the_store_holds_no_token_that_a_mail_has(store: Store) -> None:
    service = ServiceUnderTest(store)
    await service.sign_up()
    token = service.link(JO, "confirm").rpartition("/")[2]
    with store.reading() as tx:
        mails = tx.outbox.of(service.subscription().id)
        assert token not in repr(mails)
        known = tx.tokens.get(hashlib.sha256(token.encode()).hexdigest())
    assert known is not None
    assert len(token) >= 43


async def test_links_that_are_no_tokens_lead_nowhere_quietly(service: ServiceUnderTest) -> None:
    for text in ("x", "%00", "%F0%9F%98%80", "A" * 5_000, "..%2f..", "'--"):
        for purpose in ("confirm", "refuse", "unsubscribe", "manage", "receipt", "erase", "move"):
            answer = await service.client.get(f"/subscriptions/{purpose}/{text}")
            assert answer.status_code in {200, 404}, (purpose, text)
            answer = await service.client.post(
                f"/subscriptions/{purpose}/{text}", data={"List-Unsubscribe": "One-Click"}
            )
            assert answer.status_code in {404, 405, 422}, (purpose, text)
