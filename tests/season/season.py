"""Plays one season: the bot's own services and database on a virtual clock, everything outside simulated.

One process, one thread, no waiting: the same seed is the same season, step for step. After every step the
auditor looks at what Discord shows.
"""

import asyncio
import selectors
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.adapters.bell import Bell
from bot.adapters.charts import ProcessCharts
from bot.adapters.database.store import SqlStore, open_store
from bot.core.model import Catalogue, Channel, Pause, Retention, Strike, StrikeEvent
from bot.core.targets import DISCORD as PREFIX
from bot.core.targets import discord_target
from bot.ports import Job
from bot.wiring import Reading, build_desks, build_services, service_jobs
from tests.season.almanac import (
    BOT,
    DAY_POST_AT,
    PRESS,
    SITE,
    STRIKE_SITE,
    Almanac,
    News,
    draw,
)
from tests.season.audit import Auditor, Broken, plain, tokens_in_text
from tests.season.guild import Crash, SimulatedDiscord
from tests.season.sites import UNION, Sites, feed_of

#: One for the followers of an announcement channel, one with threads that follows the site alone.
CHANNELS = (
    Channel(1, frozenset({SITE, STRIKE_SITE}), "pier", DAY_POST_AT, publish=True),
    Channel(2, frozenset({SITE}), "pier", DAY_POST_AT, thread=True),
)
REVIEW = 3
#: What may be forgotten is forgotten as soon as it can be: nothing that is posted may depend on it.
KEPT = timedelta(days=7)
#: After something went wrong the bot's clock ticks so much later besides.
SOON_AFTER = (timedelta(seconds=20), timedelta(seconds=100))


class SeasonBroken(AssertionError):
    """A season in which something did not hold; says which, where, and how to play it again."""


class InlineLoop(asyncio.SelectorEventLoop):
    """Runs at once what is meant for a thread and skips all waiting, so that nothing depends on speed."""

    def __init__(self) -> None:
        self._skipping = _Skipping()
        super().__init__(self._skipping)

    def time(self) -> float:
        """Return how many seconds were skipped."""
        return self._skipping.seconds

    def run_in_executor(  # type: ignore[override]  # mypy knows no `*args: *Ts` of its own here
        self, executor: Any, func: Callable[..., Any], *args: Any
    ) -> "asyncio.Future[Any]":
        """Run it here."""
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 -- handed on to who waits for it
            future.set_exception(error)
        return future


class _Skipping(selectors.DefaultSelector):
    """Waits for nothing, and counts for how long it should have."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.seconds += timeout or 0.0
        return super().select(timeout and 0)


@dataclass(slots=True)
class Played:
    """What a season came to."""

    steps: int = 0
    restarts: int = 0
    edits: int = 0
    shown: Counter[str] = field(default_factory=Counter)  #: messages by kind, replies apart
    journal: list[str] = field(default_factory=list)  #: every message as it was made


@dataclass(slots=True)
class SeasonClock:
    """The season's time."""

    at: datetime

    def now(self) -> datetime:
        return self.at


def play(seed: int, *, discord: type[SimulatedDiscord] = SimulatedDiscord, days: int | None = None) -> Played:
    """Play a season, or its first days, on a database in memory-backed storage where there is some.

    Raises:
        SeasonBroken: something did not hold.
    """
    fast = Path("/dev/shm")  # noqa: S108 -- a private folder is made in it
    with (
        tempfile.TemporaryDirectory(dir=fast if fast.is_dir() else None) as folder,
        asyncio.Runner(loop_factory=InlineLoop) as runner,
    ):
        return runner.run(_Season(seed, discord, days).play(Path(folder)))


