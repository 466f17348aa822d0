"""What the store is asked, as queries.

`store.SqlStore` calls each function inside one read transaction, so that what it puts together from
several queries is one state of the database.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    bindparam,
    case,
    func,
    or_,
    select,
)

from bot.adapters.database.conditions import (
    QUARANTINE_RULE,
    has_card,
    is_undecided,
    is_unions_word,
    shares_card,
)
from bot.adapters.database.due import pending_and_parked
from bot.adapters.database.groups import (
    FIRST,
    best_of,
    firsts_of,
    groups_from,
    members_of,
    with_also_at,
)
from bot.adapters.database.outbox import posts_of
from bot.adapters.database.remembering import remembered
from bot.adapters.database.rows import VERDICT, chunks, known_of, state_of, statement_of, statement_query
from bot.adapters.database.schema import deliveries, entries, feeds, reviews, revisions, routes, verdicts
from bot.core.duplicates import SaidBefore
from bot.core.model import (
    Decision,
    DeliveryKind,
    DeliveryState,
    FeedState,
    KnownEntry,
    ReviewDecision,
    Statement,
)
from bot.ports import SaidThen, StoreCounts

RECENT = 200  #: statements handed out at most for the search for duplicates and copies

_SAID_BEFORE = (
    entries.c.id,
    entries.c.feed_id,
    entries.c.key,
    revisions.c.title,
    revisions.c.text,
    revisions.c.link,
    revisions.c.published_at,
    entries.c.first_seen_at,
)

# Built once: it is run for every post.
_NEWEST_OF_ENTRY = statement_query().where(
    revisions.c.number == entries.c.revision, entries.c.id == bindparam("entry_id")
)


def feed_states(connection: Connection) -> Mapping[str, FeedState]:
    """Return the state of every feed, by feed id."""
    states = map(state_of, connection.execute(select(feeds)).mappings())
    return {state.feed_id: state for state in states}


def feed_states_again(connection: Connection) -> Mapping[str, FeedState]:
    """Do as `feed_states`, from memory where nothing changed: the poller asks every second."""
    return remembered(connection, "feed states", _unchanging_states)


def _unchanging_states(connection: Connection) -> Mapping[str, FeedState]:
    return MappingProxyType(feed_states(connection))


def opened_routes(connection: Connection) -> Mapping[str, Mapping[str, datetime]]:
    """Return by feed id the targets that follow it, with the instant each began to."""
    by_feed: dict[str, dict[str, datetime]] = {}
    for row in connection.execute(select(routes.c.feed_id, routes.c.target, routes.c.opened_at)):
        by_feed.setdefault(row.feed_id, {})[row.target] = row.opened_at
    return by_feed


def known_entries(connection: Connection, feed_id: str, keys: Collection[str]) -> Sequence[KnownEntry]:
    """Return a feed's entries that carry any of `keys`, in order of their ids."""
    current = (revisions.c.entry_id == entries.c.id) & (revisions.c.number == entries.c.revision)
    judged = (verdicts.c.entry_id == entries.c.id) & (verdicts.c.number == entries.c.revision)
    reviewed = (reviews.c.entry_id == entries.c.id) & (reviews.c.number == entries.c.revision)
    joined = entries.join(revisions, current).join(verdicts, judged).outerjoin(reviews, reviewed)
    query = select(entries, *VERDICT, reviews.c.decision, revisions.c.page_outcome).select_from(joined)
    query = query.where(entries.c.feed_id == feed_id)
    columns = (entries.c.key, entries.c.guid_key, entries.c.link_key, entries.c.title_key)
    found: dict[int, Row[Any]] = {}
    for some in chunks(set(keys)):
        rows = connection.execute(query.where(or_(*(column.in_(some) for column in columns))))
        found.update({row.id: row for row in rows})
    targets = _targets(connection, found)
    return [known_of(row, frozenset(targets.get(row_id, ()))) for row_id, row in sorted(found.items())]


def _targets(connection: Connection, found: Mapping[int, Row[Any]]) -> Mapping[int, set[str]]:
    """Return where entries, or their duplicates, are posted or are to be; not posts that were overtaken."""
    firsts = {entry_id: row.duplicate_of or entry_id for entry_id, row in found.items()}
    groups = groups_from(connection, set(firsts.values()))
    members = {member for group in groups.values() for member in group}
    targets: dict[int, set[str]] = {}
    for post in posts_of(connection, DeliveryKind.STATEMENT, members):
        targets.setdefault(post.entry_id, set()).add(post.target)
    return {
        entry_id: {target for member in groups[first] for target in targets.get(member, ())}
        for entry_id, first in firsts.items()
    }


