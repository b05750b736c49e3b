"""A database of an earlier release is brought to this one with all that is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from rapport_subscriptions.store.sql.database import open_store
from rapport_subscriptions.store.sql.schema import prepare
from rapport_subscriptions.store.sql.tables import metadata
from tests.service.postgres import fresh_database

if TYPE_CHECKING:
    from pathlib import Path

EVERY = ("sqlite", "postgresql")


@pytest.fixture(params=EVERY)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database of each kind."""
    if request.param == "postgresql":
        return fresh_database(request.getfixturevalue("postgresql"), "empty")
    return f"sqlite:///{tmp_path}/empty.db"


def test_migrations_make_the_schema_that_the_store_expects(empty: str) -> None:
    store = open_store(empty)
    prepare(store)
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []
    store.close()
