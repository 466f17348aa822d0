"""Doing what a request asks: refusals, the nonce window, simcord's backend, the journal.

`tests.discord_server.rest` calls `Performer.perform` once a request has come through faults and limits. What
it returns is in the journal before the client can see it.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from simcord.backend import serializers
from simcord.backend.models import Message
from simcord.http import router
from simcord.http import routes as _routes  # noqa: F401 - importing them registers them with the router

from tests.discord_server import refusals
from tests.discord_server.asked import Asked, Operation
from tests.discord_server.journal import Journal, Kind, words_of
from tests.discord_server.limits import OLD_AFTER_SECONDS
from tests.discord_server.nonces import NonceWindow
from tests.discord_server.schema import Schema
from tests.discord_server.world import World

_SAME = {"/applications/@me": "/oauth2/applications/@me"}  # simcord knows the older path
_KINDS: Mapping[Operation, Kind] = {
    Operation.SEND: Kind.CREATE,
    Operation.EDIT: Kind.EDIT,
    Operation.DELETE: Kind.DELETE,
    Operation.CROSSPOST: Kind.CROSSPOST,
    Operation.BEGIN_THREAD: Kind.THREAD,
    Operation.THREAD_FROM_MESSAGE: Kind.THREAD,
    Operation.COMMANDS: Kind.COMMANDS,
    Operation.CALLBACK: Kind.CALLBACK,
    Operation.FOLLOWUP: Kind.FOLLOWUP,
    Operation.EDIT_ANSWER: Kind.FOLLOWUP,
}


class Performer:
    """Changes the world as requests ask."""

    def __init__(self, world: World, nonces: NonceWindow, journal: Journal, schema: Schema | None) -> None:
        self._world = world
        self._nonces = nonces
        self._journal = journal
        self._schema = schema

    def perform(self, asked: Asked) -> Any:
        """Do it, and return the answer's JSON; None for an answer without a body.

        Raises:
            BackendError: Discord refuses, and nothing is changed.
        """
        if self._schema is not None:
            self._schema.check(asked)
        refusals.check(self._world, asked)
        nonce = _enforced_nonce(asked)
        if nonce and asked.channel and (known := self._nonces.find(asked.channel, nonce)):
            return self._repeat(asked, nonce, known)
        answer = self._dispatch(asked)
        if nonce and asked.channel:
            self._nonces.remember(asked.channel, nonce, self._message(asked.channel, int(answer["id"])))
        self._record(asked, answer)
        return _with_nonce(asked, answer)

    def is_old_edit(self, asked: Asked) -> bool:
        """Tell whether it would change a message over an hour old."""
        if asked.operation is not Operation.EDIT or asked.channel is None or asked.message is None:
            return False
        message = self._world.messages.get(asked.channel, {}).get(asked.message)
        if message is None:
            return False
        age = self._world.clock.now() - datetime.fromisoformat(message.timestamp).astimezone(UTC)
        return age.total_seconds() > OLD_AFTER_SECONDS

    def _repeat(self, asked: Asked, nonce: str, known: Message) -> Any:
        facts = {"channel": asked.channel, "message": known.id, "nonce": nonce}
        self._journal.record(Kind.REPEAT, self._world.clock.now(), facts)
        return dict(serializers.message_payload(self._world, known)) | {"nonce": nonce}

    def _dispatch(self, asked: Asked) -> Any:
        return router.dispatch(
            self._world,
            asked.method,
            _SAME.get(asked.path, asked.path),
            json=asked.body,
            params=asked.params,
            files=list(asked.files),
            reason=asked.reason,
        )

    def _message(self, channel_id: int, message_id: int) -> Message:
        return self._world.get_message(channel_id, message_id)

    def _record(self, asked: Asked, answer: Any) -> None:
        kind = _KINDS.get(asked.operation)
        if kind is None:
            return
        now = self._world.clock.now()
        if kind is Kind.THREAD:
            self._journal.record(kind, now, _thread_facts(asked, answer))
            if "message" in answer:
                self._journal.record(Kind.CREATE, now, _forum_facts(asked, answer))
            return
        self._journal.record(kind, now, _facts(asked, answer))


def _enforced_nonce(asked: Asked) -> str | None:
    """Return the nonce of a message that is not to be sent twice; threads and answers know none."""
    if asked.operation is not Operation.SEND or not asked.body.get("enforce_nonce"):
        return None
    nonce = asked.body.get("nonce")
    return None if nonce is None else str(nonce)


def _with_nonce(asked: Asked, answer: Any) -> Any:
    if asked.operation is Operation.SEND and asked.body.get("nonce") is not None:
        return answer | {"nonce": asked.body["nonce"]}
    return answer


def _facts(asked: Asked, answer: Any) -> dict[str, Any]:
    if asked.operation is Operation.COMMANDS:
        return {"commands": [command["name"] for command in asked.body]}
    if asked.operation is Operation.CALLBACK:
        body = asked.body.get("data") or {}
        interaction = answer["interaction"]
        facts = {"interaction": int(interaction["id"]), "callback": asked.body["type"]}
        return facts | {"message": _number(interaction["response_message_id"])} | words_of(body)
    facts = {"channel": asked.channel, "message": asked.message}
    if isinstance(answer, dict) and "id" in answer:
        facts |= {"channel": int(answer["channel_id"]), "message": int(answer["id"])}
    body = asked.body if isinstance(asked.body, dict) else {}
    return facts | {"nonce": body.get("nonce")} | (words_of(body) if body else {})


def _thread_facts(asked: Asked, answer: Any) -> dict[str, Any]:
    return {
        "channel": int(answer["id"]),
        "parent": asked.channel,
        "message": asked.message,
        "name": answer["name"],
        "tags": [int(tag) for tag in answer["applied_tags"]],
    }


def _forum_facts(asked: Asked, answer: Any) -> dict[str, Any]:
    message = answer["message"]
    facts = {"channel": int(answer["id"]), "parent": asked.channel, "message": int(message["id"])}
    return facts | words_of(asked.body["message"])


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)
