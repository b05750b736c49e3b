"""Confirming: by a person's press, once, never by opening a link."""

from __future__ import annotations

import asyncio
import hashlib
import re
from typing import TYPE_CHECKING

import pytest

from tests.service.house import KEY, OTHER_KEY, WORDING, House, links_in, settings_for_tests

if TYPE_CHECKING:
    from rapport_subscriptions.ports.store import Store

pytestmark = pytest.mark.anyio

JO = "jo@mail.example.org"


async def test_scanners_that_open_every_link_change_nothing(house: House) -> None:
    await house.sign_up()
    before = house.subscription()
    letter = house.mailbox.to(JO)[0]
    html = letter.get_body(("html",))
    assert html is not None
    links = set(re.findall(r'href="(https://[^"]+)"', html.get_content()))
    assert len(links) == 2
    for _ in range(2):
        for method in ("HEAD", "GET", "GET", "OPTIONS", "PUT", "DELETE", "PROPFIND"):
            for link in links:
                answer = await house.client.request(method, link)
                assert answer.status_code in {200, 204, 405}
    await house.send()
    assert house.subscription() == before
    assert len(house.mailbox.letters) == 1
    house.clock.forward(hours=7)
    answer = await house.client.post(house.link(JO, "confirm"))
    assert answer.status_code == 303
    assert house.subscription().status == "confirmed"


async def test_a_second_press_gets_the_same_answer_and_no_second_mail(house: House) -> None:
    await house.join()
    confirm = house.link(JO, "confirm")
    first_confirmed = house.subscription().confirmed_at
    mails = len(house.mailbox.letters)
    house.clock.forward(days=30)
    answer = await house.client.post(confirm)
    assert answer.status_code == 303
    assert answer.headers["location"] == "https://blog.example/subscribe/confirmed/"
    assert "You're in" in (await house.client.get(confirm)).text.replace("&#39;", "'")
    await house.send()
    assert len(house.mailbox.letters) == mails
    assert house.subscription().confirmed_at == first_confirmed


async def test_presses_that_come_together_are_each_answered_by_themselves(house: House) -> None:
    people = [f"reader{number}@mail.example.org" for number in range(40)]
    for person in people:
        await house.sign_up(person)
    links = [house.link(person, "confirm") for person in people]
    unknown = links[0].rsplit("/", 1)[0] + "/" + "A" * 43
    answers = await asyncio.gather(
        *(house.client.post(link) for link in [*links, links[7], unknown, links[7]])
    )
    assert [answer.status_code for answer in answers] == [303] * 41 + [404, 303]
    assert {house.subscription(person).status for person in people} == {"confirmed"}
    await house.send()
    assert [len(house.mailbox.to(person)) for person in people] == [2] * 40


async def test_an_expired_link_offers_a_fresh_mail_by_one_button(house: House) -> None:
    await house.sign_up()
    old = house.link(JO, "confirm")
    house.clock.forward(hours=71, minutes=59)
    assert "Yes, write to me" in (await house.client.get(old)).text
    house.clock.forward(minutes=1)
    page = await house.client.get(old)
    assert "Mail me a fresh link" in page.text
    assert (await house.client.post(old)).status_code == 410
    assert house.subscription().status == "pending"
    renew = old.replace("/confirm/", "/renew/")
    assert (await house.client.get(renew)).status_code == 200
    assert (await house.client.post(renew)).status_code == 303
    await house.send()
    fresh = house.link(JO, "confirm")
    assert fresh != old
    await house.client.post(fresh)
    assert house.subscription().status == "confirmed"


async def test_a_fresh_mail_keeps_to_the_cap_of_its_address(house: House) -> None:
    await house.sign_up()
    old = house.link(JO, "confirm")
    house.clock.forward(hours=73)
    for _ in range(4):
        await house.client.post(old.replace("/confirm/", "/renew/"))
        await house.send()
    assert len(house.mailbox.letters) == 2


async def test_this_was_not_me_deletes_the_request_and_stops_further_mail(house: House) -> None:
    await house.sign_up()
    refuse = house.link(JO, "refuse")
    assert (await house.client.post(refuse)).status_code == 200
    assert house.everything() == []
    for _ in range(3):
        house.clock.forward(days=60)
        await house.sign_up()
    assert len(house.mailbox.letters) == 1
    assert (await house.client.post(refuse)).status_code == 200
    assert (await house.client.post(house.link(JO, "confirm"))).status_code == 404


