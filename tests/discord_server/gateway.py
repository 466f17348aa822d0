"""The gateway: identify, resume, heartbeats, and the events that a session's intents let through.

https://discord.com/developers/docs/events/gateway. simcord's `FakeGateway` shapes events as Discord would for
given intents; here they are numbered, kept for a resume, and sent over a real socket. `heartbeat_interval` is
in real time whatever the scale, because discord.py beats in a thread with the machine's clock.
"""

import asyncio
import itertools
import json
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

import discord
from aiohttp import WSMsgType, web
from simcord.backend import serializers
from simcord.gateway import FakeGateway

from tests.discord_server.bell import Bell
from tests.discord_server.world import World

HEARTBEAT_MS = 41_250
#: As many events of a session can be sent again.
_KEPT_EVENTS = 5_000
#: https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
AUTHENTICATION_FAILED = 4004
#: How a gateway can be closed: a client may resume, has to identify anew, or gives up.
CLOSES = {"resumable": 4000, "fresh": 4009, "refused": AUTHENTICATION_FAILED}

_HEARTBEAT, _IDENTIFY, _RESUME, _INVALID_SESSION, _HELLO, _HEARTBEAT_ACK = 1, 2, 6, 9, 10, 11


class Session:
    """One client's stream of events, which outlives its sockets."""

    def __init__(self, session_id: str, world: World, intents: int) -> None:
        self.id = session_id
        self.intents = discord.Intents._from_value(intents)
        self.parsers = _Senders(self.send)
        self.socket: web.WebSocketResponse | None = None
        self.sent = 0  #: the newest event's number
        self.outbox: asyncio.Queue[str] = asyncio.Queue()
        self._kept: deque[tuple[int, str]] = deque(maxlen=_KEPT_EVENTS)
        self._shaped = FakeGateway(world, self)

    def feed(self, event: str, payload: Mapping[str, Any]) -> None:
        """Send an event if the intents let it through, without what they hide."""
        self._shaped.feed(event, payload)

    def send(self, event: str, payload: Mapping[str, Any]) -> None:
        """Number an event and send it, now or after a resume."""
        self.sent += 1
        frame = json.dumps({"op": 0, "t": event, "s": self.sent, "d": payload})
        self._kept.append((self.sent, frame))
        if self.socket is not None:
            self.outbox.put_nowait(frame)

    def replay(self, after: int) -> None:
        """Send again what came after the event of that number."""
        self.outbox = asyncio.Queue()
        for number, frame in self._kept:
            if number > after:
                self.outbox.put_nowait(frame)


class _Senders(dict[str, Callable[[Mapping[str, Any]], None]]):
    """What simcord takes for discord.py's parsers: each passes its event on to the socket."""

    def __init__(self, send: Callable[[str, Mapping[str, Any]], None]) -> None:
        super().__init__()
        self._send = send

    def __missing__(self, event: str) -> Callable[[Mapping[str, Any]], None]:
        return lambda payload: self._send(event, payload)


class Gateway:
    """All sessions."""

    def __init__(self, world: World, *, is_valid: Callable[[str], bool]) -> None:
        self.url = ""  #: told to clients for a resume; set when the port is known
        self.ready = 0  #: how many sessions were begun
        self.resumed = 0
        self.changed = Bell()
        self._world = world
        self._is_valid = is_valid
        self._sessions: dict[str, Session] = {}
        self._sockets: set[web.WebSocketResponse] = set()
        self._numbers = itertools.count(1)
        world.subscribers.append(self._emit)

    @property
    def connected(self) -> int:
        """Return how many sessions have a socket now."""
        return sum(session.socket is not None for session in self._sessions.values())

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one socket until either side closes it."""
        socket = web.WebSocketResponse(max_msg_size=1 << 20)
        await socket.prepare(request)
        self._sockets.add(socket)
        await socket.send_json({"op": _HELLO, "d": {"heartbeat_interval": HEARTBEAT_MS}})
        session: Session | None = None
        writer: asyncio.Task[None] | None = None
        try:
            async for frame in socket:
                if frame.type is not WSMsgType.TEXT:
                    break
                if begun := await self._answer(socket, json.loads(frame.data)):
                    session = begun
                    writer = asyncio.create_task(_write(socket, session.outbox))
        finally:
            self._sockets.discard(socket)
            if writer is not None:
                writer.cancel()
            if session is not None and session.socket is socket:
                session.socket = None
            self.changed.ring()
        return socket

    async def close(self, how: str) -> None:
        """Close every socket as `CLOSES` has it; only ``resumable`` keeps the sessions.

        Raises:
            KeyError: it is no way to close one.
        """
        code = CLOSES[how]
        if how != "resumable":
            self._sessions.clear()
        for socket in list(self._sockets):
            await socket.close(code=code)

    async def _answer(self, socket: web.WebSocketResponse, payload: dict[str, Any]) -> Session | None:
        match payload["op"]:
            case 1:
                await socket.send_json({"op": _HEARTBEAT_ACK})
            case 2 | 6 if not self._is_valid(payload["d"]["token"]):
                await socket.close(code=AUTHENTICATION_FAILED)
            case 2:
                return self._identify(socket, payload["d"])
            case 6:
                return await self._resume(socket, payload["d"])
        return None

    def _identify(self, socket: web.WebSocketResponse, given: dict[str, Any]) -> Session:
        # A client that identifies anew resumes nothing it had before.
        self._sessions = {key: kept for key, kept in self._sessions.items() if kept.socket is not None}
        session = Session(f"session-{next(self._numbers)}", self._world, given["intents"])
        session.socket = socket
        self._sessions[session.id] = session
        guilds = list(self._world.guilds.values())
        session.send("READY", self._ready(session, [guild.id for guild in guilds]))
        for guild in guilds:
            session.feed("GUILD_CREATE", serializers.guild_create_payload(self._world, guild))
        self.ready += 1
        self.changed.ring()
        return session

    def _ready(self, session: Session, guild_ids: list[int]) -> dict[str, Any]:
        return {
            "v": 10,
            "user": serializers.user_payload(self._world.bot_user),
            "guilds": [{"id": str(guild_id), "unavailable": True} for guild_id in guild_ids],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "application": {"id": str(self._world.application_id), "flags": 0},
        }

    async def _resume(self, socket: web.WebSocketResponse, given: dict[str, Any]) -> Session | None:
        session = self._sessions.get(given["session_id"])
        if session is None:
            await socket.send_json({"op": _INVALID_SESSION, "d": False})
            return None
        session.replay(given["seq"])
        session.socket = socket
        session.send("RESUMED", {})
        self.resumed += 1
        self.changed.ring()
        return session

    def _emit(self, event: str, payload: Mapping[str, Any]) -> None:
        for session in self._sessions.values():
            session.feed(event, payload)


async def _write(socket: web.WebSocketResponse, outbox: asyncio.Queue[str]) -> None:
    try:
        while True:
            await socket.send_str(await outbox.get())
    except ConnectionError:
        return  # the client went away; what it missed is kept for its resume
