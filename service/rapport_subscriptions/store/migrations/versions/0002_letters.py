"""Articles, mailings, and who was told of what."""

import sqlalchemy as sa
from alembic import op

from rapport_subscriptions.store.sql.instant import Instant

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column(
        "subscriptions", sa.Column("told", sa.Integer, nullable=False, server_default="0")
    )
    are_members = sa.text("status IN ('confirmed', 'paused')")
    op.create_index(
        "ix_subscriptions_cadence_told",
        "subscriptions",
        ["cadence", "told"],
        sqlite_where=are_members,
        postgresql_where=are_members,
    )
    op.create_table(
        "articles",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("date", sa.Text, nullable=False),
        sa.Column("tags", sa.JSON, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("aliases", sa.JSON, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("seen_at", Instant, nullable=False),
        sa.Column("number", sa.Integer),
        sa.Column("is_gone", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
        sa.UniqueConstraint("number", name="uq_articles_number"),
    )
    op.create_index("ix_articles_state", "articles", ["state"])
    op.create_table(
        "mailings",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("cadence", sa.Text, nullable=False),
        sa.Column("after", sa.Integer, nullable=False),
        sa.Column("upto", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("begun_at", Instant, nullable=False),
        sa.Column("ended_at", Instant),
        sa.PrimaryKeyConstraint("id", name="pk_mailings"),
    )
    op.create_table(
        "deliveries",
        sa.Column("subscription_id", sa.Text, nullable=False),
        sa.Column("mailing_id", sa.Integer, nullable=False),
        sa.Column("after", sa.Integer, nullable=False),
        sa.Column("upto", sa.Integer, nullable=False),
        sa.Column("articles", sa.JSON, nullable=False),
        sa.Column("sent_at", Instant),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["subscriptions.id"],
            ondelete="CASCADE",
            name="fk_deliveries_subscription_id",
        ),
        sa.ForeignKeyConstraint(["mailing_id"], ["mailings.id"], name="fk_deliveries_mailing_id"),
        sa.PrimaryKeyConstraint("subscription_id", "mailing_id", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_mailing_id", "deliveries", ["mailing_id"])
    op.create_table(
        "marks",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_marks"),
    )


def downgrade() -> None:
    for table in ("marks", "deliveries", "mailings", "articles"):
        op.drop_table(table)
    op.drop_index("ix_subscriptions_cadence_told", "subscriptions")
    op.drop_column("subscriptions", "told")
