"""Managing: topics, cadence, pause, another address, everything stored, erasing."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from rapport_subscriptions.lists.csv_file import read_csv
from rapport_subscriptions.use_cases import tidy as tidying
from rapport_subscriptions.use_cases.import_subscribers import Fate, take_over
from tests.service.house import BLOG, WORDING, House, links_in

if TYPE_CHECKING:
    from rapport_subscriptions.ports.store import Store

pytestmark = pytest.mark.anyio

JO = "jo@mail.example.org"
NEW = "jo.new@mail.example.org"
JSON = {"accept": "application/json"}


@pytest.fixture
def house(store: Store) -> House:
    return House(store)


async def test_topics_and_cadence_change_at_once(house: House) -> None:
    await house.join()
    page = await house.client.get(house.link(JO, "manage"))
    assert 'value="networking" checked' in page.text
    answer = await house.client.post(
        house.link(JO, "manage"),
        data={"action": "choose", "topics": ["interviews"], "cadence": "monthly"},
    )
    assert answer.status_code == 200
    assert house.subscription().choice.topics == ("interviews",)
    assert house.subscription().choice.cadence == "monthly"


async def test_a_faulty_choice_is_shown_beside_its_field(house: House) -> None:
    await house.join()
    before = house.subscription()
    answer = await house.client.post(
        house.link(JO, "manage"), data={"action": "choose", "cadence": "hourly"}
    )
    assert answer.status_code == 422
    assert 'id="cadence-fault"' in answer.text
    assert house.subscription() == before


@pytest.mark.parametrize(
    ("months", "begun", "last_day"),
    [
        ("1", "2026-11-02", "2026-12-02"),
        ("3", "2026-11-02", "2027-02-02"),
        ("6", "2026-11-02", "2027-05-02"),
        ("3", "2026-11-30", "2027-02-28"),
        ("1", "2028-01-31", "2028-02-29"),
        ("1", "2026-12-31", "2027-01-31"),
    ],
)
async def test_a_pause_begins_at_once_and_ends_by_itself_on_its_day_of_the_calendar(
    house: House, months: str, begun: str, last_day: str
) -> None:
    house.clock.time = datetime.fromisoformat(f"{begun}T09:00Z")
    await house.join()
    await house.client.post(house.link(JO, "manage"), data={"action": "pause", "months": months})
    assert not house.subscription().is_reading(house.clock.now())
    end = datetime.fromisoformat(f"{last_day}T09:00Z")
    assert not house.subscription().is_reading(end - timedelta(seconds=1))
    assert house.subscription().is_reading(end)


async def test_a_pause_until_a_day_can_be_ended_early(house: House) -> None:
    await house.join()
    manage = house.link(JO, "manage")
    await house.client.post(manage, data={"action": "pause", "until": "2026-12-24"})
    assert "24 December 2026" in (await house.client.get(manage)).text
    await house.client.post(manage, data={"action": "resume"})
    assert house.subscription().is_reading(house.clock.now())


@pytest.mark.parametrize("day", ["", "2026-11-01", "2036-01-01", "tomorrow", "9999-99-99"])
async def test_a_pause_until_no_day_ahead_is_refused(house: House, day: str) -> None:
    await house.join()
    answer = await house.client.post(
        house.link(JO, "manage"), data={"action": "pause", "until": day}
    )
    assert answer.status_code == 422
    assert house.subscription().status == "confirmed"


async def test_a_new_address_counts_once_it_has_confirmed(house: House) -> None:
    await house.join()
    manage = house.link(JO, "manage")
    await house.client.post(manage, data={"action": "move", "email": NEW})
    await house.send()
    assert house.subscription().email.typed == JO
    move = links_in(house.mailbox.to(NEW)[0], "move")[0]
    assert (await house.client.get(move)).status_code == 200
    assert house.subscription().email.typed == JO
    assert (await house.client.post(move)).status_code == 200
    await house.send()
    assert house.subscription(NEW).status == "confirmed"
    assert (await house.client.get(manage)).status_code == 404
    assert (await house.client.get(house.link(NEW, "manage"))).status_code == 200
    assert (await house.client.post(move)).status_code == 404


async def test_moving_to_an_address_that_reads_already_tells_nothing(house: House) -> None:
    await house.join()
    await house.join(NEW)
    mails = len(house.mailbox.letters)
    manage = house.link(JO, "manage")
    taken = await house.client.post(manage, data={"action": "move", "email": NEW})
    free = await house.client.post(manage, data={"action": "move", "email": f"a{NEW}"})
    await house.send()
    assert taken.content == free.content
    assert len(house.mailbox.letters) == mails + 1


async def test_nobody_can_have_many_addresses_written_to_by_moving(house: House) -> None:
    await house.join()
    manage = house.link(JO, "manage")
    for number in range(8):
        answer = await house.client.post(
            manage, data={"action": "move", "email": f"victim{number}@mail.example.org"}
        )
        assert answer.status_code == 200
    await house.send()
    assert len([one for one, _ in house.mailbox.letters if one.startswith("victim")]) == 3
    house.clock.forward(days=1)
    await house.client.post(manage, data={"action": "move", "email": NEW})
    await house.send()
    assert links_in(house.mailbox.to(NEW)[0], "move")


async def test_no_import_brings_back_the_address_that_was_moved_from(house: House) -> None:
    await house.join()
    await house.client.post(house.link(JO, "manage"), data={"action": "move", "email": NEW})
    await house.send()
    await house.client.post(house.link(NEW, "move"))
    line = next(read_csv(io.StringIO(f"email\n{JO}\n"), BLOG))
    assert house.app.state.service.do(take_over, line) is Fate.ERASED


async def test_the_receipt_says_word_for_word_what_was_agreed_to(house: House) -> None:
    await house.join()
    house.clock.forward(days=3)
    await house.client.post(
        house.link(JO, "manage"),
        data={"action": "choose", "topics": ["interviews"], "cadence": "monthly"},
    )
    receipt = house.link(JO, "receipt")
    page = await house.client.get(receipt)
    said = (await house.client.get(receipt, headers=JSON)).json()
    assert WORDING in page.text
    assert said["email"] == JO
    assert [line["act"] for line in said["agreements"]] == ["asked", "confirmed", "changed"]
    asked = said["agreements"][0]
    assert asked["wording"] == {"version": "2026-11", "text": WORDING}
    assert asked["page"] == "/articles/first/"
    assert asked["at"] == "2026-11-02T09:00:00Z"
    assert said["agreements"][2]["topics"] == [{"slug": "interviews", "name": "Interviews"}]
    assert said["agreements"][2]["at"] == "2026-11-05T09:00:00Z"


async def test_a_reader_takes_along_everything_that_is_stored(house: House) -> None:
    await house.join()
    answer = await house.client.get(house.link(JO, "manage") + "/download")
    assert "attachment" in answer.headers["content-disposition"]
    said = answer.json()
    assert said["status"] == "confirmed"
    assert said["ledger"][0]["user_agent"].startswith("python-httpx")
    assert [mail["kind"] for mail in said["mails"]] == ["confirm", "welcome"]


async def test_erasing_needs_a_freshly_mailed_link_and_leaves_nothing(house: House) -> None:
    await house.join()
    manage = house.link(JO, "manage")
    subscription = house.subscription()
    await house.client.post(manage, data={"action": "erase"})
    await house.client.post(manage, data={"action": "erase"})
    await house.send()
    erase = house.link(JO, "erase")
    assert len([one for one in house.mailbox.to(JO) if links_in(one, "erase")]) == 1
    assert (await house.client.get(erase)).status_code == 200
    assert house.subscription() == subscription
    answer = await house.client.post(erase, headers=JSON)
    assert answer.json() == {"status": "erased"}
    assert house.everything() == []
    with house.store.reading() as tx:
        assert not tx.consents.of(subscription.id)
        assert not tx.outbox.of(subscription.id)
    for purpose in ("manage", "receipt", "erase"):
        assert (await house.client.get(house.link(JO, purpose))).status_code == 404


async def test_an_erasing_link_expires_after_a_day(house: House) -> None:
    await house.join()
    await house.client.post(house.link(JO, "manage"), data={"action": "erase"})
    await house.send()
    house.clock.forward(hours=24)
    assert (await house.client.post(house.link(JO, "erase"))).status_code == 404
    assert house.subscription().status == "confirmed"


async def test_an_erased_person_can_come_back_by_the_form(house: House) -> None:
    await house.join()
    await house.client.post(house.link(JO, "manage"), data={"action": "erase"})
    await house.send()
    await house.client.post(house.link(JO, "erase"))
    await house.join()
    assert house.subscription().status == "confirmed"


async def test_the_manage_link_is_mailed_to_who_types_the_address(house: House) -> None:
    await house.join()
    mails = len(house.mailbox.letters)
    assert (await house.client.get("/subscriptions/manage")).status_code == 200
    known = await house.client.post("/subscriptions/manage", data={"email": JO})
    unknown = await house.client.post("/subscriptions/manage", data={"email": NEW})
    await house.send()
    assert known.content == unknown.content
    assert len(house.mailbox.letters) == mails + 1
    assert house.link(JO, "manage")


async def test_network_addresses_lose_their_house_number_after_a_month(house: House) -> None:
    await house.join()
    house.clock.forward(days=31)
    await house.send()
    answer = await house.client.get(house.link(JO, "manage") + "/download")
    assert {line["network"] for line in answer.json()["ledger"]} == {"127.0.0.0/24"}


async def test_tidying_goes_on_until_all_is_done_whatever_the_crowd(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tidying, "BATCH", 2)
    house = House(store)
    for number in range(5):
        await house.sign_up(f"r{number}@mail.example.org")
    house.clock.forward(days=31)
    for _ in range(3):
        await house.send()
        house.clock.forward(minutes=1)
    assert house.everything() == []


async def test_a_request_nobody_confirmed_is_forgotten_after_a_month(house: House) -> None:
    await house.sign_up()
    house.clock.forward(days=31)
    await house.send()
    assert house.everything() == []
