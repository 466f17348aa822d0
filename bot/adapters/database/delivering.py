"""The store's part for what is to be delivered: see `bot.ports.Store`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from bot.adapters.database import dayposts, digests, due, outbox, outcomes, restoring, transitions
from bot.adapters.database.access import Access
from bot.adapters.database.alerts import alert
from bot.core.model import (
    Alert,
    DayPosted,
    Delivery,
    DeliveryEvent,
    DeliveryKind,
    DeliveryReceipt,
    DigestMember,
)


class Delivering(Access):
    """The outbox."""

    async def add_day_post(self, *, strike_id: str, on: date, target: str, at: datetime) -> bool:
        """Put a day post into the outbox; False where (strike, date, target), or the day after, has one."""
        return await self._put(dayposts.put_day, strike_id=strike_id, on=on, target=target, at=at)

    async def last_day_post(self, *, strike_id: str, target: str, before: date) -> DayPosted | None:
        """Return the newest day post of a strike that was made at a target for an earlier date."""
        return await self._read(dayposts.last_day_post, strike_id=strike_id, target=target, before=before)

    async def note_known(self, delivery_id: int, known_to: int) -> None:
        """Remember the highest id of the entries that a day post knows, unless it may have been made."""
        await self._write(dayposts.note_known, delivery_id, known_to)

    async def put_total(
        self, *, strike_id: str, target: str, days: int, told: str, at: datetime, is_news: bool
    ) -> bool:
        """Put in the total where there is none yet and it is news; bring one that differs up to date."""
        return await self._put(
            dayposts.put_total,
            strike_id=strike_id,
            target=target,
            days=days,
            told=told,
            at=at,
            is_news=is_news,
        )

    async def add_channel_topic(self, *, strike_id: str, target: str, occasion: str, at: datetime) -> bool:
        """Have a channel's topic say which day it is; False where it was put in for this occasion already."""
        row = outbox.topic_delivery(strike_id=strike_id, target=target, occasion=occasion, at=at)
        return await self._put(outbox.put_in, [row]) == 1

    async def take_back_total(self, *, strike_id: str, target: str, at: datetime) -> bool:
        """Have a total that was posted say that the strike goes on; False where there is none."""
        return await self._put(dayposts.take_back_total, strike_id=strike_id, target=target, at=at)

    async def next_due_at(self, target_prefix: str) -> datetime | None:
        """Return from when on something is due at such targets; None where nothing waits there."""
        return await self._read(due.next_due_at, target_prefix)

    async def due_deliveries(
        self, target_prefix: str, now: datetime, *, busy: Collection[str] = ()
    ) -> Sequence[Delivery]:
        """Return what is due at `now` outside the `busy` lanes, each lane in order, the first of each first.

        At most 10 of a lane, and 500. Nothing is returned that is behind one of its lane that waits.
        """
        return await self._read(due.take_out, target_prefix, now, busy)

    async def mark_sending(
        self, delivery_id: int, at: datetime, *, doubt_since: datetime | None = None
    ) -> None:
        """Record that an attempt begins (attempts + 1); StoreError where it was sent or given up."""
        await self._write(outcomes.begin, delivery_id, at, doubt_since)

    async def mark_delivered(
        self, receipt: DeliveryReceipt, *, then: Collection[DeliveryKind] = ()
    ) -> Sequence[str]:
        """Record success, with the message's id, and return the problems that are over with it.

        The first receipt of a delivery stands. What is `then` to be done is put into the outbox too.
        """
        return await self._write(outcomes.deliver, receipt, then=then)

    async def mark_retry(
        self,
        delivery_id: int,
        *,
        at: datetime,
        error: str,
        next_attempt_at: datetime,
        doubt_since: datetime | None = None,
    ) -> None:
        """Record a failed attempt that is to be tried again."""
        await self._write(
            outcomes.fail,
            delivery_id,
            at=at,
            error=error,
            next_attempt_at=next_attempt_at,
            doubt_since=doubt_since,
        )

    async def mark_obsolete(self, delivery_id: int, *, at: datetime, reason: str) -> None:
        """Record that a delivery was overtaken; a statement's comes back if its entry is posted again."""
        await self._write(outcomes.let_go, delivery_id, at=at, reason=reason)

    async def mark_parked(
        self,
        delivery_id: int,
        *,
        at: datetime,
        error: str,
        problem: str | None = None,
        next_attempt_at: datetime | None = None,
        doubt_since: datetime | None = None,
        tell: Collection[str] = (),
    ) -> bool:
        """Record a refusal that only an admin can mend; return whether its problem is new at this target.

        The targets in `tell` get a card of a new one.
        """
        return await self._write(
            outcomes.park,
            delivery_id,
            at=at,
            error=error,
            problem=problem or error,
            next_attempt_at=next_attempt_at,
            doubt_since=doubt_since,
            tell=tell,
        )

    async def notice_restore(self, now: datetime) -> datetime | None:
        """Put in doubt, once, all that followed the snapshot this database is; return when it was taken."""
        return await self._write(restoring.notice_restore, now)

    async def resume_parked(self, target_prefix: str, now: datetime, *, for_good: bool = False) -> None:
        """Make what is parked for a while, or what is `for_good` too, due now."""
        await self._write(due.resume_parked, target_prefix, now, for_good)

    async def delivery_history(self, delivery_id: int) -> Sequence[DeliveryEvent]:
        """Return every step of a delivery since it was put in, in order."""
        return await self._read(transitions.history, delivery_id)

    async def alert(self, alert_id: int) -> Alert | None:
        """Return what admins were told of a refusal."""
        return await self._read(alert, alert_id)

    async def overdue_statements(
        self, target_prefix: str, said_before: datetime, *, more_than: int
    ) -> Mapping[str, Sequence[DigestMember]]:
        """Return by target what a catch-up digest is to link, in order, where there is more than so much."""
        return await self._read(digests.overdue, target_prefix, said_before, more_than)

    async def add_digests(self, target: str, parts: Sequence[Sequence[DigestMember]], at: datetime) -> None:
        """Put digests into the outbox, all or none; their statements are not posted themselves any more."""
        await self._write(digests.add_digests, target, parts, at)

    async def digest_members(self, digest_id: int) -> Sequence[DigestMember]:
        """Return the statements a digest links, in order; not those let go."""
        return await self._read(digests.digest_members, digest_id)
