"""Real discord.py, and bare HTTP, against the server over loopback."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.discord_server.client import DiscordServer
from tests.discord_server.fixtures import discord_process, discord_server

__all__ = ["api", "bot", "discord_process", "discord_server", "new_bot"]

TOKEN = "a-token"
NewBot = Callable[[], Awaitable[discord.Client]]


@pytest.fixture
async def new_bot(discord_server: DiscordServer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[NewBot]:
    """Return how to log a client in, without its gateway."""
    monkeypatch.setattr(Route, "BASE", discord_server.api)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(discord_server.gateway))
    clients = []

    async def log_in() -> discord.Client:
        client = discord.Client(intents=discord.Intents(guilds=True), max_ratelimit_timeout=30)
        clients.append(client)
        await client.login(TOKEN)
        return client

    yield log_in
    for client in clients:
        await client.close()


@pytest.fixture
async def bot(new_bot: NewBot) -> discord.Client:
    """Return a client that is logged in, without its gateway."""
    return await new_bot()


@dataclass(frozen=True, slots=True)
class Answered:
    """A bare answer."""

    status: int
    headers: dict[str, str]
    body: Any  #: of JSON; the text of anything else

    @property
    def code(self) -> int:
        return int(self.body["code"])


@dataclass(frozen=True, slots=True)
class Api:
    """Requests as they go over the wire, without a library that waits and tries again."""

    session: aiohttp.ClientSession

    async def __call__(self, method: str, path: str, body: Any = None, *, token: str = TOKEN) -> Answered:
        headers = {"Authorization": f"Bot {token}"}
        async with self.session.request(method, f"/api/v10{path}", json=body, headers=headers) as response:
            is_json = response.content_type == "application/json"
            parsed = await response.json() if is_json else await response.text()
            return Answered(response.status, dict(response.headers), parsed)

    async def send(self, channel: int, content: str = "We are out.", **fields: Any) -> Answered:
        return await self("POST", f"/channels/{channel}/messages", {"content": content, **fields})


@pytest.fixture
async def api(discord_server: DiscordServer) -> AsyncIterator[Api]:
    """Return how to ask the API with a valid token."""
    async with aiohttp.ClientSession(discord_server.process.url) as session:
        yield Api(session)
