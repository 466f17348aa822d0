"""Hops 1 to 6: ask the feeds that are due, and store what they say.

The runner calls `Poller.poll_due`; `python -m bot poll` calls `Poller.poll_all`. One feed's failure is
recorded on that feed and never stops another. Everything one poll changes is stored in one
transaction, so that a crash leaves either all of it or nothing.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.errors import BotError, FetchTemporary
from bot.core.identity import entry_keys
from bot.core.model import (
    Catalogue,
    Feed,
    FeedState,
    Fetched,
    NotModified,
    PollReport,
    Validators,
)
from bot.core.plan import plan_update
from bot.core.schedule import is_due, next_poll_at, retry_at
from bot.core.targets import statement_targets
from bot.ports import Clock, Fetcher, Parser, Store

log = logging.getLogger(__name__)

#: Feeds asked at the same time; the fetcher limits connections per host besides.
CONCURRENT_POLLS = 8


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What came of one feed's poll, and its state where that is still to be written."""

    report: PollReport
    state: FeedState | None = None


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
        return await self._poll_many(due, states, stopping) if due else []

    async def poll_all(self, *, conditional: bool = True) -> Sequence[PollReport]:
        """Poll every feed now, due or not; unconditional polls get a body even where nothing changed."""
        states = await self._store.feed_states()
        if not conditional:
            states = {key: replace(state, validators=Validators()) for key, state in states.items()}
        return await self._poll_many(self._catalogue.feeds, states, lambda: False)

    async def _poll_many(
        self, feeds: Sequence[Feed], states: Mapping[str, FeedState], stopping: Callable[[], bool]
    ) -> Sequence[PollReport]:
        routes = await self._store.routes()

        async def one(feed: Feed) -> _Outcome | None:
            async with self._slots:
                if stopping():
                    return None
                state = states.get(feed.id) or FeedState(feed.id)
                return await self._poll_feed(feed, state, routes.get(feed.id, {}))

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(feed)) for feed in feeds]
        outcomes = [outcome for task in tasks if (outcome := task.result()) is not None]
        # States without entries are written together: a crash before it costs one more poll, no entry.
        await self._store.save_feed_states([outcome.state for outcome in outcomes if outcome.state])
        return [outcome.report for outcome in outcomes]

    async def _poll_feed(self, feed: Feed, state: FeedState, routes: Mapping[str, datetime]) -> _Outcome:
        if state.url != feed.url:
            # Validators belong to an address; another address has never been asked.
            state = replace(state, url=feed.url, validators=Validators())
        try:
            return await self._poll(feed, state, routes)
        except BotError as error:
            if str(error) != state.error:
                log.warning("%s", error)
            return self._failed(feed, state, str(error), error)
        except Exception as error:
            # A fault of ours that one feed's document brings to light must not keep the others waiting.
            log.exception("%s: polling failed unexpectedly", feed.id)
            words = f"{feed.id}: polling failed unexpectedly ({type(error).__name__}); see the log"
            return self._failed(feed, state, words, error)

    async def _poll(self, feed: Feed, state: FeedState, routes: Mapping[str, datetime]) -> _Outcome:
        targets = statement_targets(self._catalogue, feed, self._target_prefix)
        # A target that is only now beginning to follow the feed needs the body, changed or not.
        validators = state.validators if targets <= routes.keys() else Validators()
        fetched = await self._fetcher.fetch(feed, validators)
        if isinstance(fetched, NotModified):
            return _Outcome(PollReport(feed.id, not_modified=True), self._reached(feed, state, fetched))
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
        return _Outcome(PollReport(feed.id, update.entries))

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

    def _failed(self, feed: Feed, state: FeedState, words: str, error: Exception) -> _Outcome:
        now = self._clock.now()
        failures = state.failures + 1
        failed = replace(
            state,
            polled_at=now,
            failing_since_at=state.failing_since_at or now,
            failures=failures,
            error=words,
            next_poll_at=retry_at(
                feed,
                now,
                failures=failures,
                retry_after=error.retry_after if isinstance(error, FetchTemporary) else None,
                jitter=self._jitter(),
            ),
        )
        return _Outcome(PollReport(feed.id, error=words), failed)
