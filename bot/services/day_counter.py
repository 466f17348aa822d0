"""Puts the posts about each strike into the outbox: one for each counted day, and one total.

The runner calls `DayCounter.enqueue_due` at every tick. What is due is asked of the clock in the
strike's own zone, and the store refuses a second post for the same (strike, date, target): restarts,
a changed hour and the repeated hour of an autumn night can not make two.
"""

from datetime import date, datetime, timedelta

from bot.core.daycount import local_date, strike_day
from bot.core.dayposts import due_post, hour_has_come, may_stop_today, stopped_by, total_told
from bot.core.model import Catalogue, Contact, DeliveryKind, FeedState, SourceStatus, Strike
from bot.core.targets import DayTarget, day_targets
from bot.ports import Clock, Configuration, Store
from bot.services.in_force import in_force

_NOT_ASKED = frozenset({Contact.NOT_ASKED, Contact.OVERDUE})


class DayCounter:
    """Enqueues what is due about the days of strikes."""

    def __init__(
        self,
        *,
        catalogue: Catalogue | Configuration,
        store: Store,
        clock: Clock,
        target_prefix: str,
        settling: timedelta = timedelta(),
    ) -> None:
        """Count for one catalogue; for so long after a start, wait until the union's sources were asked."""
        self._configuration = in_force(catalogue)
        self._target_prefix = target_prefix
        self._store = store
        self._clock = clock
        self._settling = settling
        self._began_at: datetime | None = None
        self._seen_to: dict[tuple[str, str], date] = {}
        self._seen_by = self._configuration.catalogue

    async def enqueue_due(self) -> None:
        """Enqueue what is due now of every strike, for every target."""
        now = self._clock.now()
        self._began_at = self._began_at or now
        catalogue = self._configuration.catalogue
        if catalogue is not self._seen_by:
            self._seen_to.clear()  # other dates may be due now
            self._seen_by = catalogue
        for one in day_targets(catalogue, self._target_prefix):
            # Once a day spares the database a look at every tick; its unique keys are what decides.
            on, subject = local_date(one.strike, now), (one.strike.id, one.target)
            if self._seen_to.get(subject) == on or await self._settles(one.strike, now - self._began_at, now):
                continue
            if await self._see_to(one, on, now):
                self._seen_to[subject] = on

    async def _settles(self, strike: Strike, since_start: timedelta, now: datetime) -> bool:
        """Tell whether the bot is just back, and will know in a moment what was said while it was off."""
        ends_in = self._settling - since_start
        if ends_in <= timedelta() or local_date(strike, now + ends_in) != local_date(strike, now):
            return False
        states = await self._store.feed_states()
        sources = [
            SourceStatus(feed, states.get(feed.id) or FeedState(feed.id), held=0)
            for feed in self._configuration.catalogue.feeds
            if feed.union_id == strike.union_id and not feed.watched
        ]
        return any(source.contact(now) in _NOT_ASKED for source in sources if not source.state.paused_at)

    async def _see_to(self, one: DayTarget, on: date, now: datetime) -> bool:
        """Enqueue what is due; return False where that may change before the day is over."""
        strike, target = one.strike, one.target
        due = due_post(strike, one.at, now)
        if due is DeliveryKind.DAY:
            await self._store.take_back_total(strike_id=strike.id, target=target, at=now)
            await self._store.add_day_post(strike_id=strike.id, on=on, target=target, at=now)
            await self._set_topic(one, on.isoformat(), now)
            return not may_stop_today(strike, now)
        day = strike_day(strike, on, now)
        if (
            day.total is None
            or stopped_by(strike, now) is None
            or not hour_has_come(one.at, strike.timezone, now)
        ):
            return False
        is_news = due is DeliveryKind.TOTAL
        told = total_told(day)
        await self._store.put_total(
            strike_id=strike.id, target=target, days=day.total, told=told, at=now, is_news=is_news
        )
        if is_news:
            await self._set_topic(one, f"total {told}, {on.isoformat()}", now)
        return not may_stop_today(strike, now)

    async def _set_topic(self, one: DayTarget, occasion: str, now: datetime) -> None:
        if one.topic:
            await self._store.add_channel_topic(
                strike_id=one.strike.id, target=one.target, occasion=occasion, at=now
            )
