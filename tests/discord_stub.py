"""Just enough of Discord on loopback to log in to and to post in.

A few REST answers, a gateway that says READY, one server whose channels are all text channels, and a
journal of the messages it took. It has no rate limits; benchmarks and the acceptance tests use it.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
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
    messages: list[dict[str, Any]] = field(default_factory=list)  #: every message taken, in order
    edits: list[dict[str, Any]] = field(default_factory=list)  #: every edit taken, in order
    commands: list[str] = field(default_factory=list)  #: names of the commands it was told
    permissions: str = "68608"  #: what everybody may do in the server
    posts_left: int | None = None  #: it takes so many more messages, and answers 503 to what comes then
    is_down: bool = False  #: it answers a login as Cloudflare does in front of an outage
    arrival: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v10"

    @property
    def gateway(self) -> str:
        return f"ws://127.0.0.1:{self.port}/gateway"

    async def wait_until(self, holds: Callable[["DiscordStub"], bool]) -> None:
        """Return once `holds` of what has arrived; TimeoutError after 30 seconds."""
        async with asyncio.timeout(30), self.arrival:
            await self.arrival.wait_for(lambda: holds(self))


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
    app.router.add_get("/api/v10/channels/{channel}/messages", _no_messages)
    app.router.add_post("/api/v10/channels/{channel}/messages", _post)
    app.router.add_patch("/api/v10/channels/{channel}/messages/{message}", _edit)
    app.router.add_get("/api/v10/channels/{channel}", _channel)
    app.router.add_get("/api/v10/guilds/1", _guild)
    app.router.add_get("/api/v10/guilds/1/members/2", _member)
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
    if request.app[_STUB].is_down:
        return web.Response(status=429, text="try later", content_type="text/html")
    return _json(_USER)


async def _application(request: web.Request) -> web.Response:
    return _json(_APPLICATION)


async def _gateway_address(request: web.Request) -> web.Response:
    limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
    return _json({"url": request.app[_STUB].gateway, "shards": 1, "session_start_limit": limit})


async def _no_commands(request: web.Request) -> web.Response:
    return _json([])


async def _commands(request: web.Request) -> web.Response:
    request.app[_STUB].commands = [command["name"] for command in await request.json()]
    given = {"application_id": "2", "version": "1", "default_member_permissions": None, "description": ""}
    return _json([given | {"id": str(100 + n)} | command for n, command in enumerate(await request.json())])


async def _no_messages(request: web.Request) -> web.Response:
    """Answer as Discord does where nothing was written, or where it may not be read."""
    return _json([])


async def _post(request: web.Request) -> web.Response:
    stub = request.app[_STUB]
    if stub.posts_left == 0:
        return _json({"message": "503: Service Unavailable", "code": 0}, status=503)
    if stub.posts_left is not None:
        stub.posts_left -= 1
    message = await request.json() | {"channel": request.match_info["channel"]}
    async with stub.arrival:
        stub.messages.append(message)
        stub.arrival.notify_all()
    return _json(_message(str(1000 + len(stub.messages)), message["channel"]))


async def _edit(request: web.Request) -> web.Response:
    stub = request.app[_STUB]
    edit = await request.json() | dict(request.match_info)
    async with stub.arrival:
        stub.edits.append(edit)
        stub.arrival.notify_all()
    return _json(_message(edit["message"], edit["channel"]))


def _message(message_id: str, channel_id: str) -> dict[str, Any]:
    return {
        "id": message_id,
        "channel_id": channel_id,
        "author": _USER,
        "content": "",
        "timestamp": "2026-01-01T00:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        "type": 0,
    }


async def _channel(request: web.Request) -> web.Response:
    channel = {"id": request.match_info["channel"], "type": 0, "guild_id": "1", "name": "updates"}
    return _json(channel | {"position": 0, "permission_overwrites": []})


async def _guild(request: web.Request) -> web.Response:
    everyone = {
        "id": "1",
        "name": "@everyone",
        "permissions": request.app[_STUB].permissions,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "position": 0,
        "managed": False,
        "mentionable": False,
    }
    return _json({"id": "1", "name": "Guild", "owner_id": "3", "roles": [everyone], "emojis": []})


async def _member(request: web.Request) -> web.Response:
    return _json({"user": _USER, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "flags": 0})


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
