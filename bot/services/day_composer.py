"""Hop 7 for a strike's posts: its days, and its total.

`Composer` asks at the moment of posting, so that a post shows where the strike stands by feeds.yaml then, and
what the store holds then. A day post is about its own local date alone: once that is over, it is let go.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot.core.daycount import local_date, strike_day
from bot.core.dayposts import hour_before, stopped_by
from bot.core.model import (
    Catalogue,
    DayPosted,
    Delivery,
    DeliveryKind,
    Feed,
    FeedState,
    Message,
    SourceStatus,
    Statement,
    Strike,
)
from bot.core.render import News, render_day, render_topic, render_total, render_total_taken_back, said_at
from bot.core.targets import DISCORD, TERMINAL, DayTarget, day_targets, own_host_feeds
from bot.ports import Clock, Store
from bot.services.obsolete import Obsolete

#: Of the newest statements, this many are looked through for what was said since the post before.
STATEMENTS_READ = 100
#: What was said so long before the last post, and found since, is told in the next one all the same.
FOUND_LATE = timedelta(days=3)


class DayComposer:
    """Turns the deliveries that are about a strike into messages."""

    def __init__(self, *, catalogue: Catalogue, store: Store, clock: Clock) -> None:
        self._catalogue = catalogue
        self._store = store
        self._clock = clock
        self._own_hosts = own_host_feeds(catalogue)
        self._strikes = {strike.id: strike for strike in catalogue.strikes}
        self._targets = {
            (one.strike.id, one.target): one
            for prefix in (DISCORD, TERMINAL)
            for one in day_targets(catalogue, prefix)
        }

    async def compose(self, delivery: Delivery, strike_id: str) -> Message | Obsolete:
        """Return what to post for `delivery`, or why nothing is to be posted."""
        strike = self._strikes.get(strike_id)
        if strike is None:
            return Obsolete(f"the strike {strike_id} is no longer in feeds.yaml")
        if delivery.kind is DeliveryKind.EDIT:
            return self._compose_edit(delivery, strike)
        target = self._targets.get((strike_id, delivery.target))
        if target is None:
            return Obsolete(f"{delivery.target} does not carry the days of {strike_id} any more")
        if delivery.kind is DeliveryKind.CHANNEL_TOPIC:
            return self._compose_topic(delivery, target)
        if delivery.on is None:
            return await self._compose_total(delivery, strike, target.at)
        return await self._compose_day(delivery, strike, target.at, delivery.on)

    def _compose_topic(self, delivery: Delivery, target: DayTarget) -> Message | Obsolete:
        now = self._clock.now()
        on = local_date(target.strike, now)
        if not target.topic:
            return Obsolete(f"{target.target} does not want the day in its topic any more")
        if local_date(target.strike, delivery.created_at) != on:
            return Obsolete("its day was over before the topic could be set")
        return render_topic(strike_day(target.strike, on, now))

    async def _compose_day(
        self, delivery: Delivery, strike: Strike, at: time, on: date
    ) -> Message | Obsolete:
        now = self._clock.now()
        if local_date(strike, now) != on:
            return Obsolete("its day was over before it could be posted")
        day = strike_day(strike, on, now)
        if not day.state.is_counted:
            return Obsolete("it is no counted day any more, by the dates now in feeds.yaml")
        latest = await self._latest(self._feeds_of(strike))
        # The next post tells what is not among these, however early it was fetched.
        known_to = max((one.entry_id for one in latest), default=0)
        await self._store.note_known(delivery.id, known_to)
        return render_day(day, await self._news(strike, delivery.target, at, latest, before=on))

    async def _compose_total(self, delivery: Delivery, strike: Strike, at: time) -> Message | Obsolete:
        now = self._clock.now()
        if stopped_by(strike, now) is None:
            return Obsolete("the strike is not over, by the dates now in feeds.yaml")
        on = local_date(strike, now)
        latest = await self._latest(self._feeds_of(strike))
        news = await self._news(strike, delivery.target, at, latest, before=on + timedelta(days=1))
        return render_total(strike_day(strike, on, now), news)

    def _compose_edit(self, delivery: Delivery, strike: Strike) -> Message | Obsolete:
        """Return what a total that was posted says now that feeds.yaml was corrected."""
        now = self._clock.now()
        day = strike_day(strike, local_date(strike, now), now)
        if delivery.number is None:
            return render_total_taken_back(day)
        if stopped_by(strike, now) is None:
            return Obsolete("the strike is not over, by the dates now in feeds.yaml")
        return render_total(day, None)

    async def _news(
        self, strike: Strike, target: str, at: time, latest: Sequence[Statement], *, before: date
    ) -> News:
        """Return what was said since the last post for a date before this one, at the same target."""
        now = self._clock.now()
        posted = await self._store.last_day_post(strike_id=strike.id, target=target, before=before)
        since = posted.at if posted else hour_before(strike, at, now)
        late = FOUND_LATE if posted else timedelta()
        yesterday = local_date(strike, now) - timedelta(days=1)
        return News(
            union_name=self._catalogue.union_names[strike.union_id],
            at=now,
            since=since,
            is_since_yesterday=posted is not None and posted.on == yesterday,
            said=[one for one in latest if _is_new(one, posted, since) and said_at(one) > since - late],
            last=next(iter(latest), None),
            sources=await self._sources(self._feeds_of(strike)),
        )

    def _feeds_of(self, strike: Strike) -> Sequence[Feed]:
        feeds = self._catalogue.feeds
        return [feed for feed in feeds if feed.union_id == strike.union_id and not feed.watched]

    async def _latest(self, feeds: Sequence[Feed]) -> Sequence[Statement]:
        return await self._store.latest_statements(
            [feed.id for feed in feeds], STATEMENTS_READ, own_host_feed_ids=self._own_hosts
        )

    async def _sources(self, feeds: Sequence[Feed]) -> Sequence[SourceStatus]:
        states = await self._store.feed_states()
        held = (await self._store.counts()).held_by_feed
        return [
            SourceStatus(feed, states.get(feed.id) or FeedState(feed.id), held=held.get(feed.id, 0))
            for feed in feeds
        ]


def _is_new(statement: Statement, posted: DayPosted | None, since: datetime) -> bool:
    """Tell whether it was not known when the post before was put together to be the union's word."""
    # What was fetched before that post may have been stored after it: its page was read in between.
    if posted is not None and posted.known_to is not None and statement.entry_id > posted.known_to:
        return True
    return (statement.review.at if statement.review else statement.first_seen_at) > since
