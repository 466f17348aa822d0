"""Fingerprints, by which a quotation's statement is found, and search over the statements' words.

Revision 0003, after 0002.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_BATCH = 200  # revisions; one with many words has thousands of fingerprints

# What counts as the union's word: direct, or approved by a person, and not withdrawn.
_COUNTING = sa.text(
    "SELECT r.entry_id, r.number, r.title, r.text, r.number = e.revision AS is_newest "
    "FROM revisions AS r JOIN entries AS e ON e.id = r.entry_id "
    "JOIN verdicts AS v ON v.entry_id = r.entry_id AND v.number = r.number "
    "WHERE (r.entry_id, r.number) > (:entry_id, :number) AND e.withdrawn_at IS NULL "
    "AND (v.decision = 'direct' OR EXISTS (SELECT 1 FROM reviews AS w "
    "WHERE w.entry_id = r.entry_id AND w.number = r.number AND w.decision = 'approved')) "
    "ORDER BY r.entry_id, r.number LIMIT :most"
)


def upgrade() -> None:
    """Bring the schema up to this revision, and take in what is stored."""
    fingerprints = op.create_table(
        "fingerprints",
        sa.Column("hash", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("entry_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("hash", "entry_id", "number", name="pk_fingerprints"),
        sqlite_with_rowid=False,
    )
    has_search = op.get_bind().dialect.name == "sqlite"
    if has_search:
        op.execute(
            "CREATE VIRTUAL TABLE statement_search USING fts5 "
            "(title, text, tokenize = 'unicode61 remove_diacritics 2')"
        )
    for rows in _batches():
        _take_in(fingerprints, rows)
        if has_search:
            _take_in_words(rows)


def downgrade() -> None:
    """Take this revision back; all of it can be made anew."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE statement_search")
    op.drop_table("fingerprints")


def _batches() -> Iterator[Sequence[sa.Row[Any]]]:
    last = {"entry_id": 0, "number": 0, "most": _BATCH}
    while rows := op.get_bind().execute(_COUNTING, last).all():
        yield rows
        last |= {"entry_id": rows[-1].entry_id, "number": rows[-1].number}


def _take_in(fingerprints: sa.Table, rows: Sequence[sa.Row[Any]]) -> None:
    # The program's own, and imported where there is something to take in: a step that changes how they are
    # made takes everything in again.
    from bot.core.quotes.fingerprints import fingerprint

    found = {
        (one, row.entry_id, row.number)
        for row in rows
        for one in fingerprint(row.title) + fingerprint(row.text)
    }
    values = [{"hash": one[0], "entry_id": one[1], "number": one[2]} for one in sorted(found)]
    if values:
        op.get_bind().execute(sa.insert(fingerprints), values)


def _take_in_words(rows: Sequence[sa.Row[Any]]) -> None:
    from bot.core.search import searchable

    values = [
        {"id": row.entry_id, "title": searchable(row.title), "text": searchable(row.text)}
        for row in rows
        if row.is_newest
    ]
    add = sa.text("INSERT INTO statement_search (rowid, title, text) VALUES (:id, :title, :text)")
    if values:
        op.get_bind().execute(add, values)
