"""What texts are made of, and what admins do without touching a file.

Revision 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ACTIONS_BEFORE = "'approve', 'reject', 'withdraw', 'quarantine', 'release', 'rejudge'"


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
    _sources_that_are_down()
    _state_of_the_file()
    _history_with_an_end()
    _bring_audit_back()


def _sources_that_are_down() -> None:
    op.create_table(
        "outages",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("alert_id", sa.Integer, nullable=False),
        sa.Column("feed_id", sa.Text, nullable=False),
        sa.Column("since_at", _instant(), nullable=False),
        sa.Column("over_at", _instant()),
        sa.Column("ending", sa.String(24)),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name="fk_outages_alert_id_alerts"),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.feed_id"], name="fk_outages_feed_id_feeds"),
        sa.PrimaryKeyConstraint("id", name="pk_outages"),
    )
    op.create_index("ix_outages_alert_id", "outages", ["alert_id"])
    lasting = sa.text("over_at IS NULL")
    op.create_index(
        "uq_outages_lasting",
        "outages",
        ["feed_id"],
        unique=True,
        sqlite_where=lasting,
        postgresql_where=lasting,
    )


def _history_with_an_end() -> None:
    """Let the history of deliveries be append-only but for what is older than a limit written down here."""
    op.create_table(
        "prunings",
        sa.Column("part", sa.String(24), nullable=False),
        sa.Column("before_at", _instant(), nullable=False),
        sa.PrimaryKeyConstraint("part", name="pk_prunings"),
    )
    _refuse_deleting("WHEN (OLD.at < (SELECT before_at FROM prunings WHERE part = 'history')) IS NOT TRUE ")


def _refuse_deleting(when: str = "") -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER delivery_events_no_delete")
        op.execute(
            f"CREATE TRIGGER delivery_events_no_delete BEFORE DELETE ON delivery_events {when}"
            "BEGIN SELECT RAISE(ABORT, 'the history of deliveries is append-only'); END"
        )


def _put_audit_away() -> None:
    """Leave in the audit no action that the program before can't read; the next upgrade brings them back."""
    later = f"action NOT IN ({_ACTIONS_BEFORE})"
    if op.get_bind().scalar(sa.text(f"SELECT count(*) FROM audit WHERE {later}")):  # noqa: S608 -- our own words
        op.execute(f"CREATE TABLE audit_later AS SELECT * FROM audit WHERE {later}")  # noqa: S608 -- our own words
        if op.get_bind().dialect.name == "sqlite":
            op.execute("DROP TRIGGER audit_no_delete")
        op.execute(f"DELETE FROM audit WHERE {later}")  # noqa: S608 -- our own words
        if op.get_bind().dialect.name == "sqlite":
            op.execute(
                "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit "
                "BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
            )


def _bring_audit_back() -> None:
    if sa.inspect(op.get_bind()).has_table("audit_later"):
        columns = 'at, "by", action, subject, detail'
        op.execute(f"INSERT INTO audit ({columns}) SELECT {columns} FROM audit_later ORDER BY id")  # noqa: S608 -- our own words
        op.drop_table("audit_later")


def _forget_sources_that_are_down() -> None:
    """Leave nothing that the program before would post, or not know: its alerts are about channels."""
    op.drop_table("outages")
    op.execute("UPDATE deliveries SET kind = 'alert' WHERE kind = 'recovery'")
    ours = "SELECT id FROM alerts WHERE target = 'sources'"
    cards = f"SELECT id FROM deliveries WHERE alert_id IN ({ours})"  # noqa: S608 -- our own words
    op.execute(
        "UPDATE deliveries SET state = 'obsolete' WHERE state NOT IN ('sent', 'obsolete') "  # noqa: S608
        f"AND (id IN ({cards}) OR post_id IN ({cards}))"
    )
    op.execute("UPDATE alerts SET resolved_at = since_at WHERE target = 'sources' AND resolved_at IS NULL")


def _state_of_the_file() -> None:
    op.create_table(
        "file_in_force",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("since_at", _instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_file_in_force"),
    )
    op.create_table(
        "file_reports",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("news", sa.String(24), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("lines", sa.Text, nullable=False),
        sa.Column("at", _instant(), nullable=False),
        sa.Column("over_at", _instant()),
        sa.PrimaryKeyConstraint("id", name="pk_file_reports"),
        sqlite_autoincrement=True,
    )


def _forget_the_state_of_the_file() -> None:
    """Leave no delivery of a kind that the program before does not know; its cards stay as they are."""
    cards = "SELECT id FROM deliveries WHERE kind = 'file'"
    op.execute(
        "UPDATE deliveries SET state = 'obsolete' WHERE state NOT IN ('sent', 'obsolete') "  # noqa: S608
        f"AND (kind = 'file' OR post_id IN ({cards}))"
    )
    op.execute("UPDATE deliveries SET kind = 'alert' WHERE kind = 'file'")
    op.drop_table("file_reports")
    op.drop_table("file_in_force")


def downgrade() -> None:
    """Take this revision back; what it alone could keep is lost."""
    _put_audit_away()
    _forget_the_state_of_the_file()
    _refuse_deleting()
    op.drop_table("prunings")
    _forget_sources_that_are_down()
    op.drop_column("feeds", "paused_at")
    op.drop_table("raws")
    op.drop_column("revisions", "reread_at")
    op.drop_column("revisions", "images")
