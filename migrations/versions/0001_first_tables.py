"""The first tables: feeds, routes, entries, revisions, verdicts, deliveries.

Revision 0001, after nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _instant() -> sa.String:
    # Spelt out here, not imported from the program: a migration stays what it was when it was written.
    return sa.String(27).with_variant(sa.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    """Bring the schema up to this revision."""
    _feeds()
    _entries()
    _revisions()
    _verdicts()
    _deliveries()


def downgrade() -> None:
    """Take this revision back."""
    for table in ("deliveries", "verdicts", "revisions", "entries", "routes", "feeds"):
        op.drop_table(table)


def _feeds() -> None:
    op.create_table(
        "feeds",
        sa.Column("feed_id", sa.Text, nullable=False),
        sa.Column("url", sa.Text),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("polled_at", _instant()),
        sa.Column("reached_at", _instant()),
        sa.Column("changed_at", _instant()),
        sa.Column("failing_since_at", _instant()),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("next_poll_at", _instant()),
        sa.PrimaryKeyConstraint("feed_id", name="pk_feeds"),
    )
    op.create_table(
        "routes",
        sa.Column("feed_id", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("opened_at", _instant(), nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.feed_id"], name="fk_routes_feed_id_feeds"),
        sa.PrimaryKeyConstraint("feed_id", "target", name="pk_routes"),
    )


def _entries() -> None:
    op.create_table(
        "entries",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("feed_id", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("guid_key", sa.Text),
        sa.Column("link_key", sa.Text),
        sa.Column("title_key", sa.Text),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("published_at", _instant()),
        sa.Column("first_seen_at", _instant(), nullable=False),
        sa.Column("said_at", _instant(), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("decision", sa.String(24), nullable=False),
        sa.Column("silence", sa.String(24)),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.feed_id"], name="fk_entries_feed_id_feeds"),
        sa.PrimaryKeyConstraint("id", name="pk_entries"),
        sa.UniqueConstraint("feed_id", "key", name="uq_entries_feed_id_key"),
    )
    op.create_index("ix_entries_feed_id_guid_key", "entries", ["feed_id", "guid_key"])
    op.create_index("ix_entries_feed_id_link_key", "entries", ["feed_id", "link_key"])
    op.create_index("ix_entries_feed_id_title_key", "entries", ["feed_id", "title_key"])
    op.create_index("ix_entries_link_key", "entries", ["link_key"])
    op.create_index("ix_entries_feed_id_decision_said_at", "entries", ["feed_id", "decision", "said_at"])


def _revisions() -> None:
    op.create_table(
        "revisions",
        sa.Column("entry_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("guid", sa.Text),
        sa.Column("link", sa.Text),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("published_at", _instant()),
        sa.Column("updated_at", _instant()),
        sa.Column("author", sa.Text),
        sa.Column("source_url", sa.Text),
        sa.Column("channel_id", sa.Text),
        sa.Column("categories", sa.Text, nullable=False),
        sa.Column("cut_off", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("hops", sa.Text, nullable=False),
        sa.Column("fetched_at", _instant(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name="fk_revisions_entry_id_entries"),
        sa.PrimaryKeyConstraint("entry_id", "number", name="pk_revisions"),
    )


def _verdicts() -> None:
    op.create_table(
        "verdicts",
        sa.Column("entry_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("decision", sa.String(24), nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("seen", sa.Text, nullable=False),
        sa.Column("expected", sa.Text, nullable=False),
        sa.Column("ruleset", sa.Integer, nullable=False),
        sa.Column("judged_at", _instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id", "number"],
            ["revisions.entry_id", "revisions.number"],
            name="fk_verdicts_entry_id_number_revisions",
        ),
        sa.PrimaryKeyConstraint("entry_id", "number", name="pk_verdicts"),
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("nonce", sa.String(24), nullable=False),
        sa.Column("entry_id", sa.Integer),
        sa.Column("number", sa.Integer),
        sa.Column("strike_id", sa.Text),
        sa.Column("on_date", sa.String(10)),
        sa.Column("message_id", sa.Text),
        sa.Column("error", sa.Text),
        sa.Column("created_at", _instant(), nullable=False),
        sa.Column("next_attempt_at", _instant(), nullable=False),
        sa.Column("attempted_at", _instant()),
        sa.Column("sent_at", _instant()),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name="fk_deliveries_entry_id_entries"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("nonce", name="uq_deliveries_nonce"),
        sa.UniqueConstraint("strike_id", "on_date", "target", name="uq_deliveries_strike_id_on_date_target"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_deliveries_state_target_id", "deliveries", ["state", "target", "id"])
    op.create_index("ix_deliveries_entry_id_kind_target", "deliveries", ["entry_id", "kind", "target"])
    _once("uq_deliveries_statement", ["target", "entry_id"], "kind = 'statement'")
    _once("uq_deliveries_edit", ["target", "entry_id", "number"], "kind = 'edit'")


def _once(name: str, columns: list[str], where: str) -> None:
    only = sa.text(where)
    op.create_index(name, "deliveries", columns, unique=True, sqlite_where=only, postgresql_where=only)
