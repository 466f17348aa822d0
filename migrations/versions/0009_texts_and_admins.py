"""What texts are made of, and what admins do without touching a file.

Revision 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def _instant() -> sa.String:
    return sa.String(27).with_variant(sa.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    """Bring the schema up to this revision."""
    op.add_column("revisions", sa.Column("images", sa.Text, nullable=False, server_default="[]"))
    op.add_column("revisions", sa.Column("reread_at", _instant()))
    op.create_table(
        "raws",
        sa.Column("entry_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("part", sa.String(24), nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("kept_at", _instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id", "number"],
            ["revisions.entry_id", "revisions.number"],
            name="fk_raws_entry_id_revisions",
        ),
        sa.PrimaryKeyConstraint("entry_id", "number", "part", name="pk_raws"),
    )
    op.create_index("ix_raws_kept_at", "raws", ["kept_at"])
    op.add_column("feeds", sa.Column("paused_at", _instant()))


def downgrade() -> None:
    """Take this revision back; what it alone could keep is lost."""
    op.drop_column("feeds", "paused_at")
    op.drop_table("raws")
    op.drop_column("revisions", "reread_at")
    op.drop_column("revisions", "images")
