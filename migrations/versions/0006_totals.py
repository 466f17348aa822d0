"""A strike's total, posted once for each target however often its end is corrected; channels' topics.

Revision 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema up to this revision."""
    op.add_column("deliveries", sa.Column("told", sa.Text))
    only = sa.text("kind = 'total'")
    op.create_index(
        "uq_deliveries_total",
        "deliveries",
        ["target", "strike_id", "occasion"],
        unique=True,
        sqlite_where=only,
        postgresql_where=only,
    )


def downgrade() -> None:
    """Take this revision back; what it alone could keep is lost."""
    op.drop_index("uq_deliveries_total", "deliveries")
    op.drop_column("deliveries", "told")
    # Nor does it know the topics of statements, and an entry of which it can't read why it was not posted is
    # none that it could poll; nor how to bring a total up to date.
    op.execute("UPDATE entries SET silence = 'old' WHERE silence = 'topic'")
    op.execute(
        "UPDATE deliveries SET state = 'obsolete' WHERE kind = 'edit' AND state <> 'sent'"
        " AND post_id IN (SELECT id FROM deliveries WHERE kind = 'total')"
    )
    # The older program knows neither totals nor topics. They have a history, so they stay, as day posts that
    # it has done with.
    op.execute(
        "UPDATE deliveries SET kind = 'day', occasion = kind,"
        " state = CASE state WHEN 'sent' THEN 'sent' ELSE 'obsolete' END"
        " WHERE kind IN ('total', 'channel-topic')"
    )