def statement(connection: Connection, entry_id: int) -> Statement | None:
    """Return an entry in its newest revision."""
    found = connection.execute(_NEWEST_OF_ENTRY, {"entry_id": entry_id})
    return next(iter(with_also_at(connection, [statement_of(row) for row in found])), None)


def statement_to_show(
    connection: Connection, entry_id: int, own_host_feed_ids: Collection[str]
) -> Statement | None:
    """Return the entry of this one's group whose text a post of it shows."""
    members = members_of(connection, set(firsts_of(connection, [entry_id]).values()))
    group = next(iter(members.values()), ())
    return statement(connection, best_of(group, entry_id, own_host_feed_ids))


def statement_by_nonce(connection: Connection, nonce: str) -> Statement | None:
    """Return the entry a delivery is about: in its newest direct or approved revision, else in its newest.

    For a review card in the revision the card is about.
    """
    is_asked = case(
        ((deliveries.c.kind == DeliveryKind.REVIEW) & (deliveries.c.number == revisions.c.number), 2),
        (verdicts.c.decision == Decision.DIRECT, 1),
        (reviews.c.decision == ReviewDecision.APPROVED, 1),
        else_=0,
    )
    query = statement_query().join(deliveries, deliveries.c.entry_id == entries.c.id)
    query = query.where(deliveries.c.nonce == nonce)
    return _first(connection, query.order_by(is_asked.desc(), revisions.c.number.desc()))


def statements_by_link(connection: Connection, canonical_link: str) -> Sequence[Statement]:
    """Return the entries with a canonical permalink, newest first."""
    query = _newest().where(entries.c.link_key == canonical_link)
    return _all(connection, _newest_first(query))


def latest_statements(
    connection: Connection, feed_ids: Collection[str], limit: int, own_host_feed_ids: Collection[str]
) -> Sequence[Statement]:
    """Return the newest statements of these feeds, one for each group, in the group's best text."""
    firsts = _latest_groups(connection, feed_ids, limit)
    members = members_of(connection, set(firsts.values()))
    shown = [
        best_of(
            [member for member in members[first] if member.feed_id in feed_ids], entry_id, own_host_feed_ids
        )
        for entry_id, first in firsts.items()
    ]
    found = {one.entry_id: one for one in _all(connection, _newest().where(entries.c.id.in_(shown)))}
    return [found[entry_id] for entry_id in shown]


def _latest_groups(connection: Connection, feed_ids: Collection[str], limit: int) -> Mapping[int, int]:
    """Return the first entry of each group within these feeds, newest first, with its first of all."""
    query = select(entries.c.id, FIRST).where(
        entries.c.feed_id.in_(feed_ids), is_unions_word(), is_first_of_its_group(entries, feed_ids)
    )
    rows = connection.execute(_newest_first(query).limit(limit))
    return {row[0]: row[1] for row in rows}


def is_first_of_its_group(
    of: FromClause, feed_ids: Collection[str] | BindParameter[list[str]]
) -> ColumnElement[bool]:
    """Hold for entries unless an earlier one within these feeds is the same statement, and counts too."""
    earlier = entries.alias("earlier")
    first = func.coalesce(of.c.duplicate_of, of.c.id)
    is_overtaken = (
        select(earlier.c.id)
        .where(or_(earlier.c.id == first, earlier.c.duplicate_of == first))
        .where(earlier.c.id < of.c.id, earlier.c.feed_id.in_(feed_ids), is_unions_word(earlier))
        .correlate(of)
        .exists()
    )
    return of.c.duplicate_of.is_(None) | ~is_overtaken


def recent_statements(
    connection: Connection, feed_ids: Collection[str], since: datetime
) -> Sequence[SaidBefore]:
    """Return what these feeds said since an instant, but duplicates, newest first."""
    newest = (revisions.c.entry_id == entries.c.id) & (revisions.c.number == entries.c.revision)
    query = (
        select(*_SAID_BEFORE)
        .join(revisions, newest)
        .where(
            entries.c.feed_id.in_(feed_ids),
            entries.c.said_at >= since,
            entries.c.duplicate_of.is_(None),
            is_unions_word(),
        )
    )
    return [SaidBefore(*row) for row in connection.execute(_newest_first(query).limit(RECENT))]


def said_between(
    connection: Connection, feed_ids: Collection[str], since: datetime, until: datetime, limit: int
) -> Sequence[SaidThen]:
    """Return what these feeds said in a time, newest first, the same statement once."""
    newest = (revisions.c.entry_id == entries.c.id) & (revisions.c.number == entries.c.revision)
    query = (
        select(entries.c.said_at, revisions.c.title, revisions.c.text)
        .join(revisions, newest)
        .where(
            entries.c.feed_id.in_(feed_ids),
            entries.c.said_at >= since,
            entries.c.said_at < until,
            is_unions_word(),
            is_first_of_its_group(entries, feed_ids),
        )
    )
    return [SaidThen(*row) for row in connection.execute(_newest_first(query).limit(limit))]


