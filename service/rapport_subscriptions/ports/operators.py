"""Operators' links and sessions, and what they did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from rapport_subscriptions.rules.operator import AuditLine, OperatorKey


class OperatorRepository(Protocol):
    """Operators' keys, known by their digests, and the list of their acts, which only grows."""

    def put(self, key: OperatorKey) -> None:
        """Write a new key."""
        ...

    def get(self, digest: str) -> OperatorKey | None:
        """Return the key with this digest."""
        ...

    def take(self, digest: str) -> bool:
        """Delete a key; return whether it was there, which is so for one of many who try."""
        ...

    def delete_expired(self, before: datetime, limit: int) -> int:
        """Delete keys that expired before then; return how many."""
        ...

    def enter(self, line: AuditLine) -> None:
        """Add a line to the list of acts."""
        ...

    def newest_acts(self, limit: int) -> Sequence[AuditLine]:
        """Return the latest acts, the newest first."""
        ...
