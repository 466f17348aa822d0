"""Replies to changed statements' posts, and statements that are missing from their feeds.

Revision 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _instant() -> sa.String:
    return sa.String(27).with_variant(sa.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    """Bring the schema up to this revision."""
    op.create_table(
        "listings",
        sa.Column("feed_id", sa.Text, nullable=False),
        sa.Column("entry_ids", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.feed_id"], name="fk_listings_feed_id_feeds"),
        sa.PrimaryKeyConstraint("feed_id", name="pk_listings"),
    )
    op.create_table(
        "absences",
        sa.Column("entry_id", sa.Integer, nullable=False),
        sa.Column("next_look_at", _instant()),
        sa.Column("looks", sa.Integer, nullable=False),
        sa.Column("unclear", sa.Integer, nullable=False),
        sa.Column("first_gone_at", _instant()),
        sa.Column("gone_since_at", _instant()),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name="fk_absences_entry_id_entries"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_absences"),
    )
    op.create_index("ix_absences_next_look_at", "absences", ["next_look_at"])
    op.create_index("ix_deliveries_post_id", "deliveries", ["post_id"])
    only = sa.text("kind = 'correction'")
    op.create_index(
        "uq_deliveries_correction",
        "deliveries",
        ["post_id", "entry_id", "number"],
        unique=True,
        sqlite_where=only,
        postgresql_where=only,
    )


def downgrade() -> None:
    """Take this revision back; what it alone could keep is lost."""
    op.drop_index("uq_deliveries_correction", "deliveries")
    op.drop_index("ix_deliveries_post_id", "deliveries")
    # The older program knows no replies. They have a history, so they stay, as edits it has done with.
    op.execute(
        "UPDATE deliveries SET kind = 'edit', occasion = 'correction',"
        " state = CASE state WHEN 'sent' THEN 'sent' ELSE 'obsolete' END WHERE kind = 'correction'"
    )
    op.drop_table("absences")
    op.drop_table("listings")
