"""Readers of series on either database."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, select

from rapport_subscriptions.rules.series import (
    MailedPart,
    Pace,
    SeriesNumbers,
    SeriesReader,
    SeriesState,
)
from rapport_subscriptions.store.sql.instant import Instant
from rapport_subscriptions.store.sql.repository import SqlRepository
from rapport_subscriptions.store.sql.rows import Columns, enum_column, row_mapping
from rapport_subscriptions.store.sql.tables import series_readers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement

reader_row, reader_of = row_mapping(
    SeriesReader,
    pace=enum_column("pace", Pace),
    state=enum_column("state", SeriesState),
    parts=Columns(
        ("parts",),
        lambda parts: ([[part.id, part.title] for part in parts],),
        lambda stored: tuple(MailedPart(*part) for part in stored),
    ),
    skipped=Columns(("skipped",), lambda ids: (list(ids),), tuple),
)


class SqlSeriesRepository(SqlRepository):
    """One row for each subscription and series."""

    def get(self, reader_id: str, *, held: bool = True) -> SeriesReader | None:
        """Read by id."""
        row = self._one(series_readers, "id", reader_id, held=held)
        return reader_of(row) if row else None

    def of(self, subscription_id: str) -> Sequence[SeriesReader]:
        """Read by the index of subscriptions."""
        mine = select(series_readers).where(series_readers.c.subscription_id == subscription_id)
        query = mine.order_by(series_readers.c.joined_at, series_readers.c.id)
        held = query.with_for_update() if self._holds else query
        return [reader_of(row) for row in self._all(held)]

    def put(self, reader: SeriesReader) -> None:
        """Insert or update."""
        self._put(series_readers, reader_row(reader), "id")

    def due(self, now: datetime, limit: int) -> Sequence[SeriesReader]:
        """Read by the index of states and times."""
        query = select(series_readers).where(_is_due(now))
        ordered = query.order_by(series_readers.c.next_at, series_readers.c.id).limit(limit)
        return [reader_of(row) for row in self._all(self._passing_over(ordered))]

    def is_anybody_due(self, now: datetime) -> bool:
        """Look for one."""
        query = select(series_readers.c.id).where(_is_due(now)).limit(1)
        return self._read(query).first() is not None

    def numbers(self, now: datetime) -> Mapping[str, SeriesNumbers]:
        """Count by series and state."""
        within = _is_due(now + timedelta(days=1))
        query = select(
            series_readers.c.series,
            series_readers.c.state,
            func.count(),
            func.count().filter(within),
            func.min(series_readers.c.next_at, type_=Instant),
        )
        found: dict[str, SeriesNumbers] = {}
        grouped = query.group_by(series_readers.c.series, series_readers.c.state)
        for series, state, number, soon, next_at in self._read(grouped):
            known = found.get(series, SeriesNumbers())
            is_active = state == SeriesState.ACTIVE.value
            found[series] = SeriesNumbers(
                {**known.by_state, SeriesState(state): int(number)},
                known.within_a_day + int(soon),
                next_at if is_active else known.next_at,
            )
        return found


def _is_due(now: datetime) -> ColumnElement[bool]:
    is_active = series_readers.c.state == SeriesState.ACTIVE.value
    return and_(is_active, series_readers.c.next_at <= now)
