"""Requests are spaced by what Discord allows, and wait in their order."""

import asyncio

from bot.discord_app.pace import Pace

TURNS, SECONDS = 3, 0.05


async def test_no_more_than_so_many_turns_in_any_such_time() -> None:
    clock = asyncio.get_running_loop().time
    pace, taken = Pace(TURNS, SECONDS), []

    async def ask(number: int) -> None:
        await pace.turn()
        taken.append((number, clock()))

    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        for number in range(4 * TURNS):
            group.create_task(ask(number))
    assert [number for number, _ in taken] == list(range(4 * TURNS))
    at = [instant for _, instant in taken]
    assert all(later - earlier >= SECONDS for earlier, later in zip(at, at[TURNS:], strict=False))


async def test_a_bot_that_has_been_quiet_waits_for_nothing() -> None:
    pace = Pace(TURNS, seconds=1000)
    async with asyncio.timeout(30):
        for _ in range(TURNS):
            await pace.turn()
    waiting = asyncio.ensure_future(pace.turn())
    await asyncio.wait([waiting], timeout=SECONDS)
    assert not waiting.done()
    waiting.cancel()


async def test_who_gives_up_its_turn_holds_up_nobody() -> None:
    pace = Pace(1, SECONDS)
    await pace.turn()
    first, second = (asyncio.ensure_future(pace.turn()) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    async with asyncio.timeout(30):
        await second
    assert first.cancelled()


async def test_who_collects_figures_is_told_how_long_it_waited() -> None:
    waited: list[float] = []
    pace = Pace(1, SECONDS, waited.append)
    for _ in range(3):
        await pace.turn()
    assert len(waited) == 2
    assert all(0 < seconds <= SECONDS for seconds in waited)
