"""Why an email was not sent is its reason; what a hold's refusals are about is their cause."""

from alembic import op

revision = "0009"
down_revision = "0008"
COLUMNS = (("mails", "fault", "reason"), ("sending_holds", "fault", "cause"))


def upgrade() -> None:
    for table, old, new in COLUMNS:
        op.alter_column(table, old, new_column_name=new)


def downgrade() -> None:
    for table, old, new in COLUMNS:
        op.alter_column(table, new, new_column_name=old)
