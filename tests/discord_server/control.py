"""The side that tests speak to: `/control/…`, JSON in and out.

`tests.discord_server.client` has a method for each. A mistake of the test is answered 400 with what is wrong.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from simcord.backend.errors import BackendError, SetupError
from simcord.backend.serializers import message_payload

from tests.discord_server.faults import KNOWN
from tests.discord_server.server import Discord, Server
from tests.discord_server.settings import Rate, Settings, channel_plan
from tests.discord_server.world import MEMBER

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Control:
    """The control routes of one server."""

    def __init__(self, server: Server) -> None:
        self._server = server

    @property
    def _discord(self) -> Discord:
        return self._server.discord

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        routes: tuple[tuple[str, str, Handler], ...] = (
            ("GET", "", self._state),
            ("POST", "/reset", self._reset),
            ("GET", "/journal", self._journal),
            ("GET", "/requests", self._requests),
            ("POST", "/faults", self._order),
            ("DELETE", "/faults", self._lift),
            ("GET", "/faults/{name}", self._struck),
            ("POST", "/rates", self._rates),
            ("POST", "/clock", self._clock),
            ("POST", "/tuning", self._tuning),
            ("GET", "/gateway", self._gateway),
            ("POST", "/gateway/close", self._close_gateway),
            ("POST", "/channels", self._add_channel),
            ("PATCH", "/channels/{channel}", self._change_channel),
            ("DELETE", "/channels/{channel}", self._delete_channel),
            ("GET", "/channels/{channel}/messages", self._messages),
            ("POST", "/channels/{channel}/messages", self._say),
            ("POST", "/interactions", self._interact),
            ("GET", "/interactions/{interaction}", self._interaction),
        )
        for method, path, handler in routes:
            app.router.add_route(method, f"/control{path}", handler)

    async def _state(self, request: web.Request) -> web.Response:
        discord = self._discord
        return _json(
            {
                "now": discord.clock.now().isoformat(),
                "requests": discord.rest.requests,
                "unsupported": sorted(discord.rest.unsupported),
                "struck": dict(discord.faults.struck),
                "faults": list(KNOWN),
                "journal": len(discord.journal),
                "sessions": {
                    "connected": discord.gateway.connected,
                    "ready": discord.gateway.ready,
                    "resumed": discord.gateway.resumed,
                },
            }
        )

    async def _reset(self, request: web.Request) -> web.Response:
        await self._server.reset(Settings.from_json(await request.json()))
        return _json({})

    async def _journal(self, request: web.Request) -> web.Response:
        after = int(request.query.get("after", "0"))
        journal = self._discord.journal
        await journal.wait_beyond(after, float(request.query.get("seconds", "0")))
        return web.Response(body=journal.after(after), content_type="application/jsonl")

    async def _requests(self, request: web.Request) -> web.Response:
        return _json(list(self._discord.rest.recent))

    async def _order(self, request: web.Request) -> web.Response:
        return _json({"order": self._discord.faults.order(await request.json())})

    async def _lift(self, request: web.Request) -> web.Response:
        order = request.query.get("order")
        self._discord.faults.lift(int(order) if order is not None else None)
        return _json({})

    async def _struck(self, request: web.Request) -> web.Response:
        """Wait until a fault has befallen so many requests."""
        faults, name = self._discord.faults, request.match_info["name"]
        while faults.struck[name] < int(request.query["count"]):
            if not await faults.changed.wait(float(request.query["seconds"])):
                raise web.HTTPRequestTimeout
        return _json({})

    async def _rates(self, request: web.Request) -> web.Response:
        self._discord.faults.rates = tuple(Rate(**rate) for rate in await request.json())
        return _json({})

    async def _clock(self, request: web.Request) -> web.Response:
        self._discord.clock.advance(float((await request.json())["advance"]))
        return _json({"now": self._discord.clock.now().isoformat()})

    async def _tuning(self, request: web.Request) -> web.Response:
        given = await request.json()
        if "limits" in given:
            self._discord.limits.is_on = bool(given["limits"])
        if "nonce_window" in given:
            self._discord.nonces.seconds = float(given["nonce_window"])
        return _json({})

    async def _gateway(self, request: web.Request) -> web.Response:
        """Wait until so many sessions were begun and resumed, and are connected."""
        gateway = self._discord.gateway
        wanted = {name: int(request.query.get(name, "0")) for name in ("ready", "resumed", "connected")}
        seconds = float(request.query.get("seconds", "0"))
        while any(getattr(gateway, name) < least for name, least in wanted.items()):
            if not await gateway.changed.wait(seconds):
                raise web.HTTPRequestTimeout
        return await self._state(request)

    async def _close_gateway(self, request: web.Request) -> web.Response:
        await self._discord.gateway.close((await request.json())["how"])
        return _json({})

    async def _add_channel(self, request: web.Request) -> web.Response:
        given = await request.json()
        self._discord.world.add_channel(int(given["guild"]), channel_plan(given))
        return _json({})

    async def _change_channel(self, request: web.Request) -> web.Response:
        channel, given = int(request.match_info["channel"]), await request.json()
        if "deny" in given:
            self._discord.world.deny(channel, given["deny"])
        if "archived" in given:
            self._discord.world.archive(channel, archived=given["archived"], locked=given["locked"])
        return _json({})

    async def _delete_channel(self, request: web.Request) -> web.Response:
        self._discord.world.delete_channel(int(request.match_info["channel"]))
        return _json({})

    async def _messages(self, request: web.Request) -> web.Response:
        world = self._discord.world
        kept = world.messages.get(int(request.match_info["channel"]), {})
        return _json([message_payload(world, message) for message in kept.values()])

    async def _say(self, request: web.Request) -> web.Response:
        """Let a member write something."""
        given = await request.json()
        channel, user = int(request.match_info["channel"]), int(given.get("user") or MEMBER)
        message = self._discord.world.create_message(channel, user, given["content"])
        return _json({"message": message.id})

    async def _interact(self, request: web.Request) -> web.Response:
        if not self._discord.gateway.connected:
            raise SetupError("No bot is connected to the gateway")
        return _json({"interaction": self._discord.interactions.begin(await request.json())})

    async def _interaction(self, request: web.Request) -> web.Response:
        seconds = float(request.query.get("seconds", "0"))
        number = int(request.match_info["interaction"])
        return _json(await self._discord.interactions.describe(number, seconds=seconds))


@web.middleware
async def mistakes(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer a mistake in a control request with what is wrong."""
    if not request.path.startswith("/control"):
        return await handler(request)
    try:
        return await handler(request)
    except (BackendError, SetupError, LookupError, TypeError, ValueError) as error:
        return _json({"error": f"{type(error).__name__}: {error}"}, status=400)


def _json(body: Any, *, status: int = 200) -> web.Response:
    return web.Response(body=json.dumps(body).encode(), status=status, content_type="application/json")
