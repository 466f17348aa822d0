"""Going on from a snapshot: what may have been posted since it was taken.

A snapshot (`backing_up`) knows nothing of what the bot did afterwards. When a bot first delivers from the
copy, `notice_restore` puts in doubt whatever the other one may have posted meanwhile: of entries the copy
holds, and of those that the first poll of each feed brings. Called by the store and its parts, inside their
transactions. Guarantees: a post in doubt is looked for in its channel before it is made, and no id of an
entry that a button under some post may name is given to another entry.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select, update

from bot.adapters.database.rows import Values, chunks
from bot.adapters.database.schema import deliveries, entries, feeds, snapshots
from bot.core.dayposts import TOTAL_IS_NEWS
from bot.core.model import REPEATABLE, DeliveryKind, DeliveryState

#: More entries than any bot stores between a snapshot and its last moment.
GAP = 1_000_000
#: Somewhere it is a day later already.
ZONES = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Restoration:
    """Where this database comes from."""

    taken_at: datetime  #: the snapshot's instant
    restored_at: datetime  #: when a bot first went on from it
    next_entry_id: int


def notice_restore(connection: Connection, now: datetime) -> datetime | None:
    """Take note that this is a snapshot, at the first time, and return when it was taken; else None."""
    is_new = snapshots.c.restored_at.is_(None)
    taken_at: datetime | None = connection.execute(
        select(func.min(snapshots.c.taken_at)).where(is_new)
    ).scalar()
    if taken_at is None:
        return None
    highest = connection.execute(select(func.coalesce(func.max(entries.c.id), 0))).scalar_one()
    # Higher ones may have been given out: after an earlier snapshot, or where this one was put in the place.
    other = connection.execute(select(func.coalesce(func.max(snapshots.c.next_entry_id), 0))).scalar_one()
    noted = {"restored_at": now, "next_entry_id": max(highest, other) + GAP}
    connection.execute(update(snapshots).where(is_new).values(noted))
    undoubted = entries.c.doubted_since.is_(None)
    connection.execute(update(entries).where(undoubted).values(doubted_since=taken_at))
    may_be_made = (
        deliveries.c.kind.not_in(REPEATABLE)
        & (deliveries.c.state != DeliveryState.SENT)
        & deliveries.c.attempted_at.is_(None)
    )
    connection.execute(update(deliveries).where(may_be_made).values(attempted_at=taken_at))
    return taken_at


def restoration(connection: Connection) -> Restoration | None:
    """Return where this database comes from, if from a snapshot."""
    columns = (snapshots.c.taken_at, snapshots.c.restored_at, snapshots.c.next_entry_id)
    query = select(*columns).where(snapshots.c.restored_at.is_not(None)).order_by(snapshots.c.id.desc())
    row = connection.execute(query.limit(1)).one_or_none()
    return None if row is None else Restoration(*row)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Which entries that are new here may have been posted already."""

    restored: Restoration
    is_first_poll: bool  #: of their feed since

    def since(self, published_at: datetime | None) -> datetime | None:
        """Return since when an entry of this date may have been posted; None: it was not."""
        is_older = published_at is not None and published_at <= self.restored.restored_at
        return self.restored.taken_at if self.is_first_poll or is_older else None


def doubt_of(connection: Connection, feed_id: str) -> Doubt | None:
    """Return what is in doubt of a feed that was just polled, and is not written down as that yet."""
    restored = restoration(connection)
    if restored is None:
        return None
    query = select(feeds.c.reached_at).where(feeds.c.feed_id == feed_id)
    reached_at = connection.execute(query).scalar()
    return Doubt(restored, reached_at is None or reached_at < restored.restored_at)


def new_ids(connection: Connection, doubt: Doubt, count: int) -> Sequence[int]:
    """Return ids for entries, none of which the other bot can have given to an entry of its own."""
    highest = connection.execute(select(func.coalesce(func.max(entries.c.id), 0))).scalar_one()
    first = max(int(highest) + 1, doubt.restored.next_entry_id)
    return range(first, first + count)


def doubted(connection: Connection, rows: Sequence[Values]) -> list[Values]:
    """Return deliveries that are to be put in, those that may have been made marked as such."""
    restored = restoration(connection)
    if restored is None:
        return list(rows)
    since: dict[int, datetime] = {}
    for ids in chunks({row["entry_id"] for row in rows} - {None}):
        query = select(entries.c.id, entries.c.doubted_since).where(entries.c.id.in_(ids))
        since.update({row.id: row.doubted_since for row in connection.execute(query)})
    return [row | {"attempted_at": _since(row, since, restored)} for row in rows]


def _since(row: Values, entries_since: dict[int, datetime], restored: Restoration) -> datetime | None:
    kind: DeliveryKind = row["kind"]
    if kind in REPEATABLE:
        return None
    if kind is DeliveryKind.DAY:
        return restored.taken_at if row["on_date"] <= (restored.restored_at + ZONES).date() else None
    if kind is DeliveryKind.TOTAL:
        is_older = row["created_at"] <= restored.restored_at + TOTAL_IS_NEWS + ZONES
        return restored.taken_at if is_older else None
    return entries_since.get(row["entry_id"])