def withdrawn_statements(connection: Connection, feed_ids: Collection[str]) -> Sequence[Statement]:
    """Return what was withdrawn of these feeds, newest first, each in all its revisions."""
    query = statement_query().where(entries.c.feed_id.in_(feed_ids), entries.c.withdrawn_at.is_not(None))
    query = _newest_first(query).order_by(revisions.c.number.desc())
    return [statement_of(row) for row in connection.execute(query.limit(RECENT))]


def held_entries(connection: Connection, limit: int) -> Sequence[Statement]:
    """Return what waits for a person's decision, oldest first."""
    query = _newest().where(is_undecided()).order_by(entries.c.id)
    return [statement_of(row) for row in connection.execute(query.limit(limit))]


def held_newest(
    connection: Connection, limit: int, older_than: int | None, newer_than: int | None
) -> Sequence[Statement]:
    """Return a page of what waits for a person's decision, newest first."""
    query = _newest().where(is_undecided()).limit(limit)
    if newer_than is not None:
        nearest = query.where(entries.c.id > newer_than).order_by(entries.c.id)
        return [statement_of(row) for row in connection.execute(nearest)][::-1]
    if older_than is not None:
        query = query.where(entries.c.id < older_than)
    return [statement_of(row) for row in connection.execute(query.order_by(entries.c.id.desc()))]


def held_without_card(connection: Connection, feed_id: str) -> int:
    """Return how many of a feed's entries wait for a person and no card shows, be it a quarantine's."""
    newest = (verdicts.c.entry_id == entries.c.id) & (verdicts.c.number == entries.c.revision)
    query = select(func.count()).select_from(entries.join(verdicts, newest))
    query = query.where(entries.c.feed_id == feed_id, is_undecided(), ~has_card(), ~shares_card())
    return int(connection.execute(query).scalar_one())


def quarantined_entries(connection: Connection, feed_id: str) -> Sequence[Statement]:
    """Return what a feed's quarantine holds, in order of publication."""
    query = _newest().where(entries.c.feed_id == feed_id, verdicts.c.rule == QUARANTINE_RULE, is_undecided())
    rows = connection.execute(query.order_by(entries.c.said_at, entries.c.id))
    return [statement_of(row) for row in rows]


def entry_of_message(connection: Connection, target: str, message_id: str) -> int | None:
    """Return the entry whose statement post a message is."""
    query = select(deliveries.c.entry_id).where(
        deliveries.c.target == target,
        deliveries.c.message_id == message_id,
        deliveries.c.kind == DeliveryKind.STATEMENT,
        deliveries.c.digest_id.is_(None),  # a digest shows many
    )
    return connection.execute(query.limit(1)).scalar_one_or_none()


def posted_keys(
    connection: Connection, feed_id: str, keys: Collection[str], target_prefix: str
) -> frozenset[str]:
    """Return which of a feed's entries have a post that was sent to such a target, by entry key."""
    query = (
        select(entries.c.key)
        .join(deliveries, deliveries.c.entry_id == entries.c.id)
        .where(
            entries.c.feed_id == feed_id,
            deliveries.c.kind == DeliveryKind.STATEMENT,
            deliveries.c.state == DeliveryState.SENT,
            deliveries.c.target.startswith(target_prefix, autoescape=True),
        )
    )
    posted: set[str] = set()
    for some in chunks(set(keys)):
        posted.update(connection.execute(query.where(entries.c.key.in_(some))).scalars())
    return frozenset(posted)


def counts(connection: Connection) -> StoreCounts:
    """Return figures over the whole database."""
    held = select(entries.c.feed_id, func.count()).where(is_undecided()).group_by(entries.c.feed_id)
    held_by_feed = {row[0]: int(row[1]) for row in connection.execute(held)}
    pending, parked = pending_and_parked(connection)
    return StoreCounts(held_by_feed=held_by_feed, pending=pending, parked=parked)


def _newest() -> Select[Any]:
    return statement_query().where(revisions.c.number == entries.c.revision)


def _newest_first(query: Select[Any]) -> Select[Any]:
    return query.order_by(entries.c.said_at.desc(), entries.c.id.desc())


def _first(connection: Connection, query: Select[Any]) -> Statement | None:
    return next(iter(_all(connection, query.limit(1))), None)


def _all(connection: Connection, query: Select[Any]) -> list[Statement]:
    return with_also_at(connection, [statement_of(row) for row in connection.execute(query)])
