"""Requests beyond what a network may ask wait; a filled honeypot is answered, not stored."""

import sqlalchemy as sa
from alembic import op

from rapport_subscriptions.store.sql.instant import Instant

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.execute("DELETE FROM requests WHERE trapped")
    op.drop_column("requests", "trapped")
    op.add_column("requests", sa.Column("not_before", Instant))


def downgrade() -> None:
    op.drop_column("requests", "not_before")
    op.add_column(
        "requests", sa.Column("trapped", sa.Boolean, nullable=False, server_default=sa.false())
    )
