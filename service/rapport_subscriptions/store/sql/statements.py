"""The statements of every request, built once: building one costs more than running it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, Text, any_, bindparam, func, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from rapport_subscriptions.store.sql.base_tables import counters, daily_sums
from rapport_subscriptions.store.sql.tables import articles, consents, deliveries

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Insert, Select, Table, Update

LEDGER = (
    select(consents)
    .where(consents.c.subscription_id == bindparam("value"))
    .order_by(consents.c.number)
)
COUNTED = select(func.coalesce(func.sum(counters.c.count), 0)).where(
    counters.c.name == bindparam("of"), counters.c.since >= bindparam("start")
)
COUNTS = select(counters.c.since, counters.c.count).where(
    counters.c.name == bindparam("of"), counters.c.since >= bindparam("start")
)
LATEST_NUMBERS = select(
    select(func.max(articles.c.number)).scalar_subquery(),
    select(func.max(articles.c.first_number)).scalar_subquery(),
)
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
def among(dialect: str, table: Table, column: str, *, held: bool) -> Select[Any]:
    """Return a select of the rows whose column is in a list, which is one parameter."""
    query = select(table).where(is_among(dialect, table.c[column]))
    return query.with_for_update() if held else query


def is_among(dialect: str, column: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition; `:among` is a list on PostgreSQL, its JSON on SQLite.

    `IN` would make a different statement for each length, to be compiled and planned again.
    """
    if dialect == "postgresql":
        return column == any_(bindparam("among", type_=ARRAY(Text)))
    listed = func.json_each(bindparam("among", type_=Text)).table_valued("value")
    return column.in_(select(listed.c.value))


@cache
def letters_of(dialect: str) -> Select[Any]:
    """Return a select of a mailing's letters to some readers."""
    return select(deliveries).where(
        deliveries.c.mailing_id == bindparam("mailing"),
        is_among(dialect, deliveries.c.subscription_id),
    )


@cache
def notified_since(dialect: str) -> Select[Any]:
    """Return a select of the articles in letters to some readers after a number."""
    columns = (
        deliveries.c.subscription_id,
        deliveries.c.mailing_id,
        deliveries.c.upto,
        deliveries.c.articles,
    )
    return select(*columns).where(
        is_among(dialect, deliveries.c.subscription_id), deliveries.c.upto > bindparam("after")
    )


@cache
def update_delivery() -> Update:
    """Return an update of one letter; it affects nothing if the reader was erased."""
    return update(deliveries).where(
        deliveries.c.subscription_id == bindparam("of_subscription"),
        deliveries.c.mailing_id == bindparam("of_mailing"),
    )


@cache
def upsert(dialect: str, table: Table, key: str) -> Insert:
    """Return an insert that replaces the row with the same key."""
    insertion = _insert(dialect, table)
    changed = {
        column.name: insertion.excluded[column.name] for column in table.c if column.name != key
    }
    statement: Insert = insertion.on_conflict_do_update(index_elements=[key], set_=changed)
    return statement


@cache
def adding(dialect: str) -> Insert:
    """Return an insert that adds to counts."""
    insertion = _insert(dialect, counters)
    statement: Insert = insertion.on_conflict_do_update(
        index_elements=["name", "since"],
        set_={"count": counters.c.count + insertion.excluded.count},
    )
    return statement


@cache
def adding_sums(dialect: str) -> Insert:
    """Return an insert that adds to the sums of a day."""
    insertion = _insert(dialect, daily_sums)
    statement: Insert = insertion.on_conflict_do_update(
        index_elements=["day", "name"],
        set_={"number": daily_sums.c.number + insertion.excluded.number},
    )
    return statement


@cache
def setting_sums(dialect: str) -> Insert:
    """Return an insert that replaces the sums of a day."""
    insertion = _insert(dialect, daily_sums)
    statement: Insert = insertion.on_conflict_do_update(
        index_elements=["day", "name"], set_={"number": insertion.excluded.number}
    )
    return statement


@cache
def counting(dialect: str) -> Insert:
    """Return an insert that adds to counts, and returns each name's sum."""
    statement: Insert = adding(dialect).returning(counters.c.name, counters.c.count)
    return statement


def _insert(dialect: str, table: Table) -> Any:  # noqa: ANN401 - two dialects, one method name
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
