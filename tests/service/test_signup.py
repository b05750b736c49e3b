"""Signing up: the same answer for everybody, a clear line for each error."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape

from rapport_subscriptions.rules.blog import Blog
from rapport_subscriptions.rules.caps import Limits
from rapport_subscriptions.rules.consent import Origin
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.rules.pending_request import RequestKind
from rapport_subscriptions.store.memory.database import MemoryStore
from rapport_subscriptions.use_cases import receive_requests
from tests.service.service_under_test import (
    BLOG,
    WORDING,
    ServiceUnderTest,
    form,
    networks,
    settings_for_tests,
)

if TYPE_CHECKING:
    import httpx

    from rapport_subscriptions.ports.store import Store

pytestmark = pytest.mark.anyio

JO = "jo@mail.example.org"
CHECK_YOUR_INBOX = {"status": "check-your-inbox"}


async def test_the_answer_is_the_same_for_every_kind_of_address(service: ServiceUnderTest) -> None:
    await service.join("confirmed@mail.example.org")
    await service.sign_up("pending@mail.example.org")
    await service.join("left@mail.example.org")
    await service.client.post(
        service.link("left@mail.example.org", "unsubscribe"), data={"List-Unsubscribe": "One-Click"}
    )
    await service.sign_up("refused@mail.example.org")
    await service.client.post(service.link("refused@mail.example.org", "refuse"))
    suppressed = await service.join("suppressed@mail.example.org")
    with service.store.transaction() as tx:
        tx.subscriptions.put(suppressed.suppressed())
    await service.sign_up("capped@mail.example.org")
    await service.sign_up("capped@mail.example.org")
    names = ("new", "confirmed", "pending", "left", "refused", "suppressed", "capped")
    for headers in ({}, {"accept": "application/json"}):
        answers = [
            await service.sign_up(f"{name}@mail.example.org", headers=headers) for name in names
        ]
        assert len({answer.status_code for answer in answers}) == 1
        assert len({answer.content for answer in answers}) == 1
        assert len({tuple(answer.headers.items()) for answer in answers}) == 1


async def test_json_is_answered_with_json(service: ServiceUnderTest) -> None:
    answer = await service.client.post(
        "/subscriptions", json=form(), headers={"accept": "application/json"}
    )
    assert answer.status_code == 202
    assert answer.json() == CHECK_YOUR_INBOX
    await service.send()
    assert service.subscription().choice.topics == ("networking",)


async def test_an_invalid_form_comes_back_with_a_line_beside_each_field(
    service: ServiceUnderTest,
) -> None:
    answer = await service.sign_up(
        "jo@", cadence="hourly", topics=["interviews"], page="/articles/<first>/"
    )
    assert answer.status_code == 422
    page = answer.text
    assert 'aria-describedby="email-error"' in page
    assert 'id="email-error"' in page
    assert 'id="cadence-error"' in page
    assert 'value="jo@"' in page
    assert 'value="interviews" checked' in page
    assert 'value="networking" checked' not in page
    assert "/articles/&lt;first&gt;/" in page
    assert WORDING in page
    assert service.everything() == []


async def test_an_invalid_form_tells_a_program_each_fields_mistake(
    service: ServiceUnderTest,
) -> None:
    answer = await service.client.post(
        "/subscriptions",
        json=form("jo@", topics=["unknown"], wording="1999", cadence="x"),
        headers={"accept": "application/json"},
    )
    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"email", "topics", "wording", "cadence"}


async def test_a_wording_the_blog_does_not_know_is_refused(service: ServiceUnderTest) -> None:
    answer = await service.sign_up(wording="1999")
    assert answer.status_code == 422
    assert "https://blog.example/subscribe/" in answer.text
    assert service.everything() == []


async def test_what_fills_in_the_hidden_field_is_told_and_counted(
    service: ServiceUnderTest,
) -> None:
    """A browser's form filler does it for a person, who then sees the field and what to do."""
    answer = await service.sign_up("person@mail.example.org", leave_this_empty="https://jo.example")
    assert answer.status_code == 422
    assert "Leave this field empty" in answer.text
    assert 'value="person@mail.example.org"' in answer.text
    assert service.mailbox.letters == []
    metrics = (await service.client.get("/metrics")).text
    assert 'rapport_refused_last_week{cause="honeypot"} 1' in metrics
    await service.sign_up("person@mail.example.org")
    assert len(service.mailbox.letters) == 1


async def test_a_known_reader_is_told_so_by_mail_and_nothing_changes(
    service: ServiceUnderTest,
) -> None:
    before = await service.join()
    service.clock.forward(days=2)
    await service.sign_up()
    letter = service.mailbox.to(JO)[-1]
    assert "already" in str(letter["Subject"])
    assert service.link(JO, "manage")
    assert service.subscription() == before


