"""The way of a REST request: faults, token, limits, what it does, and the answer on the wire.

`tests.discord_server.server` hands every request below the API's prefix to `Rest.serve`.
"""

import json
import logging
import math
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from simcord.backend.errors import BackendError

from tests.discord_server.asked import Asked, read
from tests.discord_server.clock import ServerClock
from tests.discord_server.faults import Fault, Faults
from tests.discord_server.limits import Limited, Limits
from tests.discord_server.performing import Performer
from tests.discord_server.world import World

#: Without it discord.py takes a 429 for a ban by Cloudflare.
_VIA = {"Via": "1.1 google"}
_REMEMBERED = 1000
NOT_IMPLEMENTED = 501

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    code: int = 0  #: Discord's own, where it refuses


class Rest:
    """Answers the API's requests."""

    def __init__(
        self,
        *,
        world: World,
        clock: ServerClock,
        performer: Performer,
        limits: Limits,
        faults: Faults,
        is_valid: Callable[[str], bool],
        close_gateway: Callable[[str], Awaitable[None]],
        served: Callable[[], None],
    ) -> None:
        self.gateway_url = ""  #: told to clients that ask for it; set when the port is known
        self.requests = 0
        self.unsupported: set[str] = set()  #: what this server could not do, answered 501
        self.recent: deque[dict[str, Any]] = deque(maxlen=_REMEMBERED)  #: the last ones, for a failed test
        self._world = world
        self._clock = clock
        self._performer = performer
        self._limits = limits
        self._faults = faults
        self._is_valid = is_valid
        self._close_gateway = close_gateway
        self._served = served

    async def serve(self, request: web.Request) -> web.Response:
        """Answer one request, or close its connection without an answer."""
        try:
            asked = await read(request)
        except BackendError as error:
            return _on_the_wire(_refusal(error))
        fault = self._faults.strike(asked, self._parent(asked))
        answer = self._answer(asked) if fault is None else await self._spoilt(fault, asked)
        self._remember(asked, answer)
        if answer is None:
            if request.transport is not None:
                request.transport.close()
            return web.Response()
        return _on_the_wire(answer)

    async def _spoilt(self, fault: Fault, asked: Asked) -> Answer | None:
        if fault.closes_gateway is not None:
            await self._close_gateway(fault.closes_gateway)
            return self._answer(asked)
        if fault.seconds and not fault.is_performed:
            await self._clock.wait(fault.seconds)
            return self._answer(asked)
        performed = self._answer(asked) if fault.is_performed else None
        if fault.is_dropped:
            return None
        if fault.status is not None:
            return self._faulty(fault, fault.status)
        await self._clock.wait(fault.seconds)
        return performed

    def _answer(self, asked: Asked) -> Answer:
        # An interaction's own token is all the right its answers need.
        if asked.token is None and not self._is_valid(asked.authorization.removeprefix("Bot ")):
            return _json(401, {"message": "401: Unauthorized", "code": 0})
        limited = self._limits.take(asked, is_old_edit=self._performer.is_old_edit(asked))
        if limited is not None:
            return self._limited(asked, limited)
        headers = self._limits.headers(asked)
        try:
            given = self._given(asked)
        except BackendError as error:
            if error.status == NOT_IMPLEMENTED:
                self.unsupported.add(f"{asked}: {error}")
            return _refusal(error, headers)
        except Exception as error:
            # A defect of this server must not pass for one of Discord's faults, which clients try again.
            log.exception("could not answer %s", asked)
            self.unsupported.add(f"{asked}: {error!r}")
            return _json(NOT_IMPLEMENTED, {"message": f"The test server failed: {error!r}", "code": 0})
        finally:
            self._served()
        return _json(200, given, headers) if given is not None else Answer(204, headers=headers)

    def _given(self, asked: Asked) -> Any:
        if asked.path == "/gateway":
            return {"url": self.gateway_url}
        if asked.path == "/gateway/bot":
            starts = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
            return {"url": self.gateway_url, "shards": 1, "session_start_limit": starts}
        return self._performer.perform(asked)

    def _limited(self, asked: Asked, limited: Limited) -> Answer:
        headers = self._limits.headers(asked) | {"X-RateLimit-Scope": limited.scope}
        return self._too_many(
            limited.retry_after, headers, code=limited.code, is_global=limited.scope == "global"
        )

    def _too_many(
        self,
        seconds: float,
        headers: Mapping[str, str],
        *,
        code: int = 0,
        is_global: bool,
        has_header: bool = True,
    ) -> Answer:
        told = self._limits.told(seconds)
        body: dict[str, Any] = {
            "message": "You are being rate limited.",
            "retry_after": told,
            "global": is_global,
        }
        if code:
            body["code"] = code
        extra = {"Retry-After": str(math.ceil(told))} if has_header else {}
        if is_global:
            extra["X-RateLimit-Global"] = "true"
        return _json(429, body, {**headers, **extra}, code=code)

    def _faulty(self, fault: Fault, status: int) -> Answer:
        if fault.is_html:
            page = f"<html><body><h1>{status} {fault.message}</h1></body></html>"
            return Answer(status, page.encode(), content_type="text/html")
        if status == 429 and fault.retry_after is not None:
            scope = {"X-RateLimit-Scope": "global" if fault.is_global else "user"}
            return self._too_many(
                fault.retry_after, scope, is_global=fault.is_global, has_header=fault.has_header
            )
        return _json(status, {"message": fault.message, "code": fault.code}, code=fault.code)

    def _parent(self, asked: Asked) -> int | None:
        channel = self._world.channels.get(asked.channel or 0)
        return channel.parent_id if channel else None

    def _remember(self, asked: Asked, answer: Answer | None) -> None:
        self.requests += 1
        status, code = (answer.status, answer.code) if answer else (None, 0)
        self.recent.append({"asked": str(asked), "status": status, "code": code})


def _json(status: int, body: Any, headers: Mapping[str, str] | None = None, *, code: int = 0) -> Answer:
    return Answer(status, json.dumps(body).encode(), headers or {}, code=code)


def _refusal(error: BackendError, headers: Mapping[str, str] | None = None) -> Answer:
    return _json(error.status, error.to_json(), headers, code=error.code)


def _on_the_wire(answer: Answer) -> web.Response:
    # As bytes: aiohttp adds a charset to text, and discord.py reads "application/json" only without one.
    via = {} if answer.content_type == "text/html" and answer.status == 429 else _VIA
    content_type = None if answer.status == 204 else answer.content_type
    return web.Response(
        status=answer.status, body=answer.body, headers={**via, **answer.headers}, content_type=content_type
    )
