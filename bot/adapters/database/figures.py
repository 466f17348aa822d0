"""What tells whether the bot is at work, and the figures that an operator collects.

Called by the store, each function inside one transaction. Guarantees: asked every few seconds they cost next
to nothing, for they look at feeds, at what waits, and at the newest step alone, never at all that was posted.
"""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select, text

from bot.adapters.database.conditions import is_awaited
from bot.adapters.database.due import queued
from bot.adapters.database.reading import counts, feed_states
from bot.adapters.database.schema import deliveries, delivery_events
from bot.adapters.database.transitions import OPEN
from bot.core.model import DeliveryKind, DeliveryState
from bot.ports import StoreFigures, WorkSigns

_SIZE = text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
_LAST_STEP = select(delivery_events.c.at).order_by(delivery_events.c.id.desc()).limit(1)
_WAITING = (
    select(deliveries.c.kind, deliveries.c.state, func.count())
    .where(deliveries.c.state.in_(OPEN), is_awaited())
    .group_by(deliveries.c.kind, deliveries.c.state)
)


def work_signs(connection: Connection, prefix: str, now: datetime) -> WorkSigns:
    """Return what the store can tell of the work at targets with this prefix."""
    return WorkSigns(
        states=feed_states(connection),
        untried_since=connection.execute(_untried(prefix), {"now": now, "busy": []}).scalar_one(),
        last_step_at=connection.execute(_LAST_STEP).scalar_one_or_none(),
    )


@cache
def _untried(prefix: str) -> Select[Any]:
    """Return a query for when the first delivery became due that is free to be made and was not tried."""
    free = queued(prefix).subquery()
    its = deliveries.c
    return (
        select(func.min(its.next_attempt_at, type_=its.next_attempt_at.type))
        .select_from(deliveries.join(free, free.c.id == its.id))
        .where(free.c.waits == 0, its.attempts == 0, its.next_attempt_at <= bindparam("now"))
    )


def store_figures(connection: Connection) -> StoreFigures:
    """Return what is counted in the store for `/metrics`."""
    waiting: dict[tuple[DeliveryKind, DeliveryState], int] = {
        (row[0], row[1]): int(row[2]) for row in connection.execute(_WAITING)
    }
    return StoreFigures(
        states=feed_states(connection),
        held_by_feed=counts(connection).held_by_feed,
        waiting=waiting,
        database_bytes=int(connection.execute(_SIZE).scalar_one()),
    )
