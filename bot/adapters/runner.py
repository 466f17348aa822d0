"""Ticks the jobs, on APScheduler, in the event loop of the process.

The scheduler only ticks. What is due is asked of the clock and of the store by the jobs themselves, so
a tick that comes late, twice or not at all loses nothing: it only delays. That is why runs may be
coalesced and misfires are never dropped (`misfire_grace_time=None`, where the default loses them). A job
that is woken runs at once besides; its ticks are the safety net.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.core.errors import BotError
from bot.ports import Job, Stop, Wake, Watch

log = logging.getLogger(__name__)


class SchedulerRunner:
    """Runs jobs at their intervals and when they are woken, each at most once at a time."""

    def __init__(self, watch: Watch | None = None) -> None:
        self._watch = watch

    async def run(self, jobs: Sequence[Job], stop: Stop) -> None:
        """Run `jobs` until `stop` is set, then wait for the ones in hand and return."""
        works = [_Work(job, self._watch) for job in jobs]
        scheduler = AsyncIOScheduler(timezone=UTC)
        for work in works:
            scheduler.add_job(
                work.tick,
                "interval",
                seconds=work.job.every.total_seconds(),
                next_run_time=datetime.now(UTC),
                id=work.job.name,
                misfire_grace_time=None,
                coalesce=True,
                max_instances=2,  # a tick that finds it running ends at once
            )
        scheduler.start()
        wakes = [asyncio.create_task(work.answer(wake)) for work in works if (wake := work.job.wake)]
        try:
            await stop.wait()
        finally:
            scheduler.pause()
            await _end(wakes)
            await _finish(works)
            scheduler.shutdown(wait=False)


class _Work:
    """One job: the run in hand, and what was told of the last one."""

    def __init__(self, job: Job, watch: Watch | None) -> None:
        self.job = job
        self.in_hand: asyncio.Task[None] | None = None
        self._watch = watch
        self._told = ""

    async def tick(self) -> None:
        """Run it, unless it runs."""
        if self.in_hand is None:
            await asyncio.wait([self._begin()])

    async def answer(self, wake: Wake) -> None:
        """Run it whenever it is woken, after the run that may be in hand: that one may have looked before."""
        while True:
            await wake.wait()
            while self.in_hand is not None:
                await asyncio.wait([self.in_hand])
            await asyncio.wait([self._begin()])

    def _begin(self) -> "asyncio.Task[None]":
        # A task of its own: who waits for it may be cancelled, and the work in hand is finished all the same.
        self.in_hand = asyncio.create_task(self._run_once(), name=f"job {self.job.name}")
        self.in_hand.add_done_callback(self._put_down)
        return self.in_hand

    def _put_down(self, _: "asyncio.Task[None]") -> None:
        self.in_hand = None

    async def _run_once(self) -> None:
        error: Exception | None = None
        if self._watch is not None:
            self._watch.began(self.job)
        try:
            await self.job.run()
        except BotError as expected:
            error = expected
            self._tell(str(expected))
        except Exception as unexpected:
            # The runner is where unknown exceptions end: the next tick and the other jobs go on.
            error = unexpected
            log.exception("the job %s failed", self.job.name)
        else:
            self._tell("")
        if self._watch is not None:
            self._watch.ended(self.job.name, error)

    def _tell(self, words: str) -> None:
        """Log how it fares when that changes, not at every tick."""
        if words != self._told:
            if words:
                log.error("the job %s failed: %s", self.job.name, words)
            else:
                log.info("the job %s works again", self.job.name)
        self._told = words


async def _end(wakes: Sequence["asyncio.Task[None]"]) -> None:
    for task in wakes:
        task.cancel()
    if wakes:
        await asyncio.wait(wakes)


async def _finish(works: Sequence[_Work]) -> None:
    while in_hand := [work.in_hand for work in works if work.in_hand is not None]:
        await asyncio.wait(in_hand)
