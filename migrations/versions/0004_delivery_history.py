"""Deliveries: their history, their order, unknown outcomes, alerts, digests; snapshots.

Revision 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _instant() -> sa.String:
    return sa.String(27).with_variant(sa.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    """Bring the schema up to this revision."""
    _alerts()
    _deliveries()
    _events()
    _snapshots()


def downgrade() -> None:
    """Take this revision back; what it alone could keep is lost."""
    op.drop_table("snapshots")
    op.drop_column("entries", "doubted_since")
    op.drop_table("delivery_events")  # and its triggers with it
    # The older program knows no such kinds and state; what a digest was to link is posted by itself.
    op.execute("UPDATE deliveries SET state = 'pending' WHERE state = 'failed'")
    op.execute("UPDATE deliveries SET digest_id = NULL")
    op.execute(
        "DELETE FROM deliveries WHERE post_id IN "
        "(SELECT id FROM deliveries WHERE kind IN ('alert', 'digest'))"
    )
    op.execute("DELETE FROM deliveries WHERE kind IN ('alert', 'digest', 'thread')")
    op.drop_index("ix_deliveries_parked_for", "deliveries")
    op.drop_index("ix_deliveries_digest_id", "deliveries")
    for column in ("digest_id", "parked_for", "alert_id"):
        op.execute(f"ALTER TABLE deliveries DROP COLUMN {column}")
    op.drop_column("deliveries", "said_at")
    op.drop_table("alerts")


def _alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("problem", sa.Text, nullable=False),
        sa.Column("is_mendable", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("since_at", _instant(), nullable=False),
        sa.Column("resolved_at", _instant()),
        sa.PrimaryKeyConstraint("id", name="pk_alerts"),
    )
    only = sa.text("resolved_at IS NULL")
    op.create_index(
        "uq_alerts_unresolved",
        "alerts",
        ["target", "problem"],
        unique=True,
        sqlite_where=only,
        postgresql_where=only,
    )


def _deliveries() -> None:
    op.add_column("deliveries", sa.Column("said_at", _instant()))
    _add_reference("alert_id", "alerts")
    _add_reference("parked_for", "alerts")
    _add_reference("digest_id", "deliveries")
    op.create_index("ix_deliveries_digest_id", "deliveries", ["digest_id"])
    op.create_index("ix_deliveries_parked_for", "deliveries", ["parked_for"])
    op.execute(
        "UPDATE deliveries SET said_at = COALESCE((SELECT entries.said_at FROM entries "
        "WHERE entries.id = deliveries.entry_id AND deliveries.kind = 'statement'), created_at)"
    )
    # The older program kept the beginning of the last attempt only, and not how it ended: any attempt at
    # what is not sent yet may have made it.
    op.execute("UPDATE deliveries SET attempted_at = NULL WHERE state IN ('sent', 'obsolete')")
    op.execute("UPDATE deliveries SET attempted_at = created_at WHERE attempted_at IS NOT NULL")


def _events() -> None:
    op.create_table(
        "delivery_events",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("delivery_id", sa.Integer, nullable=False),
        sa.Column("at", _instant(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name="fk_delivery_events_delivery_id_deliveries"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_delivery_events"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_delivery_events_delivery_id", "delivery_events", ["delivery_id"])
    if op.get_bind().dialect.name != "sqlite":
        return
    name = "delivery_events"
    refuse = "BEGIN SELECT RAISE(ABORT, 'the history of deliveries is append-only'); END"
    op.execute(f"CREATE TRIGGER {name}_no_update BEFORE UPDATE ON {name} {refuse}")
    op.execute(f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} {refuse}")
    is_there = f"WHEN EXISTS (SELECT 1 FROM {name} WHERE id = NEW.id)"  # noqa: S608 -- our own name
    op.execute(f"CREATE TRIGGER {name}_no_replace BEFORE INSERT ON {name} {is_there} {refuse}")


def _snapshots() -> None:
    op.create_table(
        "snapshots",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("taken_at", _instant(), nullable=False),
        sa.Column("restored_at", _instant()),
        sa.Column("next_entry_id", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_snapshots"),
    )
    op.add_column("entries", sa.Column("doubted_since", _instant()))


def _add_reference(column: str, other: str) -> None:
    # Written out: SQLite adds a column together with its foreign key in place, where Alembic would
    # build the table anew.
    name = f"fk_deliveries_{column}_{other}"
    op.execute(
        f"ALTER TABLE deliveries ADD COLUMN {column} INTEGER CONSTRAINT {name} REFERENCES {other} (id)"
    )
