"""Look whether statements that their feeds no longer list are still on the union's site.

The runner calls `AbsenceWatch.look_due`. Guarantees: few pages a round, under all guards of the page reader;
a feed that fails, is in quarantine or is not on the union's own site is left alone; a look that fails changes
nothing but the time of the next one, which survives a restart.
"""

import logging
from collections.abc import Callable, Mapping

from bot.core.absence import Sight, after_look, postponed, sight_of
from bot.core.errors import FetchError, ParseError
from bot.core.hosts import permalink_host
from bot.core.model import Absence, Catalogue, Feed, FeedState, WantedLook
from bot.ports import Clock, Configuration, PageReader, Store
from bot.services.in_force import in_force

log = logging.getLogger(__name__)

#: Pages looked at in one round.
MOST_LOOKS = 3


class AbsenceWatch:
    """Looks at the pages of what is missing, and keeps what they tell."""

    def __init__(
        self, *, catalogue: Catalogue | Configuration, store: Store, pages: PageReader, clock: Clock
    ) -> None:
        self._configuration = in_force(catalogue)
        self._store = store
        self._pages = pages
        self._clock = clock

    async def look_due(self, stopping: Callable[[], bool] = lambda: False) -> None:
        """Look at the pages whose time has come."""
        wanted = await self._store.wanted_looks(self._clock.now(), MOST_LOOKS)
        if not wanted:
            return
        states = await self._store.feed_states()
        for one in wanted:
            if stopping():
                return
            absence = await self._after(one, states)
            if absence.gone_since_at != one.absence.gone_since_at:
                is_gone = absence.gone_since_at is not None
                log.info("%s is %s the union's site", one.url, "no longer on" if is_gone else "back on")
            await self._store.save_look(absence, self._clock.now())

    async def _after(self, one: WantedLook, states: Mapping[str, FeedState]) -> Absence:
        feed, state = self._feed(one.feed_id), states.get(one.feed_id)
        if feed is None or state is None or state.failures or state.quarantine is not None:
            return postponed(one.absence, self._clock.now())
        sight = await self._sight(feed, one.url)
        return after_look(one.absence, sight, self._clock.now())

    def _feed(self, feed_id: str) -> Feed | None:
        """Return a feed on a union's own site."""
        feeds = self._configuration.catalogue.feeds
        feed = next((feed for feed in feeds if feed.id == feed_id), None)
        return None if feed is None or feed.account is not None or feed.watched else feed

    async def _sight(self, feed: Feed, url: str) -> Sight:
        if permalink_host(url) not in feed.hosts:
            return Sight.UNCLEAR
        try:
            return sight_of(await self._pages.read(feed, url))
        except (FetchError, ParseError) as error:
            log.info("%s: looking whether %s is still there told nothing: %s", feed.id, url, error)
        except Exception:
            # A fault of ours that one page brings to light must not end the looks at the others.
            log.exception("%s: looking at a page failed unexpectedly", feed.id)
        return Sight.UNCLEAR
