"""Catch-up digests: many statements that one post links.

Called by the store. Guarantees: which statements a digest links is recorded when it is put in, a statement is
in one digest at most, and is neither posted itself meanwhile nor forgotten when the digest is let go.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, exists, func, select, update

from bot.adapters.database.outbox import digest_delivery, put_in
from bot.adapters.database.schema import deliveries, entries, routes
from bot.adapters.database.transitions import NEVER, OPEN, move_all
from bot.core.errors import StoreError
from bot.core.model import BESIDE, DeliveryKind, DeliveryState, DigestMember

_MEMBER = (deliveries.c.id, deliveries.c.entry_id)
_IN_ORDER = (deliveries.c.said_at, deliveries.c.id)


def overdue(
    connection: Connection, prefix: str, said_before: datetime, more_than: int
) -> Mapping[str, Sequence[DigestMember]]:
    """Return by target the statements that wait there since before, never tried, where there are `more_than`.

    Not what a new route asked for: that was not missed. And nothing of a target where a post was tried and
    is not through yet: until then, others will come.
    """
    found: dict[str, list[DigestMember]] = defaultdict(list)
    asked = {"said_before": said_before, "more_than": more_than}
    for row in connection.execute(_overdue(prefix), asked):
        found[row.target].append(DigestMember(row.id, row.entry_id))
    return found


_WITH_ROUTE = deliveries.join(entries, entries.c.id == deliveries.c.entry_id).outerjoin(
    routes, (routes.c.feed_id == entries.c.feed_id) & (routes.c.target == deliveries.c.target)
)


@cache  # asked at every tick
def _overdue(prefix: str) -> Select[Any]:
    is_overdue = _is_overdue(prefix)
    crowded = select(deliveries.c.target).select_from(_WITH_ROUTE).where(is_overdue)
    crowded = crowded.group_by(deliveries.c.target).having(func.count() > bindparam("more_than"))
    query = select(deliveries.c.target, *_MEMBER).select_from(_WITH_ROUTE)
    return query.where(is_overdue, deliveries.c.target.in_(crowded)).order_by(*_IN_ORDER)


def _is_overdue(prefix: str) -> ColumnElement[bool]:
    tried = deliveries.alias("tried")
    is_stuck = exists().where(
        tried.c.target == deliveries.c.target,
        tried.c.kind.not_in(BESIDE),
        tried.c.state.in_(OPEN),
        tried.c.next_attempt_at < NEVER,
        tried.c.attempts > 0,
    )
    return (
        (deliveries.c.kind == DeliveryKind.STATEMENT)
        & (deliveries.c.state == DeliveryState.PENDING)
        & (deliveries.c.attempts == 0)
        & deliveries.c.attempted_at.is_(None)
        & deliveries.c.digest_id.is_(None)
        & (deliveries.c.said_at <= bindparam("said_before"))
        & deliveries.c.target.startswith(prefix, autoescape=True)
        & (routes.c.opened_at.is_(None) | (routes.c.opened_at < deliveries.c.created_at))
        & ~is_stuck
    )


def add_digests(
    connection: Connection, target: str, digests: Sequence[Sequence[DigestMember]], at: datetime
) -> None:
    """Put in a target's digests, in order; StoreError where a member does not wait any more."""
    for members in digests:
        ids = [member.delivery_id for member in members]
        rows = connection.execute(
            select(deliveries.c.nonce, deliveries.c.said_at)
            .where(deliveries.c.id.in_(ids))
            .order_by(*_IN_ORDER)
        ).all()
        digest = digest_delivery(
            target=target, nonces=[row.nonce for row in rows], said_at=rows[0].said_at, at=at
        )
        put_in(connection, [digest])
        made = select(deliveries.c.id).where(deliveries.c.nonce == digest["nonce"])
        _join(connection, ids, connection.execute(made).scalar_one())


def _join(connection: Connection, ids: Sequence[int], digest_id: int) -> None:
    waits = (
        deliveries.c.id.in_(ids)
        & (deliveries.c.state == DeliveryState.PENDING)
        & (deliveries.c.attempts == 0)
        & deliveries.c.attempted_at.is_(None)
        & deliveries.c.digest_id.is_(None)
    )
    joined = connection.execute(update(deliveries).where(waits).values(digest_id=digest_id))
    if joined.rowcount != len(ids):
        raise StoreError("a statement of the digest does not wait any more; nothing was changed")


def digest_members(connection: Connection, digest_id: int) -> Sequence[DigestMember]:
    """Return the statements a digest links, in the order in which they were said; not those let go."""
    query = select(*_MEMBER).where(
        deliveries.c.digest_id == digest_id, deliveries.c.state != DeliveryState.OBSOLETE
    )
    return [DigestMember(row.id, row.entry_id) for row in connection.execute(query.order_by(*_IN_ORDER))]


def move_members(
    connection: Connection, digest_id: int, state: DeliveryState, *, at: datetime, reason: str, **values: Any
) -> None:
    """Bring the statements of a digest into the state the digest came into."""
    ids = [member.delivery_id for member in digest_members(connection, digest_id)]
    move_all(connection, ids, state, at=at, reason=reason, allowed=(DeliveryState.PENDING,), **values)
