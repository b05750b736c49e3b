"""What root makes for the service belongs to the service's account."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from rapport_subscriptions.rules.journal import JournalEntry, JournalEvent
from rapport_subscriptions.store.journal import FileJournal
from rapport_subscriptions.store.sql.database import open_store
from rapport_subscriptions.store.sql.schema import prepare

if TYPE_CHECKING:
    from pathlib import Path

SERVICE, GROUP = 54_321, 54_322


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_journal_and_a_database_that_root_makes_belong_to_the_owner_of_their_folder(
    tmp_path: Path,
) -> None:
    os.chown(tmp_path, SERVICE, GROUP)
    entry = JournalEntry(datetime(2026, 11, 2, tzinfo=UTC), JournalEvent.UNSUBSCRIBED, "a" * 64)
    FileJournal(tmp_path / "journal").append(entry)
    store = open_store(f"sqlite:///{tmp_path}/one.db")
    prepare(store)
    with store.reading() as tx:  # so that the files beside the database are there
        assert tx.numbers()["requests"] == 0
    made = {file.name: file.stat() for file in tmp_path.iterdir()}
    assert {"journal", "one.db", "one.db-wal"} <= made.keys()
    assert {(state.st_uid, state.st_gid) for state in made.values()} == {(SERVICE, GROUP)}
    assert {state.st_mode & 0o777 for state in made.values()} == {0o600}
    store.close()
