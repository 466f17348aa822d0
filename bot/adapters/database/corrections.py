"""How posts follow what the union changes: edits in place and replies, no more of them than members can bear.

Called by `announcing` and `reviewing` for what they put into the outbox, and by the store for what a reply is
about. Guarantees: of several changes before a reply is sent only the last is told; what `bot.core.flapping`
does not allow yet waits in the outbox, and shows the newest words once it is its turn.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select

from bot.adapters.database.conditions import revision_counts
from bot.adapters.database.groups import groups_of
from bot.adapters.database.outbox import correction_delivery
from bot.adapters.database.rows import Values, chunks, statement_of, statement_query
from bot.adapters.database.schema import deliveries, entries, revisions
from bot.adapters.database.transitions import OPEN, known, move_all
from bot.core.flapping import MOST_EDITS, MOST_REPLIES, WITHIN, allowed_at
from bot.core.model import DeliveryKind, DeliveryState, Statement

_MOST = {DeliveryKind.EDIT: MOST_EDITS, DeliveryKind.CORRECTION: MOST_REPLIES}
#: An edit that is put off by less may be being made just now, with the words of before.
_SURELY_WAITS = timedelta(minutes=5)


def replies(
    posts: Iterable[Row[Any]], *, feed_id: str, key: str, entry_id: int, number: int, at: datetime
) -> list[Values]:
    """Return a reply to each of these posts that shows, or may show, the words of before."""
    return [
        correction_delivery(feed_id=feed_id, key=key, entry_id=entry_id, post=post, number=number, at=at)
        for post in posts
        if post.state is DeliveryState.SENT or post.attempted_at is not None
    ]


def paced(connection: Connection, rows: Sequence[Values], at: datetime) -> list[Values]:
    """Return edits and replies that follow new revisions, put off where there were many for their posts.

    Replies that still wait are let go for the later ones; an edit is left out where one waits that will show
    the same words.
    """
    _supersede(connection, rows, at)
    times = _times(connection, {row["post_id"] for row in rows}, at)
    kept = []
    for row in rows:
        earlier = times[row["post_id"], row["kind"]]
        allowed = allowed_at(earlier, at, most=_MOST[row["kind"]])
        if allowed > at and any(time > at + _SURELY_WAITS for time in earlier):
            continue
        earlier.append(allowed)
        # By `said_at` it stands behind those of its lane that come first.
        kept.append(row | {"said_at": allowed, "next_attempt_at": allowed})
    return kept


def _supersede(connection: Connection, rows: Sequence[Values], at: datetime) -> None:
    """Let replies go that are not sent yet: the later one tells their change too."""
    wanted = {(row["post_id"], row["entry_id"]) for row in rows if row["kind"] is DeliveryKind.CORRECTION}
    query = select(deliveries.c.id, deliveries.c.post_id, deliveries.c.entry_id).where(
        deliveries.c.kind == DeliveryKind.CORRECTION,
        deliveries.c.state.in_(OPEN),
        deliveries.c.attempted_at.is_(None),
    )
    waiting: list[int] = []
    for some in chunks({post_id for post_id, _ in wanted}):
        found = connection.execute(query.where(deliveries.c.post_id.in_(some)))
        waiting += [row.id for row in found if (row.post_id, row.entry_id) in wanted]
    reason = "the union changed the statement again before it was sent"
    move_all(connection, waiting, DeliveryState.OBSOLETE, at=at, reason=reason, error=reason, parked_for=None)


def _times(
    connection: Connection, post_ids: Collection[int], at: datetime
) -> defaultdict[tuple[int, DeliveryKind], list[datetime]]:
    """Return by post and kind when it was, or is to be, edited for a revision or replied to of late."""
    times: defaultdict[tuple[int, DeliveryKind], list[datetime]] = defaultdict(list)
    query = select(deliveries.c.post_id, deliveries.c.kind, deliveries.c.said_at).where(
        deliveries.c.said_at > at - WITHIN,
        deliveries.c.state != DeliveryState.OBSOLETE,
        deliveries.c.kind.in_(_MOST),
        or_(deliveries.c.occasion == "revision", deliveries.c.occasion.startswith("entry:")),
    )
    for some in chunks(post_ids):
        for row in connection.execute(query.where(deliveries.c.post_id.in_(some))):
            times[row.post_id, row.kind].append(row.said_at)
    return times


def put_off_until(connection: Connection, entry_id: int, now: datetime) -> datetime | None:
    """Return when the posts of a statement are brought up to date, where that is put off."""
    group = groups_of(connection, [entry_id]).get(entry_id, ())
    post = deliveries.alias("post")
    query = (
        select(func.min(deliveries.c.said_at))
        .join(post, post.c.id == deliveries.c.post_id)
        .where(
            post.c.entry_id.in_(group),
            deliveries.c.kind == DeliveryKind.EDIT,
            deliveries.c.state.in_(OPEN),
            deliveries.c.said_at > now,
        )
    )
    found: datetime | None = connection.execute(query).scalar()
    return found


def revision_told(connection: Connection, delivery_id: int) -> int:
    """Return the revision that members knew of before the one this reply is about.

    That is the one of the last reply to the same post, or else the newest when it was posted.
    """
    row = known(connection, delivery_id)
    posted_at = known(connection, row.post_id).sent_at
    told = select(func.max(deliveries.c.number)).where(
        deliveries.c.post_id == row.post_id,
        deliveries.c.entry_id == row.entry_id,
        deliveries.c.kind == DeliveryKind.CORRECTION,
        deliveries.c.state == DeliveryState.SENT,
        deliveries.c.number < row.number,
    )
    posted = select(func.max(revisions.c.number)).where(
        revisions.c.entry_id == row.entry_id,
        revisions.c.fetched_at <= posted_at,
        revisions.c.number < row.number,
    )
    return max(connection.execute(query).scalar() or 1 for query in (told, posted))


def revisions_that_count(
    connection: Connection, entry_id: int, up_to: int, limit: int
) -> Sequence[Statement]:
    """Return an entry's revisions that count as the union's word, `up_to` a number, newest first."""
    is_asked = (entries.c.id == entry_id) & (revisions.c.number <= up_to)
    query = statement_query().where(is_asked, revision_counts())
    rows = connection.execute(query.order_by(revisions.c.number.desc()).limit(limit))
    return [statement_of(row) for row in rows]
