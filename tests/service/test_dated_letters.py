"""Letters that authors wrote: mailed once, at their hour, to those whose topics fit."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from rapport_subscriptions.commands.letters import _list
from rapport_subscriptions.errors import SubscriptionsError
from rapport_subscriptions.mail.smtp import SmtpMailer, SmtpServer
from rapport_subscriptions.rules.letter import read_letters
from rapport_subscriptions.rules.mailing import LetterRules
from rapport_subscriptions.rules.subscription import Status
from rapport_subscriptions.store.memory.database import MemoryStore
from rapport_subscriptions.use_cases import mail_articles
from rapport_subscriptions.use_cases.command_letters import LetterCommand, apply
from tests.service.service_under_test import (
    START,
    ServiceUnderTest,
    article,
    settings_for_tests,
    text_of,
)
from tests.service.smtp_server import misbehaving

if TYPE_CHECKING:
    from email.message import EmailMessage

    from rapport_subscriptions.ports.store import Store

pytestmark = pytest.mark.anyio

JO, ANN, BOB = (f"{name}@mail.example.org" for name in ("jo", "ann", "bob"))
OLD = article("old")
HOUR = START + timedelta(hours=2)
"""Eleven o'clock on a Monday; weekly emails go at eight."""


@pytest.fixture
def memory() -> MemoryStore:
    """The quick store, for what is the same on all."""
    return MemoryStore()


async def service_with(store: Store, timezone: str = "") -> ServiceUnderTest:
    """A service that knows its blog, with a reader of each frequency."""
    service = ServiceUnderTest(store, settings_for_tests(letters=LetterRules(timezone=timezone)))
    await service.publish(OLD)
    await service.join(JO, cadence="each", topics=["networking"])
    await service.join(ANN, cadence="weekly", topics=["networking"])
    await service.join(BOB, cadence="each", topics=["interviews"])
    return service


def letter(name: str = "december", send: object = HOUR, **changes: object) -> dict[str, object]:
    words = {"kind": "text", "runs": [{"text": f"Words of {name}."}]}
    subject = f"On {name}"
    return {"id": name, "subject": subject, "send": str(send), "blocks": [words], **changes}


async def write(service: ServiceUnderTest, *letters: dict[str, object]) -> None:
    """Have the build's file hold these letters and no others, and the sender see it."""
    known = read_letters(json.dumps({"version": 1, "letters": letters}))
    service.manifest.known = replace(service.manifest.known, letters=known)
    await service.send()


def subjects(service: ServiceUnderTest, email: str) -> list[str]:
    return [str(message["Subject"]) for message in service.letters(email)]


def words_of(mail: EmailMessage) -> str:
    return text_of(mail).replace("\r\n", "\n")


async def test_a_letter_goes_at_its_hour_and_once_to_those_whose_topics_fit(store: Store) -> None:
    service = await service_with(store)
    await write(service, letter(topics=["networking"]))
    await service.wait(hours=1, minutes=59)
    assert not service.letters(JO)
    await service.wait(minutes=1)
    assert subjects(service, JO) == ["On december"]
    assert words_of(service.letters(JO)[0]).startswith("Words of december.\n")
    assert subjects(service, ANN) == subjects(service, BOB) == []
    await service.wait(days=6, hours=20)
    assert subjects(service, ANN) == [], "the weekly one is due at eight"
    await service.wait(hours=2)
    assert subjects(service, ANN) == ["On december"]
    await service.wait(days=40)
    assert (len(service.letters(JO)), len(service.letters(ANN))) == (1, 1)
    assert subjects(service, BOB) == []


async def test_a_letter_without_topics_is_for_everybody(memory: MemoryStore) -> None:
    service = await service_with(memory)
    await write(service, letter())
    await service.wait(hours=3)
    assert subjects(service, JO) == subjects(service, BOB) == ["On december"]


async def test_in_a_digest_a_letter_stands_above_the_articles(memory: MemoryStore) -> None:
    service = await service_with(memory)
    await service.publish(OLD, article("new"), article("more"))
    await write(service, letter())
    await service.wait(days=8)
    (digest,) = service.letters(ANN)
    assert digest["Subject"] == "On december, and 2 more"
    text = words_of(digest)
    assert text.startswith("Words of december.\n\n* * *\n")
    assert text.index("* * *") < text.index("About new") < text.index("About more")


