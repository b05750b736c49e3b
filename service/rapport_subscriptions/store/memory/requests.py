"""Requests that wait to be processed, and counters in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport_subscriptions.ports.requests import MANY
from rapport_subscriptions.store.memory.state import Repository

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from rapport_subscriptions.rules.pending_request import PendingRequest


class MemoryRequestQueue(Repository):
    """Requests that wait to be processed."""

    def put(self, arrived: Sequence[PendingRequest]) -> None:
        """Append."""
        self._state.requests.update({request.id: request for request in arrived})

    def are_waiting(self) -> bool:
        """Look."""
        return bool(self._state.requests)

    def take(self, limit: int) -> Sequence[PendingRequest]:
        """Take out the oldest."""
        taken = list(self._state.requests.values())[:limit]
        for request in taken:
            del self._state.requests[request.id]
        return taken


class MemoryCounters(Repository):
    """Counts by name and window of time."""

    def add(self, name: str, since: datetime) -> int:
        """Add one."""
        return self.add_all({name: 1}, since)[name]

    def add_all(self, numbers: Mapping[str, int], since: datetime) -> Mapping[str, int]:
        """Add to each."""
        for name, number in numbers.items():
            self._state.counts[name, since] = self._state.counts.get((name, since), 0) + number
        return {name: self._state.counts[name, since] for name in numbers}

    def note(self, numbers: Mapping[str, int], since: datetime) -> None:
        """Add to each."""
        self.add_all(numbers, since)

    def read_ahead(self, name: str, since: datetime) -> None:
        """Memory is at hand anyway."""

    def windows(self, name: str, since: datetime) -> Mapping[datetime, int]:
        """Look at each window."""
        counts = self._state.counts.items()
        return {start: n for (counted, start), n in counts if counted == name and start >= since}

    def total(self, name: str, since: datetime) -> int:
        """Sum windows."""
        counts = self._state.counts.items()
        return sum(n for (counted, start), n in counts if counted == name and start >= since)

    def totals(self, prefix: str, since: datetime) -> Mapping[str, int]:
        """Sum windows by name."""
        sums: dict[str, int] = {}
        for (name, start), number in self._state.counts.items():
            if name.startswith(prefix) and start >= since:
                sums[name] = sums.get(name, 0) + number
        return sums

    def delete_before(self, name_prefix: str, before: datetime, limit: int = MANY) -> int:
        """Delete old windows."""
        every = self._state.counts
        old = [key for key in every if key[0].startswith(name_prefix) and key[1] < before][:limit]
        for key in old:
            del self._state.counts[key]
        return len(old)
