"""Tells the admins of sources that are down for long, and when they are back.

A job of the running bot calls `SourceAlerts.look`; the composer asks `outage_card` for the cards. Guarantees:
each outage is told once, over restarts too, and time in which the bot did not ask counts for none.
"""

import logging
from collections.abc import Mapping

from bot.core.health import spell
from bot.core.model import Catalogue, Delivery, DeliveryKind, FeedState, Message
from bot.core.outages import SOURCES, OutageEnd, OutageNews, outage_news
from bot.core.render.outages import render_outages, render_recovery
from bot.core.targets import review_targets
from bot.ports import Clock, Configuration, Store
from bot.services.in_force import in_force
from bot.services.obsolete import Obsolete

log = logging.getLogger(__name__)

__all__ = ["SOURCES", "SourceAlerts", "outage_card"]


class SourceAlerts:
    """Looks which sources are down, and has the admins told."""

    def __init__(
        self, *, catalogue: Catalogue | Configuration, store: Store, clock: Clock, target_prefix: str
    ) -> None:
        self._configuration = in_force(catalogue)
        self._store = store
        self._clock = clock
        self._target_prefix = target_prefix

    async def look(self) -> OutageNews:
        """Tell what has changed since the last look, and return it."""
        catalogue, now = self._configuration.catalogue, self._clock.now()
        states = await self._store.feed_states()
        told = await self._store.lasting_outages()
        failing = [state for state in states.values() if state.failing_since_at is not None]
        if not failing and not told:
            return OutageNews()
        known = {outage.feed_id: outage.since_at for outage in told}
        since = {state.feed_id: state.failing_since_at or now for state in failing} | known
        gaps = await self._store.gaps(list(since), min(since.values()))
        news = outage_news(catalogue.feeds, states, gaps, told, now, catalogue.source_down_after)
        if not news:
            return news
        news = await self._store.tell_outages(news, review_targets(catalogue, self._target_prefix), now)
        self._log(news, states)
        return news

    def _log(self, news: OutageNews, states: Mapping[str, FeedState]) -> None:
        now = self._clock.now()
        for one in news.begun:
            error = (states[one.feed_id].error or "").removeprefix(f"{one.feed_id}: ")
            log.warning("%s has been down for %s: %s", one.feed_id, spell(now - one.since_at), error)
        for one in news.over:
            if one.ending is OutageEnd.ANSWERED:
                log.info("%s is back; it was down for %s", one.feed_id, spell(one.length))


async def outage_card(
    delivery: Delivery, alert_id: int, store: Store, catalogue: Catalogue
) -> Message | Obsolete:
    """Return a card about sources, as things are now, or why none is to be posted."""
    outages = await store.outages_of(alert_id)
    feeds = {feed.id: feed for feed in catalogue.feeds}
    if delivery.kind is DeliveryKind.RECOVERY:
        return render_recovery(outages, feeds)
    is_new = delivery.kind is DeliveryKind.ALERT and delivery.attempted_at is None
    if is_new and all(outage.over_at is not None for outage in outages):
        return Obsolete("none of its sources was down any more when its card was to be posted")
    return render_outages(outages, feeds, await store.feed_states())
