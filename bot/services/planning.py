"""Hop 5 with what it needs from the store: what one body changes, judged, and nothing written.

`Poller` plans here what it then stores; `Looker` plans the same to show an admin what would come of it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.core.identity import entry_keys
from bot.core.model import Feed, FeedState, FeedUpdate, Fetched, ParsedFeed
from bot.core.plan import plan_update
from bot.ports import Parser, Store
from bot.services.applying import Applier
from bot.services.edits import Edits


class Planner:
    """Plans what a body changes."""

    def __init__(self, *, store: Store, parser: Parser) -> None:
        self._store = store
        self._edits = Edits(store=store, parser=parser)

    async def plan(
        self,
        parsed: ParsedFeed,
        fetched: Fetched,
        feed: Feed,
        applier: Applier,
        *,
        state: FeedState,
        routes: Mapping[str, datetime],
        last_reached_at: datetime | None,
    ) -> FeedUpdate:
        """Plan an update by the catalogue of the `applier`; `state` is the feed's after this poll.

        `last_reached_at` says when the feed's address last answered before (None: never).
        """
        keys = {key for entry in parsed.entries for key in entry_keys(entry)}
        plan = partial(
            plan_update,
            parsed,
            feed,
            state=state,
            routes=routes,
            targets=applier.targets(feed),
            hops=fetched.hops,
            now=fetched.fetched_at,
            last_reached_at=last_reached_at,
            choosing=applier.choices(feed),
        )
        known = await self._store.known_entries(feed.id, keys)
        update = plan(known)
        if (as_today := await self._edits.read_as_today(feed, update, known)) is not None:
            update = plan(as_today)
        return replace(update, review_targets=applier.review_targets)
