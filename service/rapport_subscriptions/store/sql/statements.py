"""Statements of every request, made once: to make one anew costs more than to run it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select, text
from sqlalchemy.dialects import postgresql, sqlite

from rapport_subscriptions.store.sql.tables import (
    address_histories,
    articles,
    consents,
    counters,
    subscriptions,
)

if TYPE_CHECKING:
    from sqlalchemy import Insert, Select, Table

LEDGER = (
    select(consents)
    .where(consents.c.subscription_id == bindparam("value"))
    .order_by(consents.c.number)
)
LEDGERS = (
    select(consents)
    .where(consents.c.subscription_id.in_(bindparam("values", expanding=True)))
    .order_by(consents.c.number)
)
ADDRESS_HISTORIES = select(address_histories).where(
    address_histories.c.hash.in_(bindparam("values", expanding=True))
)
SUBSCRIPTIONS = select(subscriptions).where(
    subscriptions.c.email_key.in_(bindparam("values", expanding=True))
)
COUNTED = select(func.coalesce(func.sum(counters.c.count), 0)).where(
    counters.c.name == bindparam("of"), counters.c.since >= bindparam("start")
)
COUNTS = select(counters.c.since, counters.c.count).where(
    counters.c.name == bindparam("of"), counters.c.since >= bindparam("start")
)
LATEST_NUMBER = select(func.max(articles.c.number))
LOCK = text(
    "SELECT pg_advisory_xact_lock(:kind, slot) FROM unnest(CAST(:slots AS integer[])) AS slot"
)


@cache
def insert(table: Table) -> Insert:
    """Return an insert of one row."""
    return table.insert()


@cache
def point(table: Table, column: str, *, held: bool) -> Select[Any]:
    """Return a select of one row by a column; `held` until the transaction ends."""
    query = select(table).where(table.c[column] == bindparam("value"))
    return query.with_for_update() if held else query


@cache
def upsert(dialect: str, table: Table, key: str) -> Insert:
    """Return an insert that writes over the row with the same key."""
    made = _insert(dialect, table)
    changed = {column.name: made.excluded[column.name] for column in table.c if column.name != key}
    statement: Insert = made.on_conflict_do_update(index_elements=[key], set_=changed)
    return statement


@cache
def counting(dialect: str) -> Insert:
    """Return an insert that adds to what was counted, and returns each name's sum."""
    made = _insert(dialect, counters)
    summed = made.on_conflict_do_update(
        index_elements=["name", "since"], set_={"count": counters.c.count + made.excluded.count}
    )
    statement: Insert = summed.returning(counters.c.name, counters.c.count)
    return statement


def _insert(dialect: str, table: Table) -> Any:  # noqa: ANN401 - two dialects, one method name
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
