"""Readers of series in memory."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.series import SeriesNumbers, SeriesState
from rapport_subscriptions.store.memory.state import MemoryRepository

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from rapport_subscriptions.rules.series import SeriesReader


class MemorySeriesRepository(MemoryRepository):
    """One row for each subscription and series."""

    def get(self, reader_id: str, *, held: bool = True) -> SeriesReader | None:
        """Read by id."""
        del held  # transactions are one after the other anyway
        return self._state.series_readers.get(reader_id)

    def of(self, subscription_id: str) -> Sequence[SeriesReader]:
        """Read a subscription's."""
        every = self._state.series_readers.values()
        found = [reader for reader in every if reader.subscription_id == subscription_id]
        return sorted(found, key=lambda reader: (reader.joined_at, reader.id))

    def put(self, reader: SeriesReader) -> None:
        """Insert or update."""
        for other in self.of(reader.subscription_id):
            if other.series == reader.series and other.id != reader.id:
                raise ValueError("this subscription is in this series already")
        self._state.series_readers[reader.id] = reader

    def due(self, now: datetime, limit: int) -> Sequence[SeriesReader]:
        """Read by time."""
        found = [
            (reader.next_at, reader.id, reader)
            for reader in self._state.series_readers.values()
            if reader.state is SeriesState.ACTIVE and reader.next_at and reader.next_at <= now
        ]
        return [reader for _, _, reader in sorted(found, key=lambda entry: entry[:2])][:limit]

    def is_anybody_due(self, now: datetime) -> bool:
        """Look for one."""
        return bool(self.due(now, 1))

    def numbers(self, now: datetime) -> Mapping[str, SeriesNumbers]:
        """Count each."""
        found: dict[str, SeriesNumbers] = {}
        readers = list(self._state.series_readers.values())
        for series in {reader.series for reader in readers}:
            its = [reader for reader in readers if reader.series == series]
            coming = [
                reader.next_at
                for reader in its
                if reader.state is SeriesState.ACTIVE and reader.next_at
            ]
            found[series] = SeriesNumbers(
                Counter(reader.state for reader in its),
                sum(at <= now + timedelta(days=1) for at in coming),
                min(coming, default=None),
            )
        return found
