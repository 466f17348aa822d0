"""How a delivery comes from one state into another.

This is the one place that writes `deliveries.state`; called by `outcomes`, `digests` and `outbox` inside
their transactions. Guarantees: what was sent or overtaken stays so, and every step is in the delivery's
history with its time and reason.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, bindparam, insert, select, update

from bot.adapters.database.rows import chunks
from bot.adapters.database.schema import deliveries, delivery_events
from bot.core.errors import StoreError
from bot.core.model import DeliveryEvent, DeliveryState

UNDELIVERED = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.FAILED)
OPEN = (*UNDELIVERED, DeliveryState.PARKED)
NEVER = datetime(9999, 12, 31, tzinfo=UTC)  #: next attempt of what is parked for good, until a start

# Built once: it is run at every step of every delivery.
_SOME: BindParameter[list[int]] = bindparam("some", expanding=True)
_ALLOWED: BindParameter[list[DeliveryState]] = bindparam("allowed", expanding=True)
_MOVABLE = select(deliveries.c.id).where(deliveries.c.id.in_(_SOME), deliveries.c.state.in_(_ALLOWED))


def move(
    connection: Connection,
    delivery_id: int,
    state: DeliveryState,
    *,
    at: datetime,
    reason: str,
    allowed: Collection[DeliveryState] = OPEN,
    **values: Any,
) -> None:
    """Bring a delivery that is in one of the `allowed` states into another.

    Raises:
        StoreError: it is in another state, or not there.
    """
    if not move_all(connection, [delivery_id], state, at=at, reason=reason, allowed=allowed, **values):
        is_now = known(connection, delivery_id).state.value
        raise StoreError(f"delivery {delivery_id} is {is_now} already; nothing was changed")


def known(connection: Connection, delivery_id: int) -> Row[Any]:
    """Return the row of a delivery; StoreError where there is none."""
    row = connection.execute(select(deliveries).where(deliveries.c.id == delivery_id)).one_or_none()
    if row is None:
        raise StoreError(f"delivery {delivery_id} is not in the outbox; nothing was changed")
    return row


def move_all(
    connection: Connection,
    delivery_ids: Collection[int],
    state: DeliveryState,
    *,
    at: datetime,
    reason: str,
    allowed: Collection[DeliveryState] = OPEN,
    **values: Any,
) -> int:
    """Bring those of these deliveries into another state that are in an allowed one; return how many."""
    moved: list[int] = []
    for some in chunks(delivery_ids):
        moved += connection.execute(_MOVABLE, {"some": some, "allowed": list(allowed)}).scalars()
    for some in chunks(moved):
        changed = update(deliveries).where(deliveries.c.id.in_(some))
        connection.execute(changed.values(state=state, **values))
    if moved:
        step = {"at": at, "state": state, "reason": reason}
        connection.execute(insert(delivery_events), [{"delivery_id": one} | step for one in moved])
    return len(moved)


def history(connection: Connection, delivery_id: int) -> Sequence[DeliveryEvent]:
    """Return the steps of a delivery since it was put in, in order."""
    events = delivery_events.c
    query = select(events.at, events.state, events.reason).where(events.delivery_id == delivery_id)
    return [
        DeliveryEvent(row.at, row.state, row.reason) for row in connection.execute(query.order_by(events.id))
    ]
