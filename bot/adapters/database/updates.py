"""Writing what one poll of one feed changed.

`SqlStore.apply` calls `write_update` inside its transaction. Guarantees: applying the same update again
changes nothing, and an entry that did not change costs no write.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, insert, select
from sqlalchemy import update as update_of

from bot.adapters.database.absences import note_listing
from bot.adapters.database.announcing import Stored, announce, announce_quarantine
from bot.adapters.database.groups import FIRST
from bot.adapters.database.indexing import index
from bot.adapters.database.raws import keep_missing, keep_raws
from bot.adapters.database.restoring import Doubt, doubt_of, new_ids
from bot.adapters.database.rows import Values, chunks, entry_values, revision_values, verdict_values
from bot.adapters.database.schema import entries, revisions, routes, verdicts
from bot.adapters.database.states import write_polled_state
from bot.core.errors import PlanOvertaken
from bot.core.model import Change, Decision, FeedUpdate, PlannedEntry
from bot.failpoints import reached


def write_update(connection: Connection, update: FeedUpdate) -> None:
    """Write everything an update says."""
    doubt = doubt_of(connection, update.feed.id)
    is_quarantined_now = write_polled_state(connection, update)
    reached("update.state")
    _open_routes(connection, update)
    stored = _store_entries(connection, update, doubt)
    reached("update.entries")
    revised = [entry for entry in stored if entry.revised]
    if revised:
        connection.execute(
            insert(revisions),
            [revision_values(one.planned, update, entry_id=one.id, number=one.number) for one in revised],
        )
        connection.execute(
            insert(verdicts),
            [
                {"entry_id": one.id, "number": one.number} | verdict_values(one.planned.verdict, update.at)
                for one in revised
            ],
        )
        keep_raws(connection, [(one.planned, one.id, one.number) for one in revised], update.at)
        index(connection, [one.id for one in revised if _concerns_index(one)])
    unchanged = [one for one in stored if not one.revised and one.planned.change is Change.UNCHANGED]
    keep_missing(connection, [(one.planned, one.id, one.number) for one in unchanged], update.at)
    if is_quarantined_now and update.state.quarantine is not None:
        announce_quarantine(connection, update, update.state.quarantine)
    reached("update.revisions")
    announce(connection, update, stored)
    note_listing(connection, update, stored)


def _concerns_index(one: Stored) -> bool:
    """Return whether there is something to take in, or an earlier revision to take out of search."""
    return one.number > 1 or one.planned.verdict.decision is Decision.DIRECT


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


def _store_entries(connection: Connection, update: FeedUpdate, doubt: Doubt | None) -> list[Stored]:
    """Bring `entries` up to date; return every planned entry with its row, in the update's order."""
    rows = _existing(connection, update)
    groups = _groups(connection, update)
    placed: dict[int, Stored] = {}
    fresh: list[tuple[int, PlannedEntry]] = []
    for position, planned in enumerate(update.entries):
        row = rows.get(planned.key if planned.known_id is None else planned.known_id)
        if row is not None:
            placed[position] = _revise(connection, planned, row, groups)
        elif planned.known_id is None:
            fresh.append((position, planned))
        else:
            raise PlanOvertaken(
                f"{update.feed.id}: entry {planned.known_id} is not in the database any more; nothing of "
                "this poll was stored, and the next one will plan anew"
            )
    ids = _insert(connection, [planned for _, planned in fresh], groups, update, doubt)
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


def _groups(connection: Connection, update: FeedUpdate) -> Mapping[int, Row[Any]]:
    """Return by id the entries that planned ones are duplicates of, each with the first of its group."""
    ids = {planned.duplicate_of for planned in update.entries if planned.duplicate_of is not None}
    query = select(entries.c.id, FIRST.label("first"), entries.c.withdrawn_at)
    rows: dict[int, Row[Any]] = {}
    for some in chunks(ids):
        rows.update({row.id: row for row in connection.execute(query.where(entries.c.id.in_(some)))})
    return rows


def _duplicate_values(planned: PlannedEntry, groups: Mapping[int, Row[Any]]) -> Values:
    group = None if planned.duplicate_of is None else groups.get(planned.duplicate_of)
    # Withdrawn together: an admin may have found the statement wrong while this poll was under way.
    return {
        "duplicate_of": group.first if group else None,
        "withdrawn_at": group.withdrawn_at if group else None,
    }


def _insert(
    connection: Connection,
    fresh: Sequence[PlannedEntry],
    groups: Mapping[int, Row[Any]],
    update: FeedUpdate,
    doubt: Doubt | None,
) -> Sequence[int]:
    if not fresh:
        return ()
    rows = [
        entry_values(planned, update.at)
        | _duplicate_values(planned, groups)
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
    if doubt is not None:
        for entry_id, row in zip(new_ids(connection, doubt, len(rows)), rows, strict=True):
            row |= {"id": entry_id, "doubted_since": doubt.since(row["published_at"])}
    result = connection.execute(insert(entries).returning(entries.c.id, sort_by_parameter_order=True), rows)
    return [int(entry_id) for entry_id in result.scalars()]


def _revise(
    connection: Connection, planned: PlannedEntry, row: Row[Any], groups: Mapping[int, Row[Any]]
) -> Stored:
    """Write what is different in an entry that has a row."""
    revised = planned.change is not Change.UNCHANGED and not _is_applied(planned, row)
    number = row.revision + 1 if revised else row.revision
    wanted: Values = {
        "guid_key": planned.keys.guid or row.guid_key,
        "title_key": planned.keys.title or row.title_key,
        "silence": None if planned.post_to else (planned.silence or row.silence),
    }
    if not revised and planned.change is Change.UNCHANGED:
        # Another one only where today's code reads the same raw words otherwise (`bot.services.edits`).
        wanted["content_hash"] = planned.content_hash
    if revised:
        # The link is taken over only with a verdict on it: `/why` answers by link, and must not show
        # the verdict on one address for another.
        wanted |= {"link_key": planned.keys.link or row.link_key, "revision": number}
        wanted |= entry_values(planned, row.first_seen_at)
        if planned.entry.published_at is None:
            wanted |= {"published_at": row.published_at, "said_at": row.said_at}
        first = _duplicate_values(planned, groups)["duplicate_of"]
        if first not in (None, row.id):
            wanted["duplicate_of"] = first
            _join_group(connection, row.id, first)
    values = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    if values:
        connection.execute(update_of(entries).where(entries.c.id == row.id).values(**values))
    return Stored(planned, row.id, row.key, number, revised)


def _join_group(connection: Connection, entry_id: int, first: int) -> None:
    """Let an entry's own duplicates be duplicates of `first`: groups have one first entry."""
    connection.execute(
        update_of(entries).where(entries.c.duplicate_of == entry_id).values(duplicate_of=first)
    )


def _is_applied(planned: PlannedEntry, row: Row[Any]) -> bool:
    """Return whether the newest revision is the planned one: this update was applied before."""
    return (
        row.content_hash == planned.content_hash
        and row.decision is planned.verdict.decision
        and planned.keys.link in (None, row.link_key)
    )
