"""Search over the union's statements, with SQLite's FTS5.

Called by the store, each function inside one read transaction. Guarantees: only what counts as the union's
word, and a statement that is on several sources once. What a member typed reaches FTS5 as quoted strings
alone: nothing in it is an operator.

The joins are CROSS JOINs so that FTS5 stays outermost: it hands rows over in order of rank, and no more of
them are looked up than a page shows.
"""

import json
from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Integer, Row, Text, bindparam, column, text

from bot.adapters.database.columns import Instant, Word
from bot.adapters.database.rows import Values
from bot.adapters.database.schema import SEARCH
from bot.core.model import Decision
from bot.core.search import SearchHit, SearchPage, SearchQuery, TitleHit, excerpt_of, terms_of

MOST_COUNTED: Final = 100  #: hits; whoever has not found it among these types more words
_EXCERPT_WORDS: Final = 24

# Unicode's noncharacters, which no stored text holds, mark what was found.
_OPENING, _CLOSING = "\ufdd0", "\ufdd1"


def _counts(entry: str) -> str:
    """Return the condition that an entry is of these feeds and times, and the union's word."""
    # The plus keeps SQLite from looking entries up by feed, which would have it sort all there are.
    return f"""+{entry}.feed_id IN (SELECT value FROM json_each(:feeds))
        AND (:since IS NULL OR {entry}.said_at >= :since) AND (:until IS NULL OR {entry}.said_at < :until)
        AND {entry}.withdrawn_at IS NULL AND ({entry}.decision = 'direct' OR EXISTS (
            SELECT 1 FROM reviews AS w
            WHERE w.entry_id = {entry}.id AND w.number = {entry}.revision AND w.decision = 'approved'))"""  # noqa: S608


_NEWEST = "CROSS JOIN revisions AS r ON r.entry_id = e.id AND r.number = e.revision"
_OTHER = "(o.id = e.duplicate_of OR o.duplicate_of = coalesce(e.duplicate_of, e.id)) AND o.id < e.id"
# Of several entries that are one statement, only the earliest of those that are found.
_MATCHING = f"FROM {SEARCH} AS s CROSS JOIN entries AS e ON e.id = s.rowid"
_ONCE = f"""WHERE s.{SEARCH} MATCH :match AND {_counts("e")} AND NOT EXISTS (
        SELECT 1 FROM entries AS o CROSS JOIN {SEARCH} AS found ON found.rowid = o.id
        WHERE {_OTHER} AND found.{SEARCH} MATCH :match AND {_counts("o")})"""  # noqa: S608
_FOUND = f"{_MATCHING} {_NEWEST} {_ONCE}"
_STORED = f"""FROM entries AS e {_NEWEST}
    WHERE {_counts("e")} AND NOT EXISTS (SELECT 1 FROM entries AS o WHERE {_OTHER} AND {_counts("o")})"""  # noqa: S608

_TIMES = (bindparam("since", type_=Instant), bindparam("until", type_=Instant))
_COUNTED = f"SELECT count(*) FROM (SELECT 1 {_MATCHING} {_ONCE} LIMIT {MOST_COUNTED + 1})"  # noqa: S608
# A word in the title weighs as much as eight in the text. The count comes along: a statement of its own would
# cost more than it does.
_PAGE = (
    text(
        f"""SELECT e.id, e.feed_id, e.first_seen_at, e.decision, r.link, r.title, r.published_at,
        snippet({SEARCH}, 1, '{_OPENING}', '{_CLOSING}', '…', {_EXCERPT_WORDS}), ({_COUNTED})
        {_FOUND} AND s.rank MATCH 'bm25(8.0, 1.0)' ORDER BY s.rank LIMIT :limit OFFSET :offset"""
    )
    .bindparams(*_TIMES)
    .columns(
        column("id", Integer),
        column("feed_id", Text),
        column("first_seen_at", Instant),
        column("decision", Word(Decision)),
        column("link", Text),
        column("title", Text),
        column("published_at", Instant),
        column("excerpt", Text),
        column("total", Integer),
    )
)
_TOTAL = text(_COUNTED).bindparams(*_TIMES)
_TITLES = text(f"SELECT e.id, r.title, r.link {_FOUND} ORDER BY s.rowid DESC LIMIT :limit").bindparams(
    *_TIMES
)
_ALL_TITLES = text(f"SELECT e.id, r.title, r.link {_STORED} ORDER BY e.id DESC LIMIT :limit").bindparams(
    *_TIMES
)


def search(connection: Connection, query: SearchQuery) -> SearchPage:
    """Return a page of the statements that hold all the words, best first.

    Where none does: of those that hold words which begin so.
    """
    terms = terms_of(query.words)
    if not terms:
        return SearchPage((), 0)
    page = _page(connection, query, _match(terms))
    return page if page.total else _page(connection, query, _match(terms, begun=True))


def _page(connection: Connection, query: SearchQuery, match: str) -> SearchPage:
    asked = _asked(query.feed_ids, match) | {"since": query.since, "until": query.until}
    shown = asked | {"limit": query.limit, "offset": query.offset}
    rows = connection.execute(_PAGE, shown).all()
    counted = 0
    if rows:
        counted = rows[0].total
    elif query.offset:  # there may be some on the pages before
        counted = connection.execute(_TOTAL, asked).scalar_one()
    hits = tuple(map(_hit, rows))
    return SearchPage(hits, min(counted, MOST_COUNTED), is_total_exact=counted <= MOST_COUNTED)


def _hit(row: Row[Any]) -> SearchHit:
    return SearchHit(
        entry_id=row.id,
        feed_id=row.feed_id,
        url=row.link,
        title=row.title,
        published_at=row.published_at,
        first_seen_at=row.first_seen_at,
        excerpt=excerpt_of(row.excerpt, _OPENING, _CLOSING),
        is_approved=row.decision is not Decision.DIRECT,
    )


def titles(connection: Connection, typed: str, feed_ids: Collection[str], limit: int) -> Sequence[TitleHit]:
    """Return statements whose titles hold the words typed so far, the last of them begun; newest first."""
    terms = terms_of(typed)
    match = f"{{title}} : ({_match(terms[:-1])} {_match(terms[-1:], begun=True)})" if terms else None
    asked = _asked(feed_ids, match) | {"since": None, "until": None, "limit": limit}
    rows = connection.execute(_TITLES if terms else _ALL_TITLES, asked)
    return [TitleHit(row.id, row.title, row.link) for row in rows]


def _asked(feed_ids: Collection[str], match: str | None) -> Values:
    return {"feeds": json.dumps(sorted(feed_ids)), "match": match}


def _match(terms: Sequence[str], *, begun: bool = False) -> str:
    """Return an FTS5 expression that asks for every term, or for words that begin so."""
    # A string in FTS5 is ended by a quotation mark alone, and a term holds none.
    return " ".join(f'"{term}"*' if begun else f'"{term}"' for term in terms)
