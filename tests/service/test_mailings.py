"""New articles reach who chose them, when they chose, once."""

from __future__ import annotations

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
from rapport_subscriptions.store.memory.database import MemoryStore
from rapport_subscriptions.use_cases import deliver_mail, mail_articles, manage, unsubscribe
from rapport_subscriptions.use_cases.command_letters import Word, decide
from tests.service.house import House, article, settings_for_tests

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


async def house_with(store: Store, *, letters: LetterRules | None = None) -> House:
    """A service that knows its blog, whose archive has one article."""
    house = House(store, settings_for_tests(letters=letters or LetterRules()))
    await house.publish(OLD)
    await house.send()
    return house


async def test_an_article_reaches_who_wants_each_one_after_a_quiet_time(store: Store) -> None:
    house = await house_with(store)
    await house.join(JO, cadence="each", topics=["networking"])
    await house.join(ANN, cadence="each", topics=[])
    await house.join(BOB, cadence="each", topics=["interviews"])
    await house.publish(OLD, article("new"))
    await house.wait(minutes=14)
    assert not house.letters(JO)
    await house.wait(minutes=2)
    assert subjects(house, JO) == subjects(house, ANN) == ["About new"]
    assert subjects(house, BOB) == []
    await house.wait(days=40)
    assert len(house.letters(JO)) == 1


async def test_nobody_gets_the_archive(memory: MemoryStore) -> None:
    house = House(memory)
    await house.join(JO, cadence="each")
    await house.publish(*(article(f"a{number}") for number in range(30)))
    await house.wait(days=1)
    await house.join(ANN, cadence="each")
    await house.wait(days=40)
    assert not house.letters(JO)
    assert not house.letters(ANN)


async def test_who_joins_later_gets_only_what_comes_later(memory: MemoryStore) -> None:
    house = await house_with(memory)
    await house.publish(OLD, article("first"))
    await house.wait(hours=1)
    await house.join(JO, cadence="each")
    await house.publish(OLD, article("first"), article("second"))
    await house.wait(hours=1)
    assert subjects(house, JO) == ["About second"]


async def test_several_at_once_make_one_letter(memory: MemoryStore) -> None:
    house = await house_with(memory)
    await house.join(JO, cadence="each", topics=[])
    await house.publish(OLD, article("a"))
    await house.wait(minutes=10)
    await house.publish(OLD, article("a"), article("b"))
    await house.wait(minutes=10)
    assert not house.letters(JO)
    await house.wait(minutes=6)
    assert subjects(house, JO) == ["2 new articles from A Word Before You Apply"]


async def test_an_article_told_of_is_never_told_of_again_whatever_changes(
    memory: MemoryStore,
) -> None:
    house = await house_with(memory)
    await house.join(JO, cadence="each")
    new = article("new")
    await house.publish(OLD, new)
    await house.wait(hours=1)
    for changed in (
        replace(new, title="Another title"),
        replace(new, url="https://blog.example/elsewhere/", aliases=(new.url,)),
        replace(new, date="2027-01-01T00:00:00+00:00", summary="Else."),
        replace(new, id="another id"),
        replace(new, id="moved", url="https://blog.example/x/", aliases=(new.url,)),
    ):
        await house.publish(OLD, changed)
        await house.wait(hours=1)
        await house.publish(OLD)
        await house.wait(hours=1)
        await house.publish(OLD, changed)
        await house.wait(hours=1)
    assert subjects(house, JO) == ["About new"]


async def test_an_article_withdrawn_in_time_is_not_sent_and_a_correction_is(
    memory: MemoryStore,
) -> None:
    house = await house_with(memory)
    await house.join(JO, cadence="each", topics=[])
    await house.publish(OLD, article("slip"), article("good"))
    await house.wait(minutes=5)
    await house.publish(OLD, article("good", title="A better title"))
    await house.wait(minutes=12)
    assert subjects(house, JO) == ["A better title"]


