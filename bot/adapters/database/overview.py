"""What `/status` is made of, read at one go.

`store.SqlStore.overview` runs it in one transaction, so that it is one state of the database. Guarantees: the
number of queries is always the same, and each finds what it needs by an index: of a feed with thousands of
statements the newest one alone is looked at.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Connection, Select, case, func, select, text

from bot.adapters.database.conditions import is_awaited, is_undecided
from bot.adapters.database.configuring import refused_file
from bot.adapters.database.gaps import last_outages
from bot.adapters.database.newest import newest_statements
from bot.adapters.database.reading import feed_states
from bot.adapters.database.schema import alerts, deliveries, entries, feeds
from bot.adapters.database.transitions import UNDELIVERED
from bot.core.model import DeliveryState, Refused
from bot.ports import Overview

REFUSED_SHOWN = 20
OUTAGES_OF = timedelta(days=2)  #: those that ended so long ago at most

_SIZE = text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
_SCHEMA = text("SELECT version_num FROM alembic_version")


def overview(
    connection: Connection,
    unions: Mapping[str, Collection[str]],
    now: datetime,
    own_host_feed_ids: Collection[str],
) -> Overview:
    """Return the state of feeds and outbox, and the newest statement of each union's feeds."""
    newest = newest_statements(connection, unions, 1, own_host_feed_ids)
    pending, waiting_since_at = _pending(connection, now)
    refused, parked = _refused(connection)
    return Overview(
        states=feed_states(connection),
        outages=last_outages(connection, now - OUTAGES_OF),  # each feed's last one
        held_by_feed=_held(connection),
        last_statements={union_id: one for union_id, of_union in newest.items() for one in of_union},
        pending=pending,
        parked=parked,
        waiting_since_at=waiting_since_at,
        refused=refused,
        schema=str(connection.execute(_SCHEMA).scalar_one()),
        database_bytes=int(connection.execute(_SIZE).scalar_one()),
        file_refused=refused_file(connection),
    )


def _held(connection: Connection) -> Mapping[str, int]:
    """Return how many entries of each feed wait for a person, where any does."""
    return {row[0]: int(row[1]) for row in connection.execute(_held_query()) if row[1]}


@cache
def _held_query() -> Select[str, int]:
    number = (
        select(func.count())
        .where(entries.c.feed_id == feeds.c.feed_id, is_undecided())
        .correlate(feeds)
        .scalar_subquery()
    )
    return select(feeds.c.feed_id, number)


def _pending(connection: Connection, now: datetime) -> tuple[int, datetime | None]:
    """Return how many deliveries are to be made, and since when the oldest of those that are due is.

    An edit that is put off is not due yet; what failed is since it was put into the outbox.
    """
    is_tried = deliveries.c.attempts > 0
    due_at = case(
        (is_tried, deliveries.c.created_at),
        (deliveries.c.next_attempt_at <= now, deliveries.c.next_attempt_at),
        else_=None,
    )
    query = select(func.count(), func.min(due_at, type_=deliveries.c.created_at.type))
    number, since = connection.execute(query.where(deliveries.c.state.in_(UNDELIVERED), is_awaited())).one()
    return int(number), since


def _refused(connection: Connection) -> tuple[tuple[Refused, ...], int]:
    """Return what is parked by target and reason, the most first, and how many deliveries that is in all."""
    reason = func.coalesce(alerts.c.problem, deliveries.c.error, "")
    number = func.count()
    query = (
        select(deliveries.c.target, reason, number, func.min(deliveries.c.created_at))
        .select_from(deliveries.outerjoin(alerts, alerts.c.id == deliveries.c.parked_for))
        .where(deliveries.c.state == DeliveryState.PARKED)
        .group_by(deliveries.c.target, reason)
        .order_by(number.desc(), deliveries.c.target, reason)
    )
    found = [Refused(row[0], row[1], int(row[2]), row[3]) for row in connection.execute(query)]
    return tuple(found[:REFUSED_SHOWN]), sum(one.number for one in found)