class _Season:
    def __init__(self, seed: int, discord: type[SimulatedDiscord], days: int | None = None) -> None:
        self._almanac = draw(seed, [discord_target(channel) for channel in CHANNELS])
        self._clock = SeasonClock(self._almanac.instants[0])
        self._sites = Sites(self._almanac, self._clock)
        self._discord = discord(self._almanac, self._clock)
        self._auditor = Auditor(self._almanac, CHANNELS, f"{PREFIX}{REVIEW}", self._discord)
        self._days = days
        self._played = Played()
        self._last_entry = 0
        self._jobs: Sequence[Job] = ()  #: none while the bot does not run
        self._entered: Mapping[News, datetime] = {}  #: in feeds.yaml, when the bot was last started

    async def play(self, folder: Path) -> Played:
        async with open_store(f"sqlite:///{folder / 'season.db'}") as store:
            instants = self._instants()
            while instants:
                self._clock.at = instants.pop()
                self._discord.is_gentle = self._clock.at > self._almanac.ended_at
                try:
                    await self._step(store)
                except Exception as error:
                    raise self._broken(error) from error
                instants += self._looks_soon(until=instants[-1]) if instants else ()
            if self._days is None:
                try:
                    await self._end(store)
                except Exception as error:
                    raise self._broken(error) from error
        return self._summed_up()

    def _instants(self) -> list[datetime]:
        """Return when the clock ticks, the last first."""
        instants = self._almanac.instants
        if self._days is not None:
            instants = tuple(each for each in instants if each < instants[0] + timedelta(days=self._days))
        return list(reversed(instants))

    async def _step(self, store: SqlStore) -> None:
        self._played.steps += 1
        if self._almanac.is_wrong(BOT, self._clock.at):
            self._jobs = ()
            return
        if self._entered != (entered := self._almanac.course.known(self._clock.at)):
            self._entered, self._jobs = entered, ()  # an admin changed feeds.yaml and starts the bot anew
        while not await self._has_run(store):
            self._played.restarts += 1
            self._jobs = ()
        self._auditor.check(self._clock.at)

    async def _has_run(self, store: SqlStore) -> bool:
        """Run every job of the bot, started first where it does not run; return False where it crashed."""
        try:
            self._jobs = self._jobs or await self._started(store)
            for job in self._jobs:
                await job.run()
                if job.name == "poll":
                    await self._note_what_was_found(store)
        except Crash:
            return False
        return True

    async def _started(self, store: SqlStore) -> Sequence[Job]:
        reading = Reading(self._sites, self._sites, self._sites)
        catalogue = _catalogue(self._almanac, self._entered)
        services = build_services(
            catalogue=catalogue,
            store=store,
            reading=reading,
            poster=self._discord,
            clock=self._clock,
            jitter=lambda: 0.5,
        )
        desks = build_desks(
            catalogue=catalogue,
            store=store,
            pages=self._sites,
            charts=ProcessCharts(),  # nobody asks for a picture
            clock=self._clock,
            target_prefix=PREFIX,
        )
        await services.deliverer.go_on()
        return service_jobs(services, desks, asyncio.Event(), Bell())

    async def _note_what_was_found(self, store: SqlStore) -> None:
        for entry in await store.entries_after(self._last_entry, 1000):
            self._last_entry = entry.id
            for token in tokens_in_text(entry.entry.title):
                self._auditor.found_at.setdefault((entry.feed_id, token), self._clock.at)

    def _looks_soon(self, until: datetime) -> Iterator[datetime]:
        """Yield, the last first, when the clock ticks besides because something has just gone wrong."""
        if self._clock.at in self._discord.struck_at.values():
            soon = [self._clock.at + after for after in SOON_AFTER]
            yield from (instant for instant in reversed(soon) if instant < until)

    async def _end(self, store: SqlStore) -> None:
        self._auditor.check_end(self._clock.at)
        counts = await store.counts()
        if counts.pending or counts.parked:
            raise Broken(f"something is left to be posted: {counts}")

    def _broken(self, error: Exception) -> SeasonBroken:
        again = f"{sys.executable} -m tests.season {self._almanac.seed}"
        at = self._clock.at.isoformat()
        return SeasonBroken(
            f"seed {self._almanac.seed}, step {self._played.steps} at {at}: {error}\nto see it again: {again}"
        )

    def _summed_up(self) -> Played:
        for one in self._discord.shown:
            kind = "reply" if one.message.reply_to else one.message.kind.value
            self._played.shown[kind] += 1
            self._played.edits += one.edits
            self._played.journal.append(
                f"{one.at.isoformat()} {one.id} {one.target} {kind} {plain(one.message)}"
            )
        return self._played


def _catalogue(almanac: Almanac, entered: Mapping[News, datetime]) -> Catalogue:
    events = {news: StrikeEvent(at) for news, at in entered.items()}
    paused = events.get(News.PAUSED)
    strike = Strike(
        "pier",
        "pier",
        "pier strike",
        almanac.zone,
        almanac.first_on,
        ended=events.get(News.ENDED),
        tentative_agreement=events.get(News.AGREED),
        pauses=(Pause(paused, events.get(News.RESUMED)),) if paused else (),
    )
    return Catalogue(
        feeds=tuple(map(feed_of, (SITE, STRIKE_SITE, PRESS))),
        strikes=(strike,),
        channels=CHANNELS,
        review_channel=REVIEW,
        union_names={"pier": UNION},
        keep=Retention(KEPT, KEPT, KEPT),
    )
