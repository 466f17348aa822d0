"""Spells in which sources told us nothing.

Revision 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def _instant() -> sa.String:
    return sa.String(27).with_variant(sa.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    """Bring the schema up to this revision."""
    op.create_table(
        "gaps",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("feed_id", sa.Text, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("since_at", _instant()),
        sa.Column("until_at", _instant(), nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.feed_id"], name="fk_gaps_feed_id_feeds"),
        sa.PrimaryKeyConstraint("id", name="pk_gaps"),
    )
    op.create_index("ix_gaps_feed_id_until_at", "gaps", ["feed_id", "until_at"])
    op.create_index("ix_gaps_until_at", "gaps", ["until_at"])
    # Of what was before nothing is known, but of a failure that lasts its beginning.
    op.execute(
        "INSERT INTO gaps (feed_id, kind, until_at)"
        " SELECT feed_id, 'unknown', coalesce(failing_since_at, polled_at) FROM feeds"
        " WHERE polled_at IS NOT NULL"
    )


def downgrade() -> None:
    """Take this revision back; what it alone could keep is lost."""
    op.drop_table("gaps")
