"""Hop 7: what a delivery looks like now.

The deliverer asks at the moment of posting, so that a post always shows the newest words that count as the
union's, and a review card what has been decided. A delivery that time has overtaken is answered with
`Obsolete` and its reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.core.daycount import local_date, strike_day
from bot.core.model import (
    Catalogue,
    Delivery,
    DeliveryKind,
    Feed,
    FeedState,
    Message,
    SourceStatus,
    Statement,
    Strike,
)
from bot.core.render import (
    needs_decision,
    render_day,
    render_quarantine,
    render_review,
    render_statement,
    render_withdrawn,
)
from bot.core.summarise import summarise
from bot.core.targets import is_current, own_host_feeds
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
        self._own_hosts = own_host_feeds(catalogue)
        self._strikes = {strike.id: strike for strike in catalogue.strikes}

    async def compose(self, delivery: Delivery) -> Message | Obsolete:
        """Return what to post for `delivery`, or why nothing is to be posted."""
        if not is_current(self._catalogue, delivery.target):
            return Obsolete(f"{delivery.target} is no longer in feeds.yaml")
        if delivery.kind is DeliveryKind.EDIT and delivery.message_id is None:
            return Obsolete("its post was not made yet; once made, it shows the newest words")
        if delivery.strike_id is not None and delivery.on is not None:
            return await self._compose_day(delivery, delivery.strike_id, delivery.on)
        if delivery.feed_id is not None:
            return await self._compose_quarantine(delivery, delivery.feed_id)
        if delivery.entry_id is None:
            return Obsolete("it belongs to no entry, no feed and no day")
        if DeliveryKind.REVIEW in (delivery.kind, delivery.edits):
            return await self._compose_review(delivery, delivery.entry_id)
        return await self._compose_statement(delivery, delivery.entry_id)

    async def _compose_statement(self, delivery: Delivery, entry_id: int) -> Message | Obsolete:
        nonce = delivery.post_nonce or delivery.nonce
        posted = await self._store.statement(entry_id)
        feed = self._feeds.get(posted.feed_id)
        if posted.withdrawn_at is not None:
            if delivery.kind is not DeliveryKind.EDIT and not delivery.attempts:
                return Obsolete("it was withdrawn before it was posted")
            # An attempt that may have made the post is repeated without the words, and so is found again.
            name = feed.union_name if feed else "the union"
            return render_withdrawn(posted, union_name=name, nonce=nonce)
        statement = await self._store.statement_to_show(entry_id, self._own_hosts)
        verdict = statement.verdict
        if not statement.is_unions_word:
            return Obsolete(f"its newest revision is {verdict.decision} ({verdict.rule})")
        if feed is None:
            return Obsolete(f"the feed {posted.feed_id} is no longer in feeds.yaml")
        summary = summarise(statement.text, cut_off=statement.cut_off)
        return render_statement(statement, union_name=feed.union_name, summary=summary, nonce=nonce)

    async def _compose_review(self, delivery: Delivery, entry_id: int) -> Message | Obsolete:
        statement = await self._store.statement(entry_id)
        number = statement.revision if delivery.number is None else delivery.number
        is_open = needs_decision(statement, number)
        if delivery.kind is DeliveryKind.REVIEW and not is_open and not delivery.attempts:
            return Obsolete("no decision was needed any more when its card was to be posted")
        return render_review(statement, feed=self._feeds.get(statement.feed_id), number=number)

    async def _compose_quarantine(self, delivery: Delivery, feed_id: str) -> Message | Obsolete:
        states = await self._store.feed_states()
        quarantine = states[feed_id].quarantine if feed_id in states else None
        if quarantine is None and delivery.kind is DeliveryKind.QUARANTINE and not delivery.attempts:
            return Obsolete("the feed was released before its card was posted")
        held = await self._store.quarantined_entries(feed_id)
        return render_quarantine(feed_id, feed=self._feeds.get(feed_id), quarantine=quarantine, held=held)

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
        latest = await self._store.latest_statements(
            [feed.id for feed in feeds], STATEMENTS_READ, own_host_feed_ids=self._own_hosts
        )
        return [
            statement for statement in latest if (statement.published_at or statement.first_seen_at) > since
        ]

    async def _sources(self, feeds: Sequence[Feed]) -> Sequence[SourceStatus]:
        states = await self._store.feed_states()
        return [SourceStatus(feed, states.get(feed.id) or FeedState(feed.id), held=0) for feed in feeds]