async def test_what_is_written_for_a_digest_waits_for_one_with_articles(store: Store) -> None:
    service = await service_with(store)
    await write(service, letter("intro", **{"with": "digest"}))
    await service.wait(days=15)
    assert subjects(service, JO) == subjects(service, ANN) == [], "it never goes alone"
    await service.publish(OLD, article("new"))
    await service.wait(hours=1)
    assert subjects(service, JO) == ["About new"], "one article is no digest"
    assert "Words of intro" not in words_of(service.letters(JO)[0])
    await service.wait(days=7)
    (digest,) = service.letters(ANN)
    assert digest["Subject"] == "On intro"
    assert words_of(digest).startswith("Words of intro.\n\n* * *\n\nAbout new")
    await service.publish(OLD, article("new"), article("next"))
    await service.wait(days=8)
    assert subjects(service, ANN)[1:] == ["About next"], "it was for one digest"
    assert subjects(service, JO)[1:] == ["About next"]


async def test_an_urgent_letter_reaches_everybody_at_its_hour_and_nobody_again(
    store: Store,
) -> None:
    service = await service_with(store)
    await service.publish(OLD, article("before"))
    await service.wait(hours=1)
    await write(service, letter(urgent=True, topics=["networking"]))
    await service.wait(hours=1)
    assert subjects(service, JO) == ["About before", "On december"]
    assert subjects(service, ANN) == ["On december"]
    await service.publish(OLD, article("before"), article("after"))
    await service.wait(days=8)
    assert subjects(service, JO)[2:] == ["About after"]
    assert subjects(service, ANN)[1:] == ["About after, and 1 more"], "articles wait for the digest"
    assert "Words of december" not in words_of(service.letters(ANN)[1])
    assert subjects(service, BOB) == []


async def test_an_urgent_letter_is_held_sent_and_skipped_as_any_mailing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_articles.write_letters, "__defaults__", (1,))
    service = await service_with(store)
    people = (JO, ANN, BOB)
    await write(service, letter("first", urgent=True))
    await until_one_went(service, people)
    service.parts.do(apply, LetterCommand.HOLD, ["urgent-1"])
    await service.publish(OLD, article("new", "networking", "interviews"))
    await service.wait(days=8)
    got = [subject for person in people for subject in subjects(service, person)]
    assert got.count("On first") == 1, "what is held goes in no digest either"
    assert got.count("About new") == 3
    service.parts.do(apply, LetterCommand.SEND, ["urgent-1"])
    await service.wait(days=8)
    assert [subjects(service, person).count("On first") for person in people] == [1, 1, 1]
    hour = service.clock.time + timedelta(hours=2)
    await write(service, letter("first", urgent=True), letter("second", hour, urgent=True))
    service.clock.forward(hours=2)
    await until_one_went(service, people, "On second")
    service.parts.do(apply, LetterCommand.SKIP, ["urgent-4"])
    await service.publish(OLD, article("new"), article("last", "networking", "interviews"))
    await service.wait(days=8)
    got = [subject for person in people for subject in subjects(service, person)]
    assert got.count("On second") == 1
    assert got.count("About last") == 3


async def until_one_went(
    service: ServiceUnderTest, people: tuple[str, ...], subject: str = "On first"
) -> None:
    service.clock.time = max(service.clock.time, HOUR)
    while not any(subject in subjects(service, person) for person in people):
        await service.app.state.mail_worker.work()


async def test_an_urgent_letter_is_not_for_who_joins_while_it_goes_and_later_for_who_paused(
    memory: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_articles.write_letters, "__defaults__", (1,))
    service = await service_with(memory)
    await service.client.post(
        service.link(ANN, "manage"), data={"action": "pause", "until": "2027-02-01"}
    )
    assert service.subscription(ANN).status is Status.PAUSED
    await write(service, letter("first", urgent=True))
    await until_one_went(service, (JO, ANN, BOB))
    service.clock.forward(minutes=1)
    await service.join("eve@mail.example.org", cadence="each", topics=[])
    await service.wait(minutes=1)
    assert subjects(service, "eve@mail.example.org") == []
    assert subjects(service, JO) == subjects(service, BOB) == ["On first"]
    assert subjects(service, ANN) == []
    await service.client.post(service.link(ANN, "manage"), data={"action": "resume"})
    await service.publish(OLD, article("new"))
    await service.wait(days=8)
    assert subjects(service, ANN) == ["On first, and 1 more"]


