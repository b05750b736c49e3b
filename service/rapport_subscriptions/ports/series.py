"""Readers of series, and where each of them is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from rapport_subscriptions.rules.series import SeriesNumbers, SeriesReader


class SeriesRepository(Protocol):
    """One row for each subscription and series."""

    def get(self, reader_id: str, *, held: bool = True) -> SeriesReader | None:
        """Return one reader's place in a series; `held`, nobody changes it until the end."""
        ...

    def of(self, subscription_id: str) -> Sequence[SeriesReader]:
        """Return a subscription's series, held until the end, in the order they were joined."""
        ...

    def put(self, reader: SeriesReader) -> None:
        """Write a place, new or known; a subscription has one in each series."""
        ...

    def due(self, now: datetime, limit: int) -> Sequence[SeriesReader]:
        """Return active readers whose next part is due, held; those of others are passed over."""
        ...

    def is_anybody_due(self, now: datetime) -> bool:
        """Whether there is such a reader, held by somebody or not."""
        ...

    def numbers(self, now: datetime) -> Mapping[str, SeriesNumbers]:
        """Count the readers of each series."""
        ...
