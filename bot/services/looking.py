"""What would come of one entry? Asks a feed as a poll does, and writes nothing.

Called by the job ``previews`` (`bot.services.previews`). Guarantees: the same fetching, parsing, judging,
reading of the entry's own page and looking for copies as of a poll (`Planner`, `PageCompleter`,
`Applier.finish`); no row is written, no feed's state changes, nothing is posted.
"""

from collections.abc import Callable
from dataclasses import replace

from bot.core.cleaning import cleaned
from bot.core.errors import FetchTemporary
from bot.core.feed_states import after_answer, remembered_for
from bot.core.model import Catalogue, Feed, FeedState, FeedUpdate, NotModified, PlannedEntry, Validators
from bot.ports import Configuration, Fetcher, Parser, Store
from bot.services.applying import applier_in_force
from bot.services.in_force import in_force
from bot.services.pages import PageCompleter
from bot.services.planning import Planner


class Looker:
    """Looks what a feed lists, for one entry."""

    def __init__(
        self,
        *,
        catalogue: Catalogue | Configuration,
        store: Store,
        fetcher: Fetcher,
        parser: Parser,
        completer: PageCompleter,
        target_prefix: str,
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._parser = parser
        self._completer = completer
        self._planner = Planner(store=store, parser=parser)
        self._applier = applier_in_force(in_force(catalogue), store=store, target_prefix=target_prefix)

    async def look(self, feed: Feed, is_wanted: Callable[[PlannedEntry], bool]) -> FeedUpdate | None:
        """Return what a poll of this feed would do about the first entry wanted; None: it lists none.

        Raises:
            BotError: the feed could not be asked or read, or the store refuses.
        """
        applier = self._applier.now
        state = remembered_for(feed, (await self._store.feed_states()).get(feed.id) or FeedState(feed.id))
        fetched = await self._fetcher.fetch(feed, Validators())
        if isinstance(fetched, NotModified):
            raise FetchTemporary(feed.id, "it answered 304 to a request without conditions")
        update = await self._planner.plan(
            await self._parser.parse(fetched, feed),
            fetched,
            feed,
            applier,
            state=after_answer(feed, state, fetched, jitter=0.0),
            routes=(await self._store.routes()).get(feed.id, {}),
            last_reached_at=state.reached_at,
        )
        wanted = next((planned for planned in update.entries if is_wanted(planned)), None)
        if wanted is None:
            return None
        # Of all that the feed lists, the page of this one alone is read.
        update = await self._completer.complete(replace(update, entries=(wanted,)))
        return await applier.finish(cleaned(update))
