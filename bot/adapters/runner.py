"""Ticks the jobs, on APScheduler, in the event loop of the process.

The scheduler only ticks. What is due is asked of the clock and of the store by the jobs themselves, so
a tick that comes late, twice or not at all loses nothing: it only delays. That is why runs may be
coalesced and misfires are never dropped (`misfire_grace_time=None`, where the default loses them).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.core.errors import BotError
from bot.ports import Job, Stop

log = logging.getLogger(__name__)


class SchedulerRunner:
    """Runs jobs at their intervals, each at most once at a time."""

    async def run(self, jobs: Sequence[Job], stop: Stop) -> None:
        """Run `jobs` until `stop` is set, then wait for the ones in hand and return."""
        in_hand: set[asyncio.Task[None]] = set()
        scheduler = AsyncIOScheduler(timezone=UTC)
        for job in jobs:
            scheduler.add_job(
                _tracked(job, in_hand),
                "interval",
                seconds=job.every.total_seconds(),
                next_run_time=datetime.now(UTC),
                id=job.name,
                misfire_grace_time=None,
                coalesce=True,
                max_instances=1,
            )
        scheduler.start()
        try:
            await stop.wait()
        finally:
            scheduler.pause()
            await _finish(in_hand)
            scheduler.shutdown(wait=False)


def _tracked(job: Job, in_hand: set[asyncio.Task[None]]) -> Callable[[], Awaitable[None]]:
    told = ""

    async def run_once() -> None:
        nonlocal told
        task = asyncio.current_task()
        if task is not None:
            in_hand.add(task)
            task.add_done_callback(in_hand.discard)
        try:
            await job.run()
            if told:
                log.info("the job %s works again", job.name)
            told = ""
        except BotError as error:
            # Told when it changes, not at every tick.
            if str(error) != told:
                told = str(error)
                log.error("the job %s failed: %s", job.name, told)  # noqa: TRY400 -- the words say it all
        except Exception:
            # The runner is where unknown exceptions end: the next tick and the other jobs go on.
            log.exception("the job %s failed", job.name)

    return run_once


async def _finish(in_hand: set[asyncio.Task[None]]) -> None:
    while in_hand:
        await asyncio.wait(in_hand)
