"""Hop 8 for one delivery: carry it out, and record what came of it.

`Deliverer` calls `Courier.carry`. Guarantees: an attempt is recorded before the poster is called and its
outcome afterwards. Where nobody knows whether an attempt was made (a crash, a lost answer), the same is
sent again under the same nonce while Discord still knows it, and after that looked for in the channel's
history before it is sent again. What is refused for good is parked, and the admins are told once.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.errors import PostGone, PostPermanent, PostTemporary, PostUnknown, StoreError
from bot.core.language import filled
from bot.core.model import Catalogue, Delivery, DeliveryKind, DeliveryReceipt, Message
from bot.core.naming import post_name
from bot.core.reasons import FAILED_HERE
from bot.core.schedule import try_again_at
from bot.core.targets import discord_target, is_current, review_targets
from bot.ports import Clock, Poster, Store
from bot.services.composer import Composer
from bot.services.obsolete import Obsolete
from bot.services.thread_pages import thread_of

log = logging.getLogger(__name__)

#: After a refusal that an admin can mend: asked again so soon, then ever more rarely, at least once an hour.
FIRST_LOOK_AGAIN = timedelta(minutes=5)
#: What waits for a channel that was taken out of feeds.yaml is looked at so often, in case it is back.
LOOK_FOR_RETURN = timedelta(seconds=15)
#: Our clock and Discord's may differ by so much.
CLOCK_SLACK = timedelta(minutes=10)
#: Of the nonce window, the part in which what may have been made is sent again. Then nothing is sent until it
#: is over: what these attempts asked for has appeared by then, and can be found.
SENT_AGAIN_WITHIN = 1 / 3
#: What is crossposted once it is posted, where feeds.yaml says so.
_PUBLISHED = frozenset({DeliveryKind.STATEMENT, DeliveryKind.DIGEST})
FOUND = "found in the channel's history"
THREAD_BEGUN = "a thread was begun"
#: What was found shows what was so when it was posted, and by its buttons names what the poster knew then.
_BROUGHT_UP_TO_DATE = frozenset({DeliveryKind.STATEMENT, DeliveryKind.REVIEW, DeliveryKind.TOTAL})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one attempt."""

    shown: Message | None = None  #: what was posted
    failure: str | None = None  #: why it was not, for the admin
    holds_up: bool = False  #: those behind it wait for it


@dataclass(slots=True)
class _Attempt:
    delivery: Delivery
    doubt_since: datetime | None  #: when the first attempt began that may have made it
    begun_at: datetime | None = None  #: of this one, once the poster is asked

    def doubt_after(self, error: Exception) -> datetime | None:
        """Return since when an attempt may have made it, now that this one ended so."""
        is_known = isinstance(error, PostTemporary | PostPermanent) and not isinstance(error, PostUnknown)
        return self.doubt_since if is_known else self.doubt_since or self.begun_at


