"""Requests waiting to be processed, and counters, in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport_subscriptions.ports.requests import MANY
from rapport_subscriptions.rules.pending_request import RequestKind, Turn
from rapport_subscriptions.store.memory.state import MemoryRepository

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from rapport_subscriptions.rules.pending_request import PendingRequest


class MemoryRequestQueue(MemoryRepository):
    """Requests waiting to be processed."""

    def put(self, arrived: Sequence[PendingRequest]) -> None:
        """Append."""
        self._state.requests.update({request.id: request for request in arrived})

    def links(self, now: datetime, limit: int) -> Sequence[PendingRequest]:
        """Look through all."""
        return [request for request in self._due(now) if request.kind is not RequestKind.SUBSCRIBE][
            :limit
        ]

    def sign_ups(self, now: datetime, limit: int, turn: Turn) -> Sequence[PendingRequest]:
        """Sort all."""
        newest = reversed(self._sign_ups(now))
        return sorted(newest, key=lambda request: -_rank(request, turn))[:limit]

    def oldest_sign_up(self, now: datetime) -> PendingRequest | None:
        """Look through all."""
        return next(iter(self._sign_ups(now)), None)

    def all(self) -> Iterator[PendingRequest]:
        """Return all."""
        return iter(list(self._state.requests.values()))

    def remove(self, taken: Sequence[PendingRequest]) -> int:
        """Delete."""
        return sum(self._state.requests.pop(request.id, None) is not None for request in taken)

    def delete_before(self, before: datetime, limit: int) -> int:
        """Delete old ones."""
        old = [request for request in self._state.requests.values() if request.at < before]
        return self.remove(old[:limit])

    def _due(self, now: datetime) -> list[PendingRequest]:
        return [
            request
            for request in self._state.requests.values()
            if request.not_before is None or request.not_before <= now
        ]

    def _sign_ups(self, now: datetime) -> list[PendingRequest]:
        return [request for request in self._due(now) if request.kind is RequestKind.SUBSCRIBE]


def _rank(request: PendingRequest, turn: Turn) -> int:
    return request.network_rank if turn is Turn.NETWORK else request.domain_rank


class MemoryCounters(MemoryRepository):
    """Counts by name and time window."""

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
        """Do nothing: memory needs no reading ahead."""

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
