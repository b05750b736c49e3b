from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))  # for `tests.service.service_under_test`

from rapport_subscriptions.store.memory.database import MemoryStore
from rapport_subscriptions.store.sql.database import SqlStore, open_store
from rapport_subscriptions.store.sql.schema import prepare
from tests.service.postgres import fresh_database, postgresql_server
from tests.service.service_under_test import ServiceUnderTest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rapport_subscriptions.ports.store import Store


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def service() -> Iterator[ServiceUnderTest]:
    store = MemoryStore()
    yield ServiceUnderTest(store)
    store.close()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A server with a migrated database named `migrated`."""
    with postgresql_server() as url:
        migrated(fresh_database(url, "migrated")).close()
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database to copy."""
    path = tmp_path_factory.mktemp("template") / "one.db"
    migrated(f"sqlite:///{path}").close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a migrated database of each kind."""
    if request.param == "postgresql":
        return fresh_database(request.getfixturevalue("postgresql"), "one", "migrated")
    template = request.getfixturevalue("sqlite_template")
    shutil.copy(template, tmp_path / "one.db")
    return f"sqlite:///{tmp_path}/one.db"


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """The same contract for all three."""
    opened: Store
    if request.param == "memory":
        opened = MemoryStore()
    elif request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "one.db")
        opened = open_store(f"sqlite:///{tmp_path}/one.db")
    else:
        server = request.getfixturevalue("postgresql")
        opened = open_store(fresh_database(server, "one", "migrated"))
    yield opened
    opened.close()


def migrated(url: str) -> SqlStore:
    opened = open_store(url)
    prepare(opened)
    return opened
