"""Puts in the cards of what waits for a person's decision and came when there was no channel to show it in.

Called by `configuring` inside its transaction, whenever a state of feeds.yaml comes into force. Guarantees:
a review channel that stays one gets nothing by this, for what came since its last card has one.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, exists, func, or_, select

from bot.adapters.database.announcing import Held, held_cards
from bot.adapters.database.conditions import has_card, is_undecided, shares_card
from bot.adapters.database.outbox import put_in, quarantine_delivery
from bot.adapters.database.rows import Values
from bot.adapters.database.schema import deliveries, entries, feeds, revisions, verdicts
from bot.core.model import DeliveryKind

_CARDS = (DeliveryKind.REVIEW, DeliveryKind.QUARANTINE, DeliveryKind.MORE_HELD)


def show_undecided(
    connection: Connection, feed_ids: Collection[str], targets: Collection[str], at: datetime
) -> None:
    """Show what these feeds have in quarantine, or held, at the targets that were no review channels then."""
    if not targets:
        return
    quarantined = _quarantined(connection, feed_ids)
    rows: list[Values] = []
    for target in targets:
        rows += [
            quarantine_delivery(feed_id=one.feed_id, since_at=one.quarantine_since_at, target=target, at=at)
            for one in quarantined
        ]
        held = _held_since(connection, feed_ids, _last_card_at(connection, target))
        for feed_id, of_feed in held.items():
            rows += held_cards(feed_id, of_feed, [target], at)
    put_in(connection, rows)


def _quarantined(connection: Connection, feed_ids: Collection[str]) -> Sequence[Row[Any, Any]]:
    query = select(feeds.c.feed_id, feeds.c.quarantine_since_at).order_by(feeds.c.feed_id)
    return connection.execute(
        query.where(feeds.c.quarantine_since_at.is_not(None), feeds.c.feed_id.in_(feed_ids))
    ).all()


def _last_card_at(connection: Connection, target: str) -> datetime | None:
    query = select(func.max(deliveries.c.created_at))
    cards = query.where(deliveries.c.target == target, deliveries.c.kind.in_(_CARDS))
    return connection.execute(cards).scalar_one_or_none()


def _has_post() -> ColumnElement[bool]:
    return exists().where(deliveries.c.entry_id == entries.c.id, deliveries.c.kind == DeliveryKind.STATEMENT)


def _held_since(
    connection: Connection, feed_ids: Collection[str], since: datetime | None
) -> Mapping[str, Sequence[Held]]:
    """Return what waits for a decision and was seen after an instant, by feed id, oldest first.

    What was believed at first, and is not since feeds.yaml changed, is told with that change.
    """
    newest = (verdicts.c.entry_id == entries.c.id) & (verdicts.c.number == entries.c.revision)
    seen = (revisions.c.entry_id == entries.c.id) & (revisions.c.number == entries.c.revision)
    query = (
        select(entries.c.feed_id, entries.c.id, entries.c.key, entries.c.revision)
        .join(verdicts, newest)
        .join(revisions, seen)
        .where(is_undecided(), ~shares_card(), or_(has_card(), ~_has_post()))
        .order_by(entries.c.said_at, entries.c.id)
    )
    if since is not None:
        query = query.where(revisions.c.fetched_at > since)
    held: dict[str, list[Held]] = defaultdict(list)
    for feed_id, *found in connection.execute(query):
        if feed_id in feed_ids:
            held[feed_id].append(Held(*found))
    return held