async def test_a_letter_already_written_leaves_out_what_was_withdrawn(memory: MemoryStore) -> None:
    house = await house_with(memory)
    await house.join(JO, cadence="each", topics=[])
    await house.publish(OLD, article("slip"), article("good"))
    await written(house)
    await house.publish(OLD, article("good"))
    await house.send()
    assert subjects(house, JO) == ["About good"]


async def test_a_great_many_at_once_wait_for_the_operators_word(memory: MemoryStore) -> None:
    house = await house_with(memory)
    await house.join(JO, cadence="each", topics=[])
    flood = [article(f"a{number:02}") for number in range(50)]
    await house.publish(OLD, *flood)
    await house.wait(days=2)
    assert not house.letters(JO)
    await house.publish(OLD, *flood, article("one more"))
    await house.wait(days=2)
    assert subjects(house, JO) == ["About one more"], "what is held holds nothing else up"
    with memory.reading() as tx:
        assert len(tx.articles.all(ArticleState.HELD)) == 50


async def test_weekly_letters_go_on_their_day_with_all_that_came(store: Store) -> None:
    house = await house_with(store)  # it is a Monday, 9:00 UTC
    await house.join(JO, cadence="weekly", topics=["networking"])
    await house.publish(OLD, article("a"), article("b", "interviews"), article("c"))
    await house.wait(days=6, hours=22, minutes=55)
    assert not house.letters(JO)
    await house.wait(minutes=10)
    assert subjects(house, JO) == ["2 new articles from A Word Before You Apply"]
    assert "About a" in text(house.letters(JO)[0])
    assert "About b" not in text(house.letters(JO)[0])
    await house.wait(days=7)
    assert len(house.letters(JO)) == 1, "nothing new, nothing sent"


async def test_what_comes_right_after_the_day_waits_for_the_next_one(memory: MemoryStore) -> None:
    house = await house_with(memory)
    await house.join(JO, cadence="weekly")
    await house.wait(days=7)
    await house.publish(OLD, article("a"))
    await house.wait(hours=3)
    assert not house.letters(JO)
    await house.wait(days=7)
    assert len(house.letters(JO)) == 1


async def test_monthly_letters_go_on_the_first(memory: MemoryStore) -> None:
    house = await house_with(memory)
    await house.join(JO, cadence="monthly")
    for day in range(1, 28):
        await house.publish(OLD, *(article(f"day {number}") for number in range(day)))
        await house.wait(days=1)
    assert not house.letters(JO)
    await house.wait(days=3)
    assert subjects(house, JO) == ["27 new articles from A Word Before You Apply"]


async def test_a_service_that_was_off_for_weeks_sends_one_letter(memory: MemoryStore) -> None:
    house = await house_with(memory)
    await house.join(JO, cadence="weekly")
    await house.join(ANN, cadence="each")
    await house.publish(OLD, article("a"))
    await house.wait(minutes=16)
    off = House(memory, house.settings)
    off.clock.time = house.clock.time + timedelta(days=16)
    await off.publish(OLD, article("a"), article("b"))
    await off.wait(minutes=16)
    assert subjects(off, JO) == ["About a"]
    assert subjects(off, ANN) == ["About b"]


async def test_a_clock_that_jumps_sends_no_second_letter_and_silences_nobody(
    memory: MemoryStore,
) -> None:
    house = await house_with(memory)
    await house.join(JO, cadence="weekly")
    await house.publish(OLD, article("a"))
    await house.wait(minutes=16)
    await house.wait(days=400)
    assert len(house.letters(JO)) == 1
    await house.wait(days=-400)
    assert len(house.letters(JO)) == 1
    await house.publish(OLD, article("a"), article("b"))
    await house.wait(days=7)
    await house.wait(minutes=16)
    await house.wait(days=7)
    assert len(house.letters(JO)) == 2


