"""Hops 1 to 6: ask the feeds that are due, and store what they say.

The runner calls `Poller.poll_due`; `python -m bot poll` calls `Poller.poll_all`. One feed's failure is
recorded on that feed and never stops another. Everything one poll changes is stored in one
transaction, so that a crash leaves either all of it or nothing.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.errors import BotError, FetchTemporary
from bot.core.identity import entry_keys
from bot.core.model import (
    Catalogue,
    Decision,
    EntryReport,
    Feed,
    FeedState,
    Fetched,
    NotModified,
    PlannedEntry,
    PollReport,
    Validators,
)
from bot.core.plan import plan_update
from bot.core.schedule import is_due, next_poll_at, retry_at
from bot.core.summarise import summarise
from bot.core.targets import statement_targets
from bot.ports import Clock, Fetcher, Parser, Store

log = logging.getLogger(__name__)

#: Feeds asked at the same time; the fetcher limits connections per host besides.
CONCURRENT_POLLS = 8


class Poller:
    """Polls feeds and applies what they say to the store."""

    def __init__(
        self,
        *,
        catalogue: Catalogue,
        store: Store,
        fetcher: Fetcher,
        parser: Parser,
        clock: Clock,
        target_prefix: str,
        jitter: Callable[[], float],
    ) -> None:
        self._catalogue = catalogue
        self._store = store
        self._fetcher = fetcher
        self._parser = parser
        self._clock = clock
        self._target_prefix = target_prefix
        self._jitter = jitter
        self._slots = asyncio.Semaphore(CONCURRENT_POLLS)

    async def poll_due(self, stopping: Callable[[], bool] = lambda: False) -> Sequence[PollReport]:
        """Poll every feed whose time has come; feeds not yet begun are left once `stopping()` holds."""
        states = await self._store.feed_states()
        now = self._clock.now()
        due = [feed for feed in self._catalogue.feeds if is_due(states.get(feed.id), now)]
        return await self._poll_many(due, states.get, stopping)

    async def poll_all(self, *, conditional: bool = True) -> Sequence[PollReport]:
        """Poll every feed now, due or not; unconditional polls get a body even where nothing changed."""
        states = await self._store.feed_states()

        def known_state(feed_id: str) -> FeedState | None:
            state = states.get(feed_id)
            return state if conditional or state is None else replace(state, validators=Validators())

        return await self._poll_many(self._catalogue.feeds, known_state, lambda: False)

    async def _poll_many(
        self,
        feeds: Sequence[Feed],
        known_state: Callable[[str], FeedState | None],
        stopping: Callable[[], bool],
    ) -> Sequence[PollReport]:
        async def one(feed: Feed) -> PollReport | None:
            async with self._slots:
                if stopping():
                    return None
                return await self.poll_feed(feed, known_state(feed.id) or FeedState(feed.id))

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(feed)) for feed in feeds]
        return [report for task in tasks if (report := task.result()) is not None]

    async def poll_feed(self, feed: Feed, state: FeedState) -> PollReport:
        """Poll one feed and store the outcome, good or bad."""
        if state.url != feed.url:
            # Validators belong to an address; another address has never been asked.
            state = replace(state, url=feed.url, validators=Validators())
        try:
            return await self._poll(feed, state)
        except BotError as error:
            await self._record_failure(feed, state, error)
            return PollReport(feed.id, error=str(error))

    async def _poll(self, feed: Feed, state: FeedState) -> PollReport:
        targets = statement_targets(self._catalogue, feed, self._target_prefix)
        routes = await self._store.routes(feed.id)
        # A target that is only now beginning to follow the feed needs the body, changed or not.
        validators = state.validators if targets <= routes.keys() else Validators()
        fetched = await self._fetcher.fetch(feed, validators)
        if isinstance(fetched, NotModified):
            await self._store.save_feed_state(self._reached(feed, state, fetched))
            return PollReport(feed.id, not_modified=True)
        parsed = await self._parser.parse(fetched, feed)
        keys = {key for entry in parsed.entries for key in entry_keys(entry)}
        update = plan_update(
            parsed,
            feed,
            await self._store.known_entries(feed.id, keys),
            state=self._reached(feed, state, fetched),
            routes=routes,
            targets=targets,
            hops=fetched.hops,
            now=fetched.fetched_at,
        )
        await self._store.apply(update)
        return PollReport(feed.id, tuple(_report(feed, planned) for planned in update.entries))

    def _reached(self, feed: Feed, state: FeedState, fetched: Fetched | NotModified) -> FeedState:
        if state.failures:
            log.info("%s answers again after %d failed tries", feed.id, state.failures)
        at = fetched.fetched_at
        return replace(
            state,
            validators=fetched.validators,
            polled_at=at,
            reached_at=at,
            failing_since_at=None,
            failures=0,
            error=None,
            next_poll_at=next_poll_at(feed, at, max_age=fetched.max_age, jitter=self._jitter()),
        )

    async def _record_failure(self, feed: Feed, state: FeedState, error: BotError) -> None:
        now = self._clock.now()
        if str(error) != state.error:
            log.warning("%s", error)
        failures = state.failures + 1
        await self._store.save_feed_state(
            replace(
                state,
                polled_at=now,
                failing_since_at=state.failing_since_at or now,
                failures=failures,
                error=str(error),
                next_poll_at=self._retry_at(feed, now, failures, error),
            )
        )

    def _retry_at(self, feed: Feed, now: datetime, failures: int, error: BotError) -> datetime:
        retry_after = error.retry_after if isinstance(error, FetchTemporary) else None
        return retry_at(feed, now, failures=failures, retry_after=retry_after, jitter=self._jitter())


def _report(feed: Feed, planned: PlannedEntry) -> EntryReport:
    entry = planned.entry
    if planned.verdict.decision is not Decision.DIRECT:
        return EntryReport(feed.id, planned, ())
    return EntryReport(feed.id, planned, summarise(entry.text, cut_off=entry.cut_off).sentences(entry.text))
