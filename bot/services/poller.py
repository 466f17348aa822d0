"""Hops 1 to 6: ask the feeds that are due, and store what they say.

The runner calls `Poller.poll_due`; `python -m bot poll` calls `Poller.poll_all`. One feed's failure is
recorded on that feed and never stops another. Everything one poll changes is stored in one
transaction, so that a crash leaves either all of it or nothing.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import urlsplit

from bot.core.cleaning import cleaned
from bot.core.errors import BotError, FetchTemporary, PlanOvertaken, StoreError
from bot.core.escape import printable
from bot.core.feed_states import after_answer, after_failure, paused_as_stored, remembered_for
from bot.core.model import (
    Catalogue,
    Feed,
    FeedState,
    Fetched,
    NotModified,
    PollReport,
    Validators,
)
from bot.core.schedule import is_due, next_poll_at
from bot.core.standing import strange_hop
from bot.ports import Clock, Configuration, Fetcher, Parser, Store
from bot.services.applying import Applier, Overtaken, applier_in_force
from bot.services.in_force import in_force
from bot.services.pages import PageCompleter
from bot.services.planning import Planner

log = logging.getLogger(__name__)

T = TypeVar("T")

#: Feeds asked at the same time; the fetcher limits connections per host besides.
CONCURRENT_POLLS = 16


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What came of one feed's poll, and its state where that is still to be written."""

    report: PollReport
    state: FeedState | None = None
    refusal: StoreError | None = None  #: why what the source said could not be stored

    def after(self, seconds: float) -> "_Outcome":
        """Return it with the time that the poll took."""
        return replace(self, report=replace(self.report, seconds=seconds))


