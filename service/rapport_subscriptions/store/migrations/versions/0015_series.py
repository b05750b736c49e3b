"""Series by email: where each reader is, and which mail and line of the ledger is about which."""

import sqlalchemy as sa
from alembic import op

from rapport_subscriptions.store.sql.instant import Instant

revision = "0015"
down_revision = "0014"

ADDED = {
    "requests": ("series", "pace"),
    "consents": ("series", "pace"),
    "mails": ("series_reader", "part"),
}


def upgrade() -> None:
    op.create_table(
        "series_readers",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("subscription_id", sa.Text, nullable=False),
        sa.Column("series", sa.Text, nullable=False),
        sa.Column("pace", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("joined_at", Instant, nullable=False),
        sa.Column("next_at", Instant),
        sa.Column("parts", sa.JSON, nullable=False),
        sa.Column("skipped", sa.JSON, nullable=False),
        sa.Column("last_at", Instant),
        sa.Column("stopped_at", Instant),
        sa.PrimaryKeyConstraint("id", name="pk_series_readers"),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["subscriptions.id"],
            name="fk_series_readers_subscription_id",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint(
            "subscription_id", "series", name="uq_series_readers_subscription_id_series"
        ),
    )
    op.create_index("ix_series_readers_state_next_at", "series_readers", ["state", "next_at"])
    for table, columns in ADDED.items():
        for column in columns:
            op.add_column(table, sa.Column(column, sa.Text, nullable=False, server_default=""))
    is_part = sa.text("part <> ''")
    op.create_index(
        "uq_mails_series_reader_part",
        "mails",
        ["series_reader", "part"],
        unique=True,
        sqlite_where=is_part,
        postgresql_where=is_part,
    )


def downgrade() -> None:
    op.drop_index("uq_mails_series_reader_part", "mails")
    for table, columns in ADDED.items():
        for column in columns:
            op.drop_column(table, column)
    op.drop_table("series_readers")
