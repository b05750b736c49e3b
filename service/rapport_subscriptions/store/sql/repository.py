"""What all repositories of a transaction share: a connection, reads and locks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from rapport_subscriptions.store.sql import statements

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from sqlalchemy import Connection, CursorResult, Executable, RowMapping, Select, Table

    from rapport_subscriptions.store.sql.rows import Row
    from rapport_subscriptions.store.sql.write_buffer import WriteBuffer

Value = TypeVar("Value")


@dataclass(frozen=True)
class ReadAhead(Generic[Value]):
    """A value that was read in advance, or the fact that there is none."""

    value: Value | None
    is_held: bool


class SqlRepository:
    """Reads and writes on one connection; `holds` locks rows read for writing (PostgreSQL)."""

    def __init__(self, connection: Connection, buffer: WriteBuffer, *, holds: bool) -> None:
        self._connection = connection
        self._dialect = connection.dialect.name
        self._holds = holds
        self._buffer = buffer
        self._known = buffer.read_ahead()

    def _read(self, query: Executable, values: Any = None) -> CursorResult[*tuple[Any, ...]]:  # noqa: ANN401 - of any statement
        """Query the database, after writing what waits."""
        self._buffer.flush()
        return self._connection.execute(query, values)

    def _write(self, statement: Executable, values: Any = None) -> CursorResult[*tuple[Any, ...]]:  # noqa: ANN401 - as above
        """Change rows at once, and discard everything read ahead."""
        self._buffer.flush()
        self._buffer.forget()
        return self._connection.execute(statement, values)

    def _put(self, table: Table, row: Row, key: str) -> None:
        self._buffer.put(statements.upsert(self._dialect, table, key), row[key], row)

    def _one(
        self, table: Table, column: str, value: str, *, held: bool = True
    ) -> RowMapping | None:
        query = statements.point(table, column, held=held and self._holds)
        return self._read(query, {"value": value}).mappings().first()

    def _first(self, query: Select[Any]) -> RowMapping | None:
        return self._read(query).mappings().first()

    def _all(self, query: Select[Any]) -> Sequence[RowMapping]:
        return self._read(query).mappings().all()

    def _passing_over(self, query: Select[Any]) -> Select[Any]:
        return query.with_for_update(skip_locked=True) if self._holds else query

    def _rows_among(
        self, table: Table, column: str, values: Iterable[str], *, held: bool
    ) -> Sequence[RowMapping]:
        """Read the rows whose column has one of several values, in one statement."""
        wanted = set(values)
        if not wanted:
            return []
        query = statements.among(self._dialect, table, column, held=held and self._holds)
        return self._read(query, {"among": self._listed(wanted)}).mappings().all()

    def _listed(self, values: Iterable[str]) -> object:
        """Return the one parameter of `statements.is_among`."""
        listed = sorted(values)
        return json.dumps(listed) if self._dialect == "sqlite" else listed

    def _read_ahead(
        self,
        table: Table,
        column: str,
        values: Iterable[str],
        make: Callable[[RowMapping], Value],
        *,
        held: bool,
    ) -> list[Value]:
        """Read many rows at once; `_ahead` returns each of them, or that it doesn't exist."""
        wanted = set(values)
        rows = self._rows_among(table, column, wanted, held=held)
        by_key = {row[column]: make(row) for row in rows}
        for value in wanted:
            self._known[column, value] = ReadAhead(by_key.get(value), held)
        return list(by_key.values())

    def _ahead(self, column: str, value: Hashable, *, held: bool) -> ReadAhead[Any] | None:
        """Return what was read ahead; None if nothing was, or if it must be locked and isn't."""
        known: ReadAhead[Any] | None = self._known.get((column, value))
        return known if known and (known.is_held or not (held and self._holds)) else None

    def _remember(self, column: str, value: Hashable, written: object) -> None:
        """Return new values from now on instead of those read before."""
        self._known[column, value] = ReadAhead(written, is_held=True)
