"""Tables in Markdown, and the databases whose figures stand in them."""

from __future__ import annotations

import contextlib
import os
from itertools import count
from typing import TYPE_CHECKING

from bench.process import BenchError
from rapport_subscriptions.store.sql import schema
from rapport_subscriptions.store.sql.database import open_store
from tests.service.postgres import fresh_database, postgresql_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


STORES = "SQLite", "PostgreSQL"


def head(*titles: str) -> str:
    """Return the first two lines of a table."""
    return line(*titles) + line(*["---"] * len(titles))


def line(*cells: str) -> str:
    """Return one line of a table."""
    return f"| {' | '.join(cells)} |\n"


def verdict(*, met: bool) -> str:
    """Return whether a target was met, as it stands in a table."""
    return "met" if met else "**missed**"


def stores(
    folder: Path, *, workers: tuple[int, ...] = (1,)
) -> Iterator[tuple[str, Path, str, int]]:
    """Yield title, folder, migrated and empty database, and workers of each measurement."""
    numbers = count()
    with contextlib.ExitStack() as stack:
        for title in _measured():
            server = None
            if title == "PostgreSQL":
                server = stack.enter_context(postgresql_server(durable=True))
            for number in workers:
                room = folder / f"room{next(numbers)}"
                room.mkdir(parents=True)
                on_file = f"sqlite:///{room}/one.db"
                database = fresh_database(server, room.name) if server else on_file
                with contextlib.closing(open_store(database)) as store:
                    schema.prepare(store)
                named = f"{title}, {number} workers" if number > 1 else title
                yield named, room, database, number


def _measured() -> tuple[str, ...]:
    """Return the stores to measure: both, or the one that RAPPORT_BENCH_STORE names."""
    chosen = os.environ.get("RAPPORT_BENCH_STORE", "")
    if chosen and chosen not in STORES:
        raise BenchError(f"RAPPORT_BENCH_STORE={chosen}: expected {' or '.join(STORES)}")
    return (chosen,) if chosen else STORES
