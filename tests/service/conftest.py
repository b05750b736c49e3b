from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))  # for `tests.service.house`

from tests.service.house import House
from tests.service.postgres import fresh_database, postgresql_server

from rapport_subscriptions.memory_store import MemoryStore
from rapport_subscriptions.sql_store import SqlStore, open_store
from rapport_subscriptions.sql_store.schema import prepare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rapport_subscriptions.ports import Store


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def house() -> Iterator[House]:
    store = MemoryStore()
    yield House(store)
    store.close()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    with postgresql_server() as url:
        yield url


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """The same contract for all three."""
    opened: Store
    if request.param == "memory":
        opened = MemoryStore()
    else:
        server = request.getfixturevalue("postgresql") if request.param == "postgresql" else ""
        opened = migrated(database_url(tmp_path, server))
    yield opened
    opened.close()


def database_url(tmp_path: Path, server: str) -> str:
    return fresh_database(server, "one") if server else f"sqlite:///{tmp_path}/one.db"


def migrated(url: str) -> SqlStore:
    opened = open_store(url)
    prepare(opened)
    return opened
