"""`bot.ports.Store` on SQLAlchemy: each method one transaction.

Opened by the composition root with `open_store`; used by the services. Guarantees: what a method has
returned from is on disk, what failed has left nothing behind, and every refusal of the database is a
StoreError that names the file and says what to do.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from bot.adapters.database import outbox, reading
from bot.adapters.database.engine import BUSY_SECONDS, Place, Side, Sides, check_folder, open_sides, read_url
from bot.adapters.database.failures import store_errors
from bot.adapters.database.migrate import migrate
from bot.adapters.database.schema import deliveries
from bot.adapters.database.updates import write_states, write_update
from bot.core.errors import StoreError
from bot.core.model import (
    Delivery,
    DeliveryReceipt,
    DeliveryState,
    FeedState,
    FeedUpdate,
    KnownEntry,
    Statement,
)
from bot.ports import StoreCounts

P = ParamSpec("P")
T = TypeVar("T")


@asynccontextmanager
async def open_store(database_url: str, *, busy_seconds: float = BUSY_SECONDS) -> AsyncIterator["SqlStore"]:
    """Open a database, made or upgraded first where needed, and close it at the end.

    Raises:
        StoreError: the address, the file or its schema cannot be used; the sentence says what to do.
    """
    place = read_url(database_url)
    check_folder(place)
    sides = open_sides(place, busy_seconds=busy_seconds)
    try:
        with store_errors(str(place)):
            await asyncio.to_thread(migrate, sides.writer.engine, where=str(place))
        yield SqlStore(place, sides)
    finally:
        await asyncio.to_thread(sides.close)


class SqlStore:
    """Everything that is remembered, in one SQL database."""

    def __init__(self, place: Place, sides: Sides) -> None:
        self._place = place
        self._sides = sides

    async def _read(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return await self._run(self._sides.reader, lambda connection: work(connection, *args, **kwargs))

    async def _write(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return await self._run(self._sides.writer, lambda connection: work(connection, *args, **kwargs))

    async def _run(self, side: Side, work: Callable[[Connection], T]) -> T:
        with store_errors(str(self._place)):
            return await side.run(work)

    # polling

    async def feed_states(self) -> Mapping[str, FeedState]:
        """Return what is remembered of every feed, by feed id."""
        return await self._read(reading.feed_states)

    async def routes(self) -> Mapping[str, Mapping[str, datetime]]:
        """Return by feed id the targets that follow it, with the instant each began to."""
        return await self._read(reading.opened_routes)

    async def known_entries(self, feed_id: str, keys: Collection[str]) -> Sequence[KnownEntry]:
        """Return this feed's stored entries that carry any of `keys`, in order of their ids."""
        return await self._read(reading.known_entries, feed_id, keys)

    async def apply(self, update: FeedUpdate) -> None:
        """Store a poll's outcome in one transaction; applying it again changes nothing."""
        await self._write(write_update, update)

    async def save_feed_states(self, states: Sequence[FeedState]) -> None:
        """Store feeds' states alone (not modified, or failed)."""
        await self._write(write_states, states)

    # delivering

    async def add_day_post(self, *, strike_id: str, on: date, target: str, at: datetime) -> bool:
        """Put a day post into the outbox; False where (strike, date, target) already has one."""
        row = outbox.day_delivery(strike_id=strike_id, on=on, target=target, at=at)
        return await self._write(outbox.put_in, [row]) == 1

    async def due_deliveries(self, target_prefix: str, now: datetime) -> Sequence[Delivery]:
        """Return deliveries pending or left in `sending`, due at `now`, in order of id; at most 100.

        No post is returned that is behind one of the same target which waits for its next try.
        """
        return await self._read(outbox.take_out, target_prefix, now)

    async def mark_sending(self, delivery_id: int, at: datetime) -> None:
        """Record that an attempt begins (attempts + 1); StoreError where it was sent or given up."""
        await self._move(
            delivery_id,
            DeliveryState.SENDING,
            attempts=deliveries.c.attempts + 1,
            attempted_at=at,
        )

    async def mark_delivered(self, receipt: DeliveryReceipt, *, then_publish: bool = False) -> None:
        """Record success, with the message's id; the first receipt of a delivery stands.

        `then_publish` puts its crosspost into the outbox in the same transaction.
        """
        await self._write(outbox.deliver, receipt, then_publish=then_publish)

    async def mark_retry(self, delivery_id: int, *, error: str, next_attempt_at: datetime) -> None:
        """Record a failed attempt that is to be tried again."""
        await self._move(delivery_id, DeliveryState.PENDING, error=error, next_attempt_at=next_attempt_at)

    async def mark_obsolete(self, delivery_id: int, *, reason: str) -> None:
        """Record that a delivery was overtaken; a statement's comes back if its entry is posted again."""
        await self._move(delivery_id, DeliveryState.OBSOLETE, error=reason)

    async def mark_parked(self, delivery_id: int, *, error: str) -> None:
        """Record a refusal that only an admin can mend."""
        await self._move(delivery_id, DeliveryState.PARKED, error=error)

    async def _move(self, delivery_id: int, state: DeliveryState, **values: Any) -> None:
        move = partial(outbox.move, allowed=outbox.UNDELIVERED, state=state, **values)
        await self._write(move, delivery_id)

    # reading

    async def statement(self, entry_id: int) -> Statement:
        """Return a stored entry with its newest revision; StoreError where there is none."""
        found = await self._read(reading.statement, entry_id)
        if found is None:
            raise StoreError(f"{self._place}: there is no entry {entry_id} in the database")
        return found

    async def statement_by_nonce(self, nonce: str) -> Statement | None:
        """Return the entry the delivery with this nonce posted, in its newest revision judged direct.

        Where none is direct any more: in its newest revision, whose verdict says so.
        """
        return await self._read(reading.statement_by_nonce, nonce)

    async def statements_by_link(self, canonical_link: str) -> Sequence[Statement]:
        """Return all stored entries with this canonical permalink, newest first."""
        return await self._read(reading.statements_by_link, canonical_link)

    async def latest_statements(self, feed_ids: Collection[str], limit: int) -> Sequence[Statement]:
        """Return the newest direct statements of these feeds (by publication, else first seen)."""
        return await self._read(reading.latest_statements, feed_ids, limit)

    async def posted_keys(self, feed_id: str, keys: Collection[str]) -> frozenset[str]:
        """Return which of these entries have a statement post that was sent, by entry key."""
        return await self._read(reading.posted_keys, feed_id, keys)

    async def counts(self) -> StoreCounts:
        """Return the figures `/status` shows."""
        return await self._read(reading.counts)
