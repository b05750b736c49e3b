"""Signing up: the same answer for everybody, a clear line for each fault."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import escape

from rapport_subscriptions.rules.blog import Blog
from rapport_subscriptions.rules.consent import Origin
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.rules.pending_request import Wish
from rapport_subscriptions.store.memory.database import MemoryStore
from rapport_subscriptions.use_cases import receive_requests
from rapport_subscriptions.use_cases.unit_of_work import Limits
from tests.service.house import BLOG, WORDING, House, form, networks, settings_for_tests

if TYPE_CHECKING:
    import httpx

    from rapport_subscriptions.ports.store import Store

pytestmark = pytest.mark.anyio

JO = "jo@mail.example.org"
CHECK_YOUR_INBOX = {"status": "check-your-inbox"}


async def test_the_answer_is_the_same_for_every_kind_of_address(house: House) -> None:
    await house.join("confirmed@mail.example.org")
    await house.sign_up("pending@mail.example.org")
    await house.join("left@mail.example.org")
    await house.client.post(
        house.link("left@mail.example.org", "leave"), data={"List-Unsubscribe": "One-Click"}
    )
    await house.sign_up("refused@mail.example.org")
    await house.client.post(house.link("refused@mail.example.org", "refuse"))
    suppressed = await house.join("suppressed@mail.example.org")
    with house.store.transaction() as tx:
        tx.subscriptions.put(suppressed.suppressed())
    await house.sign_up("capped@mail.example.org")
    await house.sign_up("capped@mail.example.org")
    names = ("new", "confirmed", "pending", "left", "refused", "suppressed", "capped")
    for headers in ({}, {"accept": "application/json"}):
        answers = [
            await house.sign_up(f"{name}@mail.example.org", headers=headers) for name in names
        ]
        assert len({answer.status_code for answer in answers}) == 1
        assert len({answer.content for answer in answers}) == 1
        assert len({tuple(answer.headers.items()) for answer in answers}) == 1


async def test_json_is_answered_with_json(house: House) -> None:
    answer = await house.client.post(
        "/subscriptions", json=form(), headers={"accept": "application/json"}
    )
    assert answer.status_code == 202
    assert answer.json() == CHECK_YOUR_INBOX
    await house.send()
    assert house.subscription().choice.topics == ("networking",)


async def test_a_faulty_form_comes_back_with_a_line_beside_each_field(house: House) -> None:
    answer = await house.sign_up(
        "jo@", cadence="hourly", topics=["interviews"], page="/articles/<first>/"
    )
    assert answer.status_code == 422
    page = answer.text
    assert 'aria-describedby="email-fault"' in page
    assert 'id="email-fault"' in page
    assert 'id="cadence-fault"' in page
    assert 'value="jo@"' in page
    assert 'value="interviews" checked' in page
    assert 'value="networking" checked' not in page
    assert "/articles/&lt;first&gt;/" in page
    assert WORDING in page
    assert house.everything() == []


async def test_a_faulty_form_tells_a_program_each_fields_fault(house: House) -> None:
    answer = await house.client.post(
        "/subscriptions",
        json=form("jo@", topics=["unknown"], wording="1999", cadence="x"),
        headers={"accept": "application/json"},
    )
    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"email", "topics", "wording", "cadence"}


async def test_a_wording_the_blog_does_not_know_is_refused(house: House) -> None:
    answer = await house.sign_up(wording="1999")
    assert answer.status_code == 422
    assert "https://blog.example/subscribe/" in answer.text
    assert house.everything() == []


async def test_what_fills_in_the_hidden_field_gets_the_same_answer_and_no_mail(
    house: House,
) -> None:
    person = await house.sign_up()
    program = await house.sign_up("spam@mail.example.org", website="https://spam.example")
    assert person.status_code == program.status_code
    assert person.headers == program.headers
    assert not house.mailbox.to("spam@mail.example.org")
    assert len(house.everything()) == 1


async def test_a_known_reader_is_told_so_by_mail_and_nothing_changes(house: House) -> None:
    before = await house.join()
    house.clock.forward(days=2)
    await house.sign_up(topics=["interviews"], cadence="monthly")
    letter = house.mailbox.to(JO)[-1]
    assert "already" in str(letter["Subject"])
    assert house.link(JO, "manage")
    assert house.subscription() == before


async def test_an_address_gets_one_confirmation_mail_a_day_then_fewer(house: House) -> None:
    days_with_mail = []
    for day in range(45):
        before = len(house.mailbox.letters)
        for _ in range(3):
            await house.sign_up()
        if len(house.mailbox.letters) > before:
            assert len(house.mailbox.letters) == before + 1
            days_with_mail.append(day)
        house.clock.forward(days=1)
    assert days_with_mail == [0, 1, 4, 11, 41]


async def test_a_clock_that_jumps_back_opens_no_gate(house: House) -> None:
    await house.sign_up()
    house.clock.forward(hours=-5)
    await house.sign_up()
    assert len(house.mailbox.to(JO)) == 1


async def test_the_hourly_cap_delays_mails_and_loses_none() -> None:
    limits = Limits(signups_per_network=0, mails_per_hour=3)
    house = House(MemoryStore(), settings_for_tests(limits=limits))
    for number in range(8):
        await house.sign_up(f"reader{number}@mail.example.org")
    counts = [len(house.mailbox.letters)]
    for _ in range(3):
        house.clock.forward(hours=1)
        await house.send()
        counts.append(len(house.mailbox.letters))
    assert counts == [3, 6, 8, 8]


async def test_one_network_is_told_to_wait_and_others_are_not() -> None:
    limits = Limits(signups_per_network=3)
    house = House(
        MemoryStore(), settings_for_tests(limits=limits, trusted_proxies=networks("127.0.0.1"))
    )

    async def ask(network: str, number: int) -> httpx.Response:
        return await house.sign_up(
            f"r{number}@mail.example.org", headers={"x-forwarded-for": f"{network}.{number}"}
        )

    answers = [await ask("192.0.2", number) for number in range(1, 5)]
    assert [answer.status_code for answer in answers] == [303, 303, 303, 429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 600
    assert (await ask("198.51.100", 9)).status_code == 303
    house.clock.forward(minutes=10)
    assert (await ask("192.0.2", 10)).status_code == 303


async def test_the_proxys_word_is_believed_only_from_a_trusted_proxy() -> None:
    limits = Limits(signups_per_network=1)
    house = House(MemoryStore(), settings_for_tests(limits=limits))
    first = await house.sign_up(headers={"x-forwarded-for": "192.0.2.1"})
    second = await house.sign_up(headers={"x-forwarded-for": "198.51.100.1"})
    assert [first.status_code, second.status_code] == [303, 429]


async def test_only_the_blog_may_ask_from_another_origin(house: House) -> None:
    ours = await house.sign_up(headers={"origin": "https://blog.example"})
    theirs = await house.sign_up(headers={"origin": "https://evil.example"})
    asked = await house.client.options("/subscriptions", headers={"origin": "https://blog.example"})
    assert ours.headers["access-control-allow-origin"] == "https://blog.example"
    assert "access-control-allow-origin" not in theirs.headers
    assert asked.headers["access-control-allow-methods"] == "POST"


async def test_a_form_of_plain_utf_8_is_taken_too(house: House) -> None:
    body = urlencode(form(), doseq=True).replace(quote(JO), "zoë@mail.example.org").encode()
    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = await house.client.post("/subscriptions", content=body, headers=kind)
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "text/plain", 415),
        (b"", "", 415),
        (b"x" * 17_000, "application/x-www-form-urlencoded", 413),
        (b"[" * 16_000, "application/json", 422),
        (b"[]", "application/json", 422),
        (b'{"email": 5}', "application/json", 422),
        (b'{"email": {"a": "b"}}', "application/json", 422),
        (b"{", "application/json", 422),
        (b"\xff\xfe", "application/json", 422),
        (b"email=%ff%fe", "application/x-www-form-urlencoded", 422),
        (b"email=\xff", "application/x-www-form-urlencoded", 422),
        (b"&".join([b"a=b"] * 200), "application/x-www-form-urlencoded", 422),
        (b"nonsense", "multipart/form-data; boundary=x", 400),
        (b"nonsense", "multipart/form-data", 400),
    ],
)
async def test_a_body_that_cannot_be_read_is_refused_with_a_reason(
    house: House, body: bytes, kind: str, status: int
) -> None:
    page, answer = [
        await house.client.post(
            "/subscriptions", content=body, headers={"content-type": kind, "accept": accept}
        )
        for accept in ("text/html", "application/json")
    ]
    assert (page.status_code, answer.status_code) == (status, status)
    for reason in answer.json().get("errors", {}).values():
        assert escape(reason) in page.text
    assert "<p>" in page.text


@given(
    email=st.text(max_size=80),
    page=st.text(max_size=80),
    agent=st.text(st.characters(max_codepoint=255), max_size=40),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
async def test_no_text_breaks_the_sign_up(email: str, page: str, agent: str) -> None:
    house = House(MemoryStore())
    answer = await house.client.post(
        "/subscriptions",
        content=json.dumps(form(email, page=page)).encode(),
        headers=[
            (b"content-type", b"application/json"),
            (b"user-agent", agent.encode("latin-1").replace(b"\r", b"").replace(b"\n", b"")),
        ],
    )
    await house.send()
    assert answer.status_code in {303, 422}


async def test_titles_and_topics_full_of_markup_are_shown_as_text() -> None:
    house = House(MemoryStore())
    house.manifest.known = Blog(
        url=BLOG.url,
        title="<b>A & \"B\" 'C'</b>\r\nBcc: eve@mail.example.org",
        topics={"networking": "<i>Net & working</i>\n=> https://evil.example Press"},
        wordings={"2026-11": "<script>alert(1)</script>"},
    )
    await house.sign_up()
    letter = house.mailbox.to(JO)[0]
    assert letter["Bcc"] is None
    html = letter.get_body(("html",))
    plain = letter.get_body(("plain",))
    assert html is not None
    assert plain is not None
    assert "<i>" not in html.get_content()
    assert "&lt;i&gt;Net &amp; working&lt;/i&gt;" in html.get_content()
    assert 'href="https://evil.example' not in html.get_content()
    assert "<i>Net & working</i>" in plain.get_content()
    page = (await house.client.get(house.link(JO, "confirm"))).text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


async def test_every_page_forbids_scripts_frames_and_referrers(house: House) -> None:
    await house.sign_up()
    pages = [
        await house.client.get(house.link(JO, "confirm")),
        await house.client.get(house.link(JO, "refuse")),
        await house.client.get("/subscriptions/leave"),
        await house.client.get("/nowhere"),
        await house.sign_up("jo@"),
    ]
    for page in pages:
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "frame-ancestors 'none'" in policy
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["cache-control"] == "no-store"
        assert "<script" not in page.text
        assert "style=" not in page.text


async def test_a_network_that_asks_too_often_is_stopped_amid_a_crowd(store: Store) -> None:
    house = House(store, settings_for_tests(limits=Limits(signups_per_network=3)))
    service, now = house.app.state.service, house.clock.now()
    crowd = [
        receive_requests.asking_for_link(
            Wish.LEAVE, parse_address(f"r{n}@mail.example.org"), origin, now
        )
        for n, origin in enumerate([Origin("192.0.2.7"), Origin("198.51.100.1"), Origin()] * 5)
    ]
    faults = service.do(receive_requests.write_down, crowd[:6]) + service.do(
        receive_requests.write_down, crowd[6:]
    )
    stopped = [n for n, fault in enumerate(faults) if fault]
    assert stopped == [9, 10, 12, 13]
    assert {fault.retry_after for fault in faults if fault} == {600}
    with store.transaction() as tx:
        kept = [one.email.key for one in tx.requests.take(100)]
    assert kept == [one.email.key for n, one in enumerate(crowd) if n not in stopped]
