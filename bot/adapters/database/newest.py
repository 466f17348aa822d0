"""The newest statements of many unions at once.

For `/status`, whose queries must not grow in number with the unions. `reading.latest_statements` says the
same of one union. Of each feed the newest few are found by an index, whatever else it has said.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, Select, bindparam, select

from bot.adapters.database.groups import FIRST, best_of, members_of
from bot.adapters.database.reading import is_first_of_its_group
from bot.adapters.database.rows import statement_of, statement_query
from bot.adapters.database.schema import entries, feeds, reviews, revisions
from bot.core.model import Decision, ReviewDecision, Statement

# The queries are built once: to build them takes longer than to run them.
_FEED_IDS: BindParameter[list[str]] = bindparam("feed_ids", expanding=True)
_FOUND = select(entries.c.id, entries.c.feed_id, entries.c.said_at, FIRST.label("first"))

_Found = Row[int, str, datetime, int]


def newest_statements(
    connection: Connection,
    unions: Mapping[str, Collection[str]],
    limit: int,
    own_host_feed_ids: Collection[str],
) -> Mapping[str, Sequence[Statement]]:
    """Return by union the newest statements of its feeds, at most `limit`, without the other places.

    One for each group of the same statement, in the group's best text.
    """
    newest = _newest(connection, unions, limit)
    members = members_of(connection, {row.first for rows in newest.values() for row in rows})
    shown = {
        union_id: [
            best_of(
                [one for one in members[row.first] if one.feed_id in unions[union_id]],
                row.id,
                own_host_feed_ids,
            )
            for row in rows
        ]
        for union_id, rows in newest.items()
    }
    entry_ids = [entry_id for of_union in shown.values() for entry_id in of_union]
    rows = connection.execute(_newest_revisions(), {"entry_ids": entry_ids})
    found = {one.entry_id: one for one in map(statement_of, rows)}
    return {union_id: [found[entry_id] for entry_id in of_union] for union_id, of_union in shown.items()}


def _newest(
    connection: Connection, unions: Mapping[str, Collection[str]], limit: int
) -> Mapping[str, Sequence[_Found]]:
    """Return the newest entries of each union, those of its feeds taken together."""
    union_of = {feed_id: union_id for union_id, feed_ids in unions.items() for feed_id in feed_ids}
    asked = {"feed_ids": list(union_of), "of_each": limit}
    found: dict[str, list[_Found]] = {union_id: [] for union_id in unions}
    for query in (_newest_direct(), _approved()):
        for row in connection.execute(query, asked):
            found[union_of[row.feed_id]].append(row)
    return {
        union_id: sorted(rows, key=lambda row: (row.said_at, row.id), reverse=True)[:limit]
        for union_id, rows in found.items()
    }


@cache
def _newest_direct() -> Select[int, str, datetime, int]:
    """Return a query for the newest direct statements of each of the feeds asked for."""
    of_feed = entries.alias("of_feed")
    newest = (
        select(of_feed.c.id)
        .where(
            of_feed.c.feed_id == feeds.c.feed_id,
            of_feed.c.decision == Decision.DIRECT,
            of_feed.c.withdrawn_at.is_(None),
            is_first_of_its_group(of_feed, _FEED_IDS),
        )
        .order_by(of_feed.c.said_at.desc(), of_feed.c.id.desc())
        .limit(bindparam("of_each", type_=entries.c.id.type))
        .correlate(feeds)
    )
    of_each = feeds.join(entries, entries.c.id.in_(newest))
    return _FOUND.select_from(of_each).where(feeds.c.feed_id.in_(_FEED_IDS))


@cache
def _approved() -> Select[int, str, datetime, int]:
    """Return a query for what a person approved; in one with the above, neither would go by its index."""
    is_approval = (reviews.c.decision == ReviewDecision.APPROVED) & (reviews.c.number == entries.c.revision)
    return _FOUND.join(reviews, is_approval & (reviews.c.entry_id == entries.c.id)).where(
        entries.c.feed_id.in_(_FEED_IDS),
        entries.c.decision != Decision.DIRECT,
        entries.c.withdrawn_at.is_(None),
        is_first_of_its_group(entries, _FEED_IDS),
    )


@cache
def _newest_revisions() -> Select[Any]:
    entry_ids: BindParameter[list[int]] = bindparam("entry_ids", expanding=True)
    return statement_query().where(revisions.c.number == entries.c.revision, entries.c.id.in_(entry_ids))
