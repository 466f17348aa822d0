"""Questions to the admins: a kind of delivery that older programs do not know.

Revision 0007, after 0006.
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema up to this revision: the tables have what questions need."""


def downgrade() -> None:
    """Take this revision back; what it alone could keep is lost."""
    # The older program knows no questions. They have a history, so they stay, as edits it has done with.
    op.execute(
        "UPDATE deliveries SET kind = 'edit', strike_id = NULL, occasion = 'question:' || id,"
        " state = CASE state WHEN 'sent' THEN 'sent' ELSE 'obsolete' END WHERE kind = 'question'"
    )
