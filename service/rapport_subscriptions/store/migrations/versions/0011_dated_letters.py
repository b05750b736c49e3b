"""Letters that authors wrote are among what readers are told of once."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("articles", sa.Column("kind", sa.Text, nullable=False, server_default="article"))


def downgrade() -> None:
    op.drop_column("articles", "kind")