async def test_letters_go_by_the_blogs_own_time_in_summer_and_winter(house: House) -> None:
    await house.send()
    house.manifest.known = replace(house.manifest.known, timezone="Europe/Berlin")
    await house.join(JO, cadence="weekly")
    known: tuple[Article, ...] = ()
    for day, hour in (
        ((2027, 3, 22), 7),
        ((2027, 3, 29), 6),
        ((2027, 10, 25), 6),
        ((2027, 11, 1), 7),
    ):
        house.clock.time = datetime(*day, hour, tzinfo=UTC) - timedelta(hours=1)
        known = (*known, article(f"n{day}"))
        await house.publish(*known)
        before = len(house.letters(JO))
        await house.wait(minutes=59)
        assert len(house.letters(JO)) == before
        await house.wait(minutes=1)
        assert len(house.letters(JO)) == before + 1


async def test_a_change_of_cadence_neither_misses_nor_doubles(memory: MemoryStore) -> None:
    house = await house_with(memory)
    await house.join(JO, cadence="weekly")
    await house.join(ANN, cadence="each")
    await house.publish(OLD, article("a"))
    await house.wait(hours=1)
    await choose(house, JO, Cadence.EACH)
    await choose(house, ANN, Cadence.WEEKLY)
    await house.publish(OLD, article("a"), article("b"))
    await house.wait(hours=1)
    await house.wait(days=14)
    assert subjects(house, JO) == ["2 new articles from A Word Before You Apply"]
    assert subjects(house, ANN) == ["About a", "About b"]


async def test_who_left_paused_or_chose_else_before_it_went_is_not_mailed(store: Store) -> None:
    house = await house_with(store)
    for one in (JO, ANN, BOB, "eve@mail.example.org"):
        await house.join(one, cadence="each")
    await house.publish(OLD, article("a"))
    await written(house)
    service = house.app.state.service
    assert service.do(unsubscribe.leave, token(house, JO, "leave"), NOBODY)
    until = house.clock.now() + timedelta(days=30)
    assert service.do(manage.pause, token(house, ANN, "manage"), until, NOBODY)
    await choose(house, BOB, Cadence.EACH, "interviews")
    await house.send()
    assert [subjects(house, one) for one in (JO, ANN, BOB)] == [[], [], []]
    assert subjects(house, "eve@mail.example.org") == ["About a"]


async def test_who_changes_from_each_to_weekly_in_the_last_moment_gets_it_weekly(
    memory: MemoryStore,
) -> None:
    house = await house_with(memory)
    await house.join(JO, cadence="each")
    await house.publish(OLD, article("a"))
    await written(house)
    await choose(house, JO, Cadence.WEEKLY)
    await house.send()
    assert not house.letters(JO)
    await house.wait(days=7)
    assert subjects(house, JO) == ["About a"]


async def test_a_pause_skips_the_letters_of_its_time(memory: MemoryStore) -> None:
    house = await house_with(memory)
    await house.join(JO, cadence="each")
    until = house.clock.now() + timedelta(days=30)
    house.app.state.service.do(manage.pause, token(house, JO, "manage"), until, NOBODY)
    await house.publish(OLD, article("a"))
    await house.wait(days=1)
    await house.wait(days=30)
    await house.publish(OLD, article("a"), article("b"))
    await house.wait(hours=1)
    assert subjects(house, JO) == ["About b"]


async def test_a_mailing_of_many_readers_is_written_a_few_at_a_time(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_articles, "MOST_WAITING", 3)
    house = await house_with(store)
    people = [f"r{number}@mail.example.org" for number in range(8)]
    for one in people:
        await house.join(one, cadence="each")
    await house.publish(OLD, article("a"))
    await written(house)
    with store.reading() as tx:
        assert tx.outbox.waiting_letters(100) == 3
    await house.send()
    assert [subjects(house, one) for one in people] == [["About a"]] * 8
    with store.reading() as tx:
        (mailing,) = tx.mailings.newest(9)
    assert mailing.state is MailingState.DONE
    assert mailing.ended_at


