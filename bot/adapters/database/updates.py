"""Writing what one poll of one feed changed.

`SqlStore.apply` calls `write_update` inside its transaction. Guarantees: applying the same update again
changes nothing, and an entry that did not change costs no write.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select
from sqlalchemy import update as update_of

from bot.adapters.database.outbox import edit_delivery, put_in, statement_delivery
from bot.adapters.database.rows import (
    Values,
    chunks,
    entry_values,
    revision_values,
    state_values,
    verdict_values,
)
from bot.adapters.database.schema import entries, feeds, revisions, routes, verdicts
from bot.core.errors import StoreError
from bot.core.model import Change, FeedState, FeedUpdate, PlannedEntry


@dataclass(frozen=True, slots=True)
class Stored:
    """A planned entry and the row it has."""

    planned: PlannedEntry
    id: int
    key: str  #: as first stored, whatever its keys are by now
    number: int  #: of its newest revision
    revised: bool  #: that revision came with this update


# Built once: this is all a poll writes where nothing changed.
_UPDATE_STATE = update_of(feeds).where(feeds.c.feed_id == bindparam("of_feed"))


def write_states(connection: Connection, states: Iterable[FeedState]) -> None:
    """Write feeds' states over what was there."""
    for state in states:
        _write_state(connection, state)


def _write_state(connection: Connection, state: FeedState) -> None:
    values = state_values(state)
    changed = connection.execute(_UPDATE_STATE, values | {"of_feed": state.feed_id})
    if not changed.rowcount:
        connection.execute(insert(feeds), values)


def write_update(connection: Connection, update: FeedUpdate) -> None:
    """Write everything an update says."""
    _write_state(connection, update.state)
    _open_routes(connection, update)
    stored = _store_entries(connection, update)
    revised = [entry for entry in stored if entry.revised]
    if revised:
        connection.execute(
            insert(revisions),
            [revision_values(one.planned, update, entry_id=one.id, number=one.number) for one in revised],
        )
        connection.execute(
            insert(verdicts),
            [verdict_values(one.planned, update, entry_id=one.id, number=one.number) for one in revised],
        )
    rows = [row for entry in stored for row in _deliveries(entry, update)]
    if rows:
        put_in(connection, rows)


def _deliveries(stored: Stored, update: FeedUpdate) -> list[Values]:
    feed_id, at = update.feed.id, update.at
    posts = [
        statement_delivery(feed_id=feed_id, key=stored.key, entry_id=stored.id, target=target, at=at)
        for target in stored.planned.post_to
    ]
    edits = [
        edit_delivery(
            feed_id=feed_id, key=stored.key, entry_id=stored.id, number=stored.number, target=target, at=at
        )
        for target in stored.planned.edit_at
    ]
    return posts + edits


def _open_routes(connection: Connection, update: FeedUpdate) -> None:
    if not update.opened_routes:
        return
    feed_id = update.feed.id
    found = connection.execute(select(routes.c.target).where(routes.c.feed_id == feed_id))
    known = set(found.scalars())
    rows = [
        {"feed_id": feed_id, "target": target, "opened_at": update.at}
        for target in dict.fromkeys(update.opened_routes)
        if target not in known
    ]
    if rows:
        connection.execute(insert(routes), rows)


def _store_entries(connection: Connection, update: FeedUpdate) -> list[Stored]:
    """Bring `entries` up to date; return every planned entry with its row, in the update's order."""
    rows = _existing(connection, update)
    placed: dict[int, Stored] = {}
    fresh: list[tuple[int, PlannedEntry]] = []
    for position, planned in enumerate(update.entries):
        row = rows.get(planned.key if planned.known_id is None else planned.known_id)
        if row is not None:
            placed[position] = _revise(connection, planned, row)
        elif planned.known_id is None:
            fresh.append((position, planned))
        else:
            raise StoreError(
                f"{update.feed.id}: entry {planned.known_id} is not in the database any more; nothing of "
                "this poll was stored, and the next one will plan anew"
            )
    ids = _insert(connection, [planned for _, planned in fresh], update)
    for (position, planned), entry_id in zip(fresh, ids, strict=True):
        placed[position] = Stored(planned, entry_id, planned.key, number=1, revised=True)
    return [placed[position] for position in range(len(update.entries))]


def _existing(connection: Connection, update: FeedUpdate) -> dict[int | str, Row[Any]]:
    """Return the rows of the update's entries, by id where they are known and by key where they are new.

    A new one has a row only where this update was applied before.
    """
    query = select(entries).where(entries.c.feed_id == update.feed.id)
    rows: dict[int | str, Row[Any]] = {}
    known = {planned.known_id for planned in update.entries if planned.known_id is not None}
    for ids in chunks(known):
        rows.update({row.id: row for row in connection.execute(query.where(entries.c.id.in_(ids)))})
    new = {planned.key for planned in update.entries if planned.known_id is None}
    for keys in chunks(new):
        rows.update({row.key: row for row in connection.execute(query.where(entries.c.key.in_(keys)))})
    return rows


def _insert(connection: Connection, fresh: Sequence[PlannedEntry], update: FeedUpdate) -> Sequence[int]:
    if not fresh:
        return ()
    rows = [
        entry_values(planned, update.at)
        | {
            "feed_id": update.feed.id,
            "key": planned.key,
            "guid_key": planned.keys.guid,
            "link_key": planned.keys.link,
            "title_key": planned.keys.title,
            "first_seen_at": update.at,
            "revision": 1,
            "silence": planned.silence,
        }
        for planned in fresh
    ]
    result = connection.execute(insert(entries).returning(entries.c.id, sort_by_parameter_order=True), rows)
    return [int(entry_id) for entry_id in result.scalars()]


def _revise(connection: Connection, planned: PlannedEntry, row: Row[Any]) -> Stored:
    """Write what is different in an entry that has a row."""
    revised = planned.change is not Change.UNCHANGED and not _is_applied(planned, row)
    number = row.revision + 1 if revised else row.revision
    wanted: Values = {
        "guid_key": planned.keys.guid or row.guid_key,
        "title_key": planned.keys.title or row.title_key,
        "silence": None if planned.post_to else (planned.silence or row.silence),
    }
    if revised:
        # The link is taken over only with a verdict on it: `/why` answers by link, and must not show
        # the verdict on one address for another.
        wanted |= {"link_key": planned.keys.link or row.link_key, "revision": number}
        wanted |= entry_values(planned, row.first_seen_at)
    values = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    if values:
        connection.execute(update_of(entries).where(entries.c.id == row.id).values(**values))
    return Stored(planned, row.id, row.key, number, revised)


def _is_applied(planned: PlannedEntry, row: Row[Any]) -> bool:
    """Return whether the newest revision is the planned one: this update was applied before."""
    return (
        row.content_hash == planned.content_hash
        and row.decision is planned.verdict.decision
        and planned.keys.link in (None, row.link_key)
    )
