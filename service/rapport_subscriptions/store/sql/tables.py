"""The one schema, for SQLite and PostgreSQL alike."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from rapport_subscriptions.store.sql import base_tables
from rapport_subscriptions.store.sql.instant import Instant

metadata = base_tables.metadata

ARE_MEMBERS = text("status IN ('confirmed', 'paused')")
"""Literal, because neither database accepts a parameter for a partial index."""

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("email", Text, nullable=False),
    Column("email_key", Text, nullable=False, unique=True),
    Column("status", Text, nullable=False, index=True),
    Column("topics", JSON, nullable=False),
    Column("cadence", Text, nullable=False),
    Column("wording", Text, nullable=False),
    Column("page", Text, nullable=False),
    Column("asked_at", Instant, nullable=False, index=True),
    Column("confirmed_at", Instant),
    Column("unsubscribed_at", Instant),
    Column("paused_until", Instant),
    Column("generation", Integer, nullable=False, server_default="0"),
    Column("last_notified", Integer, nullable=False, server_default="0"),
    Column("suppressed_from", Text),
    Index(
        "ix_subscriptions_cadence_last_notified",
        "cadence",
        "last_notified",
        sqlite_where=ARE_MEMBERS,
        postgresql_where=ARE_MEMBERS,
    ),
)

consents = Table(
    "consents",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column(
        "subscription_id",
        Text,
        ForeignKey("subscriptions.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("act", Text, nullable=False),
    Column("wording", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("topics", JSON, nullable=False),
    Column("cadence", Text, nullable=False),
    Column("page", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("network", Text, nullable=False),
    Column("network_shortened", Boolean, nullable=False),
    Column("user_agent", Text, nullable=False),
    Column("series", Text, nullable=False, server_default=""),
    Column("pace", Text, nullable=False, server_default=""),
    Index("ix_consents_network_shortened_at", "network_shortened", "at"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("purpose", Text, nullable=False),
    Column(
        "subscription_id",
        Text,
        ForeignKey("subscriptions.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("consent_id", Text),
    Column("payload", Text, nullable=False),
    Column("spent_at", Instant),
)

ASK_FOR_LINKS, ARE_SIGN_UPS = text("kind <> 'subscribe'"), text("kind = 'subscribe'")

requests = Table(
    "requests",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("email_key", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("network", Text, nullable=False),
    Column("user_agent", Text, nullable=False),
    Column("topics", JSON, nullable=False),
    Column("cadence", Text, nullable=False),
    Column("wording", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("page", Text, nullable=False),
    Column("not_before", Instant),
    Column("network_rank", Integer, nullable=False, server_default="0"),
    Column("domain_rank", Integer, nullable=False, server_default="0"),
    Column("series", Text, nullable=False, server_default=""),
    Column("pace", Text, nullable=False, server_default=""),
    Index(
        "ix_requests_links",
        "number",
        sqlite_where=ASK_FOR_LINKS,
        postgresql_where=ASK_FOR_LINKS,
    ),
    Index("ix_requests_network_rank_number", "network_rank", "number"),
    Index("ix_requests_domain_rank_number", "domain_rank", "number"),
)

IS_PART = text("part <> ''")

mails = Table(
    "mails",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column(
        "subscription_id",
        Text,
        ForeignKey("subscriptions.id", ondelete="CASCADE"),
        index=True,
    ),
    Column("recipient", Text, nullable=False),
    Column("seed", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("mailing_id", Integer),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease_until", Instant),
    Column("reason", Text, nullable=False),
    Column("deferred_since", Instant),
    Column("address_hash", Text, nullable=False, server_default=""),
    Column("bounced_at", Instant),
    Column("may_have_arrived", Boolean, nullable=False, server_default=false()),
    Column("series_reader", Text, nullable=False, server_default=""),
    Column("part", Text, nullable=False, server_default=""),
    Index("ix_mails_state_not_before", "state", "not_before"),
    Index(
        "uq_mails_series_reader_part",
        "series_reader",
        "part",
        unique=True,
        sqlite_where=IS_PART,
        postgresql_where=IS_PART,
    ),
)

articles = Table(
    "articles",
    metadata,
    Column("id", Text, primary_key=True),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("date", Text, nullable=False),
    Column("tags", JSON, nullable=False),
    Column("summary", Text, nullable=False),
    Column("aliases", JSON, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("seen_at", Instant, nullable=False),
    Column("number", Integer, unique=True),
    Column("is_gone", Boolean, nullable=False),
    Column("first_number", Integer, index=True),
    Column("kind", Text, nullable=False, server_default="article"),
)

mailings = Table(
    "mailings",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("cadence", Text, nullable=False),
    Column("after", Integer, nullable=False),
    Column("upto", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("begun_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("cursor", Text, nullable=False, server_default=""),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column(
        "subscription_id",
        Text,
        ForeignKey("subscriptions.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("mailing_id", Integer, ForeignKey("mailings.id"), primary_key=True, index=True),
    Column("after", Integer, nullable=False),
    Column("upto", Integer, nullable=False),
    Column("articles", JSON, nullable=False),
    Column("sent_at", Instant),
    Column("bounced_at", Instant),
    Column("bounce", Text),
)

series_readers = Table(
    "series_readers",
    metadata,
    Column("id", Text, primary_key=True),
    Column(
        "subscription_id",
        Text,
        ForeignKey("subscriptions.id", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("series", Text, nullable=False),
    Column("pace", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("joined_at", Instant, nullable=False),
    Column("next_at", Instant),
    Column("parts", JSON, nullable=False),
    Column("skipped", JSON, nullable=False),
    Column("last_at", Instant),
    Column("stopped_at", Instant),
    UniqueConstraint("subscription_id", "series"),
    Index("ix_series_readers_state_next_at", "state", "next_at"),
)