async def test_an_urgent_letter_withdrawn_while_it_goes_reaches_the_rest_once_it_is_back(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_articles.write_letters, "__defaults__", (1,))
    service = await service_with(store)
    people = (JO, ANN, BOB)
    await write(service, letter("first", urgent=True))
    await until_one_went(service, people)
    await write(service)
    await service.wait(hours=1)
    assert sum(len(service.letters(person)) for person in people) == 1
    await write(service, letter("first", urgent=True))
    await service.wait(days=8)
    assert [subjects(service, person) for person in people] == [["On first"]] * 3


async def test_an_edit_after_half_of_a_letter_went_reaches_the_rest_and_nobody_twice(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_articles.write_letters, "__defaults__", (1,))
    service = await service_with(store)
    await write(service, letter())
    service.clock.forward(hours=2)
    await service.app.state.mail_worker.work()
    while not service.letters(JO) + service.letters(BOB):
        await service.app.state.mail_worker.work()
    words = {"kind": "text", "runs": [{"text": "Better words."}]}
    await write(service, letter(subject="Better", send=HOUR + timedelta(days=3), blocks=[words]))
    await service.wait(days=30)
    got = {subject: words_of(service.letters(JO)[0]) for subject in subjects(service, JO)}
    got |= {subject: words_of(service.letters(BOB)[0]) for subject in subjects(service, BOB)}
    assert set(got) == {"On december", "Better"}
    assert got["Better"].startswith("Better words.")
    assert len(service.letters(JO)) == len(service.letters(BOB)) == 1
    assert subjects(service, ANN) == ["Better"]


async def test_an_hour_that_is_changed_in_time_counts_in_either_direction(store: Store) -> None:
    service = await service_with(store)
    await write(service, letter("a", HOUR), letter("b", HOUR + timedelta(days=2)))
    await service.wait(hours=1)
    await write(service, letter("a", HOUR + timedelta(days=2)), letter("b", HOUR))
    await service.wait(hours=2)
    assert subjects(service, JO) == ["On b"]
    await service.wait(days=2)
    assert subjects(service, JO) == ["On b", "On a"]


async def test_a_letter_withdrawn_before_its_hour_is_not_mailed_until_it_is_back(
    store: Store,
) -> None:
    service = await service_with(store)
    await write(service, letter())
    await service.wait(hours=1)
    await write(service)
    await service.wait(days=1)
    assert subjects(service, JO) == []
    await write(service, letter())
    await service.wait(hours=1)
    assert subjects(service, JO) == ["On december"]
    await write(service)
    await write(service, letter())
    await service.wait(days=30)
    assert subjects(service, JO) == subjects(service, ANN) == ["On december"]


async def test_a_letter_whose_file_is_renamed_is_the_same_letter(memory: MemoryStore) -> None:
    service = await service_with(memory)
    await write(service, letter(subject="News"))
    await service.wait(hours=3)
    await write(service, letter("2026/december", subject="News"))
    await service.wait(days=20)
    assert subjects(service, JO) == subjects(service, ANN) == ["News"]
    assert words_of(service.letters(ANN)[0]).startswith("Words of 2026/december.")


async def test_a_letter_that_is_told_another_hour_after_it_went_is_named_and_not_sent_again(
    memory: MemoryStore, caplog: pytest.LogCaptureFixture
) -> None:
    service = await service_with(memory)
    await write(service, letter())
    await service.wait(hours=3)
    await write(service, letter(send=HOUR + timedelta(days=1), subject="Once more"))
    assert "letter:december was sent at 2026-11-02T11:00" in caplog.text
    await service.wait(days=3)
    assert subjects(service, JO) == ["On december"]


async def test_a_new_service_mails_no_letter_whose_hour_is_over_and_those_that_are_to_come() -> (
    None
):
    service = ServiceUnderTest(MemoryStore())
    await write(service, letter("past", START - timedelta(hours=1)), letter("next", HOUR))
    await service.join(JO, cadence="each")
    await service.wait(hours=3)
    assert subjects(service, JO) == ["On next"]


async def test_a_letter_that_comes_late_can_be_corrected_and_one_much_too_late_is_held(
    memory: MemoryStore,
) -> None:
    service = await service_with(memory)
    late, old = START - timedelta(hours=1), START - timedelta(days=5)
    await write(service, letter("late", late), letter("old", old))
    await service.wait(minutes=14)
    assert subjects(service, JO) == []
    await write(service, letter("late", late, subject="Corrected"), letter("old", old))
    await service.wait(minutes=2)
    assert subjects(service, JO) == ["Corrected"]
    assert service.parts.do(apply, LetterCommand.SEND, ["letter:old"]) == ["letter:old"]
    await service.send()
    assert subjects(service, JO) == ["Corrected", "On old"]


