"""What all repositories of a transaction share: a connection, reading rows and locking them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rapport_subscriptions.store.sql import statements

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, RowMapping, Select, Table


class Repository:
    """Reads and writes on one connection; `holds` rows that it reads for writing (PostgreSQL)."""

    def __init__(self, connection: Connection, *, holds: bool) -> None:
        self._connection = connection
        self._dialect = connection.dialect.name
        self._holds = holds

    def _put(self, table: Table, row: dict[str, Any], key: str) -> None:
        self._connection.execute(statements.upsert(self._dialect, table, key), row)

    def _put_all(self, table: Table, written: Sequence[dict[str, Any]], key: str) -> None:
        if written:
            self._connection.execute(statements.upsert(self._dialect, table, key), written)

    def _of(self, query: Select[Any], values: Sequence[str]) -> Sequence[RowMapping]:
        """Read the rows that a query has for a list of values."""
        if not values:
            return ()
        return self._connection.execute(query, {"values": list(values)}).mappings().all()

    def _one(
        self, table: Table, column: str, value: str, *, held: bool = True
    ) -> RowMapping | None:
        query = statements.point(table, column, held=held and self._holds)
        return self._connection.execute(query, {"value": value}).mappings().first()

    def _first(self, query: Select[Any]) -> RowMapping | None:
        return self._connection.execute(query).mappings().first()

    def _all(self, query: Select[Any]) -> Sequence[RowMapping]:
        return self._connection.execute(query).mappings().all()

    def _passing_over(self, query: Select[Any]) -> Select[Any]:
        return query.with_for_update(skip_locked=True) if self._holds else query
