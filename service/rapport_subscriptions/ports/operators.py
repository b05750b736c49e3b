"""Operators' links and sessions, and the log of their actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from rapport_subscriptions.rules.operator import AuditLine, OperatorKey


class OperatorRepository(Protocol):
    """Operators' keys, found by their digests, and the log of their actions, which only grows."""

    def put(self, key: OperatorKey) -> None:
        """Write a new key."""
        ...

    def get(self, digest: str) -> OperatorKey | None:
        """Return the key with this digest."""
        ...

    def take(self, digest: str) -> bool:
        """Delete a key; return whether it existed, which is true for one of several callers."""
        ...

    def delete_expired(self, before: datetime, limit: int) -> int:
        """Delete keys that expired before a time; return how many."""
        ...

    def enter(self, line: AuditLine) -> None:
        """Add a line to the log of actions."""
        ...

    def newest_acts(self, limit: int) -> Sequence[AuditLine]:
        """Return the latest actions, newest first."""
        ...
