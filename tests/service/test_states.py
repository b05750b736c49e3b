"""Whatever people, programs and crashes do: no mail without consent, none after leaving.

And no letter about what wasn't chosen, no article twice, and none of an author's letters twice,
before its hour, or after it was withdrawn; no part of a series without consent to that series,
after stopping it, twice, or out of order.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Protocol, TypeVar
from unittest import mock

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from rapport_subscriptions.rules.article import Kind
from rapport_subscriptions.rules.consent import Origin
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.rules.outbox import Outcome, Verdict
from rapport_subscriptions.rules.pending_request import RequestKind
from rapport_subscriptions.rules.signup import SignUp
from rapport_subscriptions.rules.subscription import CADENCES, Cadence, Choice, Status
from rapport_subscriptions.rules.tokens import Purpose
from rapport_subscriptions.store.memory.database import MemoryStore
from rapport_subscriptions.use_cases import (
    claim_mail,
    confirm,
    deliver_mail,
    erase,
    manage,
    receive_requests,
    unsubscribe,
)
from rapport_subscriptions.use_cases.link_result import LinkResult
from tests.service.letter_writer import LetterWriter
from tests.service.series_walker import SeriesWalker
from tests.service.service_under_test import ServiceUnderTest, article, links_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from email.message import EmailMessage

    from rapport_subscriptions.rules.article import Article
    from rapport_subscriptions.rules.subscription import Subscription

ADDRESSES = [f"{name}@mail.example.org" for name in ("ann", "bob")]
NOBODY = Origin("192.0.2.1", "")
addresses = st.sampled_from(ADDRESSES)
T = TypeVar("T")


class Pick(Protocol):
    """Chooses one of several, by Hypothesis or by dice."""

    def __call__(self, among: Sequence[T], /) -> T: ...


class Readers(RuleBasedStateMachine):
    """Two addresses; anybody may type them, only their owners press buttons."""

    def __init__(self) -> None:
        super().__init__()
        # Hypothesis has to see the same ids, and so the same order of mails, each time
        self.ids = mock.patch.object(secrets, "token_bytes", Random(1).randbytes)
        self.ids.start()
        self.runner = asyncio.Runner()
        self.service = self.runner.run(_service())
        self.parts = self.service.parts
        self.confirmed_by_press: set[str] = set()
        self.refused: set[str] = set()
        self.dates: dict[str, str] = {}
        self.asked: dict[str, dict[str, datetime]] = {address: {} for address in ADDRESSES}
        self.before_speaking: set[str] = set()
        self.seen = 0
        self.published = 0
        self.told: dict[tuple[str, str], str] = {}
        self.author = LetterWriter(self.service)
        self.series = SeriesWalker(self.service)
        self.latest = self.service.clock.now()
        self.service.manifest.known = replace(
            self.service.manifest.known, articles=(article("old"),)
        )
        self.the_sender_works([])

    def teardown(self) -> None:
        self.runner.close()
        self.ids.stop()

    @initialize(readers=st.sets(addresses, min_size=1))
    def some_are_in_already(self, readers: set[str]) -> None:
        for address in sorted(readers):
            self.somebody_signs_up(address, Choice((), Cadence.EACH))
            self.the_sender_works([])
            token = self.token(None, address, "confirm")
            assert token is not None
            assert self.parts.do(confirm.confirm, token, NOBODY) is LinkResult.DONE
            self.confirmed_by_press.add(address)
            self.the_owner_may_come_back_at_once(address)
            self.the_sender_works([])

    @rule(data=st.data())
    def anything_happens(self, data: st.DataObject) -> None:
        self.step(lambda among: data.draw(st.sampled_from(among)))

    def step(self, pick: Pick) -> None:
        """Let one thing happen."""
        address = pick(ADDRESSES)
        choice = Choice(pick([(), ("networking",)]), pick(list(CADENCES)))
        every = ["type", "type", "press", "press", "press", "send", "send", "die", "time", "time"]
        match pick([*every, "publish", "publish", "write", *["series"] * 4]):
            case "type":
                self.somebody_types(pick, address, choice)
            case "press":
                self.the_owner_presses(pick, address, choice, pick([1, 30, 90]))
            case "send":
                usual = [Verdict.SENT, Verdict.SENT, *Verdict]
                self.the_sender_works([pick(usual), pick(usual), pick(usual)])
            case "die":
                self.the_sender_dies_in_mid_transmission()
            case "publish":
                self.the_blog_changes(pick)
            case "write":
                self.the_author_has_a_letter(pick)
            case "series":
                self.a_series_is_asked_for_or_changed(pick, address)
            case _:
                self.time_goes_by(pick([-3, 1, 1, 24, 72, 31 * 24]))

    def a_series_is_asked_for_or_changed(self, pick: Pick, address: str) -> None:
        match pick(["ask", "press", "press", "author"]):
            case "ask":
                self.series.somebody_asks(pick, address)
                self.requests_are_taken_in()
            case "press":
                if self.series.the_owner_acts(pick, address):
                    self.confirmed_by_press.add(address)
                    self.the_owner_may_come_back_at_once(address)
            case _:
                self.series.the_author_changes_parts(pick)

    def somebody_types(self, pick: Pick, address: str, choice: Choice) -> None:
        kind = pick(list(RequestKind))
        if kind is RequestKind.SUBSCRIBE:
            self.somebody_signs_up(address, choice)
        else:
            self.somebody_asks_for_a_link(address, kind)
        if pick([True, False]):
            self.requests_are_taken_in()

    def the_owner_presses(self, pick: Pick, address: str, choice: Choice, days: int) -> None:
        every = [
            "confirm",
            "renew",
            "refuse",
            "unsubscribe",
            "leave",
            "slip",
            "choose",
            "pause",
            "erase",
        ]
        match pick(every):
            case "confirm":
                self.the_owner_confirms(pick, address)
            case "renew":
                self.the_owner_asks_for_a_fresh_link(pick, address)
            case "refuse":
                self.the_owner_says_it_was_somebody_else(pick, address)
            case "leave":
                self.the_owner_leaves(pick, address)
            case "slip":
                self.the_owner_leaves_by_a_slip(pick, address)
            case "choose":
                self.the_owner_chooses(pick, address, choice)
            case "pause":
                self.the_owner_pauses(pick, address, days)
            case _:
                self.the_owner_erases(pick, address)

    def requests_are_taken_in(self) -> None:
        self.service.app.state.mail_worker.process_requests()

    def somebody_signs_up(self, address: str, choice: Choice) -> None:
        signup = SignUp(parse_address(address), choice, "2026-11", "/")
        self.parts.do(receive_requests.subscribe, signup, NOBODY)

    def somebody_asks_for_a_link(self, address: str, kind: RequestKind) -> None:
        self.parts.do(receive_requests.ask_for_link, kind, parse_address(address), NOBODY)

    def the_sender_works(self, outcomes: list[Verdict]) -> None:
        self.service.mailbox.outcomes = [Outcome(verdict, "x") for verdict in outcomes]
        self.runner.run(self.service.send())
        self.look_at_mails()

    def the_blog_changes(self, pick: Pick) -> None:
        known = self.service.manifest.known.articles
        match pick(["new", "new", "new", "rename", "withdraw", "restore"]):
            case "new":
                self.published += 1
                tag = pick(["networking", "interviews"])
                known = (*known, self.dated(f"n{self.published}", tag))
            case "rename":
                known = tuple(replace(item, title="Another title") for item in known)
            case "withdraw":
                known = known[:1] + known[2:]
            case _:
                known = (*known[:1], *(self.dated(f"n{n + 1}") for n in range(self.published)))
        self.service.manifest.known = replace(self.service.manifest.known, articles=known)
        if pick([True, False]):
            self.service.app.state.mail_worker._watcher.work()  # noqa: SLF001 - else noticed at the next sending

    def the_author_has_a_letter(self, pick: Pick) -> None:
        self.author.act(pick)
        self.service.app.state.mail_worker._watcher.work()  # noqa: SLF001 - two changes seen as one may be a letter of its own

    def the_sender_dies_in_mid_transmission(self) -> None:
        self.service.app.state.mail_worker.process_requests()
        self.service.app.state.mail_worker._watcher.work()  # noqa: SLF001 - as above
        urgent = self.parts.do(claim_mail.claim, 1, 0)
        for mail in urgent or self.parts.do(claim_mail.claim, 0, 1):
            self.parts.do(deliver_mail.begin, mail.id)

    def time_goes_by(self, hours: int) -> None:
        self.service.clock.forward(hours=hours)
        self.latest = max(self.latest, self.service.clock.now())

    def the_owner_confirms(self, pick: Pick, address: str) -> None:
        token = self.token(pick, address, "confirm")
        if token and self.parts.do(confirm.confirm, token, NOBODY) is LinkResult.DONE:
            self.confirmed_by_press.add(address)
            self.the_owner_may_come_back_at_once(address)
            assert self.status(address) is Status.CONFIRMED

    def the_owner_asks_for_a_fresh_link(self, pick: Pick, address: str) -> None:
        token = self.token(pick, address, "confirm")
        if token:
            self.parts.do(confirm.renew, token)

    def the_owner_says_it_was_somebody_else(self, pick: Pick, address: str) -> None:
        token = self.token(pick, address, "refuse")
        before = self.subscription(address)
        if token is None or before is None or before.id != self.signed(Purpose.REFUSE, token):
            return
        assert self.parts.do(confirm.refuse, token, NOBODY) is LinkResult.DONE
        self.confirmed_by_press.discard(address)
        self.series.left(address)
        self.refused.add(address)

    def the_owner_leaves(self, pick: Pick, address: str) -> None:
        token = self.token(pick, address, "unsubscribe")
        if token is None:
            return
        undo = self.parts.do(unsubscribe.unsubscribe, token, NOBODY)
        self.the_owner_may_come_back_at_once(address)
        assert undo is not None
        found = self.subscription(address)
        if found and found.id == self.signed(Purpose.UNSUBSCRIBE, token):
            self.confirmed_by_press.discard(address)
            self.series.left(address)
            assert self.status(address) in {Status.UNSUBSCRIBED, Status.SUPPRESSED, None}

    def the_owner_leaves_by_a_slip(self, pick: Pick, address: str) -> None:
        token = self.token(pick, address, "unsubscribe")
        before = self.subscription(address)
        if token is None or before is None or not before.is_member():
            return
        undo = self.parts.do(unsubscribe.unsubscribe, token, NOBODY)
        self.the_owner_may_come_back_at_once(address)
        after = self.subscription(address)
        if undo and after is not None and after.status is Status.UNSUBSCRIBED:
            assert self.parts.do(unsubscribe.undo, undo, NOBODY)

    def dated(self, name: str, *tags: str) -> Article:
        """An article dated when it was first published."""
        now = self.service.clock.now().isoformat()
        return article(name, *tags, date=self.dates.setdefault(name, now))

    def the_owner_chooses(self, pick: Pick, address: str, choice: Choice) -> None:
        token = self.token(pick, address, "manage")
        if token:
            self.parts.do(manage.choose, Purpose.MANAGE, token, choice, NOBODY)

    def the_owner_pauses(self, pick: Pick, address: str, days: int) -> None:
        token = self.token(pick, address, "manage")
        if token:
            until = self.service.clock.now() + timedelta(days=days)
            self.parts.do(manage.pause, Purpose.MANAGE, token, until, NOBODY)

    def the_owner_erases(self, pick: Pick, address: str) -> None:
        token = self.token(pick, address, "manage")
        if token and self.parts.do(erase.ask_to_erase, Purpose.MANAGE, token):
            self.the_sender_works([])
            fresh = self.token(None, address, "erase")
            if fresh and self.parts.do(erase.erase, fresh):
                self.confirmed_by_press.discard(address)
                self.series.left(address)
                self.asked[address].clear()
                assert self.subscription(address) is None

    @invariant()
    def who_is_in_has_pressed(self) -> None:
        for address in ADDRESSES:
            found = self.subscription(address)
            if found is not None and found.is_member():
                assert address in self.confirmed_by_press

    @invariant()
    def the_ledger_tells_the_state(self) -> None:
        for address in ADDRESSES:
            found = self.subscription(address)
            if found is None:
                continue
            with self.service.store.reading() as tx:
                acts = [line.act.value for line in tx.consents.of(found.id)]
                texts = {line.text for line in tx.consents.of(found.id)}
            assert acts[0] in {"asked", "series asked"}
            assert "" not in texts
            acts = [act for act in acts if not act.startswith("series ")]
            if not found.gets_articles:
                continue
            if found.is_member():
                assert "confirmed" in acts
                assert acts[-1] not in {"asked", "unsubscribed"}
            if found.status is Status.UNSUBSCRIBED:
                asked_since = acts[-1] == "asked"  # by a stranger, and never answered
                assert acts[-1] == "unsubscribed" or ("unsubscribed" in acts and asked_since)

    def look_at_mails(self) -> None:
        """Judge each new mail by what was so when it went."""
        new = self.service.mailbox.letters[self.seen :]
        self.seen = len(self.service.mailbox.letters)
        for recipient, letter in new:
            if "series-" in (letter["List-Id"] or ""):
                reader = self.subscription(recipient)
                assert reader is not None
                assert reader.is_reading(self.service.clock.now())
                self.series.judge(recipient, reader.id, letter)
            elif letter["Precedence"] == "list":
                self.judge_letter(recipient, letter)
            elif links_in(letter, "confirm") or links_in(letter, "series-confirm"):
                self.judge_confirmation(recipient, letter)
            elif not links_in(letter, "erase"):
                assert recipient in self.confirmed_by_press, letter["Subject"]

    def judge_letter(self, recipient: str, letter: EmailMessage) -> None:
        reader = self.subscription(recipient)
        assert reader is not None
        assert recipient in self.confirmed_by_press
        assert reader.is_reading(self.service.clock.now())
        body = letter.get_body(("plain",))
        assert body is not None
        text = body.get_content()
        told = re.findall(r"https://blog\.example/articles/(\w+)/", text)
        words = self.author.words_in(text)
        assert told or words
        published = {item.id: item for item in self.service.manifest.known.articles}
        for name in told:
            assert name != "old"
            assert published[name].is_about(reader.choice.topics)
        for word in words:
            written = self.author.judge(word, reader.choice.topics, self.latest)
            if written.kind is Kind.DIGEST:
                assert told, "it never goes alone"
                assert self.cadence_of(letter) in {Cadence.WEEKLY, Cadence.MONTHLY}
        for name in (*told, *words):
            said = self.told.setdefault((reader.id, name), str(letter["Message-ID"]))
            assert said == letter["Message-ID"], "nothing twice"

    def cadence_of(self, letter: EmailMessage) -> Cadence | None:
        with self.service.store.reading() as tx:
            mail = tx.outbox.get(str(letter["Message-ID"])[1:23])
            mailing = tx.mailings.get(mail.mailing_id) if mail and mail.mailing_id else None
        return mailing.cadence if mailing else None

    def judge_confirmation(self, recipient: str, letter: EmailMessage) -> None:
        assert recipient not in self.refused
        mail_id = str(letter["Message-ID"])[1:23]
        with self.service.store.reading() as tx:
            mail = tx.outbox.get(mail_id)
        known = self.asked[recipient]
        if mail and mail_id not in known and mail_id not in self.before_speaking:
            for other in known.values():
                assert abs(mail.created_at - other) >= timedelta(hours=21)
            known[mail_id] = mail.created_at

    def the_owner_may_come_back_at_once(self, address: str) -> None:
        """Who speaks and signs up again on the same day is asked again."""
        self.asked[address].clear()
        found = self.subscription(address)
        if found:
            with self.service.store.reading() as tx:
                self.before_speaking |= {mail.id for mail in tx.outbox.of(found.id)}

    def token(self, pick: Pick | None, address: str, purpose: str) -> str | None:
        found = [
            link.rpartition("/")[2]
            for letter in self.service.mailbox.to(address)
            for link in links_in(letter, purpose)
        ]
        if not found:
            return None
        return found[-1] if pick is None else pick(found)

    def subscription(self, address: str) -> Subscription | None:
        with self.service.store.reading() as tx:
            return tx.subscriptions.by_address(address)

    def signed(self, purpose: Purpose, token: str) -> str:
        signed = self.parts.keys.read(purpose, token)
        assert signed is not None
        return str(signed.subscription_id)

    def status(self, address: str) -> Status | None:
        found = self.subscription(address)
        return found.status if found else None


async def _service() -> ServiceUnderTest:
    return ServiceUnderTest(MemoryStore())


TestReaders = Readers.TestCase
TestReaders.settings = settings(
    max_examples=30,
    stateful_step_count=40,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("seed", range(6))
def test_two_hundred_things_in_a_row_break_no_promise(seed: int) -> None:
    dice = Random(seed)
    readers = Readers()
    readers.some_are_in_already(set(ADDRESSES))
    try:
        for _ in range(200):
            readers.step(dice.choice)
            readers.who_is_in_has_pressed()
            readers.the_ledger_tells_the_state()
    finally:
        readers.teardown()


@pytest.mark.parametrize("seed", range(4))
def test_readers_who_stay_get_what_they_chose_and_nothing_twice(seed: int) -> None:
    dice = Random(seed)
    readers = Readers()
    readers.some_are_in_already(set(ADDRESSES))
    every = ["publish", "publish", "write", "send", "time"]
    try:
        for _ in range(200):
            address = dice.choice(ADDRESSES)
            choice = Choice(dice.choice([(), ("networking",)]), dice.choice(list(CADENCES)))
            match dice.choice([*every, "choose", "change", "die"]):
                case "publish":
                    readers.the_blog_changes(dice.choice)
                case "write":
                    readers.the_author_has_a_letter(dice.choice)
                case "send":
                    readers.the_sender_works([dice.choice([*Verdict, Verdict.SENT])])
                case "time":
                    readers.time_goes_by(dice.choice([-3, 1, 1, 24, 7 * 24]))
                case "choose":
                    readers.the_owner_chooses(dice.choice, address, choice)
                case "change":
                    readers.the_owner_leaves_by_a_slip(dice.choice, address)
                    readers.the_owner_pauses(dice.choice, address, dice.choice([0, 2]))
                case _:
                    readers.the_sender_dies_in_mid_transmission()
        assert len(readers.told) >= 4
        assert {name[0] for _, name in readers.told} == {"n", "w"}, "articles and letters"
    finally:
        readers.teardown()


@pytest.mark.parametrize("seed", range(3))
def test_series_come_in_order_and_never_unasked_whatever_else_happens(seed: int) -> None:
    dice = Random(seed)
    readers = Readers()
    readers.some_are_in_already(set(ADDRESSES))
    try:
        for _ in range(220):
            match dice.choice(["series", "series", "send", "send", "time", "time", "any"]):
                case "series":
                    address = dice.choice(ADDRESSES)
                    readers.a_series_is_asked_for_or_changed(dice.choice, address)
                case "send":
                    readers.the_sender_works([dice.choice([*Verdict, *[Verdict.SENT] * 9])])
                case "time":
                    readers.time_goes_by(dice.choice([-3, 24, 72, 7 * 24]))
                case _:
                    readers.step(dice.choice)
            readers.who_is_in_has_pressed()
            readers.the_ledger_tells_the_state()
        assert readers.series.got
    finally:
        readers.teardown()
