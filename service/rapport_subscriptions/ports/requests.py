"""Requests waiting to be processed, and counters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from rapport_subscriptions.rules.pending_request import PendingRequest, Turn

MANY = 1_000_000


class RequestQueue(Protocol):
    """Requests waiting to be processed."""

    def put(self, arrived: Sequence[PendingRequest]) -> None:
        """Store requests that have arrived."""
        ...

    def links(self, now: datetime, limit: int) -> Sequence[PendingRequest]:
        """Return the oldest due requests for links; those locked by another worker are skipped."""
        ...

    def sign_ups(self, now: datetime, limit: int, turn: Turn) -> Sequence[PendingRequest]:
        """Return due sign-ups by turn, and the newest first among equals.

        Those locked by another worker are skipped.
        """
        ...

    def oldest_sign_up(self, now: datetime) -> PendingRequest | None:
        """Return the earliest sign-up that is due."""
        ...

    def all(self) -> Iterator[PendingRequest]:
        """Return each request, oldest first."""
        ...

    def remove(self, taken: Sequence[PendingRequest]) -> int:
        """Delete requests; return how many still existed."""
        ...

    def delete_before(self, before: datetime, limit: int) -> int:
        """Delete requests that arrived before a time; return how many."""
        ...


class Counters(Protocol):
    """Counts by name and time window."""

    def add(self, name: str, since: datetime) -> int:
        """Count one more in a window; return the new count."""
        ...

    def add_all(self, numbers: Mapping[str, int], since: datetime) -> Mapping[str, int]:
        """Count several names in a window; return the new counts."""
        ...

    def note(self, numbers: Mapping[str, int], since: datetime) -> None:
        """Count several names, if nobody needs to know the counts now."""
        ...

    def read_ahead(self, name: str, since: datetime) -> None:
        """Read the windows of a name at once; the caller has locked it, for `add` counts on."""
        ...

    def windows(self, name: str, since: datetime) -> Mapping[datetime, int]:
        """Return the counts of a name in each window from a time on."""
        ...

    def total(self, name: str, since: datetime) -> int:
        """Return the sum of a name's counts in all windows from a time on."""
        ...

    def totals(self, prefix: str, since: datetime) -> Mapping[str, int]:
        """Return the sums of all names with this prefix, in the windows from a time on."""
        ...

    def delete_before(self, name_prefix: str, before: datetime, limit: int = MANY) -> int:
        """Delete the windows that began before a time; return how many."""
        ...
