"""What was posted is exactly what should be: polls, edits, kills and restarts of the real program.

Here it starts as it does for everybody, imports and all.
"""

import signal
from datetime import UTC, datetime

import pytest

from tests.acceptance.conftest import COLD, Program, Running, statement
from tests.documents import Item

NOW = datetime.now(UTC)
FIRST = statement("one", "The strike begins", "We are on strike. Pickets begin at seven.", published_at=NOW)
EDITED = statement("one", "The strike begins", "We are on strike. Pickets begin at eight.", published_at=NOW)
SECOND = statement("two", "A second statement", "The talks go on today. We stay out.", published_at=NOW)
FOREIGN = Item(
    "A foreign statement",
    "https://www.guild.example.evil.example/x",
    "They gave up. It is over.",
    NOW,
    "three",
)


@pytest.fixture
def program(program: Program) -> Program:
    program.command = COLD
    return program


async def test_poll_twice_change_kill_start_again(program: Program) -> None:
    program.publish(FIRST)
    running = Running(await program.start("run"))
    assert "Pickets begin at seven." in await running.read_until("How do we know?")
    await program.site.wait_for_requests(2)
    await running.stop(signal.SIGKILL)
    assert [seen.status for seen in program.site.requests[:2]] == [200, 304]

    program.publish(FOREIGN, SECOND, EDITED)
    running = Running(await program.start("run"))
    printed = await running.read_until("The talks go on today.")
    if "Pickets begin at eight." not in printed:
        printed += await running.read_until("Pickets begin at eight.")
    ended = await running.stop()
    assert ended.code == 0
    printed += ended.out
    assert printed.count("Pickets begin at eight.") == 1
    assert printed.count("The talks go on today.") == 1
    assert "Updated" in printed
    assert "Pickets begin at seven." not in printed
    assert "foreign" not in printed

    program.publish(FOREIGN, SECOND, EDITED)
    polled = await program("poll")
    assert polled.code == 0
    assert "Statement" not in polled.out


async def test_sigterm_ends_it_at_once_and_with_0(program: Program) -> None:
    running = Running(await program.start("run"))
    await program.site.wait_for_requests(1)
    ended = await running.stop()
    assert ended.code == 0
    assert "Traceback" not in ended.err


async def test_it_says_that_there_is_no_token(program: Program) -> None:
    running = Running(await program.start("run"))
    await program.site.wait_for_requests(1)
    assert "DISCORD_TOKEN is not set" in (await running.stop()).err


async def test_a_second_deliverer_is_refused_and_told_who_is_first(program: Program) -> None:
    running = Running(await program.start("run"))
    await program.site.wait_for_requests(1)
    second = await program("poll")
    await running.stop()
    assert second.code == 1
    assert f"pid {running.process.pid}" in second.err
    # Questions and plans need no right to deliver.
    assert (await program("status")).code == 0
    assert (await program("plan")).code == 0


async def test_a_database_that_is_none_is_left_alone(program: Program) -> None:
    (program.folder / "picketwire.db").write_bytes(b"this is no database, but somebody's letter" * 100)
    ended = await program("poll")
    assert ended.code == 1
    assert "picketwire.db" in ended.err
    assert "Traceback" not in ended.err
    assert (program.folder / "picketwire.db").read_bytes().startswith(b"this is no database")
