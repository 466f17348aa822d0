"""Hops 7 and 8: take what waits in the outbox and have it posted.

The runner calls `Deliverer.deliver_due`. What is due is served side by side, each target's posts, edits and
crossposts in a lane of their own and each lane in order: one that is slow or refused never holds up another.
"""

import asyncio
import logging
import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.errors import StoreError
from bot.core.model import Catalogue, Delivery, Message
from bot.ports import Clock, Configuration, Poster, Store
from bot.services.catch_up import CatchUp
from bot.services.composer import Composer
from bot.services.courier import Courier
from bot.services.in_force import Derived, in_force

log = logging.getLogger(__name__)

#: While some lane is slow, the others are looked after this often.
LOOK_AGAIN_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Delivered:
    """A delivery that was made, and what was shown."""

    delivery: Delivery
    message: Message
    at: datetime


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A delivery that was refused or failed."""

    delivery: Delivery
    words: str  #: why, for the admin


@dataclass(slots=True)
class Deliveries:
    """What came of delivering everything that was due."""

    made: list[Delivered] = field(default_factory=list)
    failed: list[Undelivered] = field(default_factory=list)  #: tried again later, or parked


class Deliverer:
    """Posts what the outbox holds for one poster."""

    def __init__(
        self,
        *,
        catalogue: Catalogue | Configuration,
        store: Store,
        poster: Poster,
        composer: Composer,
        clock: Clock,
        jitter: Callable[[], float],
    ) -> None:
        self._store = store
        self._poster = poster
        self._clock = clock
        self._configuration = in_force(catalogue)

        def courier(catalogue: Catalogue) -> Courier:
            return Courier(
                catalogue=catalogue,
                store=store,
                poster=poster,
                composer=composer.by(catalogue),
                clock=clock,
                jitter=jitter,
                kept_until=self._configuration.kept_until,
            )

        def catch_up(catalogue: Catalogue) -> CatchUp:
            return CatchUp(
                catalogue=catalogue,
                store=store,
                composer=composer.by(catalogue),
                clock=clock,
                target_prefix=poster.target_prefix,
            )

        self._courier = Derived(self._configuration, courier)
        self._catch_up = Derived(self._configuration, catch_up)
        self._in_hand: dict[str, asyncio.Task[None]] = {}  # by lane
        self._done = Deliveries()
        self._errors: list[StoreError] = []

    async def deliver_pending(self) -> Sequence[Delivered]:
        """Post everything that is due now, and return what was posted, in order per target.

        Raises:
            StoreError: once what is in hand has come to an end.
        """
        return (await self.deliver_due()).made

    async def deliver_due(self, *, patience: timedelta | None = None) -> Deliveries:
        """Do as `deliver_pending`, and return what could not be posted too.

        After `patience` slow lanes are left to go on beside the next rounds; `finish` waits for them. To be
        called by one caller at a time.
        """
        clock = asyncio.get_running_loop().time
        ends_at = math.inf if patience is None else clock() + patience.total_seconds()
        try:
            while await self._began_any() or self._in_hand:
                left = ends_at - clock()
                if left <= 0:
                    break
                await asyncio.wait(self._in_hand.values(), timeout=min(left, LOOK_AGAIN_SECONDS))
                self._put_down()
        except BaseException:
            await self._drop()
            raise
        return self._take_done()

    async def finish(self) -> None:
        """Wait for the lanes that `deliver_due` left to go on."""
        if self._in_hand:
            await asyncio.wait(self._in_hand.values())
        self._put_down()
        self._take_done()

    async def go_on(self) -> None:
        """Go on from where the database stands; called at every start, before anything is polled."""
        now = self._clock.now()
        if (taken_at := await self._store.notice_restore(now)) is not None:
            log.warning(
                "the database is a snapshot of %s: what may have been posted since then is looked for in its "
                "channel before it is posted",
                taken_at.isoformat(timespec="seconds"),
            )
        # What failed by a fault of ours may go through by a newer version.
        await self._store.resume_parked(self._poster.target_prefix, now, for_good=True)

    async def resume_parked(self) -> None:
        """Try again what was refused until an admin changes something; when Discord says that one did."""
        await self._store.resume_parked(self._poster.target_prefix, self._clock.now())

    async def _began_any(self) -> bool:
        if self._errors or not self._poster.is_open or self._configuration.is_settling:
            return False
        try:
            return await self._begin_due()
        except StoreError as error:
            self._errors.append(error)
            return False

    async def _begin_due(self) -> bool:
        """Begin what is due in lanes that are free; return whether there is any."""
        due_at = await self._store.next_due_at(self._poster.target_prefix)
        if due_at is None or due_at > self._clock.now():
            return False
        await self._catch_up.now.gather(self._in_hand)
        due = await self._store.due_deliveries(
            self._poster.target_prefix, self._clock.now(), busy=tuple(self._in_hand)
        )
        lanes: dict[str, list[Delivery]] = defaultdict(list)
        for delivery in due:
            lanes[delivery.lane].append(delivery)
        for lane, deliveries in lanes.items():
            self._in_hand[lane] = asyncio.create_task(self._serve(deliveries), name=f"deliver {lane}")
        return bool(lanes)

    async def _serve(self, deliveries: Sequence[Delivery]) -> None:
        try:
            await self._carry_in_order(deliveries)
        except StoreError as error:
            # Nothing can be recorded either; the next tick tries again. Posts in hand at the other
            # targets are not cut off for it.
            self._errors.append(error)

    async def _carry_in_order(self, deliveries: Sequence[Delivery]) -> None:
        for delivery in deliveries:
            if self._configuration.is_settling:
                return
            outcome = await self._courier.now.carry(delivery)
            if outcome.shown is not None:
                self._done.made.append(Delivered(delivery, outcome.shown, self._clock.now()))
            if outcome.failure is not None:
                self._done.failed.append(Undelivered(delivery, outcome.failure))
            if outcome.holds_up or delivery.attempts:
                # After one that had got stuck, what has gathered behind it may become a digest.
                return

    def _put_down(self) -> None:
        done = {lane: task for lane, task in self._in_hand.items() if task.done()}
        for lane, task in done.items():
            del self._in_hand[lane]
            task.result()

    async def _drop(self) -> None:
        """Cut off what is in hand, as when the process is to end at once; it is in doubt then."""
        for task in self._in_hand.values():
            task.cancel()
        await asyncio.gather(*self._in_hand.values(), return_exceptions=True)
        self._in_hand.clear()

    def _take_done(self) -> Deliveries:
        done, errors = self._done, self._errors
        self._done, self._errors = Deliveries(), []
        if errors:
            raise errors[0]
        return done
