"""What admins are told of sources that are down: each outage once, on a card that is shared by a burst.

Called by the store, each function inside one transaction. Guarantees: of one source at most one outage is
told at a time; its end brings the card up to date, and when all of a card's sources are well or gone, one
more card says so, where the first may have been read.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from bot.adapters.database.alerts import raise_alert
from bot.adapters.database.outbox import alert_cards, put_in, recovery_delivery, update_delivery
from bot.adapters.database.schema import alerts, outages
from bot.core.model import DeliveryState
from bot.core.outages import JOINED_WITHIN, SOURCES, OutageNews, SourceOutage

_OUTAGE = select(
    outages.c.feed_id, outages.c.since_at, outages.c.over_at, outages.c.ending, outages.c.alert_id
).order_by(outages.c.id)


def lasting_outages(connection: Connection) -> Sequence[SourceOutage]:
    """Return the outages that were told and are not over."""
    return _read(connection.execute(_OUTAGE.where(outages.c.over_at.is_(None))).all())


def outages_of(connection: Connection, alert_id: int) -> Sequence[SourceOutage]:
    """Return what a card tells, in the order in which it was told."""
    return _read(connection.execute(_OUTAGE.where(outages.c.alert_id == alert_id)).all())


def _read(rows: Sequence[Any]) -> Sequence[SourceOutage]:
    return [SourceOutage(**row._mapping) for row in rows]


def tell_outages(connection: Connection, news: OutageNews, tell: Collection[str], at: datetime) -> OutageNews:
    """Keep what has changed, and have the targets in `tell` told; return what was not known already."""
    lasting = {outage.feed_id: outage for outage in lasting_outages(connection)}
    begun = tuple(one for one in news.begun if one.feed_id not in lasting)
    over = tuple(one for one in news.over if one.feed_id in lasting)
    changed: set[int] = set()
    for one in over:
        its = (outages.c.feed_id == one.feed_id) & outages.c.over_at.is_(None)
        connection.execute(update(outages).where(its).values(over_at=one.over_at, ending=one.ending))
        changed.add(lasting[one.feed_id].alert_id or 0)
    if begun:
        joined = _recent_alert(connection, tell, at)
        alert_id = joined or _new_alert(connection, tell, at)
        values = [{"alert_id": alert_id, "feed_id": one.feed_id, "since_at": one.since_at} for one in begun]
        connection.execute(insert(outages), values)
        changed |= {joined} if joined else set()
    for alert_id in sorted(changed):
        _bring_up_to_date(connection, alert_id, at)
    return OutageNews(begun, over)


def _recent_alert(connection: Connection, tell: Collection[str], at: datetime) -> int | None:
    """Return the alert, made just now at the same targets, that is to tell of one more outage."""
    recent = (alerts.c.target == SOURCES) & alerts.c.resolved_at.is_(None)
    query = select(alerts.c.id).where(recent, alerts.c.since_at > at - JOINED_WITHIN)
    for alert_id in connection.execute(query.order_by(alerts.c.id.desc())).scalars():
        if {card.target for card in alert_cards(connection, alert_id)} == set(tell):
            return int(alert_id)
    return None


def _new_alert(connection: Connection, tell: Collection[str], at: datetime) -> int:
    problem = f"sources that were down at {at.isoformat()}"
    alert_id, _ = raise_alert(connection, target=SOURCES, problem=problem, is_mendable=True, at=at, tell=tell)
    return alert_id


def _bring_up_to_date(connection: Connection, alert_id: int, at: datetime) -> None:
    cards = alert_cards(connection, alert_id)
    put_in(connection, [update_delivery(card, f"sources {at.isoformat()}", at) for card in cards])
    if any(outage.over_at is None for outage in outages_of(connection, alert_id)):
        return
    connection.execute(update(alerts).where(alerts.c.id == alert_id).values(resolved_at=at))
    read = [card for card in cards if card.state is DeliveryState.SENT or card.attempted_at is not None]
    put_in(connection, [recovery_delivery(card, alert_id, at) for card in read])
