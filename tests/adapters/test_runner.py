"""Ticks: a job that fails goes on, and says so once."""

import asyncio
import logging
from datetime import timedelta

import pytest

from bot.adapters.runner import SchedulerRunner
from bot.core.errors import StoreError
from bot.ports import Job

TICK = timedelta(milliseconds=10)


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