class Courier:
    """Carries out deliveries of one poster, each on its own."""

    def __init__(
        self,
        *,
        catalogue: Catalogue,
        store: Store,
        poster: Poster,
        composer: Composer,
        clock: Clock,
        jitter: Callable[[], float],
        kept_until: datetime | None = None,
    ) -> None:
        """Carry by one catalogue; posts for a channel that it lacks wait until an instant for its return."""
        self._catalogue = catalogue
        self._published = {discord_target(channel) for channel in catalogue.channels if channel.publish}
        self._discussed = {discord_target(channel) for channel in catalogue.channels if channel.thread}
        self._admins = review_targets(catalogue, poster.target_prefix)
        self._store = store
        self._poster = poster
        self._composer = composer
        self._clock = clock
        self._jitter = jitter
        self._kept_until = kept_until

    async def carry(self, delivery: Delivery) -> Outcome:
        """Make one attempt; StoreError where nothing can be recorded."""
        attempt = _Attempt(delivery, delivery.attempted_at)
        try:
            with self._composer.speaking_at(delivery.target):
                return await self._carry(attempt)
        except PostTemporary as error:
            return await self._retry_later(attempt, error)
        except PostGone as error:
            return await self._let_go(delivery, str(error))
        except PostPermanent as error:
            return await self._park(attempt, error, attempt.doubt_after(error))
        except StoreError:
            raise
        except Exception as error:
            # A fault of ours in one delivery must not hold up those behind it; parked, it is not lost.
            log.exception("delivery %d to %s failed unexpectedly", delivery.id, delivery.target)
            words = filled(FAILED_HERE, error=type(error).__name__)
            return await self._park(attempt, PostPermanent(words), attempt.doubt_after(error))

    async def _carry(self, attempt: _Attempt) -> Outcome:
        delivery = attempt.delivery
        is_last_word = delivery.kind is DeliveryKind.FILE  # such as that there are no reviews there any more
        if not is_last_word and not is_current(self._catalogue, delivery.target):
            return await self._keep_or_let_go(attempt)
        if delivery.kind is DeliveryKind.PUBLISH:
            return await self._publish(delivery, delivery.message_id or "")
        if delivery.kind is DeliveryKind.THREAD:
            return await self._begin_thread(delivery, delivery.message_id or "")
        if delivery.kind is DeliveryKind.CHANNEL_TOPIC:
            return await self._set_topic(delivery)
        if delivery.kind is DeliveryKind.EDIT:
            return await self._edit(delivery)
        return await self._post(attempt)

    async def _keep_or_let_go(self, attempt: _Attempt) -> Outcome:
        """Post nothing in a channel that was taken out of feeds.yaml; that may have been a slip."""
        delivery, now = attempt.delivery, self._clock.now()
        if self._kept_until is None or now >= self._kept_until:
            return await self._let_go(delivery, f"{delivery.target} is no longer in feeds.yaml")
        await self._store.mark_retry(
            delivery.id,
            at=now,
            error=f"{delivery.target} was taken out of feeds.yaml; this waits a little for its return",
            next_attempt_at=min(now + LOOK_FOR_RETURN, self._kept_until),
            doubt_since=attempt.doubt_since,
        )
        return Outcome(holds_up=True)

    async def _publish(self, delivery: Delivery, message_id: str) -> Outcome:
        await self._store.mark_sending(delivery.id, self._clock.now())
        await self._poster.publish(delivery.target, message_id)
        await self._delivered(delivery, message_id, "crossposted")
        return Outcome()

    async def _begin_thread(self, delivery: Delivery, message_id: str) -> Outcome:
        message = await self._composer.compose(delivery)
        if isinstance(message, Obsolete):
            return await self._let_go(delivery, message.reason)
        await self._store.mark_sending(delivery.id, self._clock.now())
        has_one = await self._poster.begin_thread(delivery.target, message_id, post_name(message))
        await self._delivered(delivery, message_id, THREAD_BEGUN if has_one else "a thread has no threads")
        return Outcome()

    async def _set_topic(self, delivery: Delivery) -> Outcome:
        message = await self._composer.compose(delivery)
        if isinstance(message, Obsolete):
            return await self._let_go(delivery, message.reason)
        await self._store.mark_sending(delivery.id, self._clock.now())
        await self._poster.set_topic(delivery.target, message.blocks[0].markdown)
        await self._delivered(delivery, "", "the channel's topic was set")
        return Outcome()

    async def _edit(self, delivery: Delivery) -> Outcome:
        message = await self._composer.compose(delivery)
        if isinstance(message, Obsolete):
            return await self._let_go(delivery, message.reason)
        message_id = delivery.message_id or ""
        await self._store.mark_sending(delivery.id, self._clock.now())
        await self._poster.edit(delivery.target, message_id, message)
        await self._delivered(delivery, message_id, "edited")
        return Outcome(message)

    async def _post(self, attempt: _Attempt) -> Outcome:
        delivery = attempt.delivery
        found = await self._find(attempt)
        if found is not None:
            await self._delivered(delivery, found, FOUND)
            return Outcome()
        message = await self._composer.compose(replace(delivery, attempted_at=attempt.doubt_since))
        if isinstance(message, Obsolete):
            return await self._overtaken(attempt, message.reason)
        attempt.begun_at = self._clock.now()
        await self._store.mark_sending(delivery.id, attempt.begun_at, doubt_since=attempt.doubt_since)
        message_id = await self._poster.post(delivery.target, message, nonce=delivery.nonce)
        await self._delivered(delivery, message_id, "posted")
        return Outcome(message)

    async def _find(self, attempt: _Attempt) -> str | None:
        """Look for what earlier attempts may have made, once the nonce alone does not tell any more."""
        since = attempt.doubt_since
        if since is None or not self._poster.can_find:
            return None
        delivery = attempt.delivery
        left = since + self._poster.nonce_window - self._clock.now()
        if timedelta() < left <= self._poster.nonce_window:
            is_early = left > self._poster.nonce_window * (1 - SENT_AGAIN_WITHIN)
            if is_early and await self._poster.honours_nonce(delivery.target):
                return None
            words = "it may have been posted, or may yet appear; it is looked for before it is posted again"
            raise PostTemporary(words, left.total_seconds())
        thread = thread_of(delivery)
        place = delivery.target if thread is None else f"{self._poster.target_prefix}{thread}"
        found = await self._poster.find(place, delivery.nonce, since - CLOCK_SLACK)
        if found is None:
            attempt.doubt_since = None
            return None
        return found if thread is None else f"{thread}/{found}"

    async def _overtaken(self, attempt: _Attempt, reason: str) -> Outcome:
        since = attempt.doubt_since
        if since is None or not self._poster.can_find:
            return await self._let_go(attempt.delivery, reason)
        # It may stand in the channel, where edits have to find it: that is known once it can be looked for.
        words = f"to be looked for before it is let go: {reason}"
        await self._store.mark_retry(
            attempt.delivery.id,
            at=self._clock.now(),
            error=words,
            next_attempt_at=since + self._poster.nonce_window,
            doubt_since=since,
        )
        return Outcome(holds_up=True)

    async def _delivered(self, delivery: Delivery, message_id: str, how: str) -> None:
        then = set()
        if delivery.kind in _PUBLISHED and delivery.target in self._published:
            then.add(DeliveryKind.PUBLISH)
        if delivery.kind is DeliveryKind.STATEMENT and delivery.target in self._discussed:
            then.add(DeliveryKind.THREAD)
        if how == THREAD_BEGUN or DeliveryKind.THREAD_PAGE in (delivery.kind, delivery.edits):
            then.add(DeliveryKind.THREAD_PAGE)
        if how == FOUND and delivery.kind in _BROUGHT_UP_TO_DATE:
            then.add(DeliveryKind.EDIT)
        receipt = DeliveryReceipt(delivery.id, message_id, self._clock.now(), how)
        for problem in await self._store.mark_delivered(receipt, then=then):
            log.info("%s takes posts again; it was: %s", delivery.target, problem)

    async def _let_go(self, delivery: Delivery, reason: str) -> Outcome:
        await self._store.mark_obsolete(delivery.id, at=self._clock.now(), reason=reason)
        return Outcome()

    async def _retry_later(self, attempt: _Attempt, error: PostTemporary) -> Outcome:
        delivery, now = attempt.delivery, self._clock.now()
        if str(error) != delivery.error:
            log.warning(
                "delivery %d to %s failed and is tried again: %s", delivery.id, delivery.target, error
            )
        again_at = try_again_at(
            now, failures=delivery.attempts + 1, retry_after=error.retry_after, jitter=self._jitter()
        )
        await self._store.mark_retry(
            delivery.id,
            at=now,
            error=str(error),
            next_attempt_at=again_at,
            doubt_since=attempt.doubt_after(error),
        )
        return Outcome(failure=str(error), holds_up=True)

    async def _park(self, attempt: _Attempt, error: PostPermanent, doubt_since: datetime | None) -> Outcome:
        delivery, now = attempt.delivery, self._clock.now()
        again_at = None
        if error.is_mendable:
            again_at = try_again_at(
                now, failures=delivery.attempts + 1, jitter=self._jitter(), base=FIRST_LOOK_AGAIN
            )
        is_new = await self._store.mark_parked(
            delivery.id,
            at=now,
            error=str(error),
            problem=error.problem,
            next_attempt_at=again_at,
            doubt_since=doubt_since,
            tell=[target for target in self._admins if target != delivery.target],
        )
        if is_new:
            log.warning("delivery %d to %s is parked: %s", delivery.id, delivery.target, error)
        return Outcome(failure=str(error), holds_up=error.is_mendable)