async def test_a_stop_holds_over_a_change_of_keys(store: Store) -> None:
    house = House(store, settings_for_tests(keys=(KEY,)))
    await house.sign_up()
    await house.client.post(house.link(JO, "refuse"))
    rotated = House(store, settings_for_tests(keys=(OTHER_KEY, KEY)))
    rotated.clock.forward(days=300)
    await rotated.sign_up()
    assert rotated.mailbox.letters == []


async def test_a_mail_that_waits_over_a_change_of_keys_still_confirms(store: Store) -> None:
    house = House(store, settings_for_tests(keys=(KEY,)))
    await house.sign_up(send=False)
    house.app.state.sender.take_in()
    rotated = House(store, settings_for_tests(keys=(OTHER_KEY, KEY)))
    await rotated.send()
    answer = await rotated.client.post(rotated.link(JO, "confirm"))
    assert answer.status_code == 303
    assert rotated.subscription().status == "confirmed"


async def test_a_token_works_only_for_its_purpose(house: House) -> None:
    await house.join()
    for purpose in ("confirm", "leave", "manage", "receipt", "refuse"):
        token = house.link(JO, purpose).rpartition("/")[2]
        for other in ("confirm", "leave", "manage", "receipt", "erase", "move", "undo", "refuse"):
            if other == purpose or (purpose, other) == ("confirm", "renew"):
                continue
            body = {"List-Unsubscribe": "One-Click"} if other == "leave" else {"action": "erase"}
            for answer in (await house.client.post(f"/subscriptions/{other}/{token}", data=body),):
                assert answer.status_code in {404, 405}, (purpose, other)
    assert house.subscription().status == "confirmed"


async def test_after_leaving_the_old_link_confirms_nothing(house: House) -> None:
    await house.join()
    confirm = house.link(JO, "confirm")
    await house.client.post(house.link(JO, "leave"), data={"List-Unsubscribe": "One-Click"})
    answer = await house.client.post(confirm)
    assert answer.status_code == 410
    assert house.subscription().status == "left"


async def test_who_left_can_ask_and_confirm_again(house: House) -> None:
    await house.join()
    await house.client.post(house.link(JO, "leave"), data={"List-Unsubscribe": "One-Click"})
    house.clock.forward(days=2)
    await house.sign_up(topics=["interviews"])
    assert house.subscription().status == "pending"
    await house.client.post(house.link(JO, "confirm"))
    assert house.subscription().status == "confirmed"
    assert house.subscription().choice.topics == ("interviews",)


async def test_a_link_confirms_what_its_mail_said_not_what_was_asked_later(house: House) -> None:
    await house.sign_up(topics=["networking"], cadence="weekly")
    first = house.link(JO, "confirm")
    house.clock.forward(hours=25)
    await house.sign_up(topics=["interviews"], cadence="each")
    await house.client.post(first)
    assert house.subscription().choice.topics == ("networking",)
    assert house.subscription().choice.cadence == "weekly"


async def test_the_page_shows_the_words_that_are_agreed_to(house: House) -> None:
    await house.sign_up()
    page = await house.client.get(house.link(JO, "confirm"))
    assert WORDING in page.text
    assert page.text.count("<button") == 1


async def test_confirming_brings_a_welcome_with_receipt_and_way_out(house: House) -> None:
    await house.join()
    welcome = house.mailbox.to(JO)[-1]
    assert links_in(welcome, "receipt")
    assert links_in(welcome, "manage")
    leave = links_in(welcome, "leave")[0]
    assert welcome["List-Unsubscribe"] == f"<{leave}>"
    assert welcome["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


async def test_the_store_holds_no_token_that_a_mail_has(store: Store) -> None:
    house = House(store)
    await house.sign_up()
    token = house.link(JO, "confirm").rpartition("/")[2]
    with store.reading() as tx:
        mails = tx.outbox.of(house.subscription().id)
        assert token not in repr(mails)
        known = tx.tokens.get(hashlib.sha256(token.encode()).hexdigest())
    assert known is not None
    assert len(token) >= 43


async def test_links_that_are_no_tokens_lead_nowhere_quietly(house: House) -> None:
    for text in ("x", "%00", "%F0%9F%98%80", "A" * 5_000, "..%2f..", "'--"):
        for purpose in ("confirm", "refuse", "leave", "manage", "receipt", "erase", "move"):
            answer = await house.client.get(f"/subscriptions/{purpose}/{text}")
            assert answer.status_code in {200, 404}, (purpose, text)
            answer = await house.client.post(
                f"/subscriptions/{purpose}/{text}", data={"List-Unsubscribe": "One-Click"}
            )
            assert answer.status_code in {404, 405, 422}, (purpose, text)
