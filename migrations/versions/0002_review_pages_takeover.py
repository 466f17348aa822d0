"""Review and audit, statements' own pages, quarantine, withdrawal, duplicates, decision paths.

Revision 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_QUARANTINE = ("quarantine_sign", "quarantine_seen", "quarantine_expected", "quarantine_since_at")
_PAGE = (
    "page_outcome",
    "page_note",
    "page_hops",
    "page_canonical",
    "page_at",
    "page_attempts",
    "page_next_attempt_at",
)


def _instant() -> sa.String:
    return sa.String(27).with_variant(sa.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    """Bring the schema up to this revision."""
    _feeds_entries_and_verdicts()
    _revisions()
    _reviews()
    _audit()
    _deliveries()


def downgrade() -> None:
    """Take this revision back; what it alone could keep is lost."""
    op.drop_table("audit")  # and its triggers with it
    op.drop_table("reviews")
    _old_deliveries()
    op.drop_index("ix_revisions_page_next_attempt_at", "revisions")
    for column in ("links", *_PAGE):
        op.drop_column("revisions", column)
    op.drop_column("verdicts", "path")
    op.drop_index("ix_entries_duplicate_of", "entries")
    op.drop_column("entries", "withdrawn_at")
    _drop_reference("entries", "duplicate_of")
    for column in ("link_host", "validators_for", *_QUARANTINE):
        op.drop_column("feeds", column)


def _feeds_entries_and_verdicts() -> None:
    op.add_column("feeds", sa.Column("link_host", sa.Text))
    op.add_column("feeds", sa.Column("quarantine_sign", sa.String(24)))
    op.add_column("feeds", sa.Column("quarantine_seen", sa.Text))
    op.add_column("feeds", sa.Column("quarantine_expected", sa.Text))
    op.add_column("feeds", sa.Column("quarantine_since_at", _instant()))
    op.add_column("feeds", sa.Column("validators_for", sa.Text))
    op.add_column("entries", sa.Column("withdrawn_at", _instant()))
    _add_reference("entries", "duplicate_of INTEGER", "entries", "id")
    op.create_index("ix_entries_duplicate_of", "entries", ["duplicate_of"])
    op.add_column("verdicts", sa.Column("path", sa.Text, nullable=False, server_default="[]"))


def _revisions() -> None:
    op.add_column("revisions", sa.Column("links", sa.Text, nullable=False, server_default="[]"))
    op.add_column("revisions", sa.Column("page_outcome", sa.String(24)))
    op.add_column("revisions", sa.Column("page_note", sa.Text))
    op.add_column("revisions", sa.Column("page_hops", sa.Text))
    op.add_column("revisions", sa.Column("page_canonical", sa.Text))
    op.add_column("revisions", sa.Column("page_at", _instant()))
    op.add_column("revisions", sa.Column("page_attempts", sa.Integer))
    op.add_column("revisions", sa.Column("page_next_attempt_at", _instant()))
    only = sa.text("page_next_attempt_at IS NOT NULL")
    op.create_index(
        "ix_revisions_page_next_attempt_at",
        "revisions",
        ["page_next_attempt_at"],
        sqlite_where=only,
        postgresql_where=only,
    )


def _reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("entry_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("decision", sa.String(24), nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", _instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id", "number"],
            ["revisions.entry_id", "revisions.number"],
            name="fk_reviews_entry_id_number_revisions",
        ),
        sa.PrimaryKeyConstraint("entry_id", "number", name="pk_reviews"),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", _instant(), nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("action", sa.String(24), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_subject", "audit", ["subject"])
    if op.get_bind().dialect.name != "sqlite":
        return
    refuse = "BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
    op.execute(f"CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit {refuse}")
    op.execute(f"CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit {refuse}")
    is_there = "WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)"
    op.execute(f"CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit {is_there} {refuse}")


def _deliveries() -> None:
    _add_reference("deliveries", "feed_id TEXT", "feeds", "feed_id")
    _add_reference("deliveries", "post_id INTEGER", "deliveries", "id")
    op.add_column("deliveries", sa.Column("occasion", sa.Text, nullable=False, server_default="revision"))
    op.create_index("ix_deliveries_feed_id_kind", "deliveries", ["feed_id", "kind"])
    op.create_index("ix_deliveries_target_message_id", "deliveries", ["target", "message_id"])
    op.drop_index("uq_deliveries_edit", "deliveries")
    _once("uq_deliveries_edit", ["target", "entry_id", "number", "occasion"], "kind = 'edit'")
    _once("uq_deliveries_review", ["target", "entry_id", "number"], "kind = 'review'")
    op.execute(
        "UPDATE deliveries SET post_id = (SELECT post.id FROM deliveries AS post "
        "WHERE post.kind = 'statement' AND post.entry_id = deliveries.entry_id "
        "AND post.target = deliveries.target) WHERE kind = 'edit'"
    )


def _old_deliveries() -> None:
    # The older program knows no such kinds, and one edit for each target and revision.
    op.execute("DELETE FROM deliveries WHERE kind = 'edit' AND occasion <> 'revision'")
    op.execute("DELETE FROM deliveries WHERE kind IN ('review', 'quarantine')")
    op.drop_index("uq_deliveries_review", "deliveries")
    op.drop_index("uq_deliveries_edit", "deliveries")
    op.drop_index("ix_deliveries_target_message_id", "deliveries")
    op.drop_index("ix_deliveries_feed_id_kind", "deliveries")
    op.drop_column("deliveries", "occasion")
    _drop_reference("deliveries", "post_id")
    _drop_reference("deliveries", "feed_id")
    _once("uq_deliveries_edit", ["target", "entry_id", "number"], "kind = 'edit'")


def _once(name: str, columns: list[str], where: str) -> None:
    only = sa.text(where)
    op.create_index(name, "deliveries", columns, unique=True, sqlite_where=only, postgresql_where=only)


def _add_reference(table: str, column: str, other: str, key: str) -> None:
    # Written out: SQLite adds a column together with its foreign key in place, where Alembic would
    # build the table anew.
    name = f"fk_{table}_{column.split()[0]}_{other}"
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column} CONSTRAINT {name} REFERENCES {other} ({key})")


def _drop_reference(table: str, column: str) -> None:
    op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
