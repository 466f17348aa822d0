"""The revisions that a look-up by fingerprints found, as the `Candidate`s that a piece is compared with.

Called by `candidates` inside its read transaction. Guarantees: only what counts as the union's word.
"""

from collections.abc import Mapping, Set
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, select

from bot.adapters.database.conditions import revision_counts
from bot.adapters.database.rows import chunks
from bot.adapters.database.schema import entries, revisions, verdicts
from bot.core.model import Decision
from bot.core.quotes.model import Candidate

Key = int  #: a revision: its entry's id above the bits of its number, so that newer ones are larger
NUMBER_BITS: Final = 32

_LOADED: Select[Any] = (
    select(
        entries.c.id,
        entries.c.feed_id,
        entries.c.revision,
        entries.c.first_seen_at,
        revisions.c.number,
        revisions.c.link,
        revisions.c.title,
        revisions.c.text,
        revisions.c.published_at,
        verdicts.c.decision,
    )
    .join(revisions, revisions.c.entry_id == entries.c.id)
    .join(
        verdicts,
        (verdicts.c.entry_id == revisions.c.entry_id) & (verdicts.c.number == revisions.c.number),
    )
    .where(revision_counts())
)


def candidates_of(connection: Connection, keys: Set[Key]) -> Mapping[Key, Candidate]:
    """Return the revisions among these that count as the union's word."""
    loaded: dict[Key, Candidate] = {}
    for some in chunks({key >> NUMBER_BITS for key in keys}):
        for row in connection.execute(_LOADED.where(revisions.c.entry_id.in_(some))):
            key = (row.id << NUMBER_BITS) + row.number
            if key in keys:
                loaded[key] = _candidate(row)
    return loaded


def _candidate(row: Row[Any]) -> Candidate:
    return Candidate(
        entry_id=row.id,
        number=row.number,
        is_newest=row.number == row.revision,
        feed_id=row.feed_id,
        url=row.link,
        title=row.title,
        text=row.text,
        published_at=row.published_at,
        first_seen_at=row.first_seen_at,
        is_approved=row.decision is not Decision.DIRECT,
    )