@pytest.mark.parametrize(
    ("send", "shown"),
    [
        ("2027-03-27T08:00:00+01:00", "2027-03-27 08:00"),
        ("2027-03-28T01:30:00+00:00", "2027-03-28 03:30"),
        ("2027-03-28T08:00:00+02:00", "2027-03-28 08:00"),
        ("2027-10-31T02:30:00+02:00", "2027-10-31 02:30"),
        ("2027-10-31T08:00:00+01:00", "2027-10-31 08:00"),
    ],
)
async def test_the_hour_of_a_letter_is_kept_over_a_change_of_the_clocks(
    memory: MemoryStore, send: str, shown: str
) -> None:
    service = await service_with(memory, timezone="Europe/Berlin")
    await write(service, letter(send=send))
    assert listed(service, "letter:december").startswith(f"waiting  {shown}")
    service.clock.time = datetime.fromisoformat(send).astimezone(UTC) - timedelta(minutes=1)
    await service.send()
    assert subjects(service, JO) == []
    await service.wait(minutes=1)
    assert subjects(service, JO) == ["On december"]


async def test_an_operator_sees_when_a_letter_goes_to_how_many_and_holds_or_skips_it(
    store: Store,
) -> None:
    service = await service_with(store)
    await service.join("eve@mail.example.org", cadence="monthly", topics=[])
    intro = letter("intro", topics=["interviews"], **{"with": "digest"})
    await write(service, letter(topics=["networking"]), intro, letter("other", urgent=True))
    assert listed(service, "letter:december") == "waiting  2026-11-02 11:00 1 1 1"
    assert listed(service, "letter:intro") == "waiting  2026-11-02 11:00 0 0 1"
    assert listed(service, "letter:other") == "waiting  2026-11-02 11:00 2 1 1"
    (line,) = [
        listed_line
        for listed_line in service.parts.look(lambda work: [*_list(work)])
        if "other" in listed_line
    ]
    assert line.endswith("letter:other: On other (urgent)")
    service.parts.do(apply, LetterCommand.HOLD, ["letter:december"])
    service.parts.do(apply, LetterCommand.SKIP, ["letter:other"])
    await service.wait(hours=3)
    assert subjects(service, JO) == []
    assert listed(service, "letter:december").startswith("held")
    service.parts.do(apply, LetterCommand.SEND, ["letter:december"])
    await service.send()
    assert subjects(service, JO) == ["On december"]
    with pytest.raises(SubscriptionsError, match="it was released; hold or skip its mailing"):
        service.parts.do(apply, LetterCommand.HOLD, ["letter:december"])
    await service.wait(days=8)
    assert subjects(service, JO) == subjects(service, ANN) == ["On december"]


def listed(service: ServiceUnderTest, name: str) -> str:
    """What the list says before a letter's name, with single spaces between its numbers."""
    (line,) = [
        listed_line
        for listed_line in service.parts.look(lambda work: [*_list(work)])
        if name in listed_line
    ]
    said = line.partition(name)[0]
    return f"{said[:25]} {' '.join(said[25:].split())}"


async def test_a_letter_reaches_a_mail_server_as_it_was_written(memory: MemoryStore) -> None:
    service = await service_with(memory)
    words = {"kind": "text", "runs": [{"text": "Grüße aus dem Büro."}]}
    await write(service, letter(subject="Grüße", blocks=[words]))
    async with misbehaving() as server:
        mailer = SmtpMailer(SmtpServer("127.0.0.1", server.port, tls="none"))
        service.replace_mailer(mailer)
        await service.wait(hours=2)
        await mailer.close()
    assert len(server.messages) == 2
    assert all(b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=" in message for message in server.messages)
    assert b"Gr=C3=BC=C3=9Fe aus dem B=C3=BCro." in server.messages[0]
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in server.messages[0]


@pytest.mark.parametrize("send", [None, "", "soon", "2026-12-01T08:00:00", 7])
def test_a_letter_without_an_hour_is_not_mailed(send: object) -> None:
    text = json.dumps({"version": 1, "letters": [{**letter(), "send": send}]})
    assert not read_letters(text)
