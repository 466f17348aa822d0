"""Waiting for what another process does, and what it said meanwhile."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.kill.warm import RunningBot

#: Real seconds; whoever runs into it has found a delivery that never comes.
PATIENCE = 90.0
LOOK_AGAIN = 0.02


async def ended(bot: RunningBot) -> int:
    """Return how a bot ended, once it has."""
    while (status := bot.status) is None:
        await moment()
    return status


async def moment() -> None:
    """Wait a little before looking again."""
    await asyncio.sleep(LOOK_AGAIN)


async def until(condition: Callable[[], bool], words: str, seconds: float = PATIENCE) -> None:
    """Return once a condition holds; TimeoutError with `words` where it does not in so many real seconds."""
    try:
        async with asyncio.timeout(seconds):
            while not condition():
                await moment()
    except TimeoutError:
        raise TimeoutError(f"not within {seconds:g} s: {words}") from None


async def beside(work: Awaitable[None], other: Awaitable[None]) -> None:
    """Do some work while something else goes on; the first failure of either ends both."""
    others = asyncio.ensure_future(other)
    done = asyncio.ensure_future(work)
    try:
        await asyncio.wait([others, done], return_when=asyncio.FIRST_EXCEPTION)
        for task in (others, done):
            if task.done():
                task.result()
        await done
    finally:
        for task in (others, done):
            task.cancel()
        await asyncio.gather(others, done, return_exceptions=True)


def logged(log: Path) -> str:
    """Return the end of what the bot's lives said, without colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", log.read_text(errors="replace"))[-4000:] if log.exists() else ""
