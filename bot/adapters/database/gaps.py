"""Spells in which sources told us nothing, as their polls show them (`bot.core.contact`).

`states` notes them in the transaction of each poll's outcome, by comparing it with what was remembered; where
nothing changed that is one query. Guarantees: noting the same outcome twice changes nothing; of each feed the
newest `KEPT` are kept, and the time before is unknown then, never well.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, insert, select
from sqlalchemy import update as update_of

from bot.adapters.database.rows import Values, chunks
from bot.adapters.database.schema import feeds, gaps
from bot.core.contact import Gap, GapKind, gaps_shown
from bot.core.model import FeedState, Outage

KEPT: Final = 1_000

_BEFORE = select(
    feeds.c.feed_id,
    feeds.c.polled_at,
    feeds.c.next_poll_at,
    feeds.c.failing_since_at,
    feeds.c.validators_for,
).where(feeds.c.feed_id.in_(bindparam("some", expanding=True)))


def remembered(connection: Connection, feed_ids: Collection[str]) -> Mapping[str, FeedState]:
    """Return by feed id when these feeds were asked, and what their validators were earned with."""
    before: dict[str, FeedState] = {}
    for some in chunks(feed_ids):
        for row in connection.execute(_BEFORE, {"some": some}):
            before[row.feed_id] = FeedState(
                row.feed_id,
                polled_at=row.polled_at,
                next_poll_at=row.next_poll_at,
                failing_since_at=row.failing_since_at,
                validators_for=row.validators_for,
            )
    return before


def gaps_of_polls(before: Mapping[str, FeedState], states: Iterable[FeedState]) -> Sequence[Gap]:
    """Return what outcomes of polls show, beside what was `remembered` of the feeds."""
    return [gap for state in states for gap in gaps_shown(before.get(state.feed_id), state)]


def note_gaps(connection: Connection, found: Sequence[Gap]) -> None:
    """Keep gaps, of feeds that are written."""
    if found:
        connection.execute(insert(gaps), [_values(gap) for gap in found])
        for feed_id in {gap.feed_id for gap in found}:
            _forget_oldest(connection, feed_id)


def _values(gap: Gap) -> Values:
    return {
        "feed_id": gap.feed_id,
        "kind": gap.kind,
        "since_at": gap.since_at,
        "until_at": gap.until_at,
    }


def _forget_oldest(connection: Connection, feed_id: str) -> None:
    """Let what is beyond the newest be one unknown spell."""
    of_feed = (gaps.c.feed_id == feed_id) & (gaps.c.kind != GapKind.UNKNOWN)
    newest_first = select(gaps.c.id).where(of_feed).order_by(gaps.c.id.desc())
    last = connection.execute(newest_first.offset(KEPT).limit(1)).scalar_one_or_none()
    if last is not None:
        forget_gaps(connection, feed_id, (gaps.c.id <= last) & (gaps.c.kind != GapKind.UNKNOWN))


def forget_gaps(connection: Connection, feed_id: str, which: ColumnElement[bool]) -> int:
    """Let some gaps of a feed, and what was before the last of them, be one unknown spell; say how many."""
    some = (gaps.c.feed_id == feed_id) & which
    until_at = connection.execute(
        select(func.max(gaps.c.until_at, type_=gaps.c.until_at.type)).where(some)
    ).scalar_one()
    forgotten = connection.execute(delete(gaps).where(some)).rowcount
    unknown = (gaps.c.feed_id == feed_id) & (gaps.c.kind == GapKind.UNKNOWN)
    connection.execute(update_of(gaps).where(unknown).values(until_at=until_at))
    return forgotten


def gaps_since(
    connection: Connection, feed_ids: Collection[str], since: datetime
) -> Mapping[str, Sequence[Gap]]:
    """Return by feed id, for each of these, the gaps that were not over at an instant, in order."""
    found: dict[str, list[Gap]] = {feed_id: [] for feed_id in feed_ids}
    query = select(gaps).where(gaps.c.until_at > since).order_by(gaps.c.id)
    for some in chunks(set(feed_ids)):
        for row in connection.execute(query.where(gaps.c.feed_id.in_(some))):
            found[row.feed_id].append(Gap(row.feed_id, row.kind, row.since_at, row.until_at))
    return found


def last_outages(connection: Connection, since: datetime) -> Mapping[str, Outage]:
    """Return by feed id the last spell without an answer, where it ended after this instant."""
    query = (
        select(gaps.c.feed_id, gaps.c.since_at, gaps.c.until_at)
        .where(gaps.c.kind == GapKind.UNREACHABLE, gaps.c.until_at > since)
        .order_by(gaps.c.id)
    )
    return {row.feed_id: Outage(row.since_at, row.until_at) for row in connection.execute(query)}
