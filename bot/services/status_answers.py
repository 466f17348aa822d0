"""How do things stand? Gathers what `/status` and ``python -m bot status`` answer, and answers in time.

Called by `bot.services.answers`. From the store, the catalogue and the vigil alone: nothing is fetched.
Discord waits three seconds for an answer, so where the store does not answer well before, as while another
program holds it locked, the answer says that instead.
"""

import asyncio
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from bot import __version__
from bot.core.daycount import strike_days
from bot.core.errors import StoreError
from bot.core.model import Catalogue, FeedState, Message, SourceStatus, Status, TopicLook, Works
from bot.core.provenance import RULESET_VERSION
from bot.core.render import render_no_status, render_status
from bot.core.targets import own_host_feeds
from bot.ports import Clock, Overview, Store
from bot.services.topic_answers import TopicAnswers
from bot.services.vigil import Vigil

log = logging.getLogger(__name__)

READ_WITHIN: Final = timedelta(seconds=1.2)
TALKS_WITHIN: Final = timedelta(seconds=0.8)


class StatusAnswers:
    """Answers where things stand."""

    def __init__(
        self,
        *,
        catalogue: Catalogue,
        store: Store,
        clock: Clock,
        vigil: Vigil,
        read_within: timedelta = READ_WITHIN,
        talks_within: timedelta = TALKS_WITHIN,
    ) -> None:
        self._catalogue = catalogue
        self._store = store
        self._clock = clock
        self._vigil = vigil
        self._read_within = read_within
        self._talks_within = talks_within
        self._topics = TopicAnswers(catalogue=catalogue, store=store)

    async def current_status(self) -> Status:
        """Gather the state of strikes, unions, sources and outbox; StoreError where it can't be read."""
        return self._status(await self._read(), await self._topics.talks())

    async def status(self, *, for_admin: bool = False) -> Message:
        """Answer ``/status``; also where the store can't be read, for that is when it is asked."""
        try:
            async with asyncio.timeout(self._read_within.total_seconds()):
                found = await self._read()
            status = self._status(found, await self._talks_in_time())
        except (StoreError, TimeoutError) as error:
            log.warning("/status could not read the database: %s", str(error) or "it did not answer in time")
            return render_no_status(self._clock.now())
        return render_status(status, self._catalogue.union_names, for_admin=for_admin)

    async def sources(self) -> tuple[SourceStatus, ...]:
        """Return how each source is doing; StoreError where it can't be read."""
        return self._sources(await self._read())

    async def _read(self) -> Overview:
        own_hosts = own_host_feeds(self._catalogue)
        return await self._store.overview(
            self._feeds_of_unions(), self._clock.now(), own_host_feed_ids=own_hosts
        )

    async def _talks_in_time(self) -> Mapping[str, TopicLook] | None:
        """Return the latest words on the talks; None where that takes too long, as it may the first time.

        The search goes on, and what it finds is known when it is asked for again.
        """
        try:
            async with asyncio.timeout(self._talks_within.total_seconds()):
                return await self._topics.talks()
        except TimeoutError:
            log.warning("/status left the talks out: to look them up took too long")
            return None

    def _status(self, found: Overview, talks: Mapping[str, TopicLook] | None) -> Status:
        now = self._clock.now()
        return Status(
            at=now,
            days=strike_days(self._catalogue.strikes, now),
            sources=self._sources(found),
            last_statements=found.last_statements,
            held=sum(found.held_by_feed.values()),
            pending=found.pending,
            parked=found.parked,
            failing_jobs=self._vigil.failing_jobs,
            talks=talks,
            works=Works(
                version=__version__,
                ruleset=RULESET_VERSION,
                schema=found.schema,
                database_bytes=found.database_bytes,
                waiting_since_at=found.waiting_since_at,
                refused=found.refused,
                file_refused=found.file_refused,
            ),
        )

    def _feeds_of_unions(self) -> dict[str, list[str]]:
        """Return the ids of the feeds that speak for each union."""
        feeds: dict[str, list[str]] = {union_id: [] for union_id in self._catalogue.union_names}
        for feed in self._catalogue.feeds:
            if not feed.watched:
                feeds.setdefault(feed.union_id, []).append(feed.id)
        return feeds

    def _sources(self, found: Overview) -> tuple[SourceStatus, ...]:
        return tuple(
            SourceStatus(
                feed=feed,
                state=found.states.get(feed.id) or FeedState(feed.id),
                held=found.held_by_feed.get(feed.id, 0),
                outage=found.outages.get(feed.id),
            )
            for feed in self._catalogue.feeds
        )
