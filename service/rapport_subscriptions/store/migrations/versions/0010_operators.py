"""Operators sign in by links, which are mails to nobody's subscription."""

import sqlalchemy as sa
from alembic import op

from rapport_subscriptions.store.sql.instant import Instant

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    with op.batch_alter_table("mails") as mails:
        mails.alter_column("subscription_id", existing_type=sa.Text, nullable=True)
    op.create_table(
        "operator_keys",
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("operator", sa.Text, nullable=False),
        sa.Column("browser", sa.Text, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_operator_keys"),
    )
    op.create_index("ix_operator_keys_expires_at", "operator_keys", ["expires_at"])
    op.create_table(
        "operator_acts",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("operator", sa.Text, nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_operator_acts"),
    )


def downgrade() -> None:
    op.drop_table("operator_acts")
    op.drop_index("ix_operator_keys_expires_at", "operator_keys")
    op.drop_table("operator_keys")
    op.execute("DELETE FROM mails WHERE subscription_id IS NULL")
    with op.batch_alter_table("mails") as mails:
        mails.alter_column("subscription_id", existing_type=sa.Text, nullable=False)
