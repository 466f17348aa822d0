"""One Discord, put together from its settings, and the application that serves it.

`tests.discord_server.__main__` runs the application; `/control/reset` puts another Discord in its place, so
that many tests share one process.
"""

import asyncio
import os
from datetime import datetime
from pathlib import Path

from aiohttp import web

from tests.discord_server.asked import PREFIX
from tests.discord_server.clock import ServerClock
from tests.discord_server.faults import SOCKET, Faults
from tests.discord_server.gateway import Gateway
from tests.discord_server.interactions import Interactions
from tests.discord_server.journal import Journal
from tests.discord_server.limits import Limits
from tests.discord_server.nonces import NonceWindow
from tests.discord_server.performing import Performer
from tests.discord_server.rest import Rest
from tests.discord_server.schema import Schema
from tests.discord_server.settings import Settings
from tests.discord_server.world import World

OPENAPI_VARIABLE = "DISCORD_OPENAPI"
_BESIDE_THE_REPOSITORY = Path(__file__).parents[3] / "shared" / "data" / "discord-openapi.json"
#: Attachments included; Discord takes 10 MiB a file.
MAX_BODY = 32 * 2**20


def openapi_file() -> Path | None:
    """Return where Discord's OpenAPI description is; None where it isn't."""
    file = Path(os.environ.get(OPENAPI_VARIABLE) or _BESIDE_THE_REPOSITORY)
    return file if file.is_file() else None


class Discord:
    """The parts of one Discord, wired."""

    def __init__(self, settings: Settings, journal: Journal, schema: Schema | None) -> None:
        starts_at = None if settings.starts_at is None else datetime.fromisoformat(settings.starts_at)
        self.settings = settings
        self.journal = journal
        self.clock = ServerClock(scale=settings.time_scale, starts_at=starts_at)
        self.world = World(settings.guilds, self.clock, history=settings.history)
        self.nonces = NonceWindow(self.clock, settings.nonce_window)
        self.limits = Limits(self.clock, settings.limits, settings.client_is_scaled)
        self.faults = Faults(self.clock, seed=settings.seed, rates=settings.rates)
        self.interactions = Interactions(self.world, self.clock)
        self.gateway = Gateway(self.world, is_valid=self._is_valid)
        self.rest = Rest(
            world=self.world,
            clock=self.clock,
            performer=Performer(self.world, self.nonces, journal, schema),
            limits=self.limits,
            faults=self.faults,
            is_valid=self._is_valid,
            close_gateway=self.gateway.close,
            served=self.interactions.answered.ring,
        )

    def _is_valid(self, token: str) -> bool:
        return bool(token) and self.settings.token in (None, token)


class Server:
    """The process: the Discord of the moment, its journal file and its address."""

    def __init__(self, settings: Settings, journal: Path, schema: Schema | None) -> None:
        self.url = ""
        self._journal = journal
        self._schema = schema
        self.discord = Discord(settings, Journal(journal), schema)

    @property
    def api(self) -> str:
        """Return what `PICKETWIRE_DISCORD_API` is to be."""
        return self.url + PREFIX

    @property
    def gateway(self) -> str:
        """Return what `PICKETWIRE_DISCORD_GATEWAY` is to be."""
        return self.url.replace("http", "ws", 1) + "/gateway"

    def listens_at(self, url: str) -> None:
        """Learn the address, which is known once there is a port."""
        self.url = url
        self.discord.gateway.url = self.discord.rest.gateway_url = self.gateway

    async def reset(self, settings: Settings) -> None:
        """Put a new Discord in the old one's place, with an empty journal."""
        before = self.discord
        await before.gateway.close("fresh")
        before.journal.close()
        self.discord = Discord(settings, Journal(self._journal), self._schema)
        self.listens_at(self.url)

    async def serve_rest(self, request: web.Request) -> web.Response:
        """Answer a request of the API."""
        return await self.discord.rest.serve(request)

    async def serve_gateway(self, request: web.Request) -> web.StreamResponse:
        """Serve a gateway's socket, unless a fault is ordered for it."""
        fault = self.discord.faults.strike(SOCKET)
        if fault is not None:
            raise web.HTTPServiceUnavailable(text=fault.message)
        return await self.discord.gateway.serve(request)


async def listen(app: web.Application, port: int) -> tuple[web.AppRunner, int]:
    """Serve an application on loopback and return its runner and port."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=1024).start()
    return runner, runner.addresses[0][1]


async def until_stopped(stop: asyncio.Event, runner: web.AppRunner) -> None:
    """Serve until `stop` is set, then close what is open."""
    try:
        await stop.wait()
    finally:
        await runner.cleanup()