async def test_an_address_gets_one_confirmation_mail_a_day_then_fewer(
    service: ServiceUnderTest,
) -> None:
    days_with_mail = []
    for day in range(45):
        before = len(service.mailbox.letters)
        for _ in range(3):
            await service.sign_up()
        if len(service.mailbox.letters) > before:
            assert len(service.mailbox.letters) == before + 1
            days_with_mail.append(day)
        service.clock.forward(days=1)
    assert days_with_mail == [0, 1, 4, 11, 41]


async def test_a_clock_that_jumps_back_opens_no_gate(service: ServiceUnderTest) -> None:
    await service.sign_up()
    service.clock.forward(hours=-5)
    await service.sign_up()
    assert len(service.mailbox.to(JO)) == 1


async def test_the_hourly_cap_delays_mails_and_loses_none() -> None:
    limits = Limits(signups_per_network=0, mails_per_hour=3)
    service = ServiceUnderTest(MemoryStore(), settings_for_tests(limits=limits))
    for number in range(8):
        await service.sign_up(f"reader{number}@mail.example.org")
    counts = [len(service.mailbox.letters)]
    for _ in range(8):
        service.clock.forward(minutes=30)
        await service.send()
        counts.append(len(service.mailbox.letters))
    assert counts == [1, 2, 3, 4, 5, 6, 7, 8, 8], "two an hour, and one at once"


async def test_one_network_is_told_to_wait_and_others_are_not() -> None:
    limits = Limits(signups_per_network=3)
    service = ServiceUnderTest(
        MemoryStore(), settings_for_tests(limits=limits, trusted_proxies=networks("127.0.0.1"))
    )

    async def ask(network: str, number: int) -> httpx.Response:
        return await service.sign_up(
            f"r{number}@mail.example.org", headers={"x-forwarded-for": f"{network}.{number}"}
        )

    answers = [await ask("192.0.2", number) for number in range(1, 32)]
    assert [answer.status_code for answer in answers] == [303] * 30 + [429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 600
    assert (await ask("198.51.100", 9)).status_code == 303
    service.clock.forward(minutes=10)
    assert (await ask("192.0.2", 40)).status_code == 303
    metrics = (await service.client.get("/metrics", headers={"x-forwarded-for": "127.0.0.1"})).text
    assert 'rapport_refused_last_week{cause="network"} 1' in metrics


async def test_a_classroom_behind_one_address_gets_its_mail_a_little_later() -> None:
    """Twenty-five people in ten minutes, with the default settings."""
    service = ServiceUnderTest(MemoryStore(), settings_for_tests(limits=Limits()))
    for number in range(25):
        answer = await service.sign_up(f"pupil{number}@mail.example.org")
        assert answer.status_code == 303
    assert len(service.mailbox.letters) == 20
    await service.wait(minutes=10)
    assert len(service.mailbox.letters) == 25


@pytest.mark.parametrize(
    "spellings",
    [
        ["j.ane@gmail.com", "ja.ne@gmail.com", "jane@googlemail.com", "jane+1@gmail.com"],
        ["jane+a@mail.example.org", "jane+b@mail.example.org", "jane@mail.example.org"],
    ],
)
async def test_thirty_spellings_of_one_mailbox_are_one_mailbox_for_the_caps(
    service: ServiceUnderTest, spellings: list[str]
) -> None:
    for spelling in spellings:
        await service.sign_up(spelling)
    assert [recipient for recipient, _ in service.mailbox.letters] == spellings[:1]


async def test_dots_are_two_mailboxes_where_the_provider_says_so(service: ServiceUnderTest) -> None:
    await service.sign_up("j.ane@mail.example.org")
    await service.sign_up("jane@mail.example.org")
    assert len(service.mailbox.letters) == 2


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("jo@gmial.com", "jo@gmail.com"),
        ("jo@gmai.com", "jo@gmail.com"),
        ("jo@gmail.con", "jo@gmail.com"),
        ("jo@hotmial.com", "jo@hotmail.com"),
        ("jo@example.comm", "jo@example.com"),
        ("jo@wen.de", "jo@web.de"),
    ],
)
async def test_a_mistyped_address_is_asked_about_once(
    service: ServiceUnderTest, typed: str, meant: str
) -> None:
    first = await service.sign_up(typed)
    assert first.status_code == 422
    assert f"Did you mean {meant}?" in first.text
    assert service.mailbox.letters == []
    second = await service.sign_up(typed)
    assert second.status_code == 303
    assert len(service.mailbox.to(typed)) == 1


@pytest.mark.parametrize(
    "address", ["jo@mail.com", "jo@gmx.at", "jo@gmail.com", "jo@company.example", "jo@ymail.com"]
)
async def test_an_address_that_exists_is_not_asked_about(
    service: ServiceUnderTest, address: str
) -> None:
    assert (await service.sign_up(address)).status_code == 303


async def test_who_leaves_and_comes_back_on_the_same_day_gets_a_mail(
    service: ServiceUnderTest,
) -> None:
    await service.join()
    await service.client.post(service.link("jo@mail.example.org", "unsubscribe"))
    service.clock.forward(hours=1)
    await service.join()
    assert service.subscription().status == "confirmed"


