"""Fixtures around one server process a test session; import them into a conftest.py.

    from tests.discord_server.fixtures import discord_process, discord_server

Each test that asks for `discord_server` gets a Discord begun anew; with other settings it resets it again.
"""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.discord_server.client import DiscordServer, ServerProcess


@pytest.fixture(scope="session")
def discord_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """Start the process that all tests of the session share."""
    journal = tmp_path_factory.mktemp("discord") / "journal.jsonl"
    with ServerProcess.start(journal) as process:
        yield process


@pytest.fixture
async def discord_server(discord_process: ServerProcess) -> AsyncIterator[DiscordServer]:
    """Return the control side of a Discord in which nothing has happened yet."""
    async with discord_process.control() as server:
        await server.reset()
        yield server
