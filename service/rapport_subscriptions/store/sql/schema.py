"""Migrations to the version that this release needs."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from rapport_subscriptions.errors import DatabaseError
from rapport_subscriptions.store.sql.database import said_for_people

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from rapport_subscriptions.store.sql.database import SqlStore

MIGRATION_LOCK = 7_246_801


def migrate(store: SqlStore, revision: str = "head") -> None:
    """Run all missing migrations; several processes may do so at once."""
    with said_for_people(), store.engine.begin() as connection:
        migrate_within(connection, revision)


def migrate_within(connection: Connection, revision: str = "head") -> None:
    """Run missing migrations in an open transaction, as a part of it."""
    version = version_of(connection)
    if version is not None and version not in versions():
        raise DatabaseError(newer_than_this(version))
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def prepare(store: SqlStore) -> None:
    """Migrate an empty database; raise DatabaseError if it has another version."""
    reader = store.engine.execution_options(rapport_reading=True)  # waits for no writer
    with said_for_people(), reader.begin() as connection:
        version = version_of(connection)
        empty = version is None and not inspect(connection).get_table_names()
    if empty:
        migrate(store)
        return
    wanted = newest_version()
    if version is not None and version not in versions():
        raise DatabaseError(newer_than_this(version))
    if version != wanted:
        raise DatabaseError(
            f"The database is at version {version or 'none'}, this release needs {wanted}: "
            "make a backup, then run `rapport subscriptions migrate`."
        )


def version_of(connection: Connection) -> str | None:
    """Return the database's version, None if it has none."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_version() -> str | None:
    """Return the version this release needs."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def versions() -> frozenset[str]:
    """Return all versions that this release knows."""
    return frozenset(
        revision.revision for revision in ScriptDirectory.from_config(_config()).walk_revisions()
    )


def newer_than_this(version: str) -> str:
    """Return the error for a version that is newer than this release."""
    return (
        f"version {version} is of a newer release than this one, which knows versions up to "
        f"{newest_version()}: install that release"
    )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("rapport_subscriptions.store.migrations")))
    config.set_main_option("path_separator", "os")
    return config