class Poller:
    """Polls feeds and applies what they say to the store."""

    def __init__(
        self,
        *,
        catalogue: Catalogue | Configuration,
        store: Store,
        fetcher: Fetcher,
        parser: Parser,
        completer: PageCompleter,
        clock: Clock,
        target_prefix: str,
        jitter: Callable[[], float],
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._parser = parser
        self._completer = completer
        self._planner = Planner(store=store, parser=parser)
        self._clock = clock
        self._jitter = jitter
        self._slots = asyncio.Semaphore(CONCURRENT_POLLS)
        self._in_hand: dict[str, asyncio.Task[_Outcome | None]] = {}  # by feed id
        self._unsaved: dict[str, FeedState] = {}  # by feed id: a round's, and what could not be written
        self._refused: dict[str, StoreError] = {}  # by feed id: what was said there is not stored yet
        self._configuration = in_force(catalogue)
        self._applier = applier_in_force(self._configuration, store=store, target_prefix=target_prefix)
        self._anew: set[str] = set()  # ids of feeds that a change of the catalogue concerns

    async def poll_due(
        self, stopping: Callable[[], bool] = lambda: False, *, patience: timedelta | None = None
    ) -> Sequence[PollReport]:
        """Poll every feed whose time has come, and return what has come of it, also of earlier rounds.

        Feeds not yet begun are left once `stopping()` holds. After `patience` slow ones are left to go on
        beside the next rounds, so that no source waits for another; `finish` waits for them.

        Raises:
            StoreError: the database refuses, and the work that was possible is done. What it refused of a
                source is asked for again after the feed's interval, and raised until it is stored.
        """
        await self._begin_due(stopping)
        if self._in_hand:
            seconds = None if patience is None else patience.total_seconds()
            await asyncio.wait(self._in_hand.values(), timeout=seconds)
        reports = await self._take_finished()
        for refusal in self._refused.values():
            raise refusal
        return reports

    async def finish(self) -> None:
        """Wait for the polls that `poll_due` left to go on, and store what came of them where possible."""
        if self._in_hand:
            await asyncio.wait(self._in_hand.values())
        try:
            await self._take_finished()
        except StoreError as error:
            log.warning("these sources are asked again after the next start: %s", error)

    async def _begin_due(self, stopping: Callable[[], bool]) -> None:
        stored = await self._store.feed_states()
        unsaved = {feed_id: paused_as_stored(state, stored) for feed_id, state in self._unsaved.items()}
        applier, now = self._applier.now, self._clock.now()
        self._notice_changes({feed.id for feed in applier.catalogue.feeds})
        states = self._asked_anew({**stored, **unsaved})
        due = [
            feed
            for feed in applier.catalogue.feeds
            if feed.id not in self._in_hand and is_due(states.get(feed.id), now)
        ]
        if not due:
            return
        routes = await self._store.routes()
        for feed in due:
            self._anew.discard(feed.id)
            begun = self._poll_in_turn(feed, applier, states, routes, stopping)
            self._in_hand[feed.id] = asyncio.create_task(begun, name=f"poll {feed.id}")

    def _notice_changes(self, feed_ids: AbstractSet[str]) -> None:
        """Have the feeds asked that changes concern, and forget those that are followed no more."""
        self._anew |= self._configuration.take_affected()
        self._anew &= feed_ids
        for feed_id in self._refused.keys() - feed_ids:
            del self._refused[feed_id]

    def _asked_anew(self, states: Mapping[str, FeedState]) -> Mapping[str, FeedState]:
        """Return the states, due and without validators where a change of the catalogue concerns the feed."""
        of_them = (states[feed_id] for feed_id in self._anew if feed_id in states)
        anew = {one.feed_id: replace(one, validators=Validators(), next_poll_at=None) for one in of_them}
        return {**states, **anew}

    async def _take_finished(self) -> Sequence[PollReport]:
        done = {feed_id: task for feed_id, task in self._in_hand.items() if task.done()}
        outcomes = [outcome for task in done.values() if (outcome := task.result()) is not None]
        try:
            return await self._save(outcomes)
        finally:
            for feed_id in done:  # only now: until its state is stored, a feed looks due
                del self._in_hand[feed_id]

    async def poll_all(self, *, conditional: bool = True) -> Sequence[PollReport]:
        """Poll every feed now, due or not, but those that an admin paused.

        Unconditional polls get a body even where nothing changed.
        """
        states = await self._store.feed_states()
        if not conditional:
            states = {key: replace(state, validators=Validators()) for key, state in states.items()}
        routes, applier = await self._store.routes(), self._applier.now
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(self._poll_in_turn(feed, applier, states, routes, lambda: False))
                for feed in applier.catalogue.feeds
            ]
        return await self._save([outcome for task in tasks if (outcome := task.result()) is not None])

    async def _poll_in_turn(
        self,
        feed: Feed,
        applier: Applier,
        states: Mapping[str, FeedState],
        routes: Mapping[str, Mapping[str, datetime]],
        stopping: Callable[[], bool],
    ) -> _Outcome | None:
        async with self._slots:
            if stopping():
                return None
            if self._applier.now is not applier:
                self._anew.add(feed.id)
                return None
            state = states.get(feed.id) or FeedState(feed.id)
            if state.paused_at is not None:
                return _Outcome(PollReport(feed.id, paused=True))
            begun_at = asyncio.get_running_loop().time()
            outcome = await self._poll_feed(feed, applier, state, routes.get(feed.id, {}))
            return None if outcome is None else outcome.after(asyncio.get_running_loop().time() - begun_at)

    async def _save(self, outcomes: Sequence[_Outcome]) -> Sequence[PollReport]:
        for outcome in outcomes:
            _keep(self._unsaved, outcome.report.feed_id, outcome.state)
            _keep(self._refused, outcome.report.feed_id, outcome.refusal)
        # States without entries are written together: a crash before it costs one more poll, no entry. Where
        # the database refuses them they are kept, so that a full disk does not make us ask at every tick.
        if self._unsaved:
            await self._store.save_feed_states(list(self._unsaved.values()))
            self._unsaved.clear()
        return [outcome.report for outcome in outcomes]

    async def _poll_feed(
        self, feed: Feed, applier: Applier, state: FeedState, routes: Mapping[str, datetime]
    ) -> _Outcome | None:
        state = remembered_for(feed, state)
        try:
            return await self._poll(feed, applier, state, routes)
        except Overtaken:
            log.info("%s: feeds.yaml was changed while it was asked; it is asked anew", feed.id)
            self._anew.add(feed.id)
            return None
        except StoreError as error:
            return self._not_stored(feed, state, error)
        except BotError as error:
            if str(error) != state.error:
                log.warning("%s", error)
            return self._failed(feed, state, str(error), error)
        except Exception as error:
            # A fault of ours that one feed's document brings to light must not keep the others waiting.
            log.exception("%s: polling failed unexpectedly", feed.id)
            words = f"{feed.id}: polling failed unexpectedly ({type(error).__name__}); see the log"
            return self._failed(feed, state, words, error)

    async def _poll(
        self, feed: Feed, applier: Applier, state: FeedState, routes: Mapping[str, datetime]
    ) -> _Outcome:
        earned = applier.earned(feed)
        # Other targets, or a configuration that judges otherwise, need the body, changed or not.
        validators = state.validators if state.validators_for == earned else Validators()
        state = replace(state, validators_for=earned)
        fetched = await self._fetcher.fetch(feed, validators)
        if isinstance(fetched, NotModified):
            if stranger := strange_hop(feed, fetched.hops):
                raise FetchTemporary(feed.id, _led_away(stranger))
            return _Outcome(PollReport(feed.id, not_modified=True), self._reached(feed, state, fetched))
        parsed = await self._parser.parse(fetched, feed)
        last_reached_at, state = state.reached_at, await self._with_quarantine_of_now(state)
        update = await self._planner.plan(
            parsed,
            fetched,
            feed,
            applier,
            state=self._reached(feed, state, fetched),
            routes=routes,
            last_reached_at=last_reached_at,
        )
        update = await applier.apply(cleaned(await self._completer.complete(update)))
        report = PollReport(feed.id, update.entries, hops=fetched.hops, validators=fetched.validators)
        return _Outcome(report)

    async def _with_quarantine_of_now(self, state: FeedState) -> FeedState:
        """Return the state with its quarantine as it is by now: fetching gave an admin time to release it."""
        if state.quarantine is None:
            return state
        now = (await self._store.feed_states())[state.feed_id]
        return replace(state, quarantine=now.quarantine, link_host=now.link_host)

    def _reached(self, feed: Feed, state: FeedState, fetched: Fetched | NotModified) -> FeedState:
        if state.failures:
            log.info("%s answers again after %d failed tries", feed.id, state.failures)
        return after_answer(feed, state, fetched, jitter=self._jitter())

    def _not_stored(self, feed: Feed, state: FeedState, error: StoreError) -> _Outcome:
        """Leave a feed's state as it was, for the source did nothing wrong; it is asked again later."""
        if str(error) != str(self._refused.get(feed.id)):
            log.warning("%s: what it said could not be stored: %s", feed.id, error)
        again_at = next_poll_at(feed, self._clock.now(), max_age=None, jitter=self._jitter())
        refusal = None if isinstance(error, PlanOvertaken) else error
        return _Outcome(PollReport(feed.id, error=str(error)), replace(state, next_poll_at=again_at), refusal)

    def _failed(self, feed: Feed, state: FeedState, words: str, error: Exception) -> _Outcome:
        failed = after_failure(
            feed,
            state,
            self._clock.now(),
            words=words,
            retry_after=error.retry_after if isinstance(error, FetchTemporary) else None,
            jitter=self._jitter(),
        )
        return _Outcome(PollReport(feed.id, error=words), failed)


def _keep(kept: dict[str, T], feed_id: str, value: T | None) -> None:
    """Let the newest value of a feed stand, or none."""
    if value is None:
        kept.pop(feed_id, None)
    else:
        kept[feed_id] = value


def _led_away(hop: str) -> str:
    return (
        f"it led to {printable(urlsplit(hop).netloc)}, which is not on the union's list, and that host said "
        "that nothing had changed; if it is the union's, add it to hosts: in feeds.yaml"
    )
