"""The outbox: what is to be done at which target, and how far it has come.

`updates` and the store put deliveries in; the store's delivering methods move them on. Guarantees: a
delivery is put in once however often that is tried, and the posts of one target come out in order.
"""

import hashlib
import json
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select, update

from bot.adapters.database.rows import DELIVERY, Values, chunks, delivery_of
from bot.adapters.database.schema import deliveries
from bot.core.errors import StoreError
from bot.core.model import Delivery, DeliveryKind, DeliveryReceipt, DeliveryState

AT_ONCE = 100  #: deliveries handed out at a time
UNDELIVERED = (DeliveryState.PENDING, DeliveryState.SENDING)
OPEN = (*UNDELIVERED, DeliveryState.PARKED)
NEVER = datetime(9999, 12, 31, tzinfo=UTC)  #: next attempt of what is parked for good
_POSTS = (DeliveryKind.STATEMENT, DeliveryKind.DAY, DeliveryKind.REVIEW, DeliveryKind.QUARANTINE)

_POST: Select[Any] = select(
    deliveries.c.id,
    deliveries.c.target,
    deliveries.c.nonce,
    deliveries.c.entry_id,
    deliveries.c.number,
    deliveries.c.feed_id,
)


def nonce_of(kind: DeliveryKind, target: str, *subject: str | int) -> str:
    """Return the name a delivery goes by at Discord: 24 lower-case hex digits.

    It is made of what the delivery is about, so that an outbox rebuilt from the same feeds asks for the
    same posts.
    """
    named = json.dumps([kind.value, target, *subject])
    return hashlib.sha256(named.encode()).hexdigest()[:24]


def statement_delivery(*, feed_id: str, key: str, entry_id: int, target: str, at: datetime) -> Values:
    """Return the row that posts a statement."""
    nonce = nonce_of(DeliveryKind.STATEMENT, target, feed_id, key)
    return _row(DeliveryKind.STATEMENT, target, nonce, at) | {"entry_id": entry_id}


def edit_delivery(*, feed_id: str, key: str, post: Row[Any], number: int, at: datetime) -> Values:
    """Return the row that brings a post (a row of `posts_of`) up to revision `number` of its entry."""
    nonce = nonce_of(DeliveryKind.EDIT, post.target, feed_id, key, number)
    return _edit(post, nonce, at) | {"number": number}


def update_delivery(post: Row[Any], occasion: str, at: datetime) -> Values:
    """Return the row that brings a post up to date on an occasion other than a new revision of its entry."""
    nonce = nonce_of(DeliveryKind.EDIT, post.target, post.nonce, occasion)
    return _edit(post, nonce, at) | {"number": post.number, "occasion": occasion}


def _edit(post: Row[Any], nonce: str, at: datetime) -> Values:
    subject = {"post_id": post.id, "entry_id": post.entry_id, "feed_id": post.feed_id}
    return _row(DeliveryKind.EDIT, post.target, nonce, at) | subject


def review_delivery(
    *, feed_id: str, key: str, entry_id: int, number: int, target: str, at: datetime
) -> Values:
    """Return the row that posts a held revision's card."""
    nonce = nonce_of(DeliveryKind.REVIEW, target, feed_id, key, number)
    return _row(DeliveryKind.REVIEW, target, nonce, at) | {"entry_id": entry_id, "number": number}


def quarantine_delivery(*, feed_id: str, since_at: datetime, target: str, at: datetime) -> Values:
    """Return the row that posts the card of a feed's quarantine."""
    nonce = nonce_of(DeliveryKind.QUARANTINE, target, feed_id, since_at.astimezone(UTC).isoformat())
    return _row(DeliveryKind.QUARANTINE, target, nonce, at) | {"feed_id": feed_id}


def day_delivery(*, strike_id: str, on: date, target: str, at: datetime) -> Values:
    """Return the row that posts a day of a strike."""
    nonce = nonce_of(DeliveryKind.DAY, target, strike_id, on.isoformat())
    return _row(DeliveryKind.DAY, target, nonce, at) | {"strike_id": strike_id, "on_date": on}


def publish_delivery(*, target: str, message_id: str, entry_id: int | None, at: datetime) -> Values:
    """Return the row that crossposts a posted message."""
    nonce = nonce_of(DeliveryKind.PUBLISH, target, message_id)
    row = _row(DeliveryKind.PUBLISH, target, nonce, at)
    return row | {"entry_id": entry_id, "message_id": message_id}


def _row(kind: DeliveryKind, target: str, nonce: str, at: datetime) -> Values:
    return {
        "kind": kind,
        "target": target,
        "state": DeliveryState.PENDING,
        "attempts": 0,
        "nonce": nonce,
        "entry_id": None,
        "number": None,
        "strike_id": None,
        "on_date": None,
        "feed_id": None,
        "post_id": None,
        "occasion": "revision",
        "message_id": None,
        "created_at": at,
        "next_attempt_at": at,
    }


def posts_of(connection: Connection, kind: DeliveryKind, entry_ids: Collection[int]) -> list[Row[Any]]:
    """Return the posts of this kind that entries have or are to have, in order; not those overtaken."""
    query = _POST.where(deliveries.c.kind == kind, deliveries.c.state != DeliveryState.OBSOLETE)
    found: list[Row[Any]] = []
    for some in chunks(entry_ids):
        found.extend(connection.execute(query.where(deliveries.c.entry_id.in_(some))))
    return sorted(found, key=lambda post: int(post.id))


def cards_of(connection: Connection, feed_id: str) -> list[Row[Any]]:
    """Return the cards of a feed's quarantines, in order; not those overtaken."""
    query = _POST.where(
        deliveries.c.feed_id == feed_id,
        deliveries.c.kind == DeliveryKind.QUARANTINE,
        deliveries.c.state != DeliveryState.OBSOLETE,
    )
    return list(connection.execute(query.order_by(deliveries.c.id)))


