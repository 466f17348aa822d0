"""Hops 7 and 8: take what waits in the outbox and post it.

The runner calls `Deliverer.deliver_pending`. An attempt is recorded before the poster is called and
its outcome afterwards; whatever was left in between by a crash is sent again with the same nonce, which
Discord recognises. Targets are served side by side, each in the order of publication: one channel that
refuses never holds up another.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.core.errors import PostGone, PostPermanent, PostTemporary, StoreError
from bot.core.model import Catalogue, Delivery, DeliveryKind, DeliveryReceipt, DeliveryState, Message
from bot.core.schedule import backoff
from bot.core.targets import discord_target
from bot.ports import Clock, Poster, Store
from bot.services.composer import Composer, Obsolete

log = logging.getLogger(__name__)

#: After a refusal that an admin can mend: asked again so soon, then ever more rarely, at least once an hour.
FIRST_LOOK_AGAIN = timedelta(minutes=5)
#: These change what is posted already; no post waits for them.
_BESIDE = frozenset({DeliveryKind.EDIT, DeliveryKind.PUBLISH})


@dataclass(frozen=True, slots=True)
class Delivered:
    """A delivery that was made, and what was shown."""

    delivery: Delivery
    message: Message


class Deliverer:
    """Posts what the outbox holds for one poster."""

    def __init__(
        self, *, catalogue: Catalogue, store: Store, poster: Poster, composer: Composer, clock: Clock
    ) -> None:
        self._published = {discord_target(channel) for channel in catalogue.channels if channel.publish}
        self._store = store
        self._poster = poster
        self._composer = composer
        self._clock = clock

    async def deliver_pending(self) -> Sequence[Delivered]:
        """Post everything that is due now, and return what was posted, in order per target.

        Raises:
            StoreError: once the targets served side by side have come to an end.
        """
        made: list[Delivered] = []
        failed: list[StoreError] = []
        while self._poster.is_open and not failed and (due := await self._due()):
            await self._deliver_side_by_side(due, made, failed)
        if failed:
            raise failed[0]
        return made

    async def resume_parked(self) -> None:
        """Try again what was refused until an admin changes something; called at every start."""
        await self._store.resume_parked(self._poster.target_prefix, self._clock.now())

    async def _due(self) -> Sequence[Delivery]:
        return await self._store.due_deliveries(self._poster.target_prefix, self._clock.now())

    async def _deliver_side_by_side(
        self, due: Sequence[Delivery], made: list[Delivered], failed: list[StoreError]
    ) -> None:
        by_target: dict[str, list[Delivery]] = defaultdict(list)
        for delivery in due:
            by_target[delivery.target].append(delivery)

        async def serve(deliveries: Sequence[Delivery]) -> None:
            try:
                await self._deliver_in_order(deliveries, made)
            except StoreError as error:
                # Nothing can be recorded either; the next tick tries again. Posts in hand at the other
                # targets are not cut off for it.
                failed.append(error)

        async with asyncio.TaskGroup() as group:
            for deliveries in by_target.values():
                group.create_task(serve(deliveries))

    async def _deliver_in_order(self, deliveries: Sequence[Delivery], made: list[Delivered]) -> None:
        for delivery in deliveries:
            try:
                message = await self._deliver(delivery)
            except PostTemporary as error:
                await self._retry_later(delivery, error)
                return  # those behind it wait too: order within a target is order of publication
            except PostGone as error:
                await self._store.mark_obsolete(delivery.id, reason=str(error))
            except PostPermanent as error:
                if await self._park(delivery, error):
                    return  # it comes back by itself, and in its order
            except StoreError:
                raise
            except Exception as error:
                # A fault of ours in one delivery must not hold up those behind it; parked, it is not lost.
                log.exception("delivery %d to %s failed unexpectedly", delivery.id, delivery.target)
                words = f"failed unexpectedly ({type(error).__name__}); see the log"
                await self._store.mark_parked(delivery.id, error=words)
            else:
                if message is not None:
                    made.append(Delivered(delivery, message))

    async def _deliver(self, delivery: Delivery) -> Message | None:
        if delivery.kind is DeliveryKind.PUBLISH:
            await self._publish(delivery)
            return None
        message = await self._composer.compose(delivery)
        if isinstance(message, Obsolete):
            await self._store.mark_obsolete(delivery.id, reason=message.reason)
            return None
        await self._store.mark_sending(delivery.id, self._clock.now())
        message_id = await self._post(delivery, message)
        then_publish = delivery.kind is DeliveryKind.STATEMENT and delivery.target in self._published
        await self._store.mark_delivered(self._receipt(delivery, message_id), then_publish=then_publish)
        return message

    async def _post(self, delivery: Delivery, message: Message) -> str:
        if delivery.kind is DeliveryKind.EDIT and delivery.message_id is not None:
            await self._poster.edit(delivery.target, delivery.message_id, message)
            return delivery.message_id
        return await self._poster.post(delivery.target, message, nonce=delivery.nonce)

    async def _publish(self, delivery: Delivery) -> None:
        message_id = delivery.message_id or ""
        await self._store.mark_sending(delivery.id, self._clock.now())
        await self._poster.publish(delivery.target, message_id)
        await self._store.mark_delivered(self._receipt(delivery, message_id))

    def _receipt(self, delivery: Delivery, message_id: str) -> DeliveryReceipt:
        return DeliveryReceipt(delivery.id, message_id, self._clock.now())

    async def _retry_later(self, delivery: Delivery, error: PostTemporary) -> None:
        wait = max(backoff(delivery.attempts + 1), timedelta(seconds=error.retry_after or 0))
        log.warning("delivery %d to %s failed and is tried again: %s", delivery.id, delivery.target, error)
        next_attempt_at = self._clock.now() + wait
        await self._store.mark_retry(delivery.id, error=str(error), next_attempt_at=next_attempt_at)

    async def _park(self, delivery: Delivery, error: PostPermanent) -> bool:
        """Set a refused delivery aside; return whether those behind it are to wait for it."""
        if delivery.state is not DeliveryState.PARKED:
            log.warning("delivery %d to %s is parked: %s", delivery.id, delivery.target, error)
        again_at = None
        if error.is_mendable:
            again_at = self._clock.now() + backoff(delivery.attempts + 1, FIRST_LOOK_AGAIN)
        await self._store.mark_parked(delivery.id, error=str(error), next_attempt_at=again_at)
        return error.is_mendable and delivery.kind not in _BESIDE
