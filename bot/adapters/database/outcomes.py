"""What comes of an attempt to deliver.

Called by the store, each function inside one write transaction. Guarantees: a receipt is recorded together
with all that follows from it (the statements of a digest, the crosspost, the end of an alert), and the
first receipt of a delivery stands.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, update

from bot.adapters.database.alerts import raise_alert, resolve_alerts
from bot.adapters.database.digests import move_members
from bot.adapters.database.outbox import following_delivery, put_in, update_delivery
from bot.adapters.database.rows import Values
from bot.adapters.database.schema import deliveries
from bot.adapters.database.thread_pages import next_page
from bot.adapters.database.transitions import NEVER, known, move
from bot.core.model import DeliveryKind, DeliveryReceipt, DeliveryState


def begin(connection: Connection, delivery_id: int, at: datetime, doubt_since: datetime | None) -> None:
    """Record that an attempt begins."""
    move(
        connection,
        delivery_id,
        DeliveryState.SENDING,
        at=at,
        reason="an attempt begins",
        attempts=deliveries.c.attempts + 1,
        attempted_at=doubt_since or at,
    )


def deliver(
    connection: Connection, receipt: DeliveryReceipt, *, then: Collection[DeliveryKind]
) -> Sequence[str]:
    """Record that a delivery was made; return the problems that are over with it."""
    row = known(connection, receipt.delivery_id)
    if row.state is DeliveryState.SENT:
        return ()
    reason = f"{receipt.how}: message {receipt.message_id}" if receipt.message_id else receipt.how
    sent: Values = {"message_id": receipt.message_id or None, "sent_at": receipt.at, "error": None}
    move(
        connection,
        receipt.delivery_id,
        DeliveryState.SENT,
        at=receipt.at,
        reason=reason,
        attempted_at=None,
        parked_for=None,
        **sent,
    )
    if row.kind is DeliveryKind.DIGEST:
        of_digest = f"linked in digest {receipt.delivery_id}: message {receipt.message_id}"
        move_members(
            connection, receipt.delivery_id, DeliveryState.SENT, at=receipt.at, reason=of_digest, **sent
        )
    follows = [
        _following(kind, row, receipt) for kind in sorted(then) if kind is not DeliveryKind.THREAD_PAGE
    ]
    if DeliveryKind.THREAD_PAGE in then:
        follows.append(next_page(connection, row, receipt.at))
    put_in(connection, follows)
    return resolve_alerts(connection, row.target, receipt.at, told=row.parked_for)


def _following(kind: DeliveryKind, row: Row[Any], receipt: DeliveryReceipt) -> Values:
    if kind is DeliveryKind.EDIT:
        return update_delivery(row, "found", receipt.at)
    return following_delivery(
        kind, target=row.target, message_id=receipt.message_id, entry_id=row.entry_id, at=receipt.at
    )


def fail(
    connection: Connection,
    delivery_id: int,
    *,
    at: datetime,
    error: str,
    next_attempt_at: datetime,
    doubt_since: datetime | None,
) -> None:
    """Record a failed attempt that is to be tried again."""
    move(
        connection,
        delivery_id,
        DeliveryState.FAILED,
        at=at,
        reason=error,
        error=error,
        next_attempt_at=next_attempt_at,
        attempted_at=doubt_since,
    )


def let_go(connection: Connection, delivery_id: int, *, at: datetime, reason: str) -> None:
    """Record that a delivery was overtaken; what a digest was to link is let go with it."""
    row = known(connection, delivery_id)
    move(
        connection,
        delivery_id,
        DeliveryState.OBSOLETE,
        at=at,
        reason=reason,
        error=reason,
        parked_for=None,
    )
    if row.kind is DeliveryKind.DIGEST:
        move_members(connection, delivery_id, DeliveryState.OBSOLETE, at=at, reason=reason, error=reason)


def park(
    connection: Connection,
    delivery_id: int,
    *,
    at: datetime,
    error: str,
    problem: str,
    next_attempt_at: datetime | None,
    doubt_since: datetime | None,
    tell: Collection[str],
) -> bool:
    """Record a refusal; return whether its problem is new at this target, which `tell` is told of."""
    row = known(connection, delivery_id)
    move(
        connection,
        delivery_id,
        DeliveryState.PARKED,
        at=at,
        reason=error,
        error=error,
        next_attempt_at=next_attempt_at or NEVER,
        attempted_at=doubt_since,
    )
    alert_id, is_new = raise_alert(
        connection,
        target=row.target,
        problem=problem,
        is_mendable=next_attempt_at is not None,
        at=at,
        tell=tell,
        told=row.parked_for,
    )
    connection.execute(update(deliveries).where(deliveries.c.id == delivery_id).values(parked_for=alert_id))
    return is_new
