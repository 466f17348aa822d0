"""What admins are told of refusals: once for each target and problem, until it is resolved.

Called by `outcomes`, and by `outages` and `lacks` for what no delivery waits for, inside their transactions.
Guarantees: of one problem at one target at most one alert is open, its cards go through the outbox, and they
are brought up to date when it is over.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, exists, insert, select, update

from bot.adapters.database.outbox import alert_cards, alert_delivery, put_in, update_delivery
from bot.adapters.database.schema import alerts, deliveries
from bot.adapters.database.transitions import OPEN
from bot.core.model import Alert


def alert(connection: Connection, alert_id: int) -> Alert | None:
    """Return an alert."""
    row = connection.execute(select(alerts).where(alerts.c.id == alert_id)).one_or_none()
    return None if row is None else Alert(**row._mapping)


def raise_alert(
    connection: Connection,
    *,
    target: str,
    problem: str,
    is_mendable: bool,
    at: datetime,
    tell: Collection[str],
    told: int | None = None,
) -> tuple[int, bool]:
    """Return the id of the open alert about a problem at a target, and whether it is new.

    A new one gets a card at each target in `tell`. One that was closed meanwhile counts as open where it
    `told` of this very delivery that it is refused for good.
    """
    is_same = (alerts.c.target == target) & (alerts.c.problem == problem)
    is_open = alerts.c.resolved_at.is_(None) | ((alerts.c.id == told) & ~alerts.c.is_mendable)
    query = select(alerts.c.id).where(is_same, is_open).order_by(alerts.c.id)
    known = connection.execute(query).scalars().first()
    if known is not None:
        return known, False
    values = {"target": target, "problem": problem, "is_mendable": is_mendable, "since_at": at}
    alert_id: int = connection.execute(insert(alerts).returning(alerts.c.id), values).scalar_one()
    cards = [
        alert_delivery(alert_id=alert_id, about=target, problem=problem, target=one, at=at) for one in tell
    ]
    put_in(connection, cards)
    return alert_id, True


def resolve_alerts(
    connection: Connection, target: str, at: datetime, *, told: int | None = None
) -> Sequence[str]:
    """End the alerts about a target where something just went through; return the problems that are over.

    One that something at the target still waits for stays open. What was refused for good stays refused:
    such an alert is closed, so that the next refusal is told again, and its card stays as it is, until the
    last of what it `told` of has gone through after all.
    """
    waits = exists().where(deliveries.c.parked_for == alerts.c.id, deliveries.c.state.in_(OPEN))
    is_open = alerts.c.resolved_at.is_(None) | ((alerts.c.id == told) & ~waits)
    query = select(alerts, waits.label("waits")).where(alerts.c.target == target, is_open)
    over = connection.execute(query.where(~alerts.c.is_mendable | ~waits)).all()
    if not over:
        return ()
    mended = [row for row in over if row.is_mendable or (row.id == told and not row.waits)]
    close_alerts(connection, [row.id for row in over], at, mended=[row.id for row in mended])
    return [row.problem for row in mended]


def close_alerts(
    connection: Connection, alert_ids: Collection[int], at: datetime, *, mended: Collection[int]
) -> None:
    """End alerts; the cards of those among them that are `mended` are brought up to date."""
    connection.execute(update(alerts).where(alerts.c.id.in_(alert_ids)).values(resolved_at=at))
    cards = [card for alert_id in mended for card in alert_cards(connection, alert_id)]
    put_in(connection, [update_delivery(card, "resolved", at) for card in cards])
