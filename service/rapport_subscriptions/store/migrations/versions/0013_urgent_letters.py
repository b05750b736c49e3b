"""An urgent letter goes to readers of every frequency, one after the other by their ids."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("mailings", sa.Column("cursor", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("mailings", "cursor")
