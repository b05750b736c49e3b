"""Tables that refer to no other: of addresses, counts, marks and operators."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Integer,
    MetaData,
    Table,
    Text,
)

from rapport_subscriptions.store.sql.instant import Instant

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

address_histories = Table(
    "address_histories",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("mailed_at", Instant),
    Column("unanswered", Integer, nullable=False),
    Column("stop", Text),
    Column("erased_at", Instant),
    Column("stopped_at", Instant),
)

counters = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("since", Instant, primary_key=True),
    Column("count", Integer, nullable=False),
)

marks = Table(
    "marks",
    metadata,
    Column("name", Text, primary_key=True),
    Column("at", Instant, nullable=False),
)

sending_holds = Table(
    "sending_holds",
    metadata,
    Column("id", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Column("refusals", Integer, nullable=False),
    Column("next_try_at", Instant),
    Column("probe_id", Text, nullable=False),
)

daily_sums = Table(
    "daily_sums",
    metadata,
    Column("day", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("number", Integer, nullable=False),
)

mailing_sums = Table(
    "mailing_sums",
    metadata,
    Column("mailing_id", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True),
    Column("number", Integer, nullable=False),
)

operator_keys = Table(
    "operator_keys",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("operator", Text, nullable=False),
    Column("browser", Text, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)

operator_acts = Table(
    "operator_acts",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("operator", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("about", Text, nullable=False),
)
