"""Requests waiting to be processed, and counters, on either database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, or_, select, tuple_

from rapport_subscriptions.ports.requests import MANY
from rapport_subscriptions.rules.pending_request import Turn
from rapport_subscriptions.store.sql import rows, statements
from rapport_subscriptions.store.sql.base_tables import counters
from rapport_subscriptions.store.sql.repository import ReadAhead, SqlRepository
from rapport_subscriptions.store.sql.tables import ARE_SIGN_UPS, ASK_FOR_LINKS, requests

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, RowMapping, Select

    from rapport_subscriptions.rules.pending_request import PendingRequest
    from rapport_subscriptions.store.sql.write_buffer import WriteBuffer


SOME = 500
"""The number of rows that are read or deleted at once."""


class SqlRequestQueue(SqlRepository):
    """Requests waiting to be processed."""

    def __init__(self, connection: Connection, buffer: WriteBuffer, *, holds: bool) -> None:
        super().__init__(connection, buffer, holds=holds)
        self._numbers: dict[str, int] = {}

    def put(self, arrived: Sequence[PendingRequest]) -> None:
        """Insert, all in one statement."""
        if arrived:
            written = [rows.request_row(request) for request in arrived]
            self._write(statements.insert(requests), written)

    def links(self, now: datetime, limit: int) -> Sequence[PendingRequest]:
        """Read by number."""
        query = select(requests).where(ASK_FOR_LINKS, _is_due(now))
        return self._found(query.order_by(requests.c.number).limit(limit))

    def sign_ups(self, now: datetime, limit: int, turn: Turn) -> Sequence[PendingRequest]:
        """Read along the index of ranks."""
        column = requests.c.network_rank if turn is Turn.NETWORK else requests.c.domain_rank
        query = select(requests).where(ARE_SIGN_UPS, _is_due(now))
        return self._found(query.order_by(column.desc(), requests.c.number.desc()).limit(limit))

    def oldest_sign_up(self, now: datetime) -> PendingRequest | None:
        """Read by number."""
        query = select(requests).where(ARE_SIGN_UPS, _is_due(now))
        row = self._first(query.order_by(requests.c.number).limit(1))
        return rows.request_of(row) if row else None

    def all(self) -> Iterator[PendingRequest]:
        """Read in portions."""
        after = 0
        while True:
            query = select(requests).where(requests.c.number > after)
            matching = self._all(query.order_by(requests.c.number).limit(SOME))
            if not matching:
                return
            after = matching[-1]["number"]
            for row in matching:
                yield self._numbered(row)

    def remove(self, taken: Sequence[PendingRequest]) -> int:
        """Delete by number if they were read here; else by their other fields."""
        removed = 0
        for start in range(0, len(taken), SOME):
            some = [request.id for request in taken[start : start + SOME]]
            numbers = [
                self._numbers[request_id] for request_id in some if request_id in self._numbers
            ]
            key, values = (
                (requests.c.number, numbers) if len(numbers) == len(some) else (requests.c.id, some)
            )
            removed += int(self._write(delete(requests).where(key.in_(values))).rowcount)
        return removed

    def delete_before(self, before: datetime, limit: int) -> int:
        """Delete the first numbers, as long as they are old."""
        first = select(requests.c.number, requests.c.at).order_by(requests.c.number).limit(limit)
        old = [row["number"] for row in self._all(first) if row["at"] < before]
        if old:
            self._write(delete(requests).where(requests.c.number.in_(old)))
        return len(old)

    def _found(self, query: Select[Any]) -> list[PendingRequest]:
        return [self._numbered(row) for row in self._all(self._passing_over(query))]

    def _numbered(self, row: RowMapping) -> PendingRequest:
        """Return a request, and remember its number."""
        self._numbers[row["id"]] = row["number"]
        return rows.request_of(row)


class SqlCounters(SqlRepository):
    """Counts by name and time window."""

    def add(self, name: str, since: datetime) -> int:
        """Add one: in one statement, or if the counts were read, with everything else."""
        known = self._ahead("name", name, held=False)
        if known is None or known.value is None or since < known.value[0]:
            return self.add_all({name: 1}, since)[name]
        counts: dict[datetime, int] = known.value[1]
        counts[since] = counts.get(since, 0) + 1
        self.note({name: 1}, since)
        return counts[since]

    def note(self, numbers: Mapping[str, int], since: datetime) -> None:
        """Add together with everything else."""
        statement = statements.adding(self._dialect)
        waiting = self._buffer.waiting(statement)
        for name, number in numbers.items():
            before = waiting.get((name, since), {"count": 0})["count"]
            row = {"name": name, "since": since, "count": before + number}
            self._buffer.put(statement, (name, since), row)

    def read_ahead(self, name: str, since: datetime) -> None:
        """Read the windows."""
        self._known["name", name] = ReadAhead((since, dict(self.windows(name, since))), False)

    def add_all(self, numbers: Mapping[str, int], since: datetime) -> Mapping[str, int]:
        """Add in one statement, in the order of names, so that no two transactions deadlock."""
        if not numbers:
            return {}
        added = [
            {"name": name, "since": since, "count": number}
            for name, number in sorted(numbers.items())
        ]
        counted = self._write(statements.counting(self._dialect), added)
        return {name: int(count) for name, count in counted}

    def windows(self, name: str, since: datetime) -> Mapping[datetime, int]:
        """Read the windows."""
        known = self._ahead("name", name, held=False)
        if known and known.value and known.value[0] <= since:
            return {start: number for start, number in known.value[1].items() if start >= since}
        rows = self._read(statements.COUNTS, {"of": name, "start": since})
        return {start: int(number) for start, number in rows}

    def total(self, name: str, since: datetime) -> int:
        """Sum windows."""
        if self._ahead("name", name, held=False):
            return sum(self.windows(name, since).values())
        wanted = {"of": name, "start": since}
        return int(self._read(statements.COUNTED, wanted).scalar_one())

    def totals(self, prefix: str, since: datetime) -> Mapping[str, int]:
        """Sum windows by name."""
        begins = counters.c.name.startswith(prefix, autoescape=True)
        query = select(counters.c.name, func.sum(counters.c.count))
        grouped = query.where(begins, counters.c.since >= since).group_by(counters.c.name)
        return {name: int(number) for name, number in self._read(grouped)}

    def delete_before(self, name_prefix: str, before: datetime, limit: int = MANY) -> int:
        """Delete old windows."""
        key = tuple_(counters.c.name, counters.c.since)
        begins = counters.c.name.startswith(name_prefix, autoescape=True)
        some = select(counters.c.name, counters.c.since).where(begins, counters.c.since < before)
        return int(self._write(delete(counters).where(key.in_(some.limit(limit)))).rowcount)


def _is_due(now: datetime) -> ColumnElement[bool]:
    return or_(requests.c.not_before.is_(None), requests.c.not_before <= now)
