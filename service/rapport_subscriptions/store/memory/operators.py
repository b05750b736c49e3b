"""Operators' links and sessions, and what they did, in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport_subscriptions.store.memory.state import MemoryRepository

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from rapport_subscriptions.rules.operator import AuditLine, OperatorKey


class MemoryOperatorRepository(MemoryRepository):
    """Operators' keys and acts."""

    def put(self, key: OperatorKey) -> None:
        """Insert."""
        self._state.operator_keys[key.digest] = key

    def get(self, digest: str) -> OperatorKey | None:
        """Read by digest."""
        return self._state.operator_keys.get(digest)

    def take(self, digest: str) -> bool:
        """Delete."""
        return self._state.operator_keys.pop(digest, None) is not None

    def delete_expired(self, before: datetime, limit: int) -> int:
        """Delete old ones."""
        keys = self._state.operator_keys.values()
        old = [key.digest for key in keys if key.expires_at < before][:limit]
        for digest in old:
            del self._state.operator_keys[digest]
        return len(old)

    def enter(self, line: AuditLine) -> None:
        """Append."""
        self._state.operator_acts[line.id] = line

    def newest_acts(self, limit: int) -> Sequence[AuditLine]:
        """Read the newest."""
        return list(reversed(self._state.operator_acts.values()))[:limit]
