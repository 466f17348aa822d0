"""A client from login to close: for posting alone, or as the service with its gateway.

Opened by the composition root. The token goes to discord.py and nowhere else.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

import discord

from bot.core.errors import PostPermanent
from bot.discord_app.client import PicketwireClient, build_client, log_in, use_addresses
from bot.discord_app.commands import AnswerSource
from bot.discord_app.poster import quotable

Client = TypeVar("Client", bound=discord.Client)


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach Discord."""

    token: str
    api: str | None = None  #: instead of Discord's own REST address
    gateway: str | None = None  #: instead of Discord's own gateway

    def __repr__(self) -> str:
        """Leave the token out."""
        return f"Access(api={self.api!r}, gateway={self.gateway!r})"


@asynccontextmanager
async def logged_in(access: Access, client: Client) -> AsyncIterator[Client]:
    """Log a client in and close it at the end.

    Raises:
        PostPermanent, PostTemporary: from the login.
    """
    use_addresses(api=access.api, gateway=access.gateway)
    try:
        await log_in(client, access.token)
        yield client
    finally:
        await client.close()


@asynccontextmanager
async def connected(
    access: Access, answers: AnswerSource, stop: asyncio.Event
) -> AsyncIterator[PicketwireClient]:
    """Open a client that posts and answers; `stop` is set where Discord ends the connection for good.

    Raises:
        PostPermanent: at the end, where Discord ended the connection for good.
    """
    async with logged_in(access, build_client(answers)) as client:
        gateway = asyncio.create_task(client.connect(), name="discord-gateway")
        gateway.add_done_callback(lambda _: stop.set())
        try:
            yield client
        finally:
            await client.close()
            await _ended(gateway)


async def _ended(gateway: asyncio.Task[None]) -> None:
    try:
        await gateway
    except discord.DiscordException as error:
        words = f"Discord ended the connection for good ({quotable(str(error))})"
        raise PostPermanent(f"{words}; see docs/discord.md, then start again") from error
