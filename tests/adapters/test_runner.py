"""Ticks: a job that fails goes on, and says so once."""

import asyncio
import logging
from datetime import timedelta

import pytest

from bot.adapters.bell import Bell
from bot.adapters.runner import SchedulerRunner
from bot.core.errors import StoreError
from bot.ports import Job

TICK = timedelta(milliseconds=10)
NEVER = timedelta(hours=1)  #: between ticks, so that only a bell makes a second run


class Runs:
    """Counts the runs of a job."""

    def __init__(self) -> None:
        self.count = 0
        self._changed = asyncio.Condition()

    async def another(self) -> int:
        async with self._changed:
            self.count += 1
            self._changed.notify_all()
        return self.count

    async def reach(self, count: int) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: self.count >= count)


async def test_an_expected_failure_is_one_line_until_it_changes(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="bot")
    stop = asyncio.Event()
    outcomes = ["the disk is full"] * 3 + ["the disk is gone", "", ""]

    async def work() -> None:
        words = outcomes.pop(0)
        if not outcomes:
            stop.set()
        if words:
            raise StoreError(words)

    async with asyncio.timeout(30):
        await SchedulerRunner().run([Job("deliver", TICK, work)], stop)
    said = [(record.levelname, record.getMessage()) for record in caplog.records]
    assert said == [
        ("ERROR", "the job deliver failed: the disk is full"),
        ("ERROR", "the job deliver failed: the disk is gone"),
        ("INFO", "the job deliver works again"),
    ]
    assert not any(record.exc_info for record in caplog.records)


async def test_a_fault_of_ours_is_told_whole_and_the_next_tick_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stop = asyncio.Event()
    runs: list[int] = []

    async def work() -> None:
        runs.append(1)
        if len(runs) == 2:
            stop.set()
        raise KeyError("a fault of ours")

    async with asyncio.timeout(30):
        await SchedulerRunner().run([Job("poll", TICK, work)], stop)
    assert len(runs) >= 2
    assert all(record.exc_info for record in caplog.records)


async def test_a_job_that_is_woken_does_not_wait_for_its_tick() -> None:
    stop, bell, runs = asyncio.Event(), Bell(), Runs()

    async def work() -> None:
        if await runs.another() == 3:
            stop.set()

    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        group.create_task(SchedulerRunner().run([Job("deliver", NEVER, work, bell)], stop))
        await runs.reach(1)  # the tick at the start
        bell.ring()
        bell.ring()  # heard as one
        await runs.reach(2)
        bell.ring()
    assert runs.count == 3


async def test_what_rings_while_a_job_runs_is_heard_after_it() -> None:
    stop, bell, runs = asyncio.Event(), Bell(), Runs()
    at_once: list[int] = []

    async def work() -> None:
        at_once.append(runs.count)
        number = await runs.another()
        if number == 1:
            bell.ring()  # what was committed just now may have been overlooked by this very run
            for _ in range(3):
                await asyncio.sleep(0)
            assert runs.count == 1
        else:
            stop.set()

    async with asyncio.timeout(30):
        await SchedulerRunner().run([Job("deliver", NEVER, work, bell)], stop)
    assert at_once == [0, 1]


async def test_a_woken_run_in_hand_is_finished_when_it_stops() -> None:
    stop, bell, runs, done = asyncio.Event(), Bell(), Runs(), asyncio.Event()

    async def work() -> None:
        if await runs.another() == 2:
            stop.set()
            for _ in range(5):
                await asyncio.sleep(0)
            done.set()

    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        group.create_task(SchedulerRunner().run([Job("deliver", NEVER, work, bell)], stop))
        await runs.reach(1)
        bell.ring()
    assert done.is_set()
    assert runs.count == 2


async def test_the_watch_is_told_how_each_run_ended() -> None:
    stop = asyncio.Event()
    outcomes: list[Exception | None] = [StoreError("the disk is full"), KeyError("a fault of ours"), None]
    told: list[tuple[str, Exception | None]] = []
    expected, begun = list(outcomes), list[str]()

    class Watching:
        def began(self, job: Job) -> None:
            begun.append(job.name)

        def ended(self, job: str, error: Exception | None) -> None:
            told.append((job, error))

    async def work() -> None:
        outcome = outcomes.pop(0)
        if not outcomes:
            stop.set()
        if outcome:
            raise outcome

    async with asyncio.timeout(30):
        await SchedulerRunner(Watching()).run([Job("deliver", TICK, work)], stop)
    assert told == [("deliver", outcome) for outcome in expected]
    assert begun == ["deliver"] * 3
