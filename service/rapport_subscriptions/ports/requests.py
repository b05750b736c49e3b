"""Requests that wait to be processed, and counters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from rapport_subscriptions.rules.pending_request import PendingRequest, Turn

MANY = 1_000_000


class RequestQueue(Protocol):
    """Requests that wait to be processed."""

    def put(self, arrived: Sequence[PendingRequest]) -> None:
        """Write down requests that have arrived."""
        ...

    def links(self, now: datetime, limit: int) -> Sequence[PendingRequest]:
        """Return the oldest due requests for links; what another worker holds is passed over."""
        ...

    def sign_ups(self, now: datetime, limit: int, turn: Turn) -> Sequence[PendingRequest]:
        """Return due sign-ups, those with the first turns before others, and of these the newest.

        What another worker holds is passed over.
        """
        ...

    def oldest_sign_up(self, now: datetime) -> PendingRequest | None:
        """Return the sign-up that is due and arrived first."""
        ...

    def all(self) -> Iterator[PendingRequest]:
        """Return each request, oldest first."""
        ...

    def remove(self, taken: Sequence[PendingRequest]) -> int:
        """Take requests out; return how many were still there."""
        ...

    def delete_before(self, before: datetime, limit: int) -> int:
        """Delete requests that arrived before then; return how many."""
        ...


class Counters(Protocol):
    """Counts by name and window of time."""

    def add(self, name: str, since: datetime) -> int:
        """Count one more in a window that began then; return the count with this one."""
        ...

    def add_all(self, numbers: Mapping[str, int], since: datetime) -> Mapping[str, int]:
        """Count several names up in a window that began then; return the counts with these."""
        ...

    def note(self, numbers: Mapping[str, int], since: datetime) -> None:
        """Count several names up, when nobody needs to know the counts now."""
        ...

    def read_ahead(self, name: str, since: datetime) -> None:
        """Read the windows of a name at once; the caller has locked it, for `add` counts on."""
        ...

    def windows(self, name: str, since: datetime) -> Mapping[datetime, int]:
        """Return what was counted under a name in each window from then on."""
        ...

    def total(self, name: str, since: datetime) -> int:
        """Return the sum of what was counted under a name in all windows from then on."""
        ...

    def totals(self, prefix: str, since: datetime) -> Mapping[str, int]:
        """Return the sums of all names that begin so, in the windows from then on."""
        ...

    def delete_before(self, name_prefix: str, before: datetime, limit: int = MANY) -> int:
        """Delete the windows that began before then; return how many."""
        ...
