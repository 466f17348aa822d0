"""What is to be posted, what came of it, and what admins are told of that: a part of the store.

Every method is one transaction; errors are StoreError.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.core.model import (
    Alert,
    DayPosted,
    Delivery,
    DeliveryEvent,
    DeliveryKind,
    DeliveryReceipt,
    DigestMember,
)


class Outbox(Protocol):
    """What is to be posted, what came of it, and what admins are told of that."""

    async def add_day_post(self, *, strike_id: str, on: date, target: str, at: datetime) -> bool:
        """Put a day post into the outbox; False where (strike, date, target), or the day after, has one."""
        ...

    async def last_day_post(self, *, strike_id: str, target: str, before: date) -> DayPosted | None:
        """Return the newest day post of a strike that was made at a target for a date before this one."""
        ...

    async def note_known(self, delivery_id: int, known_to: int) -> None:
        """Remember the highest id of the entries that a day post knows, as it is put together.

        Where an earlier attempt may have made the post, what that one knew stands.
        """
        ...

    async def put_total(
        self, *, strike_id: str, target: str, days: int, told: str, at: datetime, is_news: bool
    ) -> bool:
        """Put the total of a strike into the outbox where this target has none yet and it is news.

        One that was `told` otherwise is brought up to date. Return whether anything was to be done.
        """
        ...

    async def add_channel_topic(self, *, strike_id: str, target: str, occasion: str, at: datetime) -> bool:
        """Have a channel's topic say which day it is; False where it was put in for this occasion already."""
        ...

    async def take_back_total(self, *, strike_id: str, target: str, at: datetime) -> bool:
        """Have a total that was posted say that the strike goes on; False where there is none.

        A later total of the same strike is posted anew.
        """
        ...

    async def next_due_at(self, target_prefix: str) -> datetime | None:
        """Return from when on something is due at targets with this prefix; None where nothing waits there.

        Until then there is nothing for `due_deliveries` or `overdue_statements`; asking is cheap.
        """
        ...

    async def due_deliveries(
        self, target_prefix: str, now: datetime, *, busy: Collection[str] = ()
    ) -> Sequence[Delivery]:
        """Return what is due at `now` outside the `busy` lanes (`Delivery.lane`), each lane in its order.

        That is: tried ones first, then as they were said. Behind one that waits for its next try, those of
        its lane wait too; an edit waits while nobody knows whether its post was made. At most a few of each
        lane, the first of every lane first.
        """
        ...

    async def mark_sending(
        self, delivery_id: int, at: datetime, *, doubt_since: datetime | None = None
    ) -> None:
        """Record that an attempt begins (attempts + 1), in the row's `attempted_at` too.

        `doubt_since`: when an earlier attempt began that may have made it.
        """
        ...

    async def mark_delivered(
        self, receipt: DeliveryReceipt, *, then: Collection[DeliveryKind] = ()
    ) -> Sequence[str]:
        """Record success, with the message's id, and return the problems that are over with it.

        In the same transaction: the statements of a digest are delivered with it, alerts whose problem is
        over are resolved, and what is `then` to be done (PUBLISH, THREAD) is put into the outbox.
        """
        ...

    async def mark_retry(
        self,
        delivery_id: int,
        *,
        at: datetime,
        error: str,
        next_attempt_at: datetime,
        doubt_since: datetime | None = None,
    ) -> None:
        """Record a failed attempt that is to be tried again.

        `doubt_since`: when the first attempt began that may have made it.
        """
        ...

    async def mark_obsolete(self, delivery_id: int, *, at: datetime, reason: str) -> None:
        """Record that a delivery was overtaken and will never be made; a digest's statements with it."""
        ...

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
        """Record a refusal that only an admin can mend; without `next_attempt_at`, one for good.

        Of each `problem` at its target (by default the error) the targets in `tell` get one card until it is
        over. Return whether it is new.
        """
        ...

    async def notice_restore(self, now: datetime) -> datetime | None:
        """Take note, once, that this database is a snapshot taken earlier; return when, else None.

        Whatever may have been posted since is looked for in its channel before it is posted.
        """
        ...

    async def resume_parked(self, target_prefix: str, now: datetime, *, for_good: bool = False) -> None:
        """Make what is parked for a while due now, when an admin may have mended it.

        With `for_good` also what was refused for good: at a start, when what refused it may have been mended.
        """
        ...

    async def delivery_history(self, delivery_id: int) -> Sequence[DeliveryEvent]:
        """Return every step of a delivery since it was put in, in order."""
        ...

    async def alert(self, alert_id: int) -> Alert | None:
        """Return what admins were told of a refusal."""
        ...

    async def overdue_statements(
        self, target_prefix: str, said_before: datetime, *, more_than: int
    ) -> Mapping[str, Sequence[DigestMember]]:
        """Return by target, in order, what was said before an instant and was never tried, where it is much.

        Not what a new route asked for, and nothing of a target where a post was tried and is not through yet.
        """
        ...

    async def add_digests(self, target: str, parts: Sequence[Sequence[DigestMember]], at: datetime) -> None:
        """Put digests into the outbox, all or none; their statements are not posted themselves any more.

        Raises:
            StoreError: one of the statements does not wait any more.
        """
        ...

    async def digest_members(self, digest_id: int) -> Sequence[DigestMember]:
        """Return the statements a digest links, in order; not those let go."""
        ...

    async def put_off_until(self, entry_id: int, now: datetime) -> datetime | None:
        """Return when an entry's posts will show its newest words, where it changes too often for now."""
        ...

    async def revision_told(self, delivery_id: int) -> int:
        """Return the number of the revision that members knew of before the one a correction is about."""
        ...
