"""A database of an earlier release is brought to this one with all that is in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import column, insert, table

from rapport_subscriptions.errors import DatabaseError
from rapport_subscriptions.rules.consent import Act
from rapport_subscriptions.rules.subscription import Cadence, Status
from rapport_subscriptions.store.sql import rows
from rapport_subscriptions.store.sql.database import open_store
from rapport_subscriptions.store.sql.schema import migrate, prepare
from rapport_subscriptions.store.sql.tables import consents, mails, metadata, subscriptions
from tests.service.postgres import fresh_database
from tests.service.service_under_test import START
from tests.service.test_store import CHOICE, consent, mail, subscription

if TYPE_CHECKING:
    from pathlib import Path

EVERY = ("sqlite", "postgresql")


@pytest.fixture(params=EVERY)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database of each kind."""
    if request.param == "postgresql":
        return fresh_database(request.getfixturevalue("postgresql"), "empty")
    return f"sqlite:///{tmp_path}/empty.db"


def test_readers_of_the_first_release_stay_and_are_told_of_what_comes(empty: str) -> None:
    store = open_store(empty)
    migrate(store, "0001")
    reader = replace(subscription(), status=Status.CONFIRMED, confirmed_at=START)
    row = rows.subscription_row(reader)
    del row["last_notified"]
    columns = [
        column(
            "left_at" if name == "unsubscribed_at" else name,
            subscriptions.c[name].type,
        )
        for name in row
    ]
    line = consent(reader, Act.CONFIRMED)
    with store.engine.begin() as connection:
        values = {each.name: value for each, value in zip(columns, row.values(), strict=True)}
        connection.execute(insert(table("subscriptions", *columns)).values(values))
        connection.execute(insert(consents), rows.consent_row(line))
        connection.execute(insert(mails), rows.mail_row(mail(reader)))
    with pytest.raises(DatabaseError, match="migrate"):
        prepare(store)
    migrate(store)
    with store.transaction() as tx:
        assert tx.subscriptions.get(reader.id) == reader
        assert list(tx.consents.of(reader.id)) == [line]
        assert len(tx.outbox.of(reader.id)) == 1
        assert reader.choice == CHOICE
        assert [
            reader.last_notified for reader in tx.mailings.readers_behind(Cadence.MONTHLY, 1, 9)
        ] == [0]
    store.close()


def test_migrations_make_the_schema_that_the_store_expects(empty: str) -> None:
    store = open_store(empty)
    prepare(store)
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []
    store.close()