def put_in(connection: Connection, rows: Sequence[Values]) -> int:
    """Add the deliveries that are not there yet, in order; return how many that were.

    A statement's post that was overtaken before it was made (its text was held for a while, say) and is
    wanted again waits once more.
    """
    known: dict[str, DeliveryState] = {}
    for nonces in chunks(row["nonce"] for row in rows):
        query = select(deliveries.c.nonce, deliveries.c.state).where(deliveries.c.nonce.in_(nonces))
        known.update({row.nonce: row.state for row in connection.execute(query)})
    missing = [row for row in rows if row["nonce"] not in known]
    if missing:
        connection.execute(insert(deliveries), missing)
    for row in rows:
        if row["kind"] is DeliveryKind.STATEMENT and known.get(row["nonce"]) is DeliveryState.OBSOLETE:
            _revive(connection, row)
    return len(missing)


def _revive(connection: Connection, row: Values) -> None:
    connection.execute(
        update(deliveries)
        .where(deliveries.c.nonce == row["nonce"])
        .values(state=DeliveryState.PENDING, next_attempt_at=row["next_attempt_at"], error=None)
    )


def take_out(connection: Connection, prefix: str, now: datetime) -> list[Delivery]:
    """Return the first `AT_ONCE` deliveries that are due at targets with this prefix.

    Posts of one target keep their order: where one waits for its next try, those behind it wait too.
    Edits and crossposts wait for no other message (Discord limits both for up to an hour, and news must
    not queue behind them), except that an edit waits while its own post may or may not have been made.
    """
    return [delivery_of(row) for row in connection.execute(_due(prefix, now))]


def _due(prefix: str, now: datetime) -> Select[Any]:
    waiting = (
        select(deliveries.c.target, func.min(deliveries.c.id).label("first"))
        .where(
            deliveries.c.state.in_(OPEN),
            deliveries.c.kind.in_(_POSTS),
            deliveries.c.next_attempt_at > now,
            deliveries.c.next_attempt_at < NEVER,
        )
        .group_by(deliveries.c.target)
        .subquery()
    )
    post = deliveries.alias()
    message_id = func.coalesce(deliveries.c.message_id, post.c.message_id)
    return (
        select(
            *DELIVERY,
            message_id.label("message_id"),
            post.c.nonce.label("post_nonce"),
            post.c.kind.label("edits"),
        )
        .select_from(deliveries)
        .outerjoin(waiting, waiting.c.target == deliveries.c.target)
        .outerjoin(post, post.c.id == deliveries.c.post_id)
        .where(
            deliveries.c.state.in_(OPEN),
            deliveries.c.next_attempt_at <= now,
            deliveries.c.target.startswith(prefix, autoescape=True),
            waiting.c.first.is_(None)
            | (deliveries.c.id < waiting.c.first)
            | deliveries.c.kind.not_in(_POSTS),
            post.c.id.is_(None) | post.c.state.not_in(UNDELIVERED) | (post.c.attempts == 0),
        )
        .order_by(deliveries.c.id)
        .limit(AT_ONCE)
    )


def resume_parked(connection: Connection, prefix: str, now: datetime) -> None:
    """Make what is parked for a while at targets with this prefix due now."""
    connection.execute(
        update(deliveries)
        .where(
            deliveries.c.state == DeliveryState.PARKED,
            deliveries.c.next_attempt_at < NEVER,
            deliveries.c.target.startswith(prefix, autoescape=True),
        )
        .values(next_attempt_at=now)
    )


def deliver(connection: Connection, receipt: DeliveryReceipt, *, then_publish: bool) -> None:
    """Record that a delivery was made; the first receipt of a delivery stands."""
    known = select(deliveries.c.state, deliveries.c.target, deliveries.c.entry_id)
    row = connection.execute(known.where(deliveries.c.id == receipt.delivery_id)).one_or_none()
    if row is not None and row.state is DeliveryState.SENT:
        return
    move(
        connection,
        receipt.delivery_id,
        allowed=OPEN,
        state=DeliveryState.SENT,
        message_id=receipt.message_id or None,
        sent_at=receipt.at,
        error=None,
    )
    if row is not None and then_publish:
        publish = publish_delivery(
            target=row.target, message_id=receipt.message_id, entry_id=row.entry_id, at=receipt.at
        )
        put_in(connection, [publish])


def move(
    connection: Connection, delivery_id: int, *, allowed: Collection[DeliveryState], **values: Any
) -> None:
    """Change a delivery that is in one of the `allowed` states; StoreError where it is in another."""
    changed = connection.execute(
        update(deliveries)
        .where(deliveries.c.id == delivery_id, deliveries.c.state.in_(allowed))
        .values(**values)
    )
    if changed.rowcount:
        return
    query = select(deliveries.c.state).where(deliveries.c.id == delivery_id)
    state = connection.execute(query).scalar_one_or_none()
    found = "is not in the outbox" if state is None else f"is {state.value} already"
    raise StoreError(f"delivery {delivery_id} {found}; nothing was changed")


def pending_and_parked(connection: Connection) -> tuple[int, int]:
    """Return how many deliveries are still to be made, and how many wait for an admin."""
    query = (
        select(deliveries.c.state, func.count())
        .where(deliveries.c.state.in_(OPEN))
        .group_by(deliveries.c.state)
    )
    numbers = {row[0]: int(row[1]) for row in connection.execute(query)}
    parked = numbers.pop(DeliveryState.PARKED, 0)
    return sum(numbers.values()), parked
