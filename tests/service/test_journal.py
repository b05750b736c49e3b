"""No outlives everything: a restored backup, an older list, a stranger's sign-up, the clock."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import pytest
from anyio import from_thread
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from hypothesis.strategies import sampled_from

from rapport_subscriptions.errors import SubscriptionsError
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.rules.journal import JournalEntry, JournalEvent
from rapport_subscriptions.rules.subscription import Cadence, Choice, Status
from rapport_subscriptions.store.journal import FileJournal
from rapport_subscriptions.store.sql import backup as backups
from rapport_subscriptions.store.sql.database import open_store
from rapport_subscriptions.store.sql.schema import prepare
from rapport_subscriptions.use_cases.ask_permission import ask_permission
from rapport_subscriptions.use_cases.command_letters import LetterCommand, apply
from rapport_subscriptions.use_cases.erase import erase_subscription
from rapport_subscriptions.use_cases.import_subscribers import (
    ImportResult,
    ImportRow,
    import_rows,
)
from rapport_subscriptions.use_cases.replay_journal import hold_everything, replay
from rapport_subscriptions.use_cases.tidy import TIDYINGS
from tests.service.service_under_test import (
    START,
    ServiceUnderTest,
    article,
    links_in,
    settings_for_tests,
)

if TYPE_CHECKING:
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

JO, ANN = "jo@mail.example.org", "ann@mail.example.org"


def row(address: str) -> ImportRow:
    return ImportRow(
        email=parse_address(address),
        status=Status.CONFIRMED,
        choice=Choice((), Cadence.EACH),
        wording="2026-11",
        text="Yes.",
        page="/",
        asked_at=START,
        confirmed_at=START,
        unsubscribed_at=None,
    )


@pytest.fixture
def journal(tmp_path: Path) -> FileJournal:
    return FileJournal(tmp_path / "x.journal")


def test_the_last_word_of_each_address_counts(journal: FileJournal) -> None:
    words = [
        ("a", JournalEvent.UNSUBSCRIBED),
        ("b", JournalEvent.REFUSED),
        ("a", JournalEvent.CONFIRMED),
    ]
    for number, (name, word) in enumerate(words):
        journal.append(JournalEntry(START + timedelta(hours=number), word, name))
        journal.last()
    found = FileJournal(journal.path).last()
    assert {name: entry.event for name, entry in found.items()} == {
        "a": JournalEvent.CONFIRMED,
        "b": JournalEvent.REFUSED,
    }
    assert journal.last() == found
    assert not found["a"].is_no
    assert found["b"].is_no
    assert oct(journal.path.stat().st_mode)[-3:] == "600"


@pytest.mark.parametrize("damage", ["change", "delete", "cut", "swap"])
def test_a_line_that_was_changed_deleted_cut_or_swapped_is_noticed(
    journal: FileJournal, damage: str
) -> None:
    for name in "abcd":
        journal.append(JournalEntry(START, JournalEvent.UNSUBSCRIBED, name))
    lines = journal.path.read_text().splitlines(keepends=True)
    if damage == "change":
        lines[1] = lines[1].replace("unsubscribed", "confirmed")
    elif damage == "delete":
        del lines[1]
    elif damage == "cut":
        lines[3] = lines[3][:40]
    else:
        lines[1], lines[2] = lines[2], lines[1]
    journal.path.write_text("".join(lines))
    with pytest.raises(SubscriptionsError, match=r"line [24]: "):
        FileJournal(journal.path).last()


def test_lines_written_at_once_are_chained_as_if_one_by_one(journal: FileJournal) -> None:
    entries = [JournalEntry(START, JournalEvent.UNSUBSCRIBED, name) for name in "abc"]
    journal.append(entries[0])
    journal.append(*entries[1:])
    journal.append(JournalEntry(START, JournalEvent.REFUSED, "d"))
    one_by_one = FileJournal(journal.path.with_name("y.journal"))
    for entry in (*entries, JournalEntry(START, JournalEvent.REFUSED, "d")):
        one_by_one.append(entry)
    assert journal.path.read_bytes() == one_by_one.path.read_bytes()
    assert set(FileJournal(journal.path).last()) == {"a", "b", "c", "d"}


def test_the_journal_has_no_address(journal: FileJournal) -> None:
    journal.append(JournalEntry(START, JournalEvent.ERASED, "0123abcd"))
    (line,) = journal.path.read_text().splitlines()
    assert set(json.loads(line)) == {"at", "word", "hash", "chain"}


def test_a_journal_that_can_t_be_written_stops_nobody_from_unsubscribing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    FileJournal(tmp_path / "nowhere" / "x").append(
        JournalEntry(START, JournalEvent.UNSUBSCRIBED, "a")
    )
    assert "can't be written" in caplog.text


class NoOutlivesEverything(RuleBasedStateMachine):
    """Whatever happens to the database, nobody who said no is mailed a letter or asked again."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp())
        self.portal_context = from_thread.start_blocking_portal()
        self.portal = self.portal_context.__enter__()
        self.number = 0
        self.opted_out: set[str] = set()
        self.journal = FileJournal(self.folder / "x.journal")
        self.opened: ServiceUnderTest | None = None
        self.open_database()
        self.published = [article("old")]
        self.portal.call(self.service.publish, *self.published)
        self.backups: list[Path] = []

    def open_database(self) -> None:
        self.number += 1
        self.store = open_store(f"sqlite:///{self.folder}/{self.number}.db")
        config = replace(settings_for_tests(), journal=self.journal.path)
        before, self.opened = self.opened, ServiceUnderTest(self.store, config)
        self.service = self.opened
        if before:
            self.service.clock.time = before.clock.time
            self.service.manifest.known = before.manifest.known
            self.service.mailbox.letters += before.mailbox.letters
        else:
            prepare(self.store)

    def teardown(self) -> None:
        self.store.close()
        self.portal_context.__exit__(None, None, None)
        shutil.rmtree(self.folder)

    @rule(address=sampled_from([JO, ANN]))
    def the_owner_joins(self, address: str) -> None:
        self.portal.call(self.service.sign_up, address)
        links = [
            link for mail in self.service.mailbox.to(address) for link in links_in(mail, "confirm")
        ]
        if links:
            answer = self.portal.call(self.service.client.post, links[-1])
            if answer.status_code == 303:
                self.opted_out.discard(address)

    @rule(address=sampled_from([JO, ANN]))
    def a_stranger_types_the_address(self, address: str) -> None:
        before = len(self.service.mailbox.to(address))
        self.portal.call(self.service.sign_up, address)
        for mail in self.service.mailbox.to(address)[before:]:
            assert mail["Precedence"] != "list"

    @rule(address=sampled_from([JO, ANN]))
    def the_owner_unsubscribes(self, address: str) -> None:
        for reader in self.service.everything():
            if reader.email.key == address and reader.status is not Status.PENDING:
                link = self.service.parts.links.unsubscribe(reader)
                self.portal.call(self.service.client.post, link)
                self.opted_out.add(address)

    @rule(address=sampled_from([JO, ANN]))
    def the_owner_is_erased(self, address: str) -> None:
        for reader in self.service.everything():
            if reader.email.key == address:
                self.service.parts.do(erase_subscription, reader)
                self.opted_out.add(address)

    @rule()
    def time_goes_by(self) -> None:
        self.service.clock.forward(days=32)
        for tidying in TIDYINGS:
            self.service.parts.do(tidying)

    @rule()
    def a_backup_is_made(self) -> None:
        path = self.folder / f"{len(self.backups)}.gz"
        backups.backup(self.store, path)
        self.backups.append(path)

    @rule()
    def the_last_backup_is_restored(self) -> None:
        if self.backups:
            self.store.close()
            self.open_database()
            backups.restore(self.store, self.backups[-1])
            self.service.parts.do(replay)
            self.service.parts.do(hold_everything)
            self.service.parts.do(apply, LetterCommand.SEND, ())

    @rule(address=sampled_from([JO, ANN]))
    def an_old_list_is_imported(self, address: str) -> None:
        self.service.parts.do(_import_and_ask, address)

    @rule()
    def an_article_is_mailed(self) -> None:
        self.published.append(article(f"a{len(self.published)}"))
        before = {address: len(self.service.mailbox.to(address)) for address in (JO, ANN)}
        self.portal.call(self.service.publish, *self.published)
        self.service.clock.forward(hours=2)
        self.portal.call(self.service.send)
        self.service.clock.forward(days=7)
        self.portal.call(self.service.send)
        for address in self.opted_out:
            new = self.service.mailbox.to(address)[before[address] :]
            assert [mail["Subject"] for mail in new] == []

    @invariant()
    def nobody_who_said_no_is_in(self) -> None:
        for reader in self.service.everything():
            assert not (reader.email.key in self.opted_out and reader.is_member())


def _import_and_ask(work: UnitOfWork, address: str) -> None:
    result = import_rows(work, [row(address)])[0]
    reader = work.tx.subscriptions.by_address(address)
    if result is ImportResult.PENDING and reader:
        ask_permission(work, [reader.email.key], timedelta())


def test_nobody_who_said_no_is_ever_mailed() -> None:
    run_state_machine_as_test(
        NoOutlivesEverything,
        settings=settings(
            max_examples=6,
            stateful_step_count=12,
            deadline=None,
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
