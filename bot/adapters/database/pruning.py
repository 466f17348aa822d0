"""Forgetting what nobody misses, a little at a time.

Called by the store, each call one short transaction, so that a delivering bot never waits for long.
Guarantees: entries with their keys, texts and verdicts, decisions, the audit and every delivery with its
nonce and receipt stay for ever, whatever the limit: nothing is posted twice for having been forgotten. The
history of deliveries stays append-only: the database lets go only of what is older than a limit that is
written down first.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, func, insert, select, true, tuple_, update

from bot.adapters.database.gaps import forget_gaps
from bot.adapters.database.lists import json_each, number_of
from bot.adapters.database.schema import (
    deliveries,
    delivery_events,
    entries,
    gaps,
    listings,
    prunings,
    raws,
)
from bot.core.contact import GapKind
from bot.core.model import DeliveryState, Forgettable, RawPart

#: Rows that one transaction lets go of; a raw body may be megabytes. Of gaps those of one source go at once.
BATCH: Mapping[Forgettable, int] = {
    Forgettable.RAWS: 50,
    Forgettable.HISTORY: 500,
}
_DONE = (DeliveryState.SENT, DeliveryState.OBSOLETE)


def prunable(connection: Connection, part: Forgettable, before: datetime) -> int:
    """Return how many rows a limit lets go of."""
    found = _FOUND[part](before).subquery()
    return int(connection.execute(select(func.count()).select_from(found)).scalar_one())


def prune(connection: Connection, part: Forgettable, before: datetime) -> int:
    """Let go of some of what is older than a limit; return how many rows, 0 where none is left."""
    return _FORGET[part](connection, before)


def _old_raws(before: datetime) -> Select[Any]:
    key = (raws.c.entry_id, raws.c.number, raws.c.part)
    return select(*key).where(raws.c.kept_at < before, ~_tells_edits()).order_by(raws.c.kept_at)


def _tells_edits() -> ColumnElement[bool]:
    """Return whether a raw is what an edit is told by, of an entry that its feed still lists.

    A feed may say for a year that nothing has changed: then no poll would keep it again.
    """
    entry_id = json_each(listings.c.entry_ids).table_valued("value", name="listed")
    named = select(number_of(entry_id)).select_from(listings.join(entry_id, true()))
    newest = select(entries.c.revision).where(entries.c.id == raws.c.entry_id).scalar_subquery()
    return (raws.c.part == RawPart.ENTRY) & (raws.c.number == newest) & raws.c.entry_id.in_(named)


def _old_steps(before: datetime) -> Select[Any]:
    is_done = deliveries.c.state.in_(_DONE)
    of = delivery_events.join(deliveries, delivery_events.c.delivery_id == deliveries.c.id)
    steps = select(delivery_events.c.id).select_from(of).where(delivery_events.c.at < before, is_done)
    return steps.order_by(delivery_events.c.id)


def _old_gaps(before: datetime) -> Select[Any]:
    return select(gaps.c.id).where(_is_old_gap(before))


def _is_old_gap(before: datetime) -> ColumnElement[bool]:
    return (gaps.c.until_at < before) & (gaps.c.kind != GapKind.UNKNOWN)


def _forget_raws(connection: Connection, before: datetime) -> int:
    some = _old_raws(before).limit(BATCH[Forgettable.RAWS])
    key = tuple_(raws.c.entry_id, raws.c.number, raws.c.part)
    return connection.execute(delete(raws).where(key.in_(some))).rowcount


def _forget_steps(connection: Connection, before: datetime) -> int:
    _write_down(connection, Forgettable.HISTORY, before)
    some = _old_steps(before).limit(BATCH[Forgettable.HISTORY])
    return connection.execute(delete(delivery_events).where(delivery_events.c.id.in_(some))).rowcount


def _forget_gaps(connection: Connection, before: datetime) -> int:
    """Forget those of one source; what was before the last of them is unknown then."""
    first = connection.execute(select(func.min(gaps.c.feed_id)).where(_is_old_gap(before))).scalar()
    return 0 if first is None else forget_gaps(connection, first, _is_old_gap(before))


def _write_down(connection: Connection, part: Forgettable, before: datetime) -> None:
    """Let the database know the limit, which never goes back."""
    of_part = prunings.c.part == part
    known = connection.execute(select(prunings.c.before_at).where(of_part)).scalar()
    if known is None:
        connection.execute(insert(prunings).values(part=part, before_at=before))
    elif known < before:
        connection.execute(update(prunings).where(of_part).values(before_at=before))


_FOUND: Mapping[Forgettable, Callable[[datetime], Select[Any]]] = {
    Forgettable.RAWS: _old_raws,
    Forgettable.HISTORY: _old_steps,
    Forgettable.GAPS: _old_gaps,
}
_FORGET: Mapping[Forgettable, Callable[[Connection, datetime], int]] = {
    Forgettable.RAWS: _forget_raws,
    Forgettable.HISTORY: _forget_steps,
    Forgettable.GAPS: _forget_gaps,
}