async def test_a_minute_has_no_more_mails_than_the_operator_allows(memory: MemoryStore) -> None:
    house = await house_with(memory, letters=LetterRules(per_minute=3))
    people = [f"r{number}@mail.example.org" for number in range(8)]
    for one in people:
        await house.join(one, cadence="each")
    await house.publish(OLD, article("a"))
    await house.wait(minutes=15)
    for allowed in (3, 6, 8):
        assert sum(len(house.letters(one)) for one in people) == allowed
        await house.wait(minutes=1)
    await house.join(JO)
    assert len(house.mailbox.to(JO)) == 2, "confirmations don't wait for letters"


async def test_confirmations_go_before_letters(memory: MemoryStore) -> None:
    house = await house_with(memory)
    for number in range(5):
        await house.join(f"r{number}@mail.example.org", cadence="each")
    await house.publish(OLD, article("a"))
    await written(house)
    await house.sign_up(JO, send=False)
    house.app.state.sender.take_in()
    service = house.app.state.service
    first = service.do(deliver_mail.claim, 1)[0]
    with memory.reading() as tx:
        mail = tx.outbox.get(first)
    assert mail is not None
    assert mail.recipient == JO


async def test_a_letter_that_may_have_arrived_goes_again_only_under_its_own_name(
    memory: MemoryStore,
) -> None:
    house = await house_with(memory)
    await house.join(JO, cadence="each")
    await house.publish(OLD, article("a"))
    house.clock.forward(minutes=16)
    house.mailbox.outcomes = [Outcome(Verdict.UNKNOWN, "cut")]
    await house.send()
    await house.wait(hours=1)
    first, second = house.letters(JO)
    assert first["Message-ID"] == second["Message-ID"]


async def test_a_letter_that_may_have_arrived_is_never_made_anew(memory: MemoryStore) -> None:
    house = await house_with(memory)
    await house.join(JO, cadence="each")
    await house.publish(OLD, article("a"))
    house.clock.forward(minutes=16)
    house.mailbox.outcomes = [Outcome(Verdict.UNKNOWN, "cut")]
    await house.send()
    await choose(house, JO, Cadence.WEEKLY)
    await house.wait(days=14)
    assert len(house.letters(JO)) == 1


async def test_what_was_sent_is_remembered_until_the_reader_is_erased(store: Store) -> None:
    house = await house_with(store)
    reader = await house.join(JO, cadence="each")
    await house.publish(OLD, article("a"))
    await house.wait(minutes=16)
    await house.wait(days=100)
    with store.reading() as tx:
        (kept,) = tx.mailings.deliveries_of(reader.id)
    assert kept.articles == ("a",)
    assert kept.sent_at
    download = await house.client.get(f"{house.link(JO, 'manage')}/download")
    assert download.json()["letters"][0]["articles"] == [
        {"id": "a", "title": "About a", "url": "https://blog.example/articles/a/"}
    ]
    with store.transaction() as tx:
        tx.subscriptions.delete(reader.id)
        assert not tx.mailings.deliveries_of(reader.id)


async def test_what_is_held_goes_at_the_operators_word_and_what_is_skipped_never(
    store: Store,
) -> None:
    house = await house_with(store, letters=LetterRules(held_above=1))
    await house.join(JO, cadence="each")
    several = [article(name) for name in ("a", "b", "c")]
    await house.publish(OLD, *several)
    await house.wait(hours=1)
    assert not house.letters(JO)
    assert say(house, Word.SKIP, "b") == ["b"]
    assert say(house, Word.SEND) == ["a", "c"]
    await house.wait(minutes=1)
    assert subjects(house, JO) == ["2 new articles from A Word Before You Apply"]
    assert "About b" not in text(house.letters(JO)[0])
    await house.wait(days=40)
    assert len(house.letters(JO)) == 1


