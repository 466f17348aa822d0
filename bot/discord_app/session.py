"""A client from login to close: for posting alone, or as the service with its gateway.

Opened by the composition root. The token goes to discord.py and nowhere else.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import discord

from bot.core.errors import PostPermanent, PostTemporary
from bot.core.schedule import backoff
from bot.discord_app.client import PicketwireClient, build_client, log_in, start_over, use_addresses
from bot.discord_app.refusals import quotable
from bot.services.desk import Desks

log = logging.getLogger(__name__)

#: Between two tries to log in, where Discord can't be reached.
FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=5)

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
async def connected(access: Access, desks: Desks, stop: asyncio.Event) -> AsyncIterator[PicketwireClient]:
    """Open a client that posts and answers; `stop` is set where Discord ends the connection for good.

    It logs in by and by: a Discord that can't be reached is asked again until it answers.

    Raises:
        PostPermanent: at the end, where Discord refused the login or ended the connection for good.
    """
    use_addresses(api=access.api, gateway=access.gateway)
    client = build_client(desks)
    is_in = asyncio.Event()
    gateway = asyncio.create_task(_serve(client, access, is_in), name="discord-gateway")
    gateway.add_done_callback(lambda _: stop.set())
    try:
        yield client
    finally:
        if not is_in.is_set():
            gateway.cancel()
        await client.close()
        await _ended(gateway)


async def _serve(client: PicketwireClient, access: Access, is_in: asyncio.Event) -> None:
    failures, told = 0, ""
    while True:
        try:
            await log_in(client, access.token)
            break
        except PostTemporary as error:
            failures += 1
            if str(error) != told:
                told = str(error)
                log.warning("%s; feeds are polled meanwhile, and posts wait", told)
            await start_over(client)
            await asyncio.sleep(_login_wait(failures, error.retry_after).total_seconds())
    is_in.set()
    if failures:
        log.info("Discord answers: logged in after %d failed tries", failures)
    await client.connect()


def _login_wait(failures: int, retry_after: float | None) -> timedelta:
    return max(min(backoff(failures, FIRST_WAIT), LONGEST_WAIT), timedelta(seconds=retry_after or 0))


async def _ended(gateway: asyncio.Task[None]) -> None:
    await asyncio.wait([gateway])
    if gateway.cancelled():
        return  # it was stopped before Discord answered
    try:
        gateway.result()
    except discord.DiscordException as error:
        words = f"Discord ended the connection for good ({quotable(str(error))})"
        raise PostPermanent(f"{words}; see docs/discord.md, then start again") from error