async def test_how_far_sign_ups_get_is_counted_without_persons(service: ServiceUnderTest) -> None:
    await service.join()
    await service.sign_up("ann@mail.example.org")
    await service.client.get(service.link("ann@mail.example.org", "confirm"))
    service.clock.forward(hours=1)
    await service.sign_up("ann@mail.example.org")
    text = (await service.client.get("/metrics")).text
    found = dict(re.findall(r'last_week{\w+="([\w ]+)"} (\d+)', text))
    assert found == {
        "asked": "2",
        "mailed": "2",
        "opened": "1",
        "confirmed": "1",
        "mailed lately": "1",
    }
    service.clock.forward(days=31)
    await service.send()
    text = (await service.client.get("/metrics")).text
    assert 'step="expired"} 1' in text


async def test_the_proxys_word_is_believed_only_from_a_trusted_proxy() -> None:
    limits = Limits(signups_per_network=1)
    service = ServiceUnderTest(MemoryStore(), settings_for_tests(limits=limits))
    answers = [
        await service.sign_up(headers={"x-forwarded-for": f"192.0.{number}.1"})
        for number in range(11)
    ]
    assert [answer.status_code for answer in answers] == [303] * 10 + [429]


async def test_only_the_blog_may_ask_from_another_origin(service: ServiceUnderTest) -> None:
    ours = await service.sign_up(headers={"origin": "https://blog.example"})
    theirs = await service.sign_up(headers={"origin": "https://evil.example"})
    asked = await service.client.options(
        "/subscriptions", headers={"origin": "https://blog.example"}
    )
    assert ours.headers["access-control-allow-origin"] == "https://blog.example"
    assert "access-control-allow-origin" not in theirs.headers
    assert asked.headers["access-control-allow-methods"] == "POST"


async def test_a_form_of_plain_utf_8_is_taken_too(service: ServiceUnderTest) -> None:
    body = urlencode(form(), doseq=True).replace(quote(JO), "zoë@mail.example.org").encode()
    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = await service.client.post("/subscriptions", content=body, headers=kind)
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
    service: ServiceUnderTest, body: bytes, kind: str, status: int
) -> None:
    page, answer = [
        await service.client.post(
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
@settings(max_examples=150)
async def test_no_text_breaks_the_sign_up(email: str, page: str, agent: str) -> None:
    service = ServiceUnderTest(MemoryStore())
    answer = await service.client.post(
        "/subscriptions",
        content=json.dumps(form(email, page=page)).encode(),
        headers=[
            (b"content-type", b"application/json"),
            (b"user-agent", agent.encode("latin-1").replace(b"\r", b"").replace(b"\n", b"")),
        ],
    )
    await service.send()
    assert answer.status_code in {303, 422}


async def test_titles_and_topics_full_of_markup_are_shown_as_text() -> None:
    service = ServiceUnderTest(MemoryStore())
    service.manifest.known = Blog(
        url=BLOG.url,
        title="<b>A & \"B\" 'C'</b>\r\nBcc: eve@mail.example.org",
        topics={"networking": "<i>Net & working</i>\n=> https://evil.example Click"},
        wordings={"2026-11": "<script>alert(1)</script>"},
    )
    await service.sign_up()
    letter = service.mailbox.to(JO)[0]
    assert letter["Bcc"] is None
    html = letter.get_body(("html",))
    plain = letter.get_body(("plain",))
    assert html is not None
    assert plain is not None
    assert "<i>" not in html.get_content()
    assert "&lt;i&gt;Net &amp; working&lt;/i&gt;" in html.get_content()
    assert 'href="https://evil.example' not in html.get_content()
    assert "<i>Net & working</i>" in plain.get_content()
    page = (await service.client.get(service.link(JO, "confirm"))).text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


async def test_every_page_forbids_scripts_frames_and_referrers(service: ServiceUnderTest) -> None:
    await service.sign_up()
    pages = [
        await service.client.get(service.link(JO, "confirm")),
        await service.client.get(service.link(JO, "refuse")),
        await service.client.get("/subscriptions/unsubscribe"),
        await service.client.get("/nowhere"),
        await service.sign_up("jo@"),
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
    service = ServiceUnderTest(store, settings_for_tests(limits=Limits(signups_per_network=1)))
    parts, now = service.parts, service.clock.now()
    crowd = [
        receive_requests.asking_for_link(
            RequestKind.UNSUBSCRIBE, parse_address(f"r{n}@mail.example.org"), origin, now
        )
        for n, origin in enumerate([Origin("192.0.2.7"), Origin("198.51.100.1"), Origin()] * 12)
    ]
    errors = [
        *parts.do(receive_requests.write_down, crowd[:20]),
        *parts.do(receive_requests.write_down, crowd[20:]),
    ]
    stopped = [n for n, error in enumerate(errors) if error]
    assert stopped == [30, 31, 33, 34]
    assert {error.retry_after for error in errors if error} == {600}
    with store.transaction() as tx:
        kept = [request_.email.key for request_ in tx.requests.all()]
    assert kept == [request_.email.key for n, request_ in enumerate(crowd) if n not in stopped]
