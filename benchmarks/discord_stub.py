"""Just enough of Discord on loopback to log in to: a few REST answers, and a gateway that says READY.

It has no servers, no channels and no rate limits.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

_USER = {
    "id": "2",
    "username": "picketwire",
    "discriminator": "0",
    "avatar": None,
    "bot": True,
    "global_name": None,
}
_APPLICATION = {
    "id": "2",
    "name": "Picketwire",
    "icon": None,
    "description": "",
    "bot_public": False,
    "bot_require_code_grant": False,
    "verify_key": "0" * 64,
    "flags": 0,
    "owner": _USER | {"id": "3", "bot": False},
    "team": None,
}


@dataclass(slots=True)
class DiscordStub:
    """A running stub; `ready` is set when a client was told READY."""

    port: int = 0
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    unknown: list[str] = field(default_factory=list)  #: requests it had no answer for

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v10"

    @property
    def gateway(self) -> str:
        return f"ws://127.0.0.1:{self.port}/gateway"


@contextlib.asynccontextmanager
async def serve() -> AsyncIterator[DiscordStub]:
    """Run the stub while the context lasts."""
    stub = DiscordStub()
    app = web.Application()
    app[_STUB] = stub
    app.router.add_get("/api/v10/users/@me", _me)
    app.router.add_get("/api/v10/oauth2/applications/@me", _application)
    app.router.add_get("/api/v10/applications/@me", _application)
    app.router.add_get("/api/v10/gateway/bot", _gateway_address)
    app.router.add_get("/api/v10/applications/{id}/commands", _no_commands)
    app.router.add_put("/api/v10/applications/{id}/commands", _commands)
    app.router.add_get("/gateway", _gateway)
    app.router.add_route("*", "/{rest:.*}", _nothing)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    stub.port = runner.addresses[0][1]
    try:
        yield stub
    finally:
        await runner.cleanup()


def _json(data: Any, status: int = 200) -> web.Response:
    # As bytes: aiohttp adds a charset to text, and discord.py reads "application/json" only without one.
    return web.Response(body=json.dumps(data).encode(), status=status, content_type="application/json")


async def _me(request: web.Request) -> web.Response:
    return _json(_USER)


async def _application(request: web.Request) -> web.Response:
    return _json(_APPLICATION)


async def _gateway_address(request: web.Request) -> web.Response:
    limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
    return _json({"url": request.app[_STUB].gateway, "shards": 1, "session_start_limit": limit})


async def _no_commands(request: web.Request) -> web.Response:
    return _json([])


async def _commands(request: web.Request) -> web.Response:
    given = {"application_id": "2", "version": "1", "default_member_permissions": None}
    return _json([given | {"id": str(100 + n)} | command for n, command in enumerate(await request.json())])


async def _nothing(request: web.Request) -> web.Response:
    request.app[_STUB].unknown.append(f"{request.method} {request.path}")
    return _json({"message": "404: Not Found", "code": 0}, status=404)


async def _gateway(request: web.Request) -> web.WebSocketResponse:
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    await socket.send_json({"op": 10, "d": {"heartbeat_interval": 41250}})
    async for frame in socket:
        if frame.type is not WSMsgType.TEXT:
            break
        await _answer(socket, json.loads(frame.data), request.app[_STUB])
    return socket


async def _answer(socket: web.WebSocketResponse, payload: dict[str, Any], stub: DiscordStub) -> None:
    if payload["op"] == 1:
        await socket.send_json({"op": 11})
    elif payload["op"] == 2:
        ready = {
            "v": 10,
            "user": _USER,
            "guilds": [],
            "session_id": "benchmark",
            "resume_gateway_url": stub.gateway,
            "application": {"id": "2", "flags": 0},
        }
        await socket.send_json({"op": 0, "t": "READY", "s": 1, "d": ready})
        stub.ready.set()


_STUB = web.AppKey("stub", DiscordStub)
