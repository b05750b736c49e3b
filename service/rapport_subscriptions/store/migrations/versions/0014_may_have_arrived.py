"""A letter that was tried is known to have arrived nowhere, or not; of older ones it is not."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    column = sa.Column("may_have_arrived", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("mails", column)
    mails = sa.table("mails", sa.column("may_have_arrived"), sa.column("attempts"))
    op.execute(mails.update().where(mails.c.attempts > 0).values(may_have_arrived=sa.true()))


def downgrade() -> None:
    op.drop_column("mails", "may_have_arrived")
