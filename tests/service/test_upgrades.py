"""Migrations from every earlier version: what was written by an old release is read by this one."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, Boolean, MetaData, column, insert, select, table

from rapport_subscriptions.errors import DatabaseError
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.rules.refusals import Cause
from rapport_subscriptions.rules.sending_hold import SendingHold
from rapport_subscriptions.rules.subscription import Cadence
from rapport_subscriptions.rules.tokens import Keyring
from rapport_subscriptions.store.sql import backup as backups
from rapport_subscriptions.store.sql.database import open_store
from rapport_subscriptions.store.sql.instant import Instant
from rapport_subscriptions.store.sql.outbox import HOLD
from rapport_subscriptions.store.sql.schema import (
    _config,
    migrate,
    newest_version,
    prepare,
    version_of,
)
from tests.service.postgres import fresh_database
from tests.service.service_under_test import KEY, ServiceUnderTest

if TYPE_CHECKING:
    from pathlib import Path

    from rapport_subscriptions.store.sql.database import SqlStore

pytestmark = pytest.mark.anyio

AT = datetime(2026, 11, 1, 9, 30, 0, 123, tzinfo=UTC)
JO = "Jö+x@exämple.org"
RING = Keyring((KEY.encode(),))
OWNER = "AAAAAAAAAAAAAAAAAAAAAA"
GREYLISTED = "RCPT TO: 451 4.7.1 greylisted"
SHARED = {"topics": ["networking"], "cadence": "weekly", "wording": "2026-11", "page": "/a?<&\"'>"}
FIRST: dict[str, dict[str, Any]] = {
    "subscriptions": {
        "id": OWNER,
        "email": JO,
        "email_key": parse_address(JO).key,
        "status": "confirmed",
        **SHARED,
        "asked_at": AT,
        "confirmed_at": AT + timedelta(hours=1),
        "generation": 2,
        "soft_bounces": 1,
    },
    "consents": {
        "id": "line",
        "subscription_id": OWNER,
        "act": "confirmed",
        "text": "Genau diese Wörter.\nZwei Zeilen.",
        **SHARED,
        "at": AT,
        "network": "192.0.2.7",
        "network_shortened": False,
        "user_agent": "Browser",
    },
    "tokens": {
        "digest": "d" * 64,
        "purpose": "confirm",
        "subscription_id": OWNER,
        "expires_at": AT + timedelta(days=900),
        "payload": "",
        "spent_at": AT,
    },
    "standings": {
        "hash": RING.hashes("address", "refused@mail.example.org")[0],
        "mailed_at": AT,
        "unanswered": 1,
        "stop": "refused",
    },
    "counters": {"name": "confirmations", "since": AT, "count": 7},
    "requests": {
        "id": "request",
        "wish": "subscribe",
        "email": "new@mail.example.org",
        "email_key": "new@mail.example.org",
        "at": AT,
        "network": "192.0.2.7",
        "user_agent": "Browser",
        **SHARED,
        "text": "Wörter",
        "trapped": False,
    },
    "mails": {
        "id": "mailmailmailmailmailma",
        "kind": "welcome",
        "subscription_id": OWNER,
        "recipient": JO,
        "seed": "seed",
        "message_id": "<mailmailmailmailmailma@blog.example>",
        "created_at": AT,
        "not_before": AT,
        "payload": "",
        "state": "deferred",
        "attempts": 1,
        "fault": GREYLISTED,
    },
}
"""A row for each table, as the first release wrote it."""

TYPES: dict[type, Any] = {datetime: Instant(), list: JSON(), bool: Boolean()}
VERSIONS = [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return fresh_database(request.getfixturevalue("postgresql"), "old")
    return f"sqlite:///{tmp_path}/old.db"


def test_the_first_release_is_among_the_versions() -> None:
    assert VERSIONS[-1] == "0001"
    assert VERSIONS[0] == newest_version()


@pytest.mark.parametrize("version", VERSIONS)
async def test_what_an_older_release_wrote_is_read_mailed_and_kept(
    empty: str, version: str
) -> None:
    store = open_store(empty)
    migrate(store, "0001")
    fill(store)
    migrate(store, version)
    if version != newest_version():
        with pytest.raises(DatabaseError, match="migrate"):
            prepare(store)
    migrate(store)
    with store.engine.connect() as connection:
        assert version_of(connection) == newest_version()
    service = ServiceUnderTest(store)
    reader = service.subscription(parse_address(JO).key)
    assert (reader.email.typed, reader.status.value, reader.generation) == (JO, "confirmed", 2)
    assert reader.confirmed_at == AT + timedelta(hours=1)
    with store.reading() as tx:
        (line,) = tx.consents.of(OWNER)
        assert (line.text, line.page, line.at) == (
            FIRST["consents"]["text"],
            SHARED["page"],
            AT,
        )
        assert tx.tokens.get("d" * 64) is not None
        behind = tx.mailings.readers_behind(Cadence.WEEKLY, 1, 9)
        assert [reader.last_notified for reader in behind] == [0]
        assert tx.counters.total("confirmations", AT) == 7
        assert [mail.reason for mail in tx.outbox.of(OWNER)] == [GREYLISTED]
    await service.send()
    assert {to for to, _ in service.mailbox.letters} == {
        parse_address(JO).wire,
        "new@mail.example.org",
    }
    await service.sign_up("refused@mail.example.org")
    assert not service.mailbox.to("refused@mail.example.org")
    store.close()


@pytest.mark.parametrize("version", VERSIONS)
def test_a_backup_of_an_older_release_is_restored_into_this_one(
    empty: str, tmp_path: Path, version: str
) -> None:
    """A backup names its version; the rows are read into it, then migrated."""
    source = open_store(f"sqlite:///{tmp_path}/source.db")
    migrate(source, "0001")
    fill(source)
    migrate(source, version)
    number = write_backup(source, version, tmp_path / "old.gz")
    source.close()
    target = open_store(empty)
    assert backups.restore(target, tmp_path / "old.gz") == number
    with target.engine.connect() as connection:
        assert version_of(connection) == newest_version()
    with target.reading() as tx:
        reader = tx.subscriptions.get(OWNER)
        assert reader is not None
        assert (reader.email.typed, reader.confirmed_at) == (JO, AT + timedelta(hours=1))
        assert [line.at for line in tx.consents.of(OWNER)] == [AT]
    target.close()


@pytest.mark.parametrize("version", VERSIONS)
def test_a_database_is_backed_up_before_it_is_migrated(
    empty: str, tmp_path: Path, version: str
) -> None:
    """As an upgrade asks for: a backup of the older version, by the release that is new."""
    source = open_store(f"sqlite:///{tmp_path}/source.db")
    migrate(source, "0001")
    fill(source)
    migrate(source, version)
    number = backups.backup(source, tmp_path / "old.gz")
    source.close()
    target = open_store(empty)
    assert backups.restore(target, tmp_path / "old.gz") == number > 5
    with target.reading() as tx:
        reader = tx.subscriptions.get(OWNER)
        assert reader is not None
        assert (reader.email.typed, reader.confirmed_at) == (JO, AT + timedelta(hours=1))
        assert [line.at for line in tx.consents.of(OWNER)] == [AT]
    target.close()


def test_a_hold_of_an_older_release_goes_on_for_the_same_cause(empty: str) -> None:
    words = "MAIL FROM: 550 5.4.5 Daily user sending quota exceeded"
    former = {"id": HOLD, "reason": words, "fault": "sender", "since": AT, "refusals": 3}
    store = open_store(empty)
    migrate(store, "0008")
    insert_row(store, "sending_holds", {**former, "next_try_at": AT, "probe_id": ""})
    migrate(store)
    with store.reading() as tx:
        assert tx.outbox.hold() == SendingHold(words, Cause.SENDER, AT, 3, AT)
    store.close()


def write_backup(store: SqlStore, version: str, path: Path) -> int:
    """Write what `backup` of that version wrote: every row, with the columns of its time."""
    with store.engine.connect() as connection, gzip.open(path, "wt", encoding="utf-8") as out:
        out.write(json.dumps({"format": backups.FORMAT, "version": version}) + "\n")
        tables = MetaData()
        tables.reflect(connection)
        number = 0
        for sql_table in tables.sorted_tables:
            if sql_table.name == "alembic_version":
                continue
            for row in connection.execute(select(sql_table)).mappings():
                values = {
                    name: value.replace(tzinfo=UTC).isoformat()
                    if isinstance(value, datetime)
                    else value
                    for name, value in row.items()
                }
                out.write(json.dumps([sql_table.name, values]) + "\n")
                number += 1
        return number


def fill(store: SqlStore) -> None:
    """Write rows with the columns of the first release, whatever this one has added."""
    for name, row in FIRST.items():
        insert_row(store, name, row)


def insert_row(store: SqlStore, name: str, row: dict[str, Any]) -> None:
    """Write a row with the columns that it names, which need not be those of this release."""
    columns = [column(column_name, TYPES.get(type(value))) for column_name, value in row.items()]
    with store.engine.begin() as connection:
        connection.execute(insert(table(name, *columns)).values(row))
