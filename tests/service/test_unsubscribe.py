"""Leaving: one click, from any mail program, for as long as the address can get mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rapport_subscriptions.store.memory.database import MemoryStore
from tests.service.service_under_test import KEY, OTHER_KEY, ServiceUnderTest, settings_for_tests

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
async def test_the_requests_of_rfc_8058_leave_at_once(
    service: ServiceUnderTest, kind: str, body: bytes
) -> None:
    await service.join()
    leave = service.link(JO, "unsubscribe")
    for _ in range(3):
        answer = await service.client.post(leave, content=body, headers={"content-type": kind})
        assert answer.status_code == 200
        assert "location" not in answer.headers
        assert "set-cookie" not in answer.headers
    assert service.subscription().status == "unsubscribed"


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
async def test_a_request_that_says_anything_else_is_refused(
    service: ServiceUnderTest, body: bytes
) -> None:
    await service.join()
    answer = await service.client.post(
        service.link(JO, "unsubscribe"), content=body, headers=URLENCODED
    )
    assert answer.status_code == 400
    assert service.subscription().status == "confirmed"


async def test_a_file_an_oversized_body_and_another_type_are_refused(
    service: ServiceUnderTest,
) -> None:
    await service.join()
    leave = service.link(JO, "unsubscribe")
    file = await service.client.post(leave, files={"List-Unsubscribe": ("a.txt", b"One-Click")})
    large = await service.client.post(leave, data={"List-Unsubscribe": "x" * 20_000})
    plain = await service.client.post(leave, content=b"List-Unsubscribe=One-Click")
    assert [file.status_code, large.status_code, plain.status_code] == [422, 413, 415]
    assert service.subscription().status == "confirmed"


async def test_opening_the_link_changes_nothing(service: ServiceUnderTest) -> None:
    await service.join()
    leave = service.link(JO, "unsubscribe")
    for method in ("GET", "HEAD", "OPTIONS"):
        assert (await service.client.request(method, leave)).status_code in {200, 204}
    assert service.subscription().status == "confirmed"


async def test_the_link_outlives_the_key_that_signed_it(store: Store) -> None:
    service = ServiceUnderTest(store, settings_for_tests(keys=(KEY,)))
    await service.join()
    leave = service.link(JO, "unsubscribe")
    rotated = ServiceUnderTest(store, settings_for_tests(keys=(OTHER_KEY, KEY)))
    answer = await rotated.client.post(leave, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert service.subscription().status == "unsubscribed"


async def test_links_of_older_emails_have_another_path_and_unsubscribe(
    service: ServiceUnderTest,
) -> None:
    await service.join()
    older = service.link(JO, "unsubscribe").replace("/unsubscribe/", "/leave/")
    assert "Unsubscribe" in (await service.client.get(older)).text
    assert (await service.client.get("/subscriptions/leave")).status_code == 200
    answer = await service.client.post(older, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert service.subscription().status == "unsubscribed"


async def test_a_link_signed_with_a_foreign_key_leads_nowhere(service: ServiceUnderTest) -> None:
    stranger = ServiceUnderTest(MemoryStore(), settings_for_tests(keys=(OTHER_KEY,)))
    await stranger.join()
    await service.join()
    answer = await service.client.post(
        stranger.link(JO, "unsubscribe"), data={"List-Unsubscribe": "One-Click"}
    )
    assert answer.status_code == 404
    assert service.subscription().status == "confirmed"


async def test_the_link_answers_the_same_when_the_person_was_erased(
    service: ServiceUnderTest,
) -> None:
    await service.join()
    leave = service.link(JO, "unsubscribe")
    with service.store.transaction() as tx:
        tx.subscriptions.delete(service.subscription().id)
    answer = await service.client.post(leave, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200


async def test_undo_on_the_page_takes_a_slip_back(service: ServiceUnderTest) -> None:
    before = await service.join()
    page = await service.client.post(
        service.link(JO, "unsubscribe"), data={"List-Unsubscribe": "One-Click"}
    )
    undo = button(page)
    assert (await service.client.get(undo)).status_code == 200
    assert service.subscription().status == "unsubscribed"
    assert (await service.client.post(undo)).status_code == 200
    assert service.subscription() == before


async def test_undo_ends_after_a_day_and_after_leaving_again(service: ServiceUnderTest) -> None:
    await service.join()
    leave = service.link(JO, "unsubscribe")
    first = button(await service.client.post(leave, data={"List-Unsubscribe": "One-Click"}))
    await service.client.post(first)
    service.clock.forward(hours=1)
    second = button(await service.client.post(leave, data={"List-Unsubscribe": "One-Click"}))
    assert (await service.client.post(first)).status_code == 404
    service.clock.forward(hours=24)
    assert (await service.client.post(second)).status_code == 404
    assert service.subscription().status == "unsubscribed"


async def test_a_reader_leaves_without_an_old_mail(service: ServiceUnderTest) -> None:
    await service.join()
    assert (await service.client.get("/subscriptions/unsubscribe")).status_code == 200
    answer = await service.client.post(
        "/subscriptions/unsubscribe", data={"email": "JO@mail.example.org"}
    )
    assert answer.status_code == 200
    await service.send()
    letter = service.mailbox.to(JO)[-1]
    assert "Unsubscribe" in str(letter["Subject"])
    await service.client.post(
        service.link(JO, "unsubscribe"), data={"List-Unsubscribe": "One-Click"}
    )
    assert service.subscription().status == "unsubscribed"


async def test_asking_to_leave_tells_nobody_who_is_in(service: ServiceUnderTest) -> None:
    await service.join()
    known = await service.client.post("/subscriptions/unsubscribe", data={"email": JO})
    unknown = await service.client.post(
        "/subscriptions/unsubscribe", data={"email": "no@mail.example.org"}
    )
    await service.send()
    assert known.content == unknown.content
    assert known.status_code == unknown.status_code
    assert known.headers == unknown.headers
    assert not service.mailbox.to("no@mail.example.org")


async def test_asking_to_leave_mails_once_a_day(service: ServiceUnderTest) -> None:
    await service.join()
    before = len(service.mailbox.letters)
    for _ in range(5):
        await service.client.post("/subscriptions/unsubscribe", data={"email": JO})
        await service.send()
    assert len(service.mailbox.letters) == before + 1
    service.clock.forward(hours=24)
    await service.client.post("/subscriptions/unsubscribe", data={"email": JO})
    await service.send()
    assert len(service.mailbox.letters) == before + 2


async def test_an_address_that_is_none_gets_a_line_beside_the_field(
    service: ServiceUnderTest,
) -> None:
    answer = await service.client.post("/subscriptions/unsubscribe", data={"email": "jo@"})
    assert answer.status_code == 422
    assert 'aria-describedby="email-fault"' in answer.text


def button(page: httpx.Response) -> str:
    _, _, rest = page.text.partition('action="')
    return rest.partition('"')[0]
