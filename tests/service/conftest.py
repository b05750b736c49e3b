from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))  # for `tests.service.house`

from tests.service.house import House

from rapport_subscriptions.memory_store import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def house() -> Iterator[House]:
    store = MemoryStore()
    yield House(store)
    store.close()
