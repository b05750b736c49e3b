"""Standard names for tables, columns and states."""

from alembic import op

revision = "0003"
down_revision = "0002"

COLUMNS = (
    ("subscriptions", "told", "last_notified"),
    ("subscriptions", "left_at", "unsubscribed_at"),
    ("requests", "wish", "kind"),
)
VALUES = (
    ("subscriptions", "status", "left", "unsubscribed"),
    ("consents", "act", "left", "unsubscribed"),
    ("requests", "kind", "leave", "unsubscribe"),
    ("mails", "kind", "leave", "unsubscribe"),
)


def upgrade() -> None:
    op.rename_table("standings", "address_histories")
    for table, old, new in COLUMNS:
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")
    for table, column, old, new in VALUES:
        op.execute(f"UPDATE {table} SET {column} = '{new}' WHERE {column} = '{old}'")  # noqa: S608 - our own names
    _rename_index(
        "ix_subscriptions_cadence_told", "ix_subscriptions_cadence_last_notified", "last_notified"
    )


def downgrade() -> None:
    _rename_index(
        "ix_subscriptions_cadence_last_notified", "ix_subscriptions_cadence_told", "last_notified"
    )
    for table, column, old, new in VALUES:
        op.execute(f"UPDATE {table} SET {column} = '{old}' WHERE {column} = '{new}'")  # noqa: S608 - as above
    for table, old, new in COLUMNS:
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {new} TO {old}")
    op.rename_table("address_histories", "standings")


def _rename_index(old: str, new: str, column: str) -> None:
    op.execute(f"DROP INDEX {old}")
    op.execute(
        f"CREATE INDEX {new} ON subscriptions (cadence, {column}) "
        "WHERE status IN ('confirmed', 'paused')"
    )
