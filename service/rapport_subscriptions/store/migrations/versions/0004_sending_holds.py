"""Mails are held while the mail server refuses us; what is no longer wanted did not fail."""

import sqlalchemy as sa
from alembic import op

from rapport_subscriptions.store.sql.instant import Instant

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("mails", sa.Column("deferred_since", Instant))
    op.execute(
        "UPDATE mails SET state = 'dropped' WHERE state = 'failed' AND fault = 'no longer wanted'"
    )
    op.execute(
        "UPDATE mails SET deferred_since = created_at WHERE state IN ('deferred', 'unknown')"
    )
    op.create_table(
        "sending_holds",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("fault", sa.Text, nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.Column("refusals", sa.Integer, nullable=False),
        sa.Column("next_try_at", Instant),
        sa.Column("probe_id", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sending_holds"),
    )


def downgrade() -> None:
    op.drop_table("sending_holds")
    op.execute("UPDATE mails SET state = 'failed' WHERE state = 'dropped'")
    op.drop_column("mails", "deferred_since")
