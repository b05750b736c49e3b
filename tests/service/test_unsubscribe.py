"""Leaving: one click, from any mail program, for as long as the address can get mail."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest

from rapport_subscriptions.lists.csv_file import write_csv
from rapport_subscriptions.lists.import_list import read_list
from rapport_subscriptions.mail.bounce_reader import read_report
from rapport_subscriptions.rules.bounce import BounceKind
from rapport_subscriptions.store.memory.database import MemoryStore
from rapport_subscriptions.use_cases.handle_bounce import take_report
from rapport_subscriptions.use_cases.import_subscribers import ImportResult, import_rows
from tests.service.service_under_test import (
    KEY,
    OTHER_KEY,
    ServiceUnderTest,
    article,
    settings_for_tests,
)

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
    ("headers", "body"),
    [
        ({}, b""),
        (URLENCODED, b""),
        (URLENCODED, b"List-Unsubscribe=one-click"),
        (URLENCODED, b"List-Unsubscribe=One-Click&reason=bored"),
        (URLENCODED, b"\xff\xfe%%%"),
        ({"content-type": "multipart/form-data"}, b"no boundary"),
        ({"content-type": "application/json"}, b"{"),
        ({"content-type": "message/rfc822"}, b"Subject: x"),
        ({}, b"List-Unsubscribe=One-Click"),
    ],
)
async def test_any_post_to_the_link_unsubscribes_whatever_its_body_says(
    service: ServiceUnderTest, headers: dict[str, str], body: bytes
) -> None:
    await service.join()
    link = service.link(JO, "unsubscribe")
    answer = await service.client.post(link, content=body, headers=headers)
    assert answer.status_code == 200
    assert service.subscription().status == "unsubscribed"


async def test_a_body_that_is_too_large_is_refused(service: ServiceUnderTest) -> None:
    await service.join()
    link = service.link(JO, "unsubscribe")
    large = await service.client.post(link, data={"List-Unsubscribe": "x" * 20_000})
    assert large.status_code == 413
    assert service.subscription().status == "confirmed"


@pytest.mark.parametrize(
    "automatic", ["", "Auto-Submitted: auto-generated\n", "X-Apple-Unsubscribe: true\n"]
)
async def test_a_message_to_the_address_in_the_header_unsubscribes(
    memory: ServiceUnderTest, automatic: str
) -> None:
    await memory.join()
    header = memory.mailbox.to(JO)[-1]["List-Unsubscribe"]
    found = re.fullmatch(
        r"<mailto:(\S+@blog\.example)\?subject=unsubscribe>, <(https://\S+)>", header
    )
    assert found
    assert found[2] == memory.link(JO, "unsubscribe")
    text = f"From: jo@elsewhere.example\nTo: <{found[1]}>\nSubject: unsubscribe\n{automatic}\n"
    report = read_report(text.encode())
    assert report.kind is BounceKind.UNSUBSCRIBE
    assert memory.parts.do(take_report, report)
    assert memory.subscription().status == "unsubscribed"
    by_envelope = read_report(b"From: a@b.example\n\nx\n", [found[1].upper()])
    assert by_envelope.kind is BounceKind.UNSUBSCRIBE


async def test_a_mail_that_only_encloses_the_address_unsubscribes_nobody(
    memory: ServiceUnderTest,
) -> None:
    await memory.join()
    enclosed = memory.mailbox.to(JO)[-1].as_string()
    for text in (enclosed, f"From: a@b.example\nTo: x@y.example\n\nLook:\n{enclosed}"):
        assert not memory.parts.do(take_report, read_report(text.encode()))
    forged = "bounces+u" + "a" * 39 + "@blog.example"
    assert not memory.parts.do(take_report, read_report(f"To: {forged}\n\n".encode()))
    assert memory.subscription().status == "confirmed"


@pytest.fixture
def memory() -> ServiceUnderTest:
    return ServiceUnderTest(MemoryStore(), settings_for_tests(bounces_to="bounces@blog.example"))


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
    assert 'aria-describedby="email-error"' in answer.text


def button(page: httpx.Response) -> str:
    _, _, rest = page.text.partition('action="')
    return rest.partition('"')[0]


async def test_a_stranger_s_unanswered_sign_up_does_not_make_us_forget_who_left(
    service: ServiceUnderTest,
) -> None:
    await service.publish()
    await service.join(JO, cadence="each")
    out = io.StringIO()
    write_csv(service.everything(), service.clock.now(), out)
    await service.client.post(service.link(JO, "unsubscribe"))
    left = service.subscription(JO)
    service.clock.forward(days=2)
    await service.sign_up(JO)
    assert service.subscription(JO).status == "pending"
    await service.wait(days=31)
    after = service.subscription(JO)
    assert (after.status, after.unsubscribed_at) == ("unsubscribed", left.unsubscribed_at)
    with service.store.reading() as tx:
        acts = [line.act for line in tx.consents.of(after.id)]
    assert acts == ["asked", "confirmed", "unsubscribed", "asked"]
    older = read_list(out.getvalue(), service.manifest.known).rows
    assert service.parts.do(import_rows, older) == [ImportResult.KNOWN]
    await service.publish(article("new"))
    await service.wait(hours=1)
    assert service.letters(JO) == []
