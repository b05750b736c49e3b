"""Bounces name their mail and are counted per letter; what a suppression ended is kept."""

import sqlalchemy as sa
from alembic import op

from rapport_subscriptions.store.sql.instant import Instant

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("mails", sa.Column("mailing_id", sa.Integer))
    op.execute(
        "UPDATE mails SET mailing_id = CAST(payload AS INTEGER) "
        "WHERE kind = 'articles' AND payload <> ''"
    )
    op.drop_column("mails", "payload")
    op.add_column("mails", sa.Column("address_hash", sa.Text, nullable=False, server_default=""))
    op.add_column("mails", sa.Column("bounced_at", Instant))
    op.add_column("deliveries", sa.Column("bounced_at", Instant))
    op.add_column("deliveries", sa.Column("bounce", sa.Text))
    op.add_column("address_histories", sa.Column("stopped_at", Instant))
    op.add_column("subscriptions", sa.Column("suppressed_from", sa.Text))
    op.execute(
        "UPDATE subscriptions SET suppressed_from = CASE "
        "WHEN unsubscribed_at IS NOT NULL THEN 'unsubscribed' "
        "WHEN confirmed_at IS NOT NULL THEN 'confirmed' ELSE 'pending' END "
        "WHERE status = 'suppressed'"
    )
    op.drop_column("subscriptions", "soft_bounces")


def downgrade() -> None:
    op.add_column(
        "subscriptions",
        sa.Column("soft_bounces", sa.Integer, nullable=False, server_default="0"),
    )
    op.drop_column("subscriptions", "suppressed_from")
    op.drop_column("address_histories", "stopped_at")
    op.drop_column("deliveries", "bounce")
    op.drop_column("deliveries", "bounced_at")
    op.drop_column("mails", "bounced_at")
    op.drop_column("mails", "address_hash")
    op.add_column("mails", sa.Column("payload", sa.Text, nullable=False, server_default=""))
    op.execute("UPDATE mails SET payload = CAST(mailing_id AS TEXT) WHERE mailing_id IS NOT NULL")
    op.drop_column("mails", "mailing_id")
