"""Hop 7: what a delivery looks like now.

The deliverer asks at the moment of posting, so that a post always shows the newest words judged
direct. A delivery that time has overtaken is answered with `Obsolete` and its reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.core.daycount import local_date, strike_day
from bot.core.model import (
    Catalogue,
    Decision,
    Delivery,
    DeliveryKind,
    Feed,
    FeedState,
    Message,
    SourceStatus,
    Statement,
    Strike,
)
from bot.core.render import render_day, render_statement
from bot.core.summarise import summarise
from bot.core.targets import is_current
from bot.ports import Clock, Store

#: A day post tells what was said since the one before.
DAY_POST_COVERS = timedelta(days=1)
#: A day post lists at most this many statements; more are read before choosing.
STATEMENTS_READ = 20


@dataclass(frozen=True, slots=True)
class Obsolete:
    """A delivery that is not to be made any more, and why."""

    reason: str


class Composer:
    """Turns deliveries into messages, from the store and the catalogue."""

    def __init__(self, *, catalogue: Catalogue, store: Store, clock: Clock) -> None:
        self._catalogue = catalogue
        self._store = store
        self._clock = clock
        self._feeds = {feed.id: feed for feed in catalogue.feeds}
        self._strikes = {strike.id: strike for strike in catalogue.strikes}

    async def compose(self, delivery: Delivery) -> Message | Obsolete:
        """Return what to post for `delivery`, or why nothing is to be posted."""
        if not is_current(self._catalogue, delivery.target):
            return Obsolete(f"{delivery.target} is no longer in feeds.yaml")
        if delivery.strike_id is not None and delivery.on is not None:
            return await self._compose_day(delivery, delivery.strike_id, delivery.on)
        if delivery.entry_id is not None:
            return await self._compose_statement(delivery, delivery.entry_id)
        return Obsolete("it belongs neither to an entry nor to a day")

    async def _compose_statement(self, delivery: Delivery, entry_id: int) -> Message | Obsolete:
        if delivery.kind is DeliveryKind.EDIT and delivery.message_id is None:
            return Obsolete("its post was not made yet; once made, it shows the newest words")
        statement = await self._store.statement(entry_id)
        if statement.verdict.decision is not Decision.DIRECT:
            return Obsolete(f"its newest revision is {statement.verdict.decision} ({statement.verdict.rule})")
        feed = self._feeds.get(statement.feed_id)
        if feed is None:
            return Obsolete(f"the feed {statement.feed_id} is no longer in feeds.yaml")
        summary = summarise(statement.text, cut_off=statement.cut_off)
        nonce = delivery.post_nonce or delivery.nonce
        return render_statement(statement, union_name=feed.union_name, summary=summary, nonce=nonce)

    async def _compose_day(self, delivery: Delivery, strike_id: str, on: date) -> Message | Obsolete:
        strike = self._strikes.get(strike_id)
        if strike is None:
            return Obsolete(f"the strike {strike_id} is no longer in feeds.yaml")
        if local_date(strike, self._clock.now()) != on:
            return Obsolete("its day was over before it could be posted")
        feeds = self._feeds_of(strike)
        return render_day(
            strike_day(strike, on),
            union_name=self._union_name(strike),
            said=await self._said_since(feeds, delivery.created_at - DAY_POST_COVERS),
            sources=await self._sources(feeds),
        )

    def _feeds_of(self, strike: Strike) -> Sequence[Feed]:
        return [
            feed for feed in self._feeds.values() if feed.union_id == strike.union_id and not feed.watched
        ]

    def _union_name(self, strike: Strike) -> str:
        return self._catalogue.union_names[strike.union_id]

    async def _said_since(self, feeds: Sequence[Feed], since: datetime) -> Sequence[Statement]:
        latest = await self._store.latest_statements([feed.id for feed in feeds], STATEMENTS_READ)
        return [
            statement for statement in latest if (statement.published_at or statement.first_seen_at) > since
        ]

    async def _sources(self, feeds: Sequence[Feed]) -> Sequence[SourceStatus]:
        states = await self._store.feed_states()
        return [SourceStatus(feed, states.get(feed.id) or FeedState(feed.id), held=0) for feed in feeds]
