"""Hops 1 to 6: ask the feeds that are due, and store what they say.

The runner calls `Poller.poll_due`; `python -m bot poll` calls `Poller.poll_all`. One feed's failure is
recorded on that feed and never stops another. Everything one poll changes is stored in one
transaction, so that a crash leaves either all of it or nothing.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import urlsplit

from bot.core.duplicates import firsts_of, look_back, mark_duplicates
from bot.core.errors import BotError, FetchTemporary, PlanOvertaken, StoreError
from bot.core.escape import printable
from bot.core.identity import entry_keys
from bot.core.model import (
    Catalogue,
    Feed,
    FeedState,
    FeedUpdate,
    Fetched,
    NotModified,
    PollReport,
    Validators,
)
from bot.core.plan import plan_update
from bot.core.schedule import is_due, next_poll_at, retry_at
from bot.core.standing import earned_with, strange_hop
from bot.core.strike_hints import with_questions
from bot.core.targets import question_targets, review_targets, statement_targets
from bot.core.withdrawn import hold_copies, is_to_be_compared
from bot.ports import Clock, Fetcher, Parser, Store
from bot.services.choosing import TopicDesk
from bot.services.pages import PageCompleter
from bot.services.questions import log_unasked

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


class Poller:
    """Polls feeds and applies what they say to the store."""

    def __init__(
        self,
        *,
        catalogue: Catalogue,
        store: Store,
        fetcher: Fetcher,
        parser: Parser,
        completer: PageCompleter,
        clock: Clock,
        target_prefix: str,
        jitter: Callable[[], float],
    ) -> None:
        self._catalogue = catalogue
        self._store = store
        self._fetcher = fetcher
        self._parser = parser
        self._completer = completer
        self._topics = TopicDesk(catalogue=catalogue, store=store, target_prefix=target_prefix)
        self._clock = clock
        self._target_prefix = target_prefix
        self._admins = question_targets(catalogue, target_prefix)
        self._jitter = jitter
        self._slots = asyncio.Semaphore(CONCURRENT_POLLS)
        self._in_hand: dict[str, asyncio.Task[_Outcome | None]] = {}  # by feed id
        self._unsaved: dict[str, FeedState] = {}  # by feed id: a round's, and what could not be written
        self._refused: dict[str, StoreError] = {}  # by feed id: what was said there is not stored yet
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)  # by union id

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
        states = {**await self._store.feed_states(), **self._unsaved}
        now = self._clock.now()
        due = [
            feed
            for feed in self._catalogue.feeds
            if feed.id not in self._in_hand and is_due(states.get(feed.id), now)
        ]
        if not due:
            return
        routes = await self._store.routes()
        for feed in due:
            begun = self._poll_in_turn(feed, states, routes, stopping)
            self._in_hand[feed.id] = asyncio.create_task(begun, name=f"poll {feed.id}")

    async def _take_finished(self) -> Sequence[PollReport]:
        done = {feed_id: task for feed_id, task in self._in_hand.items() if task.done()}
        outcomes = [outcome for task in done.values() if (outcome := task.result()) is not None]
        try:
            return await self._save(outcomes)
        finally:
            for feed_id in done:  # only now: until its state is stored, a feed looks due
                del self._in_hand[feed_id]

    async def poll_all(self, *, conditional: bool = True) -> Sequence[PollReport]:
        """Poll every feed now, due or not; unconditional polls get a body even where nothing changed."""
        states = await self._store.feed_states()
        if not conditional:
            states = {key: replace(state, validators=Validators()) for key, state in states.items()}
        routes = await self._store.routes()
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(self._poll_in_turn(feed, states, routes, lambda: False))
                for feed in self._catalogue.feeds
            ]
        return await self._save([outcome for task in tasks if (outcome := task.result()) is not None])

    async def _poll_in_turn(
        self,
        feed: Feed,
        states: Mapping[str, FeedState],
        routes: Mapping[str, Mapping[str, datetime]],
        stopping: Callable[[], bool],
    ) -> _Outcome | None:
        async with self._slots:
            if stopping():
                return None
            state = states.get(feed.id) or FeedState(feed.id)
            return await self._poll_feed(feed, state, routes.get(feed.id, {}))

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

    async def _poll_feed(self, feed: Feed, state: FeedState, routes: Mapping[str, datetime]) -> _Outcome:
        if state.url != feed.url:
            # These belong to an address; another one has never been asked, and what an admin moved
            # has not been taken over.
            state = replace(state, url=feed.url, validators=Validators(), reached_at=None, link_host=None)
        try:
            return await self._poll(feed, state, routes)
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

    async def _poll(self, feed: Feed, state: FeedState, routes: Mapping[str, datetime]) -> _Outcome:
        targets = statement_targets(self._catalogue, feed, self._target_prefix)
        choices = self._topics.choices(feed)
        earned = earned_with(feed, targets, choices, self._catalogue.topics.get(feed.union_id, ()))
        # Other targets, or a configuration that judges otherwise, need the body, changed or not.
        validators = state.validators if state.validators_for == earned else Validators()
        state = replace(state, validators_for=earned)
        fetched = await self._fetcher.fetch(feed, validators)
        if isinstance(fetched, NotModified):
            if stranger := strange_hop(feed, fetched.hops):
                raise FetchTemporary(feed.id, _led_away(stranger))
            return _Outcome(PollReport(feed.id, not_modified=True), self._reached(feed, state, fetched))
        parsed = await self._parser.parse(fetched, feed)
        keys = {key for entry in parsed.entries for key in entry_keys(entry)}
        last_reached_at, state = state.reached_at, await self._with_quarantine_of_now(state)
        update = plan_update(
            parsed,
            feed,
            await self._store.known_entries(feed.id, keys),
            state=self._reached(feed, state, fetched),
            routes=routes,
            targets=targets,
            hops=fetched.hops,
            now=fetched.fetched_at,
            last_reached_at=last_reached_at,
            choosing=choices,
        )
        update = replace(update, review_targets=review_targets(self._catalogue, self._target_prefix))
        update = await self._apply(await self._completer.complete(update))
        return _Outcome(PollReport(feed.id, update.entries))

    async def _with_quarantine_of_now(self, state: FeedState) -> FeedState:
        """Return the state with its quarantine as it is by now: fetching gave an admin time to release it."""
        if state.quarantine is None:
            return state
        now = (await self._store.feed_states())[state.feed_id]
        return replace(state, quarantine=now.quarantine, link_host=now.link_host)

    async def _apply(self, update: FeedUpdate) -> FeedUpdate:
        """Store an update, its duplicates marked and copies of what was withdrawn held.

        The union's feeds take turns: of two that carry the same statement at once, one is the first.
        """
        async with self._turns[update.feed.union_id]:
            update = await self._without_duplicates(await self._topics.chosen(update))
            update = await self._without_copies(update)
            update = with_questions(update, self._catalogue.strikes, self._admins)
            await self._store.apply(update)
        log_unasked(update)
        if (quarantine := update.state.quarantine) and quarantine.since_at == update.at:
            log.warning("%s is in quarantine: %s", update.feed.id, quarantine.sign.value)
        return update

    async def _without_duplicates(self, update: FeedUpdate) -> FeedUpdate:
        since = look_back(update)
        followers = {
            feed.id: statement_targets(self._catalogue, feed, self._target_prefix)
            for feed in self._catalogue.feeds
            if feed.union_id == update.feed.union_id and feed.id != update.feed.id and not feed.watched
        }
        if since is None or not followers:
            return update
        recent = await self._store.recent_statements(list(followers), since)
        firsts = firsts_of(update, recent)
        have_it = await self._topics.have_it(update.feed, firsts.values(), followers)
        return mark_duplicates(update, firsts, have_it)

    async def _without_copies(self, update: FeedUpdate) -> FeedUpdate:
        if not is_to_be_compared(update):
            return update
        union_id = update.feed.union_id
        own = [feed.id for feed in self._catalogue.feeds if feed.union_id == union_id and not feed.watched]
        return hold_copies(update, await self._store.withdrawn_statements(own))

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

    def _not_stored(self, feed: Feed, state: FeedState, error: StoreError) -> _Outcome:
        """Leave a feed's state as it was, for the source did nothing wrong; it is asked again later."""
        if str(error) != str(self._refused.get(feed.id)):
            log.warning("%s: what it said could not be stored: %s", feed.id, error)
        again_at = next_poll_at(feed, self._clock.now(), max_age=None, jitter=self._jitter())
        refusal = None if isinstance(error, PlanOvertaken) else error
        return _Outcome(PollReport(feed.id, error=str(error)), replace(state, next_poll_at=again_at), refusal)

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
