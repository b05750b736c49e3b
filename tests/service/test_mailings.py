"""New articles reach who chose them, when they chose, once."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest

from rapport_subscriptions.errors import SubscriptionsError
from rapport_subscriptions.rules.article import ArticleState
from rapport_subscriptions.rules.consent import Origin
from rapport_subscriptions.rules.mailing import LetterRules, MailingState
from rapport_subscriptions.rules.outbox import Outcome, Verdict
from rapport_subscriptions.rules.schedule import Schedule, Slot
from rapport_subscriptions.rules.subscription import Cadence, Choice
from rapport_subscriptions.rules.tokens import Purpose
from rapport_subscriptions.store.memory.database import MemoryStore
from rapport_subscriptions.use_cases import (
    claim_mail,
    mail_articles,
    manage,
    unsubscribe,
)
from rapport_subscriptions.use_cases.command_letters import LetterCommand, apply
from tests.service.service_under_test import ServiceUnderTest, article, settings_for_tests

if TYPE_CHECKING:
    from email.message import EmailMessage

    from rapport_subscriptions.ports.store import Store
    from rapport_subscriptions.rules.article import Article

pytestmark = pytest.mark.anyio

JO, ANN, BOB = (f"{name}@mail.example.org" for name in ("jo", "ann", "bob"))
NOBODY = Origin()
OLD = article("old")


@pytest.fixture
def memory() -> MemoryStore:
    """The quick store, for what is the same on all."""
    return MemoryStore()


async def house_with(store: Store, *, letters: LetterRules | None = None) -> ServiceUnderTest:
    """A service that knows its blog, whose archive has one article."""
    service = ServiceUnderTest(store, settings_for_tests(letters=letters or LetterRules()))
    await service.publish(OLD)
    await service.send()
    return service


async def test_an_article_reaches_who_wants_each_one_after_a_quiet_time(store: Store) -> None:
    service = await house_with(store)
    await service.join(JO, cadence="each", topics=["networking"])
    await service.join(ANN, cadence="each", topics=[])
    await service.join(BOB, cadence="each", topics=["interviews"])
    await service.publish(OLD, article("new"))
    await service.wait(minutes=14)
    assert not service.letters(JO)
    await service.wait(minutes=2)
    assert subjects(service, JO) == subjects(service, ANN) == ["About new"]
    assert subjects(service, BOB) == []
    await service.wait(days=40)
    assert len(service.letters(JO)) == 1


async def test_nobody_gets_the_archive(memory: MemoryStore) -> None:
    service = ServiceUnderTest(memory)
    await service.join(JO, cadence="each")
    await service.publish(*(article(f"a{number}") for number in range(30)))
    await service.wait(days=1)
    await service.join(ANN, cadence="each")
    await service.wait(days=40)
    assert not service.letters(JO)
    assert not service.letters(ANN)


async def test_who_joins_later_gets_only_what_comes_later(memory: MemoryStore) -> None:
    service = await house_with(memory)
    await service.publish(OLD, article("first"))
    await service.wait(hours=1)
    await service.join(JO, cadence="each")
    await service.publish(OLD, article("first"), article("second"))
    await service.wait(hours=1)
    assert subjects(service, JO) == ["About second"]


async def test_several_at_once_make_one_letter(memory: MemoryStore) -> None:
    service = await house_with(memory)
    await service.join(JO, cadence="each", topics=[])
    await service.publish(OLD, article("a"))
    await service.wait(minutes=10)
    await service.publish(OLD, article("a"), article("b"))
    await service.wait(minutes=10)
    assert not service.letters(JO)
    await service.wait(minutes=6)
    (subject,) = subjects(service, JO)
    assert re.fullmatch(r"About .+, and 1 more", subject)


async def test_an_article_told_of_is_never_told_of_again_whatever_changes(
    memory: MemoryStore,
) -> None:
    service = await house_with(memory)
    await service.join(JO, cadence="each")
    new = article("new")
    await service.publish(OLD, new)
    await service.wait(hours=1)
    for changed in (
        replace(new, title="Another title"),
        replace(new, url="https://blog.example/elsewhere/", aliases=(new.url,)),
        replace(new, date="2027-01-01T00:00:00+00:00", summary="Else."),
        replace(new, id="another id"),
        replace(new, id="moved", url="https://blog.example/x/", aliases=(new.url,)),
    ):
        await service.publish(OLD, changed)
        await service.wait(hours=1)
        await service.publish(OLD)
        await service.wait(hours=1)
        await service.publish(OLD, changed)
        await service.wait(hours=1)
    assert subjects(service, JO) == ["About new"]


async def test_an_article_withdrawn_in_time_is_not_sent_and_a_correction_is(
    memory: MemoryStore,
) -> None:
    service = await house_with(memory)
    await service.join(JO, cadence="each", topics=[])
    await service.publish(OLD, article("slip"), article("good"))
    await service.wait(minutes=5)
    await service.publish(OLD, article("good", title="A better title"))
    await service.wait(minutes=12)
    assert subjects(service, JO) == ["A better title"]


async def test_a_letter_already_written_leaves_out_what_was_withdrawn(memory: MemoryStore) -> None:
    service = await house_with(memory)
    await service.join(JO, cadence="each", topics=[])
    await service.publish(OLD, article("slip"), article("good"))
    await written(service)
    await service.publish(OLD, article("good"))
    await service.send()
    assert subjects(service, JO) == ["About good"]


async def test_a_great_many_at_once_wait_for_the_operators_word(memory: MemoryStore) -> None:
    service = await house_with(memory)
    await service.join(JO, cadence="each", topics=[])
    flood = [article(f"a{number:02}") for number in range(50)]
    await service.publish(OLD, *flood)
    await service.wait(days=2)
    assert not service.letters(JO)
    await service.publish(OLD, *flood, article("one more"))
    await service.wait(days=2)
    assert subjects(service, JO) == ["About one more"], "what is held holds nothing else up"
    with memory.reading() as tx:
        assert len(tx.articles.all(ArticleState.HELD)) == 50


async def test_weekly_letters_go_on_their_day_with_all_that_came(store: Store) -> None:
    service = await house_with(store)  # it is a Monday, 9:00 UTC
    await service.join(JO, cadence="weekly", topics=["networking"])
    await service.publish(OLD, article("a"), article("b", "interviews"), article("c"))
    await service.wait(days=6, hours=22, minutes=55)
    assert not service.letters(JO)
    await service.wait(minutes=10)
    (subject,) = subjects(service, JO)
    assert re.fullmatch(r"About .+, and 1 more", subject)
    assert "About a" in text(service.letters(JO)[0])
    assert "About b" not in text(service.letters(JO)[0])
    await service.wait(days=7)
    assert len(service.letters(JO)) == 1, "nothing new, nothing sent"


async def test_what_comes_right_after_the_day_waits_for_the_next_one(memory: MemoryStore) -> None:
    service = await house_with(memory)
    await service.join(JO, cadence="weekly")
    await service.wait(days=7)
    await service.publish(OLD, article("a"))
    await service.wait(hours=3)
    assert not service.letters(JO)
    await service.wait(days=7)
    assert len(service.letters(JO)) == 1


async def test_monthly_letters_go_on_the_first(memory: MemoryStore) -> None:
    service = await house_with(memory)
    await service.join(JO, cadence="monthly")
    for day in range(1, 28):
        await service.publish(OLD, *(article(f"day {number}") for number in range(day)))
        await service.wait(days=1)
    assert not service.letters(JO)
    await service.wait(days=3)
    (subject,) = subjects(service, JO)
    assert re.fullmatch(r"About .+, and 26 more", subject)


async def test_a_service_that_was_off_for_weeks_sends_one_letter(memory: MemoryStore) -> None:
    service = await house_with(memory)
    await service.join(JO, cadence="weekly")
    await service.join(ANN, cadence="each")
    await service.publish(OLD, article("a"))
    await service.wait(minutes=16)
    off = ServiceUnderTest(memory, service.settings)
    off.clock.time = service.clock.time + timedelta(days=16)
    await off.publish(OLD, article("a"), article("b"))
    await off.wait(minutes=16)
    assert subjects(off, JO) == ["About a"]
    assert subjects(off, ANN) == ["About b"]


async def test_a_clock_that_jumps_sends_no_second_letter_and_silences_nobody(
    memory: MemoryStore,
) -> None:
    service = await house_with(memory)
    await service.join(JO, cadence="weekly")
    await service.publish(OLD, article("a"))
    await service.wait(minutes=16)
    await service.wait(days=400)
    assert len(service.letters(JO)) == 1
    await service.wait(days=-400)
    assert len(service.letters(JO)) == 1
    await service.publish(OLD, article("a"), article("b"))
    await service.wait(days=7)
    await service.wait(minutes=16)
    await service.wait(days=7)
    assert len(service.letters(JO)) == 2


async def test_letters_go_by_the_blogs_own_time_in_summer_and_winter(
    service: ServiceUnderTest,
) -> None:
    await service.send()
    service.manifest.known = replace(service.manifest.known, timezone="Europe/Berlin")
    await service.join(JO, cadence="weekly")
    known: tuple[Article, ...] = ()
    for day, hour in (
        ((2027, 3, 22), 7),
        ((2027, 3, 29), 6),
        ((2027, 10, 25), 6),
        ((2027, 11, 1), 7),
    ):
        service.clock.time = datetime(*day, hour, tzinfo=UTC) - timedelta(hours=1)
        known = (*known, article(f"n{day}"))
        await service.publish(*known)
        before = len(service.letters(JO))
        await service.wait(minutes=59)
        assert len(service.letters(JO)) == before
        await service.wait(minutes=1)
        assert len(service.letters(JO)) == before + 1


async def test_a_change_of_cadence_neither_misses_nor_doubles(memory: MemoryStore) -> None:
    service = await house_with(memory)
    await service.join(JO, cadence="weekly")
    await service.join(ANN, cadence="each")
    await service.publish(OLD, article("a"))
    await service.wait(hours=1)
    await choose(service, JO, Cadence.EACH)
    await choose(service, ANN, Cadence.WEEKLY)
    await service.publish(OLD, article("a"), article("b"))
    await service.wait(hours=1)
    await service.wait(days=14)
    assert subjects(service, JO) == ["About a", "About b"], "what was new comes at once"
    assert subjects(service, ANN) == ["About a", "About b"]


async def test_who_left_paused_or_chose_else_before_it_went_is_not_mailed(store: Store) -> None:
    service = await house_with(store)
    for recipient in (JO, ANN, BOB, "eve@mail.example.org"):
        await service.join(recipient, cadence="each")
    await service.publish(OLD, article("a"))
    await written(service)
    parts = service.parts
    assert parts.do(unsubscribe.unsubscribe, token(service, JO, "unsubscribe"), NOBODY)
    until = service.clock.now() + timedelta(days=30)
    assert parts.do(manage.pause, Purpose.MANAGE, token(service, ANN, "manage"), until, NOBODY)
    await choose(service, BOB, Cadence.EACH, "interviews")
    await service.send()
    assert [subjects(service, recipient) for recipient in (JO, ANN, BOB)] == [[], [], []]
    assert subjects(service, "eve@mail.example.org") == ["About a"]


async def test_who_changes_from_each_to_weekly_in_the_last_moment_gets_it_weekly(
    memory: MemoryStore,
) -> None:
    service = await house_with(memory)
    await service.join(JO, cadence="each")
    await service.publish(OLD, article("a"))
    await written(service)
    await choose(service, JO, Cadence.WEEKLY)
    await service.send()
    assert not service.letters(JO)
    await service.wait(days=7)
    assert subjects(service, JO) == ["About a"]


async def test_a_pause_skips_the_letters_of_its_time(memory: MemoryStore) -> None:
    service = await house_with(memory)
    await service.join(JO, cadence="each")
    until = service.clock.now() + timedelta(days=30)
    service.parts.do(manage.pause, Purpose.MANAGE, token(service, JO, "manage"), until, NOBODY)
    await service.publish(OLD, article("a"))
    await service.wait(days=1)
    await service.wait(days=30)
    await service.publish(OLD, article("a"), article("b"))
    await service.wait(hours=1)
    assert subjects(service, JO) == ["About b"]


async def test_a_mailing_of_many_readers_is_written_a_few_at_a_time(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_articles, "MOST_WAITING", 3)
    service = await house_with(store)
    people = [f"r{number}@mail.example.org" for number in range(8)]
    for reader in people:
        await service.join(reader, cadence="each")
    await service.publish(OLD, article("a"))
    await written(service)
    with store.reading() as tx:
        assert tx.outbox.waiting_letters(100) == 3
    await service.send()
    assert [subjects(service, reader) for reader in people] == [["About a"]] * 8
    with store.reading() as tx:
        (mailing,) = tx.mailings.newest(9)
    assert mailing.state is MailingState.DONE
    assert mailing.ended_at


async def test_a_minute_has_no_more_mails_than_the_operator_allows(memory: MemoryStore) -> None:
    service = await house_with(memory, letters=LetterRules(per_minute=3))
    people = [f"r{number}@mail.example.org" for number in range(8)]
    for reader in people:
        await service.join(reader, cadence="each")
    await service.publish(OLD, article("a"))
    await service.wait(minutes=15)
    for allowed in (3, 6, 8):
        assert sum(len(service.letters(reader)) for reader in people) == allowed
        await service.wait(minutes=1)
    await service.join(JO)
    assert len(service.mailbox.to(JO)) == 2, "confirmations don't wait for letters"


async def test_confirmations_go_before_letters(memory: MemoryStore) -> None:
    service = await house_with(memory)
    for number in range(5):
        await service.join(f"r{number}@mail.example.org", cadence="each")
    await service.publish(OLD, article("a"))
    await written(service)
    await service.sign_up(JO, send=False)
    service.app.state.mail_worker.process_requests()
    parts = service.parts
    first = parts.do(claim_mail.claim, 1, 1)[0].id
    with memory.reading() as tx:
        mail = tx.outbox.get(first)
    assert mail is not None
    assert mail.recipient == JO


async def test_a_letter_that_may_have_arrived_goes_again_only_under_its_own_name(
    memory: MemoryStore,
) -> None:
    service = await house_with(memory)
    await service.join(JO, cadence="each")
    await service.publish(OLD, article("a"))
    service.clock.forward(minutes=16)
    service.mailbox.outcomes = [Outcome(Verdict.UNKNOWN, "cut")]
    await service.send()
    await service.wait(hours=1)
    first, second = service.letters(JO)
    assert first["Message-ID"] == second["Message-ID"]


async def test_a_letter_that_may_have_arrived_is_never_made_anew(memory: MemoryStore) -> None:
    service = await house_with(memory)
    await service.join(JO, cadence="each")
    await service.publish(OLD, article("a"))
    service.clock.forward(minutes=16)
    service.mailbox.outcomes = [Outcome(Verdict.UNKNOWN, "cut")]
    await service.send()
    await choose(service, JO, Cadence.WEEKLY)
    await service.wait(days=14)
    assert len(service.letters(JO)) == 1


async def test_what_was_sent_is_remembered_until_the_reader_is_erased(store: Store) -> None:
    service = await house_with(store)
    reader = await service.join(JO, cadence="each")
    await service.publish(OLD, article("a"))
    await service.wait(minutes=16)
    await service.wait(days=100)
    with store.reading() as tx:
        (kept,) = tx.mailings.deliveries_of(reader.id)
    assert kept.articles == ("a",)
    assert kept.sent_at
    download = await service.client.get(await service.account_link() + "/download")
    assert download.json()["letters"][0]["articles"] == [
        {"id": "a", "title": "About a", "url": "https://blog.example/articles/a/"}
    ]
    with store.transaction() as tx:
        tx.subscriptions.delete(reader.id)
        assert not tx.mailings.deliveries_of(reader.id)


async def test_what_is_held_goes_at_the_operators_word_and_what_is_skipped_never(
    store: Store,
) -> None:
    service = await house_with(store, letters=LetterRules(held_above=1))
    await service.join(JO, cadence="each")
    several = [article(name) for name in ("a", "b", "c")]
    await service.publish(OLD, *several)
    await service.wait(hours=1)
    assert not service.letters(JO)
    assert say(service, LetterCommand.SKIP, "b") == ["b"]
    assert say(service, LetterCommand.SEND) == ["a", "c"]
    await service.wait(minutes=1)
    (subject,) = subjects(service, JO)
    assert re.fullmatch(r"About .+, and 1 more", subject)
    assert "About b" not in text(service.letters(JO)[0])
    await service.wait(days=40)
    assert len(service.letters(JO)) == 1


async def test_a_mailing_stops_at_the_operators_word_and_goes_on_where_it_was(
    memory: MemoryStore,
) -> None:
    service = await house_with(memory, letters=LetterRules(per_minute=1))
    people = [JO, ANN, BOB]
    for reader in people:
        await service.join(reader, cadence="each")
    await service.publish(OLD, article("a"))
    await service.wait(minutes=16)
    assert sum(len(service.letters(reader)) for reader in people) == 1
    assert say(service, LetterCommand.HOLD) == ["each-1"]
    await service.publish(OLD, article("a"), article("b"))
    for _ in range(30):
        await service.wait(minutes=1)
    assert sum(len(service.letters(reader)) for reader in people) == 1
    with pytest.raises(SubscriptionsError, match="without a name"):
        say(service, LetterCommand.SEND, "each-1")
    assert say(service, LetterCommand.SEND) == ["each-1"]
    for _ in range(25):
        await service.wait(minutes=1)
    assert [subjects(service, reader) for reader in people] == [["About a", "About b"]] * 3


async def test_a_mailing_that_is_skipped_reaches_nobody_else_ever(memory: MemoryStore) -> None:
    service = await house_with(memory, letters=LetterRules(per_minute=1))
    people = [JO, ANN, BOB]
    for reader in people:
        await service.join(reader, cadence="each")
    await service.publish(OLD, article("a"))
    await service.wait(minutes=16)
    say(service, LetterCommand.SKIP, "each-1")
    await service.publish(OLD, article("a"), article("b"))
    for _ in range(30):
        await service.wait(minutes=1)
    got = [subjects(service, reader) for reader in people]
    assert sorted(got) == [["About a", "About b"], ["About b"], ["About b"]]


async def test_a_word_on_what_is_unknown_or_gone_changes_nothing(memory: MemoryStore) -> None:
    service = await house_with(memory, letters=LetterRules(held_above=0))
    await service.join(JO, cadence="each")
    await service.publish(OLD, article("a"))
    await service.wait(hours=1)
    for names, said in ((("a", "b"), "b: there is no such"), (("a", "each-1"), "being sent")):
        with pytest.raises(SubscriptionsError, match=said):
            say(service, LetterCommand.SEND, *names)
    assert not service.letters(JO)
    say(service, LetterCommand.SEND, "a")
    with pytest.raises(SubscriptionsError, match="it was released"):
        say(service, LetterCommand.HOLD, "a")


def test_a_weekly_letter_is_due_in_the_hour_that_spring_skips_and_once_in_autumns_double() -> None:
    zone = LetterRules(timezone="Europe/Berlin").zone("")
    schedule = Schedule(weekly=Slot(6, time(2, 30)))
    for midnight in (datetime(2027, 3, 28, tzinfo=UTC), datetime(2027, 10, 31, tzinfo=UTC)):
        minutes = [midnight + timedelta(minutes=number) for number in range(6 * 60)]
        found = {schedule.latest(Cadence.WEEKLY, minute, zone) for minute in minutes}
        assert len(found) == 2, "last week's, and one of today"
        assert schedule.coming(Cadence.WEEKLY, min(found), zone) == max(found)


def subjects(service: ServiceUnderTest, email: str) -> list[str]:
    return [str(letter["Subject"]) for letter in service.letters(email)]


def text(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def say(service: ServiceUnderTest, word: LetterCommand, *names: str) -> list[str]:
    done: list[str] = service.parts.do(apply, word, names)
    return done


def token(service: ServiceUnderTest, email: str, purpose: str) -> str:
    return service.link(email, purpose).rpartition("/")[2]


async def choose(
    service: ServiceUnderTest, email: str, cadence: Cadence, topic: str = "networking"
) -> None:
    choice = Choice((topic,), cadence)
    parts = service.parts
    assert parts.do(manage.choose, Purpose.MANAGE, token(service, email, "manage"), choice, NOBODY)


async def written(service: ServiceUnderTest) -> None:
    """Let the quiet time pass and have letters written, but not sent."""
    news = service.app.state.mail_worker._watcher  # noqa: SLF001 - the sender does both at once
    news.work()
    service.clock.forward(minutes=16)
    news.work()
