"""What is looked up by words: fingerprints for quotations, and the search index.

Called inside the transaction that changes a text, a verdict or a decision. Guarantees: both hold what
counts as the union's word and nothing else (fingerprints of every such revision, the search index of such
newest ones), and change together with it or not at all.

The fingerprints are portable SQL; the search index is SQLite's FTS5, the one database there is now. Another
one needs an index of its own here and in `searching`.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Row,
    Select,
    bindparam,
    column,
    delete,
    exists,
    insert,
    select,
    table,
)

from bot.adapters.database.conditions import is_unions_word, revision_counts
from bot.adapters.database.lists import items, listed, number_of
from bot.adapters.database.rows import Values, chunks
from bot.adapters.database.schema import SEARCH, entries, fingerprints, revisions, verdicts
from bot.core.quotes.fingerprints import fingerprint
from bot.core.search import searchable

_search = table(SEARCH, column("rowid"), column("title"), column("text"))

_HASH = number_of(items("hashes"))
_OF_ENTRY: BindParameter[int] = bindparam("of_entry")
_OF_NUMBER: BindParameter[int] = bindparam("of_number")
_is_there = exists().where(
    fingerprints.c.hash == _HASH, fingerprints.c.entry_id == _OF_ENTRY, fingerprints.c.number == _OF_NUMBER
)
_ADD_PRINTS = insert(fingerprints).from_select(
    ["hash", "entry_id", "number"], select(_HASH, _OF_ENTRY, _OF_NUMBER).where(~_is_there)
)
_DROP_PRINTS = delete(fingerprints).where(
    fingerprints.c.hash.in_(select(_HASH)),
    fingerprints.c.entry_id == _OF_ENTRY,
    fingerprints.c.number == _OF_NUMBER,
)
_WORDS: Select[Any] = select(revisions.c.entry_id, revisions.c.number, revisions.c.title, revisions.c.text)
_COUNTING = (
    _WORDS.join(entries, entries.c.id == revisions.c.entry_id)
    .join(
        verdicts,
        (verdicts.c.entry_id == revisions.c.entry_id) & (verdicts.c.number == revisions.c.number),
    )
    .where(revision_counts())
)
_NEWEST = (
    _WORDS.join(entries, entries.c.id == revisions.c.entry_id)
    .where(revisions.c.number == entries.c.revision)
    .where(is_unions_word())
)


def index(connection: Connection, entry_ids: Collection[int]) -> None:
    """Take in what counts of these entries; what is in already stays, once."""
    for some in chunks(entry_ids):
        counting = connection.execute(_COUNTING.where(revisions.c.entry_id.in_(some))).all()
        _execute(connection, _ADD_PRINTS, counting)
        connection.execute(delete(_search).where(_search.c.rowid.in_(some)))
        newest = connection.execute(_NEWEST.where(revisions.c.entry_id.in_(some)))
        rows = [_search_values(row) for row in newest]
        if rows:
            connection.execute(insert(_search), rows)


def unindex(connection: Connection, entry_ids: Collection[int]) -> None:
    """Take out all that is in of these entries; to be called while their texts are what they were."""
    for some in chunks(entry_ids):
        _execute(
            connection, _DROP_PRINTS, connection.execute(_WORDS.where(revisions.c.entry_id.in_(some))).all()
        )
        connection.execute(delete(_search).where(_search.c.rowid.in_(some)))


def _execute(connection: Connection, statement: Any, rows: Sequence[Row[Any]]) -> None:
    """Add or drop the fingerprints of revisions."""
    values = [
        {"of_entry": row.entry_id, "of_number": row.number, "hashes": listed(_hashes(row))} for row in rows
    ]
    if values:
        connection.execute(statement, values)


def _hashes(row: Row[Any]) -> set[int]:
    return {*fingerprint(row.title), *fingerprint(row.text)}


def _search_values(row: Row[Any]) -> Values:
    return {"rowid": row.entry_id, "title": searchable(row.title), "text": searchable(row.text)}
