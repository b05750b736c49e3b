"""Operators' links and sessions, and what they did, on either database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from rapport_subscriptions.rules.operator import AuditLine, KeyKind, OperatorAct, OperatorKey
from rapport_subscriptions.store.sql import statements
from rapport_subscriptions.store.sql.base_tables import operator_acts, operator_keys
from rapport_subscriptions.store.sql.repository import SqlRepository
from rapport_subscriptions.store.sql.rows import enum_column, row_mapping

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

key_row, key_of = row_mapping(OperatorKey, kind=enum_column("kind", KeyKind))
act_row, act_of = row_mapping(AuditLine, act=enum_column("act", OperatorAct))


class SqlOperatorRepository(SqlRepository):
    """Operators' keys and acts."""

    def put(self, key: OperatorKey) -> None:
        """Insert."""
        self._put(operator_keys, key_row(key), "digest")

    def get(self, digest: str) -> OperatorKey | None:
        """Read by digest."""
        row = self._one(operator_keys, "digest", digest, held=False)
        return key_of(row) if row else None

    def take(self, digest: str) -> bool:
        """Delete; the database lets only one of several succeed."""
        mine = operator_keys.c.digest == digest
        return bool(self._write(delete(operator_keys).where(mine)).rowcount)

    def delete_expired(self, before: datetime, limit: int) -> int:
        """Delete old ones."""
        old = select(operator_keys.c.digest).where(operator_keys.c.expires_at < before)
        some = operator_keys.c.digest.in_(old.limit(limit))
        return int(self._write(delete(operator_keys).where(some)).rowcount)

    def enter(self, line: AuditLine) -> None:
        """Insert."""
        self._write(statements.insert(operator_acts), act_row(line))

    def newest_acts(self, limit: int) -> Sequence[AuditLine]:
        """Read by number."""
        query = select(operator_acts).order_by(operator_acts.c.number.desc()).limit(limit)
        return [act_of(row) for row in self._all(query)]
