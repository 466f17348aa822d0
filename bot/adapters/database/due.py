"""What is to be delivered now, and in which order.

Called by the store. Guarantees: a target's posts come out in the order in which they were said, but nothing
overtakes one that was tried; where one waits, those behind it wait too; and no target with much to post
keeps the others from their turn.
"""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, bindparam, case, func, select, update

from bot.adapters.database.remembering import remembered
from bot.adapters.database.rows import DELIVERY, delivery_of
from bot.adapters.database.schema import deliveries
from bot.adapters.database.transitions import NEVER, OPEN
from bot.core.model import BESIDE, Delivery, DeliveryState

PER_LANE = 10  #: deliveries handed out at a time of one target's posts, edits or crossposts
AT_ONCE = 500  #: deliveries handed out at a time

#: As `Delivery.lane` has it.
_LANE: ColumnElement[str] = (
    deliveries.c.target
    + " "
    + case(*((deliveries.c.kind == kind, kind.value) for kind in sorted(BESIDE)), else_="post")
)
_POST = deliveries.alias("post")  # the post that an edit edits
_DIGEST = deliveries.alias("digest")  # the digest in which that post stands


def next_due_at(connection: Connection, prefix: str) -> datetime | None:
    """Return the earliest instant for which anything waits at targets with this prefix; None: nothing does.

    From memory where nothing changed, for the deliverer asks every second.
    """
    return remembered(connection, f"next due at {prefix}", lambda reader: _earliest(reader, prefix))


def _earliest(connection: Connection, prefix: str) -> datetime | None:
    query = select(func.min(deliveries.c.next_attempt_at)).where(
        _is_open(deliveries), deliveries.c.target.startswith(prefix, autoescape=True)
    )
    earliest: datetime | None = connection.execute(query).scalar_one()
    return earliest


def take_out(connection: Connection, prefix: str, now: datetime, busy: Collection[str]) -> list[Delivery]:
    """Return what is due at targets with this prefix outside the `busy` lanes, every lane's first come first.

    Posts, edits and crossposts of a target queue in lanes of their own. A statement that stands in a digest
    is not handed out itself, and an edit not while its post may or may not have been made.
    """
    asked = {"now": now, "busy": list(busy)}
    return [delivery_of(row) for row in connection.execute(_due(prefix), asked)]


@cache  # asked at every tick
def _due(prefix: str) -> Select[Any]:
    lined_up = queued(prefix).subquery()
    return (
        select(
            *DELIVERY,
            func.coalesce(deliveries.c.message_id, _POST.c.message_id).label("message_id"),
            func.coalesce(_DIGEST.c.nonce, _POST.c.nonce).label("post_nonce"),
            _POST.c.kind.label("edits"),
            func.coalesce(deliveries.c.alert_id, _POST.c.alert_id).label("alert_id"),
            _DIGEST.c.id.label("digest_id"),
            _POST.c.entry_id.label("post_entry_id"),
        )
        .select_from(_with_post().join(lined_up, lined_up.c.id == deliveries.c.id))
        .where(lined_up.c.place <= PER_LANE, lined_up.c.waits == 0)
        .order_by(lined_up.c.place, deliveries.c.id)
        .limit(AT_ONCE)
    )


def queued(prefix: str) -> Select[Any]:
    """Return a query for each delivery's place in its lane, and whether it, or one before it, waits."""
    in_order = (deliveries.c.attempts == 0, deliveries.c.said_at, deliveries.c.id)
    waits = case((deliveries.c.next_attempt_at > bindparam("now"), 1), else_=0)
    return (
        select(
            deliveries.c.id,
            func.row_number().over(partition_by=_LANE, order_by=in_order).label("place"),
            func.max(waits).over(partition_by=_LANE, order_by=in_order).label("waits"),
        )
        .select_from(_with_post())
        .where(
            _is_open(deliveries),
            deliveries.c.target.startswith(prefix, autoescape=True),
            deliveries.c.digest_id.is_(None),
            _LANE.not_in(bindparam("busy", expanding=True)),
            _POST.c.id.is_(None) | ~_is_in_doubt(),
        )
    )


def _with_post() -> FromClause:
    with_post = deliveries.outerjoin(_POST, _POST.c.id == deliveries.c.post_id)
    return with_post.outerjoin(_DIGEST, _DIGEST.c.id == _POST.c.digest_id)


def _is_open(table: FromClause) -> ColumnElement[bool]:
    return table.c.state.in_(OPEN) & (table.c.next_attempt_at < NEVER)


def _is_in_doubt() -> ColumnElement[bool]:
    """Say of an edit that nobody knows whether its post, or the digest it stands in, was made."""
    post = _is_open(_POST) & _POST.c.attempted_at.is_not(None)
    digest = _DIGEST.c.id.is_not(None) & _is_open(_DIGEST) & _DIGEST.c.attempted_at.is_not(None)
    return post | digest


def resume_parked(connection: Connection, prefix: str, now: datetime, for_good: bool) -> None:
    """Make what is parked for a while, or what is `for_good` too, at targets with this prefix due now."""
    parked = update(deliveries).where(
        deliveries.c.state == DeliveryState.PARKED, deliveries.c.target.startswith(prefix, autoescape=True)
    )
    if not for_good:
        parked = parked.where(deliveries.c.next_attempt_at < NEVER)
    connection.execute(parked.values(next_attempt_at=now))


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
