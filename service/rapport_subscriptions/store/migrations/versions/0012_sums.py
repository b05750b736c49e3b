"""Sums by day and of mailings are kept; those of the past are counted once, from the ledger."""

from collections import Counter
from typing import Any

import sqlalchemy as sa
from alembic import op

from rapport_subscriptions.store.sql.instant import Instant

revision = "0012"
down_revision = "0011"

LEDGER = sa.table(
    "consents",
    sa.column("act", sa.Text),
    sa.column("at", Instant),
    sa.column("page", sa.Text),
    sa.column("topics", sa.JSON),
    sa.column("cadence", sa.Text),
)
LONGEST_NAME = 200


def upgrade() -> None:
    op.create_table(
        "daily_sums",
        sa.Column("day", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("day", "name", name="pk_daily_sums"),
    )
    op.create_table(
        "mailing_sums",
        sa.Column("mailing_id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("mailing_id", "name", name="pk_mailing_sums"),
    )
    sums: Counter[tuple[str, str]] = Counter()
    for line in op.get_bind().execute(sa.select(LEDGER)):
        day = line.at.date().isoformat()
        sums.update((day, name[:LONGEST_NAME]) for name in _names(line))
    table = sa.table("daily_sums", *(sa.column(name) for name in ("day", "name", "number")))
    rows = [{"day": day, "name": name, "number": number} for (day, name), number in sums.items()]
    if rows:
        op.get_bind().execute(sa.insert(table), rows)


def _names(line: sa.Row[Any]) -> list[str]:
    """Return the sums of one line as this release has them, whatever later ones do."""
    names = [f"act: {line.act}"]
    if line.act == "asked":
        names.append(f"page: {line.page}")
    if line.act == "confirmed":
        names += [f"topic: {slug}" for slug in line.topics or [""]]
        names.append(f"cadence: {line.cadence}")
    return names


def downgrade() -> None:
    op.drop_table("mailing_sums")
    op.drop_table("daily_sums")
