"""What Discord refuses and simcord lets pass.

simcord refuses by itself: a text, an embed, a layout or a custom_id that is too long, too many components, a
custom_id twice, content beside a layout, an empty message, missing permissions, what isn't there.
`tests.discord_server.schema` adds what Discord's own description says.
"""

from collections.abc import Callable, Mapping
from typing import Any

from simcord.backend import errors
from simcord.backend.errors import BackendError
from simcord.backend.models import Channel
from simcord.enums import ChannelType

from tests.discord_server.asked import Asked, Operation
from tests.discord_server.world import World

MAX_NONCE = 25
MAX_THREAD_NAME = 100
MAX_HISTORY = 100
#: They hold threads or channels, not messages.
_WITHOUT_MESSAGES = frozenset({ChannelType.FORUM, ChannelType.CATEGORY})


def check(world: World, asked: Asked) -> None:
    """Raise a `BackendError` for a request that Discord refuses."""
    refuse = _REFUSALS.get(asked.operation)
    if refuse is not None:
        refuse(world, asked)


def _send(world: World, asked: Asked) -> None:
    channel = world.get_channel(asked.channel or 0)
    if channel.type in _WITHOUT_MESSAGES:
        raise BackendError(400, 50008, "Cannot send messages in a non-text channel")
    nonce = _fields(asked).get("nonce")
    if isinstance(nonce, str) and len(nonce) > MAX_NONCE:
        raise errors.invalid_form_body(f"nonce: Must be {MAX_NONCE} or fewer in length.")
    if _is_archived(channel):
        if channel.thread_metadata and channel.thread_metadata.locked:
            raise archived()
        world.archive(channel.id, archived=False, locked=False)  # a message opens it again


def _change(world: World, asked: Asked) -> None:
    if _is_archived(world.get_channel(asked.channel or 0)):
        raise archived()


def _history(world: World, asked: Asked) -> None:
    limit = asked.params.get("limit", "50")
    if not limit.isdecimal() or not 1 <= int(limit) <= MAX_HISTORY:
        raise errors.invalid_form_body(f"limit: int value should be between 1 and {MAX_HISTORY}.")
    if len({"before", "after", "around"} & asked.params.keys()) > 1:
        raise errors.invalid_form_body("before, after and around exclude each other")


def _thread(world: World, asked: Asked) -> None:
    name = _fields(asked).get("name")
    if not isinstance(name, str) or not 1 <= len(name) <= MAX_THREAD_NAME:
        raise errors.invalid_form_body(f"name: Must be between 1 and {MAX_THREAD_NAME} in length.")


def archived() -> BackendError:
    """Return the refusal of anything done in an archived thread."""
    return BackendError(400, 50083, "Thread is archived")


def _is_archived(channel: Channel) -> bool:
    return channel.thread_metadata is not None and channel.thread_metadata.archived


def _fields(asked: Asked) -> Mapping[str, Any]:
    if not isinstance(asked.body, dict):
        raise errors.invalid_form_body("the body is no object")
    return asked.body


_REFUSALS: Mapping[Operation, Callable[[World, Asked], None]] = {
    Operation.SEND: _send,
    Operation.EDIT: _change,
    Operation.DELETE: _change,
    Operation.CROSSPOST: _change,
    Operation.HISTORY: _history,
    Operation.BEGIN_THREAD: _thread,
    Operation.THREAD_FROM_MESSAGE: _thread,
}
