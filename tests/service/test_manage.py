"""Managing: topics, cadence, pause, another address, everything stored, erasing."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from rapport_subscriptions.mail import worker
from rapport_subscriptions.use_cases import rate_limit
from rapport_subscriptions.use_cases import tidy as tidying
from rapport_subscriptions.use_cases.import_subscribers import ImportResult, import_rows
from tests.service.service_under_test import (
    WORDING,
    ServiceUnderTest,
    article,
    links_in,
    rows_of,
    text_of,
)

if TYPE_CHECKING:
    from rapport_subscriptions.ports.store import Store

pytestmark = pytest.mark.anyio

JO = "jo@mail.example.org"
NEW = "jo.new@mail.example.org"
JSON = {"accept": "application/json"}


@pytest.fixture
def service(store: Store) -> ServiceUnderTest:
    return ServiceUnderTest(store)


async def test_topics_and_cadence_change_at_once(service: ServiceUnderTest) -> None:
    await service.join()
    page = await service.client.get(service.link(JO, "manage"))
    assert 'value="networking" checked' in page.text
    answer = await service.client.post(
        service.link(JO, "manage"),
        data={"action": "choose", "topics": ["interviews"], "cadence": "monthly"},
    )
    assert answer.status_code == 200
    assert service.subscription().choice.topics == ("interviews",)
    assert service.subscription().choice.cadence == "monthly"


async def test_an_invalid_choice_is_shown_beside_its_field(service: ServiceUnderTest) -> None:
    await service.join()
    before = service.subscription()
    answer = await service.client.post(
        service.link(JO, "manage"), data={"action": "choose", "cadence": "hourly"}
    )
    assert answer.status_code == 422
    assert 'id="cadence-error"' in answer.text
    assert service.subscription() == before


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
    service: ServiceUnderTest, months: str, begun: str, last_day: str
) -> None:
    service.clock.time = datetime.fromisoformat(f"{begun}T09:00Z")
    await service.join()
    await service.client.post(
        service.link(JO, "manage"), data={"action": "pause", "months": months}
    )
    assert not service.subscription().is_reading(service.clock.now())
    end = datetime.fromisoformat(f"{last_day}T09:00Z")
    assert not service.subscription().is_reading(end - timedelta(seconds=1))
    assert service.subscription().is_reading(end)


async def test_a_pause_until_a_day_can_be_ended_early(service: ServiceUnderTest) -> None:
    await service.join()
    manage = service.link(JO, "manage")
    await service.client.post(manage, data={"action": "pause", "until": "2026-12-24"})
    assert "24 December 2026" in (await service.client.get(manage)).text
    await service.client.post(manage, data={"action": "resume"})
    assert service.subscription().is_reading(service.clock.now())


@pytest.mark.parametrize("day", ["", "2026-11-01", "2036-01-01", "tomorrow", "9999-99-99"])
async def test_a_pause_until_no_day_ahead_is_refused(service: ServiceUnderTest, day: str) -> None:
    await service.join()
    answer = await service.client.post(
        service.link(JO, "manage"), data={"action": "pause", "until": day}
    )
    assert answer.status_code == 422
    assert service.subscription().status == "confirmed"


async def test_a_new_address_counts_once_it_has_confirmed(service: ServiceUnderTest) -> None:
    await service.join()
    manage = service.link(JO, "manage")
    account = await service.account_link()
    await service.client.post(account, data={"action": "move", "email": NEW})
    await service.send()
    assert service.subscription().email.typed == JO
    move = links_in(service.mailbox.to(NEW)[0], "move")[0]
    assert (await service.client.get(move)).status_code == 200
    assert service.subscription().email.typed == JO
    assert (await service.client.post(move)).status_code == 200
    await service.send()
    assert service.subscription(NEW).status == "confirmed"
    assert (await service.client.get(manage)).status_code == 404
    assert (await service.client.get(service.link(NEW, "manage"))).status_code == 200
    assert (await service.client.post(move)).status_code == 404


async def test_moving_to_an_address_that_reads_already_tells_nothing(
    service: ServiceUnderTest,
) -> None:
    await service.join()
    await service.join(NEW)
    mails = len(service.mailbox.letters)
    account = await service.account_link()
    taken = await service.client.post(account, data={"action": "move", "email": NEW})
    free = await service.client.post(account, data={"action": "move", "email": f"a{NEW}"})
    await service.send()
    assert taken.content == free.content
    assert len(service.mailbox.letters) == mails + 2, "the account link, and the free address"


async def test_nobody_can_have_many_addresses_written_to_by_moving(
    service: ServiceUnderTest,
) -> None:
    await service.join()
    account = await service.account_link()
    for number in range(8):
        answer = await service.client.post(
            account, data={"action": "move", "email": f"victim{number}@mail.example.org"}
        )
        assert answer.status_code == 200
    await service.send()
    assert (
        len([letter for letter, _ in service.mailbox.letters if letter.startswith("victim")]) == 3
    )
    service.clock.forward(days=1)
    account = await service.account_link()
    await service.client.post(account, data={"action": "move", "email": NEW})
    await service.send()
    assert links_in(service.mailbox.to(NEW)[0], "move")


async def test_no_import_brings_back_the_address_that_was_moved_from(
    service: ServiceUnderTest,
) -> None:
    await service.join()
    await service.client.post(await service.account_link(), data={"action": "move", "email": NEW})
    await service.send()
    await service.client.post(service.link(NEW, "move"))
    line = rows_of(f"email\n{JO}\n")[0]
    assert service.parts.do(import_rows, [line]) == [ImportResult.ERASED]


async def test_the_old_address_hears_of_a_move_and_undoes_it_within_seven_days(
    service: ServiceUnderTest,
) -> None:
    await service.join()
    data = {"action": "move", "email": NEW}
    await service.client.post(await service.account_link(), data=data)
    await service.send()
    await service.client.post(service.link(NEW, "move"))
    await service.send()
    assert "was changed" in service.mailbox.to(JO)[-1]["Subject"]
    undo = service.link(JO, "move-back")
    service.clock.forward(days=6, hours=23)
    assert JO in (await service.client.get(undo)).text
    assert (await service.client.post(undo)).status_code == 200
    assert service.subscription().status == "confirmed"
    assert [reader.email.typed for reader in service.everything()] == [JO]
    assert (await service.client.post(undo)).status_code == 404
    line = rows_of(f"email\n{JO}\n")[0]
    assert service.parts.do(import_rows, [line]) == [ImportResult.KNOWN]


async def test_an_undo_that_would_be_refused_is_not_offered(service: ServiceUnderTest) -> None:
    await service.join()
    data = {"action": "move", "email": NEW}
    await service.client.post(await service.account_link(), data=data)
    await service.send()
    await service.client.post(service.link(NEW, "move"))
    await service.send()
    undo = service.link(JO, "move-back")
    await service.client.post(service.link(NEW, "unsubscribe"))
    assert service.subscription(NEW).status == "unsubscribed"
    assert (await service.client.get(undo)).status_code == 404
    assert (await service.client.post(undo)).status_code == 404


async def test_a_move_can_t_be_undone_after_seven_days(service: ServiceUnderTest) -> None:
    await service.join()
    data = {"action": "move", "email": NEW}
    await service.client.post(await service.account_link(), data=data)
    await service.send()
    await service.client.post(service.link(NEW, "move"))
    await service.send()
    service.clock.forward(days=7)
    assert (await service.client.post(service.link(JO, "move-back"))).status_code == 404
    assert service.subscription(NEW).status == "confirmed"


async def test_a_forwarded_letter_does_not_give_the_account_away(
    service: ServiceUnderTest,
) -> None:
    """What travels in every letter: topics, cadence, pause, unsubscribe, and nothing else."""
    await service.join()
    manage, receipt = service.link(JO, "manage"), service.link(JO, "receipt")
    page = await service.client.get(manage)
    shown = await service.client.get(receipt)
    assert JO not in page.text
    assert JO not in shown.text
    assert "j…@mail.example.org" in page.text
    said = (await service.client.get(receipt, headers=JSON)).json()
    assert said["email"] == "j…@mail.example.org"
    assert len(said["agreements"]) == 1
    token = manage.rpartition("/")[2]
    for path in (f"manage/{token}/download", f"account/{token}", f"account/{token}/download"):
        assert (await service.client.get(f"/subscriptions/{path}")).status_code == 404
    thief = {"action": "move", "email": "thief@mail.example.org"}
    for path in (f"manage/{token}", f"account/{token}"):
        answer = await service.client.post(f"/subscriptions/{path}", data=thief)
        assert answer.status_code in {404, 422}
    await service.send()
    assert service.mailbox.to("thief@mail.example.org") == []
    await service.client.post(manage, data={"action": "account"})
    await service.client.post(manage, data={"action": "account"})
    await service.send()
    mails = [mail for mail in service.mailbox.to(JO) if links_in(mail, "account")]
    assert len(mails) == 1, "it goes to the owner's mailbox, once an hour at most"


async def test_an_account_link_opens_everything_for_a_day(service: ServiceUnderTest) -> None:
    await service.join()
    account = await service.account_link()
    assert JO in (await service.client.get(account)).text
    assert (await service.client.get(f"{account}/download")).status_code == 200
    assert (await service.client.post(account, data={"action": "resume"})).status_code == 200
    service.clock.forward(hours=24)
    assert (await service.client.get(account)).status_code == 404
    assert (await service.client.get(f"{account}/download")).status_code == 404


async def test_whether_an_address_is_known_does_not_show_in_how_many_may_still_be_written_to(
    service: ServiceUnderTest,
) -> None:
    await service.join()
    await service.join(NEW)
    account = await service.account_link()
    mine = [f"mine{number}@mail.example.org" for number in range(3)]
    for address in (NEW, *mine):
        await service.client.post(account, data={"action": "move", "email": address})
    await service.send()
    assert [bool(service.mailbox.to(address)) for address in mine] == [True, True, False]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("weekly", {"cadence": "weekly", "topics": ("networking", "interviews")}),
        ("without-networking", {"cadence": "each", "topics": ("interviews",)}),
    ],
)
async def test_a_change_that_a_letter_names_takes_two_clicks(
    service: ServiceUnderTest, change: str, expected: dict[str, object]
) -> None:
    before = await service.join(cadence="each", topics=["networking", "interviews"])
    page = await service.client.get(f"{service.link(JO, 'manage')}?do={change}")
    assert service.subscription() == before, "a GET only shows"
    fields = re.findall(r'name="(\w+)" value="([^"]*)"', page.text)
    data = {name: [value for key, value in fields if key == name] for name, _ in fields}
    (action,) = re.findall(r'action="([^"]+)"', page.text)
    assert (await service.client.post(action, data=data)).status_code == 200
    choice = service.subscription().choice
    assert {"cadence": choice.cadence, "topics": choice.topics} == expected


async def test_a_letter_offers_its_changes_by_name(service: ServiceUnderTest) -> None:
    await service.join(cadence="each", topics=["networking", "interviews"])
    await service.publish(article("new"))
    await service.wait(minutes=16)
    (letter,) = service.letters()
    changes = re.findall(r"\?do=(\S+)", text_of(letter))
    assert changes == ["weekly", "without-networking", "pause"]
    page = await service.client.get(f"{service.link(JO, 'manage')}?do=nonsense")
    assert "Your subscription" in page.text


async def test_the_receipt_says_word_for_word_what_was_agreed_to(service: ServiceUnderTest) -> None:
    await service.join()
    service.clock.forward(days=3)
    await service.client.post(
        service.link(JO, "manage"),
        data={"action": "choose", "topics": ["interviews"], "cadence": "monthly"},
    )
    receipt = await service.account_link() + "/receipt"
    page = await service.client.get(receipt)
    said = (await service.client.get(receipt, headers=JSON)).json()
    assert WORDING in page.text
    assert said["email"] == JO
    assert [line["act"] for line in said["agreements"]] == ["asked", "confirmed", "changed"]
    asked = said["agreements"][0]
    assert asked["wording"] == {"version": "2026-11", "text": WORDING}
    assert asked["page"] == "/articles/first/"
    assert asked["at"] == "2026-11-02T09:00:00Z"
    assert said["agreements"][2]["topics"] == [{"slug": "interviews", "name": "Interviews"}]
    assert said["agreements"][2]["at"] == "2026-11-05T09:00:00Z"


async def test_a_reader_takes_along_everything_that_is_stored(service: ServiceUnderTest) -> None:
    await service.join()
    answer = await service.client.get(await service.account_link() + "/download")
    assert "attachment" in answer.headers["content-disposition"]
    said = answer.json()
    assert said["status"] == "confirmed"
    assert said["ledger"][0]["user_agent"].startswith("python-httpx")
    assert [mail["kind"] for mail in said["mails"]] == ["confirm", "welcome", "manage"]


async def test_erasing_needs_a_freshly_mailed_link_and_leaves_nothing(
    service: ServiceUnderTest,
) -> None:
    await service.join()
    manage = service.link(JO, "manage")
    subscription = service.subscription()
    await service.client.post(manage, data={"action": "erase"})
    await service.client.post(manage, data={"action": "erase"})
    await service.send()
    erase = service.link(JO, "erase")
    assert len([letter for letter in service.mailbox.to(JO) if links_in(letter, "erase")]) == 1
    assert (await service.client.get(erase)).status_code == 200
    assert service.subscription() == subscription
    answer = await service.client.post(erase, headers=JSON)
    assert answer.json() == {"status": "erased"}
    assert service.everything() == []
    with service.store.reading() as tx:
        assert not tx.consents.of(subscription.id)
        assert not tx.outbox.of(subscription.id)
    for purpose in ("manage", "receipt", "erase"):
        assert (await service.client.get(service.link(JO, purpose))).status_code == 404


async def test_an_erasing_link_expires_after_a_day(service: ServiceUnderTest) -> None:
    await service.join()
    await service.client.post(service.link(JO, "manage"), data={"action": "erase"})
    await service.send()
    service.clock.forward(hours=24)
    assert (await service.client.post(service.link(JO, "erase"))).status_code == 404
    assert service.subscription().status == "confirmed"


async def test_an_erased_person_can_come_back_by_the_form(service: ServiceUnderTest) -> None:
    await service.join()
    await service.client.post(service.link(JO, "manage"), data={"action": "erase"})
    await service.send()
    await service.client.post(service.link(JO, "erase"))
    await service.join()
    assert service.subscription().status == "confirmed"


async def test_the_manage_link_is_mailed_to_who_types_the_address(
    service: ServiceUnderTest,
) -> None:
    await service.join()
    mails = len(service.mailbox.letters)
    assert (await service.client.get("/subscriptions/manage")).status_code == 200
    known = await service.client.post("/subscriptions/manage", data={"email": JO})
    unknown = await service.client.post("/subscriptions/manage", data={"email": NEW})
    await service.send()
    assert known.content == unknown.content
    assert len(service.mailbox.letters) == mails + 1
    assert (await service.client.get(service.link(JO, "account"))).status_code == 200


async def test_network_addresses_lose_their_house_number_after_a_month(
    service: ServiceUnderTest,
) -> None:
    await service.join()
    service.clock.forward(days=31)
    await service.send()
    answer = await service.client.get(await service.account_link() + "/download")
    assert {line["network"] for line in answer.json()["ledger"]} == {"127.0.0.0/24"}


async def test_tidying_goes_on_until_all_is_done_whatever_the_crowd(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tidying, "BATCH", 2)
    monkeypatch.setattr(worker, "BATCH", 2)
    service = ServiceUnderTest(store)
    for number in range(5):
        await service.sign_up(f"r{number}@mail.example.org")
    service.clock.forward(days=31)
    await service.send()
    assert service.everything() == []


async def test_a_request_nobody_confirmed_is_forgotten_after_a_month(
    service: ServiceUnderTest,
) -> None:
    await service.sign_up()
    service.clock.forward(days=31)
    await service.send()
    assert service.everything() == []


async def test_one_reader_cannot_fill_the_ledger_and_can_always_unsubscribe(
    service: ServiceUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limit, "CHANGES_A_DAY", 4)
    await service.join()
    manage, leave = service.link(JO, "manage"), service.link(JO, "unsubscribe")
    answers = [
        await service.client.post(manage, data={"topics": [topic], "cadence": "each"})
        for topic in ("interviews", "networking") * 4
    ]
    # the second of each two asks for what is so already
    assert [answer.status_code for answer in answers] == [200] * 4 + [429, 200] * 2
    assert "Try again tomorrow" in answers[4].text
    assert int(answers[4].headers["retry-after"]) <= 24 * 60 * 60
    left = await service.client.post(leave, data={"List-Unsubscribe": "One-Click"})
    assert left.status_code == 200
    assert service.subscription().status == "unsubscribed"
    reader = service.subscription().id
    with service.store.reading() as tx:
        assert len(tx.consents.of(reader)) == 2 + 4 + 1
