"""Writes that wait for each other: many rows of a table are one statement.

A statement costs some ten times what a row of it does. So what a use case puts is kept, as the
row that it becomes, until the transaction ends or asks the database something; then all of it is
written, table by table. What was read ahead for many (`Repository._read_ahead`) answers without a
statement, until something but a put may have changed it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, cast

from rapport_subscriptions.store.sql import statements
from rapport_subscriptions.store.sql.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from sqlalchemy import Connection, Insert, Table, Update

    from rapport_subscriptions.store.sql.rows import Row

    Statement = Insert | Update

PLACES = {table: place for place, table in enumerate(metadata.sorted_tables)}
"""Tables in an order in which referenced rows come first."""


class WriteBuffer:
    """The rows that a transaction will write, and those that it read ahead."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: dict[Statement, dict[Any, Row]] = {}
        self._read_ahead: list[dict[Hashable, Any]] = []
        self._sums: Counter[tuple[str, str]] = Counter()

    def put(self, statement: Statement, key: Any, row: Row) -> None:  # noqa: ANN401 - of any column
        """Write a row later; it replaces an earlier one with the same key."""
        self._waiting.setdefault(statement, {})[key] = row

    def add_to_sums(self, day: str, names: Iterable[str]) -> None:
        """Add one to sums of a day, as the very last step.

        Many transactions add to the same sums: written earlier, they could deadlock with a
        transaction that holds a row and waits for the sum.
        """
        self._sums.update((day, name) for name in names)

    def waiting(self, statement: Statement) -> dict[Any, Row]:
        """Return the waiting rows by key."""
        return self._waiting.get(statement, {})

    def read_ahead(self) -> dict[Hashable, Any]:
        """Return a place for what is read ahead; it is emptied when that may be stale."""
        known: dict[Hashable, Any] = {}
        self._read_ahead.append(known)
        return known

    def flush(self) -> None:
        """Write what waits, in the order of keys, so that no two writers deadlock."""
        waiting, self._waiting = self._waiting, {}
        for statement in sorted(waiting, key=_place):
            rows = waiting[statement]
            self._connection.execute(statement, [rows[key] for key in sorted(rows)])

    def finish(self) -> None:
        """Write everything that waits, and the sums."""
        self.flush()
        if self._sums:
            rows = [
                {"day": day, "name": name, "number": number}
                for (day, name), number in sorted(self._sums.items())
            ]
            self._sums.clear()
            adding = statements.adding_sums(self._connection.dialect.name)
            self._connection.execute(adding, rows)

    def forget(self) -> None:
        """Discard everything that was read ahead."""
        for rows in self._read_ahead:
            rows.clear()


def _place(statement: Statement) -> int:
    return PLACES[cast("Table", statement.table)]
