"""Leaving: one click, from any mail program, for as long as the address can get mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rapport_subscriptions.store.memory.database import MemoryStore
from tests.service.house import KEY, OTHER_KEY, House, settings_for_tests

if TYPE_CHECKING:
    import httpx

    from rapport_subscriptions.ports.store import Store

pytestmark = pytest.mark.anyio

JO = "jo@mail.example.org"
URLENCODED = {"content-type": "application/x-www-form-urlencoded"}
PRINTED_BODY = (
    b"---FormBoundaryjWmhtjORrn\r\n"
    b'Content-Disposition: form-data; name="List-Unsubscribe"\r\n'
    b"\r\n"
    b"One-Click\r\n"
    b"---FormBoundaryjWmhtjORrn--"
)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"List-Unsubscribe=One-Click"),
        ("application/x-www-form-urlencoded", b"List-Unsubscribe=One-Click\r\n"),
        ("multipart/form-data; boundary=---FormBoundaryjWmhtjORrn", PRINTED_BODY),
        ("multipart/form-data; boundary=-FormBoundaryjWmhtjORrn", PRINTED_BODY),
        ("multipart/form-data; boundary=-FormBoundaryjWmhtjORrn", PRINTED_BODY + b"\r\n"),
    ],
)
async def test_the_requests_of_rfc_8058_leave_at_once(house: House, kind: str, body: bytes) -> None:
    await house.join()
    leave = house.link(JO, "leave")
    for _ in range(3):
        answer = await house.client.post(leave, content=body, headers={"content-type": kind})
        assert answer.status_code == 200
        assert "location" not in answer.headers
        assert "set-cookie" not in answer.headers
    assert house.subscription().status == "left"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"List-Unsubscribe=one-click",
        b"List-Unsubscribe=One-Click&reason=bored",
        b"List-Unsubscribe=One-Click&List-Unsubscribe=One-Click",
        b"list-unsubscribe=One-Click",
    ],
)
async def test_a_request_that_says_anything_else_is_refused(house: House, body: bytes) -> None:
    await house.join()
    answer = await house.client.post(house.link(JO, "leave"), content=body, headers=URLENCODED)
    assert answer.status_code == 400
    assert house.subscription().status == "confirmed"


async def test_a_file_an_oversized_body_and_another_type_are_refused(house: House) -> None:
    await house.join()
    leave = house.link(JO, "leave")
    file = await house.client.post(leave, files={"List-Unsubscribe": ("a.txt", b"One-Click")})
    large = await house.client.post(leave, data={"List-Unsubscribe": "x" * 20_000})
    plain = await house.client.post(leave, content=b"List-Unsubscribe=One-Click")
    assert [file.status_code, large.status_code, plain.status_code] == [422, 413, 415]
    assert house.subscription().status == "confirmed"


async def test_opening_the_link_changes_nothing(house: House) -> None:
    await house.join()
    leave = house.link(JO, "leave")
    for method in ("GET", "HEAD", "OPTIONS"):
        assert (await house.client.request(method, leave)).status_code in {200, 204}
    assert house.subscription().status == "confirmed"


async def test_the_link_outlives_the_key_that_signed_it(store: Store) -> None:
    house = House(store, settings_for_tests(keys=(KEY,)))
    await house.join()
    leave = house.link(JO, "leave")
    rotated = House(store, settings_for_tests(keys=(OTHER_KEY, KEY)))
    answer = await rotated.client.post(leave, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert house.subscription().status == "left"


async def test_a_link_signed_with_a_foreign_key_leads_nowhere(house: House) -> None:
    stranger = House(MemoryStore(), settings_for_tests(keys=(OTHER_KEY,)))
    await stranger.join()
    await house.join()
    answer = await house.client.post(
        stranger.link(JO, "leave"), data={"List-Unsubscribe": "One-Click"}
    )
    assert answer.status_code == 404
    assert house.subscription().status == "confirmed"


async def test_the_link_answers_the_same_when_the_person_was_erased(house: House) -> None:
    await house.join()
    leave = house.link(JO, "leave")
    with house.store.transaction() as tx:
        tx.subscriptions.delete(house.subscription().id)
    answer = await house.client.post(leave, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200


async def test_undo_on_the_page_takes_a_slip_back(house: House) -> None:
    before = await house.join()
    page = await house.client.post(house.link(JO, "leave"), data={"List-Unsubscribe": "One-Click"})
    undo = button(page)
    assert (await house.client.get(undo)).status_code == 200
    assert house.subscription().status == "left"
    assert (await house.client.post(undo)).status_code == 200
    assert house.subscription() == before


async def test_undo_ends_after_a_day_and_after_leaving_again(house: House) -> None:
    await house.join()
    leave = house.link(JO, "leave")
    first = button(await house.client.post(leave, data={"List-Unsubscribe": "One-Click"}))
    await house.client.post(first)
    house.clock.forward(hours=1)
    second = button(await house.client.post(leave, data={"List-Unsubscribe": "One-Click"}))
    assert (await house.client.post(first)).status_code == 404
    house.clock.forward(hours=24)
    assert (await house.client.post(second)).status_code == 404
    assert house.subscription().status == "left"


async def test_a_reader_leaves_without_an_old_mail(house: House) -> None:
    await house.join()
    assert (await house.client.get("/subscriptions/leave")).status_code == 200
    answer = await house.client.post("/subscriptions/leave", data={"email": "JO@mail.example.org"})
    assert answer.status_code == 200
    await house.send()
    letter = house.mailbox.to(JO)[-1]
    assert "Leave" in str(letter["Subject"])
    await house.client.post(house.link(JO, "leave"), data={"List-Unsubscribe": "One-Click"})
    assert house.subscription().status == "left"


async def test_asking_to_leave_tells_nobody_who_is_in(house: House) -> None:
    await house.join()
    known = await house.client.post("/subscriptions/leave", data={"email": JO})
    unknown = await house.client.post("/subscriptions/leave", data={"email": "no@mail.example.org"})
    await house.send()
    assert known.content == unknown.content
    assert known.status_code == unknown.status_code
    assert known.headers == unknown.headers
    assert not house.mailbox.to("no@mail.example.org")


async def test_asking_to_leave_mails_once_a_day(house: House) -> None:
    await house.join()
    before = len(house.mailbox.letters)
    for _ in range(5):
        await house.client.post("/subscriptions/leave", data={"email": JO})
        await house.send()
    assert len(house.mailbox.letters) == before + 1
    house.clock.forward(hours=24)
    await house.client.post("/subscriptions/leave", data={"email": JO})
    await house.send()
    assert len(house.mailbox.letters) == before + 2


async def test_an_address_that_is_none_gets_a_line_beside_the_field(house: House) -> None:
    answer = await house.client.post("/subscriptions/leave", data={"email": "jo@"})
    assert answer.status_code == 422
    assert 'aria-describedby="email-fault"' in answer.text


def button(page: httpx.Response) -> str:
    _, _, rest = page.text.partition('action="')
    return rest.partition('"')[0]
