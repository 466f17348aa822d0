"""What the store is asked, as queries.

`store.SqlStore` calls each function inside one read transaction, so that what it puts together from
several queries is one state of the database.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, case, func, or_, select

from bot.adapters.database.outbox import pending_and_parked
from bot.adapters.database.rows import VERDICT, chunks, known_of, state_of, statement_of, statement_query
from bot.adapters.database.schema import deliveries, entries, feeds, revisions, routes, verdicts
from bot.core.model import Decision, DeliveryKind, DeliveryState, FeedState, KnownEntry, Statement
from bot.ports import StoreCounts


def feed_states(connection: Connection) -> Mapping[str, FeedState]:
    """Return the state of every feed, by feed id."""
    states = map(state_of, connection.execute(select(feeds)).mappings())
    return {state.feed_id: state for state in states}


def opened_routes(connection: Connection) -> Mapping[str, Mapping[str, datetime]]:
    """Return by feed id the targets that follow it, with the instant each began to."""
    by_feed: dict[str, dict[str, datetime]] = {}
    for row in connection.execute(select(routes.c.feed_id, routes.c.target, routes.c.opened_at)):
        by_feed.setdefault(row.feed_id, {})[row.target] = row.opened_at
    return by_feed


def known_entries(connection: Connection, feed_id: str, keys: Collection[str]) -> Sequence[KnownEntry]:
    """Return a feed's entries that carry any of `keys`, in order of their ids."""
    current = (verdicts.c.entry_id == entries.c.id) & (verdicts.c.number == entries.c.revision)
    query = select(entries, *VERDICT).join(verdicts, current).where(entries.c.feed_id == feed_id)
    columns = (entries.c.key, entries.c.guid_key, entries.c.link_key, entries.c.title_key)
    found: dict[int, Any] = {}
    for some in chunks(set(keys)):
        rows = connection.execute(query.where(or_(*(column.in_(some) for column in columns))))
        found.update({row.id: row for row in rows})
    targets = _targets(connection, found)
    return [known_of(row, frozenset(targets.get(row_id, ()))) for row_id, row in sorted(found.items())]


def _targets(connection: Connection, entry_ids: Collection[int]) -> Mapping[int, set[str]]:
    """Return where entries are posted or are to be; a post that was overtaken does not count."""
    query = select(deliveries.c.entry_id, deliveries.c.target).where(
        deliveries.c.kind == DeliveryKind.STATEMENT, deliveries.c.state != DeliveryState.OBSOLETE
    )
    targets: dict[int, set[str]] = {}
    for some in chunks(entry_ids):
        for entry_id, target in connection.execute(query.where(deliveries.c.entry_id.in_(some))):
            targets.setdefault(entry_id, set()).add(target)
    return targets


def statement(connection: Connection, entry_id: int) -> Statement | None:
    """Return an entry in its newest revision."""
    return _first(connection, _newest().where(entries.c.id == entry_id))


def statement_by_nonce(connection: Connection, nonce: str) -> Statement | None:
    """Return the entry a delivery is about: in its newest direct revision, or else in its newest."""
    is_direct = case((verdicts.c.decision == Decision.DIRECT, 1), else_=0)
    query = statement_query().join(deliveries, deliveries.c.entry_id == entries.c.id)
    query = query.where(deliveries.c.nonce == nonce)
    return _first(connection, query.order_by(is_direct.desc(), revisions.c.number.desc()))


def statements_by_link(connection: Connection, canonical_link: str) -> Sequence[Statement]:
    """Return the entries with a canonical permalink, newest first."""
    query = _newest().where(entries.c.link_key == canonical_link)
    return [statement_of(row) for row in connection.execute(_newest_first(query))]


def latest_statements(connection: Connection, feed_ids: Collection[str], limit: int) -> Sequence[Statement]:
    """Return the newest direct statements of these feeds."""
    query = _newest().where(entries.c.feed_id.in_(feed_ids), entries.c.decision == Decision.DIRECT)
    return [statement_of(row) for row in connection.execute(_newest_first(query).limit(limit))]


def posted_keys(connection: Connection, feed_id: str, keys: Collection[str]) -> frozenset[str]:
    """Return which of a feed's entries have a post that was sent, by entry key."""
    query = (
        select(entries.c.key)
        .join(deliveries, deliveries.c.entry_id == entries.c.id)
        .where(
            entries.c.feed_id == feed_id,
            deliveries.c.kind == DeliveryKind.STATEMENT,
            deliveries.c.state == DeliveryState.SENT,
        )
    )
    posted: set[str] = set()
    for some in chunks(set(keys)):
        posted.update(connection.execute(query.where(entries.c.key.in_(some))).scalars())
    return frozenset(posted)


def counts(connection: Connection) -> StoreCounts:
    """Return figures over the whole database."""
    held = (
        select(entries.c.feed_id, func.count())
        .where(entries.c.decision == Decision.HELD)
        .group_by(entries.c.feed_id)
    )
    held_by_feed = {row[0]: int(row[1]) for row in connection.execute(held)}
    pending, parked = pending_and_parked(connection)
    return StoreCounts(held_by_feed=held_by_feed, pending=pending, parked=parked)


def _newest() -> Select[Any]:
    return statement_query().where(revisions.c.number == entries.c.revision)


def _newest_first(query: Select[Any]) -> Select[Any]:
    return query.order_by(entries.c.said_at.desc(), entries.c.id.desc())


def _first(connection: Connection, query: Select[Any]) -> Statement | None:
    row = connection.execute(query.limit(1)).one_or_none()
    return None if row is None else statement_of(row)
