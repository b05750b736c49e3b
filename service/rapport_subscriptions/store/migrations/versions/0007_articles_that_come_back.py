"""An article that letters passed over while it was withdrawn is news again when it is back."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("articles", sa.Column("first_number", sa.Integer))
    op.create_index("ix_articles_first_number", "articles", ["first_number"])


def downgrade() -> None:
    op.drop_index("ix_articles_first_number", "articles")
    op.drop_column("articles", "first_number")