async def test_a_mailing_stops_at_the_operators_word_and_goes_on_where_it_was(
    memory: MemoryStore,
) -> None:
    house = await house_with(memory, letters=LetterRules(per_minute=1))
    people = [JO, ANN, BOB]
    for one in people:
        await house.join(one, cadence="each")
    await house.publish(OLD, article("a"))
    await house.wait(minutes=16)
    assert sum(len(house.letters(one)) for one in people) == 1
    assert say(house, Word.HOLD) == ["each-1"]
    await house.publish(OLD, article("a"), article("b"))
    for _ in range(30):
        await house.wait(minutes=1)
    assert sum(len(house.letters(one)) for one in people) == 1
    assert say(house, Word.SEND, "each-1") == ["each-1"]
    for _ in range(9):
        await house.wait(minutes=1)
    assert [subjects(house, one) for one in people] == [["About a", "About b"]] * 3


async def test_a_mailing_that_is_skipped_reaches_nobody_else_ever(memory: MemoryStore) -> None:
    house = await house_with(memory, letters=LetterRules(per_minute=1))
    people = [JO, ANN, BOB]
    for one in people:
        await house.join(one, cadence="each")
    await house.publish(OLD, article("a"))
    await house.wait(minutes=16)
    say(house, Word.SKIP, "each-1")
    await house.publish(OLD, article("a"), article("b"))
    for _ in range(30):
        await house.wait(minutes=1)
    got = [subjects(house, one) for one in people]
    assert sorted(got) == [["About a", "About b"], ["About b"], ["About b"]]


async def test_a_word_on_what_is_unknown_or_gone_changes_nothing(memory: MemoryStore) -> None:
    house = await house_with(memory, letters=LetterRules(held_above=0))
    await house.join(JO, cadence="each")
    await house.publish(OLD, article("a"))
    await house.wait(hours=1)
    for names, said in ((("a", "b"), "b: there is no such"), (("a", "each-1"), "being sent")):
        with pytest.raises(SubscriptionsError, match=said):
            say(house, Word.SEND, *names)
    assert not house.letters(JO)
    say(house, Word.SEND, "a")
    with pytest.raises(SubscriptionsError, match="it was released"):
        say(house, Word.HOLD, "a")


def test_a_weekly_letter_is_due_in_the_hour_that_spring_skips_and_once_in_autumns_double() -> None:
    zone = LetterRules(timezone="Europe/Berlin").zone("")
    schedule = Schedule(weekly=Slot(6, time(2, 30)))
    for midnight in (datetime(2027, 3, 28, tzinfo=UTC), datetime(2027, 10, 31, tzinfo=UTC)):
        minutes = [midnight + timedelta(minutes=number) for number in range(6 * 60)]
        found = {schedule.latest(Cadence.WEEKLY, minute, zone) for minute in minutes}
        assert len(found) == 2, "last week's, and one of today"
        assert schedule.coming(Cadence.WEEKLY, min(found), zone) == max(found)


def subjects(house: House, email: str) -> list[str]:
    return [str(letter["Subject"]) for letter in house.letters(email)]


def text(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def say(house: House, word: Word, *names: str) -> list[str]:
    done: list[str] = house.app.state.service.do(decide, word, names)
    return done


def token(house: House, email: str, purpose: str) -> str:
    return house.link(email, purpose).rpartition("/")[2]


async def choose(house: House, email: str, cadence: Cadence, topic: str = "networking") -> None:
    choice = Choice((topic,), cadence)
    service = house.app.state.service
    assert service.do(manage.choose, token(house, email, "manage"), choice, NOBODY)


async def written(house: House) -> None:
    """Let the quiet time pass and have letters written, but not sent."""
    news = house.app.state.sender._news  # noqa: SLF001 - the sender does both at once
    news.work()
    house.clock.forward(minutes=16)
    news.work()
