"""Sign-ups that wait for room take turns by network and by recipient's domain."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
LINKS = sa.text("kind <> 'subscribe'")
RANKS = ("network_rank", "domain_rank")


def upgrade() -> None:
    for rank in RANKS:
        op.add_column("requests", sa.Column(rank, sa.Integer, nullable=False, server_default="0"))
        op.create_index(f"ix_requests_{rank}_number", "requests", [rank, "number"])
    op.create_index(
        "ix_requests_links", "requests", ["number"], sqlite_where=LINKS, postgresql_where=LINKS
    )


def downgrade() -> None:
    op.drop_index("ix_requests_links", "requests")
    for rank in RANKS:
        op.drop_index(f"ix_requests_{rank}_number", "requests")
        op.drop_column("requests", rank)
