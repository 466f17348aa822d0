"""Looks whether the running bot is at work: for `/healthz`, `/metrics`, systemd and the log.

The runner calls `Checkup.beat` as a job of its own, so that its sign of life shows that jobs run; the
endpoints call `look` and `figures`. Guarantees: it answers within seconds whatever holds the database, and
what has come to a standstill is logged once, and once when it is over.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Final, TypeVar

from bot.core.errors import StoreError
from bot.core.health import Findings, Signs, due_since, lacking, spell, troubles
from bot.core.model import Catalogue, FeedState
from bot.ports import Clock, Configuration, Figures, Poster, Store, Supervisor, WorkSigns
from bot.services.in_force import in_force
from bot.services.line import Line
from bot.services.vigil import Vigil

log = logging.getLogger(__name__)

T = TypeVar("T")

READ_WITHIN: Final = timedelta(seconds=5)
SLEPT: Final = timedelta(minutes=1)  #: so far the clock on the wall ran away from our own
NOT_IN_TIME: Final = "it did not answer in time"


class Checkup:
    """Gathers signs of life, has core judge them, and tells."""

    def __init__(
        self,
        *,
        catalogue: Catalogue | Configuration,
        store: Store,
        clock: Clock,
        vigil: Vigil,
        poster: Poster,
        line: Line | None = None,
        supervisor: Supervisor | None = None,
        read_within: timedelta = READ_WITHIN,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin now; without a `line` there is no gateway that could be down."""
        self._configuration = in_force(catalogue)
        self._store = store
        self._clock = clock
        self._vigil = vigil
        self._poster = poster
        self._line = line
        self._supervisor = supervisor
        self._read_within = read_within
        self._seconds = seconds
        self._followed: dict[str, datetime] = {}  # by feed id, since when it is to be asked
        self._open_since: float | None = None
        self._refused_since: float | None = None
        self._refusal = ""
        self._looked_at, self._looked_seconds = clock.now(), seconds()
        self._told: dict[str, float] = {}  # by name of a trouble that is in the log, since when

    async def look(self) -> Findings:
        """Return how the bot is doing."""
        signs = await self._signs()
        return Findings(signs.at, signs.up_for, troubles(signs), lacking(signs))

    async def beat(self) -> None:
        """Look, write into the log what has changed, and tell whoever supervises the process."""
        findings = await self.look()
        self._log(findings)
        if self._supervisor is not None:
            words = "; ".join(trouble.words for trouble in findings.troubles)
            number = len(self._configuration.catalogue.feeds)
            status = words or f"at work for {spell(findings.up_for)}; feeds: {number}"
            self._supervisor.alive(status, is_well=findings.is_alive)

    async def figures(self) -> Figures:
        """Return what an operator collects."""
        findings = await self.look()
        found = await self._read(self._store.figures)
        line = self._line
        return Figures(
            at=findings.at,
            feed_ids=tuple(feed.id for feed in self._configuration.catalogue.feeds),
            findings=findings,
            jobs=self._vigil.turns,
            store=found,
            gateway_up=None if line is None else line.is_up,
            reconnects=0 if line is None else line.reconnects,
            rate_limited=0 if line is None else line.refusals,
            waited_seconds=0.0 if line is None else line.waited_seconds,
        )

    async def _signs(self) -> Signs:
        now, prefix = self._clock.now(), self._poster.target_prefix
        self._begin_anew_after_sleep(now)
        found = await self._read(lambda: self._store.work_signs(prefix, now)) or WorkSigns({}, None, None)
        polled = [state.polled_at for state in found.states.values() if state.polled_at is not None]
        return Signs(
            at=now,
            up_for=self._vigil.up_for,
            jobs=self._vigil.turns,
            due_since=self._due_since(found.states, now),
            last_asked_at=max(polled, default=None),
            is_open=self._poster.is_open,
            open_for=self._open_for(),
            untried_since=found.untried_since,
            last_step_at=found.last_step_at,
            gateway_down_for=None if self._line is None else self._line.down_for,
            refused_for=self._since(self._refused_since),
            refusal=self._refusal,
        )

    async def _read(self, ask: Callable[[], Awaitable[T]]) -> T | None:
        """Return what the store answers; None where it refuses, or takes too long."""
        try:
            async with asyncio.timeout(self._read_within.total_seconds()):
                found = await ask()
        except (StoreError, TimeoutError) as error:
            self._refusal = str(error) or NOT_IN_TIME
            if self._refused_since is None:
                self._refused_since = self._seconds()
            return None
        self._refused_since = None
        return found

    def _begin_anew_after_sleep(self, now: datetime) -> None:
        """Where the machine slept, or its clock was set, let nothing be late for that."""
        jumped = (now - self._looked_at) - timedelta(seconds=self._seconds() - self._looked_seconds)
        self._looked_at, self._looked_seconds = now, self._seconds()
        if abs(jumped) > SLEPT:
            self._followed.clear()
            self._open_since = None

    def _due_since(self, states: Mapping[str, FeedState], now: datetime) -> Mapping[str, datetime]:
        """Return since when feeds are to be asked; one that is new, or was paused until now, is since now."""
        feeds = [
            feed
            for feed in self._configuration.catalogue.feeds
            if (state := states.get(feed.id)) is None or state.paused_at is None
        ]
        self._followed = {feed.id: self._followed.get(feed.id, now) for feed in feeds}
        due = {feed.id: due_since(feed, states.get(feed.id), self._followed[feed.id], now) for feed in feeds}
        return {feed_id: at for feed_id, at in due.items() if at is not None}

    def _open_for(self) -> timedelta:
        if not self._poster.is_open:
            self._open_since = None
        elif self._open_since is None:
            self._open_since = self._seconds()
        return self._since(self._open_since) or timedelta()

    def _since(self, at: float | None) -> timedelta | None:
        return None if at is None else timedelta(seconds=self._seconds() - at)

    def _log(self, findings: Findings) -> None:
        now, found = self._seconds(), {trouble.name: trouble for trouble in findings.troubles}
        for name, trouble in found.items():
            if name not in self._told:
                self._told[name] = now
                log.error("the bot is not at work: %s", trouble.words)
        for name in self._told.keys() - found.keys():
            log.info(
                "at work again (%s), after %s", name, spell(timedelta(seconds=now - self._told.pop(name)))
            )
