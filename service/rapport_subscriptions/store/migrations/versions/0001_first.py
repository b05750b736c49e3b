"""The first schema."""

import sqlalchemy as sa
from alembic import op

from rapport_subscriptions.store.sql.instant import Instant

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("email_key", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("topics", sa.JSON, nullable=False),
        sa.Column("cadence", sa.Text, nullable=False),
        sa.Column("wording", sa.Text, nullable=False),
        sa.Column("page", sa.Text, nullable=False),
        sa.Column("asked_at", Instant, nullable=False),
        sa.Column("confirmed_at", Instant),
        sa.Column("left_at", Instant),
        sa.Column("paused_until", Instant),
        sa.Column("generation", sa.Integer, nullable=False, server_default="0"),
        sa.Column("soft_bounces", sa.Integer, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name="pk_subscriptions"),
        sa.UniqueConstraint("email_key", name="uq_subscriptions_email_key"),
    )
    op.create_index("ix_subscriptions_status", "subscriptions", ["status"])
    op.create_index("ix_subscriptions_asked_at", "subscriptions", ["asked_at"])
    op.create_table(
        "consents",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("id", sa.Text, nullable=False),
        _subscription_id("consents"),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("wording", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("topics", sa.JSON, nullable=False),
        sa.Column("cadence", sa.Text, nullable=False),
        sa.Column("page", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("network", sa.Text, nullable=False),
        sa.Column("network_shortened", sa.Boolean, nullable=False),
        sa.Column("user_agent", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_consents"),
        sa.UniqueConstraint("id", name="uq_consents_id"),
    )
    op.create_index("ix_consents_subscription_id", "consents", ["subscription_id"])
    op.create_index("ix_consents_network_shortened_at", "consents", ["network_shortened", "at"])
    op.create_table(
        "tokens",
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        _subscription_id("tokens"),
        sa.Column("expires_at", Instant, nullable=False),
        sa.Column("consent_id", sa.Text),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("spent_at", Instant),
        sa.PrimaryKeyConstraint("digest", name="pk_tokens"),
    )
    op.create_index("ix_tokens_subscription_id", "tokens", ["subscription_id"])
    op.create_index("ix_tokens_expires_at", "tokens", ["expires_at"])
    op.create_table(
        "standings",
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("mailed_at", Instant),
        sa.Column("unanswered", sa.Integer, nullable=False),
        sa.Column("stop", sa.Text),
        sa.Column("erased_at", Instant),
        sa.PrimaryKeyConstraint("hash", name="pk_standings"),
    )
    op.create_table(
        "counters",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("name", "since", name="pk_counters"),
    )
    op.create_table(
        "requests",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("wish", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("email_key", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("network", sa.Text, nullable=False),
        sa.Column("user_agent", sa.Text, nullable=False),
        sa.Column("topics", sa.JSON, nullable=False),
        sa.Column("cadence", sa.Text, nullable=False),
        sa.Column("wording", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("page", sa.Text, nullable=False),
        sa.Column("trapped", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_requests"),
    )
    op.create_table(
        "mails",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        _subscription_id("mails"),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("seed", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("not_before", Instant, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("lease_until", Instant),
        sa.Column("fault", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_mails"),
    )
    op.create_index("ix_mails_subscription_id", "mails", ["subscription_id"])
    op.create_index("ix_mails_state_not_before", "mails", ["state", "not_before"])


def downgrade() -> None:
    for table in (
        "mails",
        "requests",
        "counters",
        "standings",
        "tokens",
        "consents",
        "subscriptions",
    ):
        op.drop_table(table)


def _subscription_id(table: str) -> sa.Column[str]:
    return sa.Column(
        "subscription_id",
        sa.Text,
        sa.ForeignKey("subscriptions.id", ondelete="CASCADE", name=f"fk_{table}_subscription_id"),
        nullable=False,
    )
