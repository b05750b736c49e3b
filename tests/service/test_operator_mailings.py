"""The operator's mailings: how far they are, who got none and why, and the buttons that fix it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from lxml import html

from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.rules.mailing import LetterRules
from rapport_subscriptions.rules.outbox import Outcome, Verdict
from rapport_subscriptions.store.memory.database import MemoryStore
from rapport_subscriptions.use_cases.bounce_incidents import INCIDENT
from tests.service.series_blog import SeriesReaders
from tests.service.service_under_test import ServiceUnderTest, article, settings_for_tests
from tests.service.test_dated_letters import letter, write
from tests.service.test_operator_overview import table
from tests.service.test_operator_sign_in import ANN, csrf_of, sign_in
from tests.service.test_sums import count

if TYPE_CHECKING:
    import httpx
    from lxml.html import HtmlElement

pytestmark = pytest.mark.anyio

REFUSED = "RCPT TO: 550 5.1.1 <b>no such user</b>"


@pytest.fixture
async def service() -> ServiceUnderTest:
    """Three readers of each article, and an operator who is signed in."""
    service = ServiceUnderTest(MemoryStore(), settings_for_tests(operators=(parse_address(ANN),)))
    for name in "abc":
        await service.join(f"{name}@mail.example.org", cadence="each")
    await sign_in(service)
    return service


async def look(service: ServiceUnderTest, path: str = "mailings") -> HtmlElement:
    answer = await service.client.get(f"/operator/{path}")
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


async def press(service: ServiceUnderTest, path: str, **fields: str) -> httpx.Response:
    """Press a button of the page."""
    page = await service.client.get("/operator/mailings")
    data = {"form": csrf_of(page), **fields}
    return await service.client.post(f"/operator/{path}", data=data, follow_redirects=True)


async def test_an_operator_sees_who_did_not_get_a_letter_and_why(
    service: ServiceUnderTest,
) -> None:
    await service.publish(article("first"))
    service.mailbox.outcomes = [Outcome(Verdict.NEVER, REFUSED)]
    await service.wait(minutes=16)
    count(service)
    (row,) = table(await look(service), "Mailings")[1:]
    assert row[0].startswith("each-")
    assert row[2:] == ["done", "3", "2", "0", "0", "1", "0", "0", "0"]
    page = await look(service, f"mailings/{row[0]}")
    assert "About first" in page.text_content()
    assert table(page, "Reasons")[1:] == [[REFUSED, "1"]]
    got = {to for to, mail in service.mailbox.letters if mail["Precedence"] == "list"}
    (missed,) = {f"{name}@mail.example.org" for name in "abc"} - got
    assert table(page, "Who did not get it, and why")[1:] == [[missed, "failed", REFUSED]]


async def test_an_operator_sees_which_letters_lost_their_article_before_they_went(
    service: ServiceUnderTest,
) -> None:
    await service.publish(article("first"))
    service.mailbox.outcomes = [Outcome(Verdict.LATER, "451 4.7.1 greylisted")]
    await service.wait(minutes=16)
    await service.publish()
    await service.wait(hours=1)
    count(service)
    first = table(await look(service), "Mailings")[-1][0]
    page = await look(service, f"mailings/{first}")
    words = [term.text_content() for term in page.xpath("//dl/div/dt")]
    numbers = [number.text_content() for number in page.xpath("//dl/div/dd")]
    figures = dict(zip(words, numbers, strict=True))
    assert (figures["Letters"], figures["Sent"], figures["No longer wanted"]) == ("2", "2", "1")


async def test_an_article_is_held_let_go_and_skipped_by_buttons(
    service: ServiceUnderTest,
) -> None:
    await service.publish(article("first"), article("second"))
    rows = table(await look(service), "Not sent yet")[1:]
    assert [(row[0], row[1]) for row in rows] == [
        ("About first", "waiting"),
        ("About second", "waiting"),
    ]
    await press(service, "letters", command="hold", name="first")
    await press(service, "letters", command="skip", name="second")
    await service.wait(minutes=16)
    assert service.letters("a@mail.example.org") == []
    (row,) = table(await look(service), "Not sent yet")[1:]
    assert row[:2] == ["About first", "held"]
    await press(service, "letters", command="send", name="first")
    await service.wait(minutes=1)
    assert len(service.letters("a@mail.example.org")) == 1
    again = await press(service, "letters", command="hold", name="first")
    assert again.status_code == 409
    acts = table(await look(service, ""), "What operators did")[1:]
    assert [row[2] for row in acts] == [
        "Let letters go · first",
        "Skipped letters · second",
        "Held letters · first",
        "Signed in",
    ]


async def test_an_operator_sees_when_letters_and_digests_are_due_where_the_blog_is_at_home() -> (
    None
):
    settings = settings_for_tests(
        operators=(parse_address(ANN),), letters=LetterRules(timezone="America/New_York")
    )
    service = ServiceUnderTest(MemoryStore(), settings)
    await sign_in(service)
    assert "Weekly emails go out next on" in (await look(service)).text_content()
    await service.publish(article("first"))
    in_summer = "2027-03-15 12:00:00+00:00"  # clocks go forward on 14 March
    letters = [
        letter("plain", in_summer),
        letter("now", in_summer, urgent=True),
        letter("intro", in_summer, **{"with": "digest"}),
    ]
    await write(service, *letters)
    page = await look(service)
    due = "15 March 2027, 08:00 (America/New_York)"
    assert {row[0]: row[2] for row in table(page, "Not sent yet")[1:]} == {
        "About first": "",
        "On plain": due,
        "On now": f"{due}, to subscribers of every frequency",
        "On intro": f"above the first digest after {due}",
    }
    assert (
        "Weekly emails go out next on 2 November 2026, 08:00 (America/New_York). "
        "Monthly emails go out next on 1 December 2026, 08:00 (America/New_York)."
    ) in page.text_content()
    await write(service, *letters[1:])
    rows = {row[0]: row[1:3] for row in table(await look(service), "Not sent yet")[1:]}
    assert rows["On plain"] == ["withdrawn", ""]
    assert rows["On now"][0] == "waiting"


async def test_all_letters_are_held_and_let_go(service: ServiceUnderTest) -> None:
    await press(service, "letters", command="hold")
    assert "All letters are held since" in (await look(service)).text_content()
    await service.publish(article("first"))
    await service.wait(minutes=16)
    assert service.letters("a@mail.example.org") == []
    await press(service, "letters", command="send")
    await service.wait(minutes=16)
    assert len(service.letters("a@mail.example.org")) == 1


async def test_what_keeps_emails_from_going_is_said_in_words_with_a_button(
    service: ServiceUnderTest,
) -> None:
    await service.publish(article("first"))
    service.mailbox.outcomes = [Outcome(Verdict.HELD, "MAIL FROM: 550 5.4.5 quota exceeded")] * 3
    await service.wait(minutes=16)
    with service.store.transaction() as tx:
        tx.marks.put(f"{INCIDENT}mail.example.org", service.clock.now())
    said = (await look(service)).text_content()
    assert "MAIL FROM: 550 5.4.5 quota exceeded" in said
    assert "Many addresses at mail.example.org bounced" in said
    assert service.letters("a@mail.example.org") == []
    await press(service, "retry")
    await service.send()
    assert len(service.letters("a@mail.example.org")) == 1
    assert "quota exceeded" not in (await look(service)).text_content()


async def test_the_next_letter_is_mailed_to_the_operator_alone(service: ServiceUnderTest) -> None:
    assert (await press(service, "test")).status_code == 409, "there is no article"
    await service.publish(article("first"))
    before = len(service.mailbox.letters)
    assert (await press(service, "test")).status_code == 200
    ((to, letter),) = service.mailbox.letters[before:]
    assert (to, "About first" in letter["Subject"]) == (ANN, True)
    service.mailbox.outcomes = [Outcome(Verdict.NEVER, "DATA: 554 <no>")]
    refused = await press(service, "test")
    assert (refused.status_code, "DATA: 554 &lt;no&gt;" in refused.text) == (409, True)


async def test_only_operators_press_buttons_and_see_mailings(service: ServiceUnderTest) -> None:
    page = await service.client.get("/operator/mailings")
    service.clock.time += timedelta(hours=9)
    for path in ("mailings", "mailings/each-1"):
        assert (await service.client.get(f"/operator/{path}")).status_code == 303
    for path in ("letters", "retry", "test"):
        data = {"form": csrf_of(page), "command": "hold"}
        answer = await service.client.post(f"/operator/{path}", data=data)
        assert (answer.status_code, answer.headers["location"]) == (303, "/operator/")
    assert "held" not in str(service.parts.look(lambda work: work.tx.marks.named("")))


@pytest.mark.parametrize("name", ["each-1", "weekly-99", "x", "each-0"])
async def test_a_mailing_that_is_none_is_not_found(service: ServiceUnderTest, name: str) -> None:
    assert (await service.client.get(f"/operator/mailings/{name}")).status_code == 404


async def test_an_operator_sees_how_many_readers_each_series_has(service: ServiceUnderTest) -> None:
    readers = SeriesReaders(service)
    for email, change in (("a@mail.example.org", ""), ("b@mail.example.org", "pause")):
        await readers.join(email)
        if change:
            await readers.press(change, email)
    await readers.join("c@mail.example.org", "second-steps", pace="weekly")
    count(service)
    rows = table(await look(service), "Series by email")[1:]
    assert rows == [["First steps", *"11001"], ["Second steps", *"10000"]]
    for _ in range(5):
        await service.wait(days=1)
    await sign_in(service)
    count(service)
    rows = table(await look(service), "Series by email")[1:]
    assert rows == [["First steps", *"01100"], ["Second steps", *"10000"]]
