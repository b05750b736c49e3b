"""Articles that are withdrawn, held back or dated anew between being ready and being sent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from rapport_subscriptions.rules.article import ArticleState
from rapport_subscriptions.rules.mailing import LetterRules
from rapport_subscriptions.rules.outbox import Outcome, Verdict
from rapport_subscriptions.store.memory.database import MemoryStore
from rapport_subscriptions.use_cases import claim_mail, deliver_mail, mail_articles
from rapport_subscriptions.use_cases.command_letters import LetterCommand, apply
from tests.service.service_under_test import ServiceUnderTest, article, settings_for_tests

if TYPE_CHECKING:
    from rapport_subscriptions.ports.store import Store

pytestmark = pytest.mark.anyio

JO, ANN = "jo@mail.example.org", "ann@mail.example.org"
OLD, SLIP, GOOD = article("old"), article("slip"), article("good")


@pytest.fixture
async def service() -> ServiceUnderTest:
    return await one_with_an_archive(MemoryStore())


async def one_with_an_archive(store: Store, per_minute: int = 0) -> ServiceUnderTest:
    rules = LetterRules(per_minute=per_minute)
    service = ServiceUnderTest(store, settings_for_tests(letters=rules))
    await service.publish(OLD)  # it is a Monday, 9:00 UTC, an hour after the weekly slot
    return service


def subjects(service: ServiceUnderTest, email: str = JO) -> list[str]:
    return [str(letter["Subject"]) for letter in service.letters(email)]


@pytest.mark.parametrize(("cadence", "days"), [("weekly", 7), ("monthly", 29)])
async def test_what_is_withdrawn_over_a_slot_and_brought_back_comes_with_the_next_one(
    service: ServiceUnderTest, cadence: str, days: int
) -> None:
    await service.join(JO, cadence=cadence)
    await service.join(ANN, cadence="each")
    await service.publish(OLD, SLIP, GOOD)
    await service.wait(hours=1)
    await service.publish(OLD, GOOD)
    await service.wait(days=days)
    assert subjects(service) == ["About good"], "withdrawn articles are in no digest"
    await service.publish(OLD, SLIP, GOOD)
    await service.wait(days=31)
    await service.wait(days=31)
    assert subjects(service) == ["About good", "About slip"]
    assert len(subjects(service, ANN)) == 1, "who was told of it is not told again"


async def test_a_digest_with_nothing_left_in_it_does_not_go(store: Store) -> None:
    service = await one_with_an_archive(store)
    await service.join(JO, cadence="weekly")
    await service.join(ANN, cadence="each")
    await service.publish(OLD, SLIP)
    await service.wait(hours=1)
    await service.publish(OLD)
    await service.wait(days=7)
    assert subjects(service) == []
    await service.publish(OLD, SLIP)
    await service.wait(days=1)
    assert subjects(service) == [], "it waits for the next slot"
    await service.wait(days=6)
    assert subjects(service) == subjects(service, ANN) == ["About slip"]
    data = await service.client.get(await service.account_link(ANN) + "/download")
    assert data.json()["letters"][0]["articles"][0]["title"] == "About slip"


@pytest.mark.parametrize("others", [(), (GOOD,)])
async def test_what_is_withdrawn_between_ready_and_sent_reaches_everybody_once_it_is_back(
    others: tuple[object, ...],
) -> None:
    service = await one_with_an_archive(MemoryStore(), per_minute=1)
    people = [JO, ANN, "bob@mail.example.org"]
    for reader in people:
        await service.join(reader, cadence="each")
    await service.publish(OLD, SLIP, *others)  # type: ignore[arg-type]
    await service.wait(minutes=16)
    assert sum(len(service.letters(reader)) for reader in people) == 1
    await service.publish(OLD, *others)  # type: ignore[arg-type]
    await service.wait(minutes=1)
    await service.publish(OLD, SLIP, *others)  # type: ignore[arg-type]
    for _ in range(20):
        await service.wait(minutes=1)
    for reader in people:
        told = " ".join(text(service, reader))
        assert told.count("articles/slip/") == 1
        assert told.count("articles/good/") == len(others)


async def test_a_moment_without_articles_costs_no_letter_that_waits_for_its_mail_server() -> None:
    service = await one_with_an_archive(MemoryStore(), per_minute=1)
    people = [JO, ANN, "bob@mail.example.org"]
    for reader in people:
        await service.join(reader, cadence="each")
    await service.publish(OLD, SLIP)
    service.clock.forward(minutes=16)
    service.mailbox.outcomes = [Outcome(Verdict.LATER, "451 4.7.1 greylisted")]
    await service.send()
    await service.publish()
    await service.publish(OLD, SLIP)
    for _ in range(90):
        await service.wait(minutes=1)
    assert [subjects(service, reader) for reader in people] == [["About slip"]] * 3


LATER = Outcome(Verdict.LATER, "451 4.7.1 greylisted")
ARRIVED = Outcome(Verdict.UNKNOWN, "DATA: TimeoutError")
"""What a sender knows of a mail that the mailbox has all the same."""


@pytest.mark.parametrize("outcomes", [[LATER], [ARRIVED], [ARRIVED, LATER]])
async def test_an_article_that_goes_between_two_attempts_and_comes_back_is_told_once(
    store: Store, outcomes: list[Outcome]
) -> None:
    service = await one_with_an_archive(store)
    await service.join(JO, cadence="each")
    await service.publish(OLD, SLIP)
    service.clock.forward(minutes=16)
    service.mailbox.outcomes = [*outcomes]
    for _ in outcomes:
        await service.send()
        service.clock.forward(minutes=30)
    assert not service.mailbox.outcomes
    await service.publish(OLD)
    await service.wait(days=1)
    assert len(subjects(service)) == (ARRIVED in outcomes)
    await service.publish(OLD, SLIP)
    await service.wait(days=1)
    assert subjects(service) == ["About slip"]


async def test_a_digest_that_is_put_off_and_loses_an_article_meanwhile_tells_of_it_later(
    service: ServiceUnderTest,
) -> None:
    await service.join(JO, cadence="weekly")
    await service.publish(OLD, SLIP, GOOD)
    service.clock.forward(days=7)
    service.mailbox.outcomes = [LATER]
    await service.send()
    await service.publish(OLD, GOOD)
    await service.wait(hours=1)
    assert subjects(service) == ["About good"]
    await service.publish(OLD, SLIP, GOOD)
    await service.wait(days=7)
    assert subjects(service) == ["About good", "About slip"]


async def test_what_was_in_transmission_when_its_sender_died_may_be_there(store: Store) -> None:
    service = await one_with_an_archive(store)
    await service.join(JO, cadence="each")
    await service.publish(OLD, SLIP)
    service.clock.forward(minutes=16)
    await service.app.state.mail_worker._write_letters()  # noqa: SLF001 - and no more: it dies
    await service.app.state.mail_worker._write_letters()  # noqa: SLF001
    (letter,) = service.parts.do(claim_mail.claim, 0, 1)
    assert service.parts.do(deliver_mail.begin, letter.id)
    await service.publish(OLD)
    await service.wait(days=1)
    await service.publish(OLD, SLIP)
    await service.wait(days=1)
    assert subjects(service) == []


async def test_an_accident_that_takes_all_articles_away_for_an_hour_mails_nobody(
    service: ServiceUnderTest,
) -> None:
    await service.join(JO, cadence="each")
    await service.publish(OLD, SLIP, GOOD)
    await service.wait(days=40)
    await service.join(ANN, cadence="each")
    await service.publish()
    await service.wait(hours=1)
    await service.publish(OLD, SLIP, GOOD)
    await service.wait(days=1)
    assert len(service.letters()) == 1
    assert subjects(service, ANN) == []


async def test_an_article_that_is_put_off_comes_on_its_new_date_to_who_lacks_it(
    service: ServiceUnderTest,
) -> None:
    await service.join(JO, cadence="weekly")
    await service.join(ANN, cadence="each")
    await service.publish(OLD, SLIP)
    await service.wait(hours=1)
    await service.publish(OLD)  # its date is in ten days: builds leave it out until then
    await service.wait(days=10)
    again = replace(SLIP, date=service.clock.now().isoformat())
    await service.publish(OLD, again)
    await service.wait(days=7)
    assert subjects(service) == subjects(service, ANN) == ["About slip"]


@pytest.mark.parametrize("date", ["2026-11-28T09:00:00+01:00", "2026-10-01"])
async def test_a_date_that_is_changed_before_a_slot_changes_no_letter(
    service: ServiceUnderTest, date: str
) -> None:
    await service.join(JO, cadence="weekly")
    await service.publish(OLD, SLIP)
    await service.wait(hours=1)
    await service.publish(OLD, replace(SLIP, date=date))
    await service.wait(days=14)
    assert subjects(service) == ["About slip"]


async def test_what_comes_back_long_after_it_was_written_waits_for_the_operator(
    service: ServiceUnderTest,
) -> None:
    await service.join(JO, cadence="weekly")
    dated = replace(SLIP, date=service.clock.now().isoformat())
    await service.publish(OLD, dated)
    await service.wait(hours=1)
    await service.publish(OLD)
    await service.wait(days=400)
    await service.publish(OLD, dated)
    await service.wait(days=7)
    with service.store.reading() as tx:
        held = tx.articles.all(ArticleState.HELD)
    assert [known_article.article.id for known_article in held] == ["slip"]
    assert subjects(service) == []
    service.parts.do(apply, LetterCommand.SEND, ("slip",))
    await service.wait(days=7)
    assert subjects(service) == ["About slip"]


async def test_mail_false_set_after_an_article_was_ready_keeps_it_out_of_what_has_not_gone(
    service: ServiceUnderTest,
) -> None:
    await service.join(JO, cadence="weekly")
    await service.join(ANN, cadence="each")
    await service.publish(OLD, SLIP, GOOD)
    await service.wait(hours=1)
    service.manifest.known = replace(service.manifest.known, unmailed=frozenset({"slip"}))
    await service.wait(days=7)
    assert subjects(service) == ["About good"]
    service.manifest.known = replace(service.manifest.known, unmailed=frozenset())
    await service.wait(days=1)
    await service.wait(days=6)
    assert subjects(service) == ["About good", "About slip"], "set back, it is news"
    assert len(subjects(service, ANN)) == 1


async def test_an_article_with_another_id_before_a_slot_is_still_told_to_who_lacks_it(
    service: ServiceUnderTest,
) -> None:
    await service.join(JO, cadence="weekly")
    await service.join(ANN, cadence="each")
    await service.publish(OLD, SLIP)
    await service.wait(hours=1)
    renamed = replace(SLIP, id="renamed", url="https://blog.example/x/", aliases=(SLIP.url,))
    await service.publish(OLD, renamed, article("another", aliases=(SLIP.url,)))
    await service.wait(days=7)
    await service.wait(days=7)
    assert subjects(service, ANN) == ["About slip", "About another"]
    (digest,) = text(service)
    assert digest.count("https://blog.example/x/") == 1
    assert digest.count("articles/another/") == 1


async def test_a_mailing_that_is_skipped_takes_what_was_withdrawn_along(
    service: ServiceUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_articles, "MOST_WAITING", 1)  # the other one's is not written yet
    for reader in (JO, ANN):
        await service.join(reader, cadence="each")
    await service.publish(OLD, SLIP)
    service.clock.forward(minutes=16)
    watcher = service.app.state.mail_worker._watcher  # noqa: SLF001 - written, not yet sent
    watcher.work()
    service.parts.do(apply, LetterCommand.SKIP, ("each-1",))
    await service.publish(OLD)
    await service.wait(hours=1)
    await service.publish(OLD, SLIP)
    await service.wait(days=1)
    assert subjects(service) == subjects(service, ANN) == []


def text(service: ServiceUnderTest, email: str = JO) -> list[str]:
    """Return the plain texts of an address's letters."""
    bodies = [letter.get_body(("plain",)) for letter in service.letters(email)]
    return [str(body.get_content()) for body in bodies if body is not None]
