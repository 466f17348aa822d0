"""A REST request, read: what is asked, and about which channel.

`tests.discord_server.rest` reads it; faults, limits, refusals and the journal go by it.
"""

import io
import json
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import discord
from aiohttp import web
from aiohttp.web_request import FileField
from simcord.backend.errors import BackendError

PREFIX = "/api/v10"


class Operation(StrEnum):
    """The requests that something here makes a difference of."""

    SEND = "send"
    EDIT = "edit"
    DELETE = "delete"
    CROSSPOST = "crosspost"
    HISTORY = "history"
    BEGIN_THREAD = "begin-thread"  #: in a channel, or as a forum post
    THREAD_FROM_MESSAGE = "thread-from-message"
    EDIT_CHANNEL = "edit-channel"
    COMMANDS = "commands"
    CALLBACK = "callback"
    FOLLOWUP = "followup"
    EDIT_ANSWER = "edit-answer"
    OTHER = "other"


_ID = r"(?P<{}>\d+)"
_CHANNEL = "/channels/" + _ID.format("channel")
_MESSAGE = _CHANNEL + "/messages/" + _ID.format("message")
_WEBHOOK = r"/webhooks/\d+/(?P<token>[^/]+)"
_OPERATIONS = tuple(
    (method, re.compile(pattern), operation)
    for method, pattern, operation in (
        ("POST", _CHANNEL + "/messages", Operation.SEND),
        ("PATCH", _MESSAGE, Operation.EDIT),
        ("DELETE", _MESSAGE, Operation.DELETE),
        ("POST", _MESSAGE + "/crosspost", Operation.CROSSPOST),
        ("GET", _CHANNEL + "/messages", Operation.HISTORY),
        ("POST", _CHANNEL + "/threads", Operation.BEGIN_THREAD),
        ("POST", _MESSAGE + "/threads", Operation.THREAD_FROM_MESSAGE),
        ("PATCH", _CHANNEL, Operation.EDIT_CHANNEL),
        ("PUT", r"/applications/\d+(?:/guilds/\d+)?/commands", Operation.COMMANDS),
        ("POST", r"/interactions/\d+/(?P<token>[^/]+)/callback", Operation.CALLBACK),
        ("POST", _WEBHOOK, Operation.FOLLOWUP),
        ("PATCH", _WEBHOOK + r"/messages/(?:@original|\d+)", Operation.EDIT_ANSWER),
    )
)
_ANY_CHANNEL = re.compile(_CHANNEL + "(?:/.*)?")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    method: str
    path: str  #: below the API's prefix
    operation: Operation
    channel: int | None = None
    message: int | None = None
    token: str | None = None  #: of the interaction
    authorization: str = ""
    body: Any = None  #: the JSON sent, where any was
    params: dict[str, Any] = field(default_factory=dict)
    files: list[discord.File] = field(default_factory=list)
    reason: str | None = None

    def __str__(self) -> str:
        """Return the method and path, as faults name routes."""
        return f"{self.method} {self.path}"


async def read(request: web.Request) -> Asked:
    """Read a request of the API.

    Raises:
        BackendError: its body is no JSON (50109).
    """
    path = request.path.removeprefix(PREFIX)
    operation, found = _operation(request.method, path)
    body, files = await _body(request)
    return Asked(
        method=request.method,
        path=path,
        operation=operation,
        channel=_number(found, "channel"),
        message=_number(found, "message"),
        token=found.get("token"),
        authorization=request.headers.get("Authorization", ""),
        body=body,
        params=dict(request.query),
        files=files,
        reason=request.headers.get("X-Audit-Log-Reason"),
    )


def _operation(method: str, path: str) -> tuple[Operation, dict[str, str]]:
    for its_method, pattern, operation in _OPERATIONS:
        if method == its_method and (match := pattern.fullmatch(path)):
            return operation, match.groupdict()
    match = _ANY_CHANNEL.fullmatch(path)
    return Operation.OTHER, match.groupdict() if match else {}


def _number(found: dict[str, str], name: str) -> int | None:
    return int(found[name]) if name in found else None


class _Parsed(dict[str, Any]):
    """A JSON object nobody else holds: simcord copies a message's six times over, and need not."""

    def __deepcopy__(self, memo: dict[int, Any]) -> "_Parsed":
        """Return itself."""
        return self


async def _body(request: web.Request) -> tuple[Any, list[discord.File]]:
    if request.content_type == "multipart/form-data":
        return await _form(request)
    raw = await request.read()
    return (_parsed(raw) if raw else None), []


async def _form(request: web.Request) -> tuple[Any, list[discord.File]]:
    fields = await request.post()
    files = [
        discord.File(io.BytesIO(part.file.read()), part.filename)
        for part in fields.values()
        if isinstance(part, FileField)
    ]
    return _parsed(str(fields.get("payload_json", "null")).encode()), files


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw, object_hook=_Parsed)
    except ValueError as error:
        raise BackendError(400, 50109, "The request body contains invalid JSON.") from error
