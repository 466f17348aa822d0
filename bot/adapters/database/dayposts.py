"""A strike's posts in the outbox: one for each of its days, and one total.

Called by the store, each function inside one transaction. Guarantees: each target gets one post for a local
date, never one for a date after that of the day after it, and one total however often its end is corrected.
"""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select, update

from bot.adapters.database.outbox import POST, day_delivery, put_in, revive, total_delivery, update_delivery
from bot.adapters.database.schema import deliveries, delivery_events
from bot.core.model import DayPosted, DeliveryKind, DeliveryState


def put_day(connection: Connection, *, strike_id: str, on: date, target: str, at: datetime) -> bool:
    """Put in the post of a local date; False where it or that of the day after is there already."""
    # Where the clocks go back over midnight, a date comes twice. Only the day after is asked for: a machine
    # whose clock was once years ahead goes on counting when it is right again.
    after = _of(DeliveryKind.DAY, strike_id, target) & (deliveries.c.on_date == on + timedelta(days=1))
    if connection.execute(select(deliveries.c.id).where(after)).first() is not None:
        return False
    return put_in(connection, [day_delivery(strike_id=strike_id, on=on, target=target, at=at)]) == 1


def last_day_post(connection: Connection, *, strike_id: str, target: str, before: date) -> DayPosted | None:
    """Return the newest day post that was made for a date before this one."""
    begun_at = (
        select(func.max(delivery_events.c.at))
        .where(
            delivery_events.c.delivery_id == deliveries.c.id,
            delivery_events.c.state == DeliveryState.SENDING,
        )
        .scalar_subquery()
    )
    query: Select[Any] = (
        select(
            deliveries.c.on_date,
            deliveries.c.number,
            func.coalesce(begun_at, deliveries.c.sent_at).label("at"),
        )
        .where(
            _of(DeliveryKind.DAY, strike_id, target),
            deliveries.c.state == DeliveryState.SENT,
            deliveries.c.on_date < before,
        )
        .order_by(deliveries.c.on_date.desc())
    )
    row = connection.execute(query.limit(1)).one_or_none()
    return None if row is None else DayPosted(row.on_date, row.at, row.number)


def note_known(connection: Connection, delivery_id: int, known_to: int) -> None:
    """Write down the highest id of the entries that a day post knows."""
    may_be_made = deliveries.c.attempted_at.is_not(None) & deliveries.c.number.is_not(None)
    is_it = (deliveries.c.id == delivery_id) & ~may_be_made
    connection.execute(update(deliveries).where(is_it).values(number=known_to))


def put_total(
    connection: Connection,
    *,
    strike_id: str,
    target: str,
    days: int,
    told: str,
    at: datetime,
    is_news: bool,
) -> bool:
    """Put in the total, where there is none yet and it is news; else bring it up to date where it differs.

    Return whether anything was to be done.
    """
    post = _total(connection, strike_id, target)
    if post is None:
        return is_news and _put_new_total(connection, strike_id, target, days, told, at)
    if post.state is DeliveryState.OBSOLETE and is_news:
        revive(connection, post.id, at)
    elif post.told == told:
        return False
    connection.execute(update(deliveries).where(deliveries.c.id == post.id).values(number=days, told=told))
    if post.state is DeliveryState.SENT:
        occasion = f"total {told}, {at.isoformat()}"
        put_in(connection, [update_delivery(post, occasion, at) | {"number": days}])
    return True


def _put_new_total(
    connection: Connection, strike_id: str, target: str, days: int, told: str, at: datetime
) -> bool:
    earlier = select(func.count()).where(_of(DeliveryKind.TOTAL, strike_id, target))
    row = total_delivery(
        strike_id=strike_id,
        number=days,
        target=target,
        taken_back=connection.execute(earlier).scalar_one(),
        at=at,
    )
    return put_in(connection, [row | {"told": told}]) == 1


def take_back_total(connection: Connection, *, strike_id: str, target: str, at: datetime) -> bool:
    """Have a total that was posted say that the strike goes on, and make room for a later one."""
    post = _total(connection, strike_id, target)
    if post is None or post.state is not DeliveryState.SENT:
        return False
    occasion = f"taken back, {post.id}"
    connection.execute(update(deliveries).where(deliveries.c.id == post.id).values(occasion=occasion))
    put_in(connection, [update_delivery(post, occasion, at) | {"number": None}])
    return True


def _total(connection: Connection, strike_id: str, target: str) -> Row[Any] | None:
    stands = _of(DeliveryKind.TOTAL, strike_id, target) & (deliveries.c.occasion == "revision")
    return connection.execute(POST.add_columns(deliveries.c.told).where(stands)).one_or_none()


def _of(kind: DeliveryKind, strike_id: str, target: str) -> ColumnElement[bool]:
    return (
        (deliveries.c.kind == kind) & (deliveries.c.strike_id == strike_id) & (deliveries.c.target == target)
    )
