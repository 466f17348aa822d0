"""Which posted statements are missing from their feeds, and what became of their pages.

`updates` calls `note_listing` inside the transaction of a poll; the store calls the others. Guarantees: a
statement that its feed lists again is missing no more; whenever that its page is gone becomes certain, or
ceases to be so, its posts are brought up to date through the outbox in the same transaction.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, exists, insert, select
from sqlalchemy import update as update_of

from bot.adapters.database.announcing import Stored
from bot.adapters.database.conditions import is_unions_word
from bot.adapters.database.groups import groups_of
from bot.adapters.database.outbox import posts_of, put_in, update_delivery
from bot.adapters.database.rows import chunks
from bot.adapters.database.schema import absences, deliveries, entries, listings, revisions
from bot.core.absence import Place, missed
from bot.core.model import Absence, DeliveryKind, DeliveryState, FeedUpdate, WantedLook

_MOST_LISTED = 500  #: entries of a feed that are missed when they go; few feeds list more than fifty
_ABSENCE = tuple(absences.c)


def note_listing(connection: Connection, update: FeedUpdate, stored: Sequence[Stored]) -> None:
    """Take note of what a feed lists now, of what is missing from it, and of what is back.

    Only of feeds on the union's own site; what a quarantined feed lists may be anybody's list.
    """
    feed = update.feed
    if feed.watched or feed.account is not None or update.state.quarantine is not None:
        return
    known, now = _listed(connection, feed.id), [one.id for one in stored]
    before = known or []
    if back := set(now) - set(before):
        _listed_again(connection, back, update.at)
    if gone := set(before) - set(now):
        _miss(connection, gone, now, update.at)
    if known != (kept := now[-_MOST_LISTED:]):
        _write_listing(connection, feed.id, kept, is_new=known is None)


def _listed(connection: Connection, feed_id: str) -> list[int] | None:
    query = select(listings.c.entry_ids).where(listings.c.feed_id == feed_id)
    found = connection.execute(query).scalar_one_or_none()
    return None if found is None else [int(entry_id) for entry_id in found]


def _write_listing(connection: Connection, feed_id: str, entry_ids: Sequence[int], *, is_new: bool) -> None:
    values = {"entry_ids": tuple(map(str, entry_ids))}
    if is_new:
        connection.execute(insert(listings).values(feed_id=feed_id, **values))
    else:
        connection.execute(update_of(listings).where(listings.c.feed_id == feed_id).values(values))


def _listed_again(connection: Connection, entry_ids: Collection[int], at: datetime) -> None:
    marked: list[int] = []
    for some in chunks(entry_ids):
        ended = delete(absences).where(absences.c.entry_id.in_(some))
        rows = connection.execute(ended.returning(absences.c.entry_id, absences.c.gone_since_at))
        marked += [row.entry_id for row in rows if row.gone_since_at is not None]
    _update_posts(connection, marked, "listed", at)


def _miss(connection: Connection, gone: Collection[int], now: Sequence[int], at: datetime) -> None:
    """Have the pages of what is missing looked at."""
    places = _places(connection, {*gone, *now})
    posted = _posted(connection, gone)
    missing = missed(
        [places[entry_id] for entry_id in gone if entry_id in posted],
        [places[entry_id] for entry_id in now],
    )
    rows = [asdict(Absence(entry_id, at)) for entry_id in missing]
    if rows:
        connection.execute(insert(absences), rows)


def _places(connection: Connection, entry_ids: Collection[int]) -> Mapping[int, Place]:
    places: dict[int, Place] = {}
    query = select(entries.c.id, entries.c.said_at)
    for some in chunks(entry_ids):
        rows = connection.execute(query.where(entries.c.id.in_(some)))
        places.update({row.id: Place(row.id, row.said_at) for row in rows})
    return places


def _posted(connection: Connection, entry_ids: Collection[int]) -> set[int]:
    """Return which of these entries count as the union's word, have a post, and are not missed yet."""
    has_post = exists().where(
        deliveries.c.entry_id == entries.c.id,
        deliveries.c.kind == DeliveryKind.STATEMENT,
        deliveries.c.state == DeliveryState.SENT,
    )
    is_missed = exists().where(absences.c.entry_id == entries.c.id)
    query = select(entries.c.id).where(has_post, is_unions_word(), ~is_missed)
    found: set[int] = set()
    for some in chunks(entry_ids):
        found.update(connection.execute(query.where(entries.c.id.in_(some))).scalars())
    return found


def wanted_looks(connection: Connection, now: datetime, limit: int) -> Sequence[WantedLook]:
    """Return the statements whose page is to be looked at now, longest waiting first."""
    newest = (revisions.c.entry_id == entries.c.id) & (revisions.c.number == entries.c.revision)
    query = (
        select(*_ABSENCE, entries.c.feed_id, revisions.c.link)
        .join(entries, entries.c.id == absences.c.entry_id)
        .join(revisions, newest)
        .where(absences.c.next_look_at <= now, is_unions_word())
        .order_by(absences.c.next_look_at, absences.c.entry_id)
    )
    return [
        WantedLook(Absence(*row[: len(_ABSENCE)]), row.feed_id, row.link or "")
        for row in connection.execute(query.limit(limit))
    ]


def save_look(connection: Connection, absence: Absence, at: datetime) -> None:
    """Write what is known after a look; nothing where the statement was listed again meanwhile."""
    is_it = absences.c.entry_id == absence.entry_id
    before = connection.execute(select(absences.c.gone_since_at).where(is_it)).one_or_none()
    if before is None:
        return
    connection.execute(update_of(absences).where(is_it).values(asdict(absence)))
    if before.gone_since_at != absence.gone_since_at:
        _update_posts(connection, [absence.entry_id], "looked", at)


def _update_posts(connection: Connection, entry_ids: Collection[int], why: str, at: datetime) -> None:
    """Bring the posts of these entries, and of the same statements elsewhere, up to date."""
    groups = groups_of(connection, entry_ids)
    members = {member for group in groups.values() for member in group}
    posts = posts_of(connection, DeliveryKind.STATEMENT, members)
    occasion = f"{why}:{at.astimezone(UTC).isoformat()}"
    put_in(connection, [update_delivery(post, occasion, at) for post in posts])
