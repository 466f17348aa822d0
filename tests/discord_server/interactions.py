"""The members who type commands, click buttons and fill in forms, and what the bot answered.

`tests.discord_server.control` calls these; the bot gets an INTERACTION_CREATE over its gateway and answers
over REST, where simcord keeps the interaction's state.
"""

import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from simcord import interactions as simulated
from simcord.backend import serializers
from simcord.backend.errors import SetupError
from simcord.backend.models import Interaction, Message
from simcord.components import walk_components
from simcord.enums import AppCommandType, ComponentType, InteractionType

from tests.discord_server.bell import Bell
from tests.discord_server.clock import ServerClock
from tests.discord_server.world import MEMBER, World

#: In real time, because that is what the client needs to answer.
FIRST_ANSWER_SECONDS = 3.0


class Interactions:
    """Begins interactions and tells what became of them."""

    def __init__(self, world: World, clock: ServerClock) -> None:
        self.answered = Bell()
        self._world = world
        self._clock = clock

    def begin(self, given: Mapping[str, Any]) -> int:
        """Begin the interaction that `given` describes and return its id.

        It names a `channel` and may name a `user`. Beside them stands what is done: `command` with `options`;
        `menu` on a `message`; the `custom_id` of a button on a `message`; the `values` of the form which the
        interaction `modal` was answered with.

        Raises:
            SetupError: nobody could do that in Discord.
        """
        if "command" in given:
            return self._slash(given)
        if "menu" in given:
            return self._menu(given)
        if "custom_id" in given:
            return self._click(given)
        if "modal" in given:
            return self._submit(given)
        raise SetupError("An interaction needs `command`, `menu`, `custom_id` or `modal`")

    async def describe(self, interaction_id: int, *, seconds: float) -> dict[str, Any]:
        """Return what the bot answered, waiting for its last word up to so many real seconds.

        Keys: `responded`, `kind` (simcord's `ResponseKind`, None before an answer), `ephemeral`, `message`
        and `followups` as Discord shows them, `modal`, `choices`.
        """
        record = self._world.interactions[interaction_id]
        deadline = time.monotonic() + seconds
        while (not record.responded or record.loading) and (left := deadline - time.monotonic()) > 0:
            await self.answered.wait(left)
        return {
            "responded": record.responded,
            "kind": record.response_kind,
            "ephemeral": record.ephemeral,
            "message": self._shown(record, record.message_id),
            "followups": [self._shown(record, message_id) for message_id in record.followup_ids],
            "modal": record.modal,
            "choices": record.autocomplete_choices,
        }

    def _slash(self, given: Mapping[str, Any]) -> int:
        name, *path = given["command"].split()
        root = self._command(given, name, AppCommandType.CHAT_INPUT)
        leaf, nesting = simulated.walk_to_subcommand(root, path)
        options = simulated.check_options(given["command"], leaf, dict(given.get("options") or {}))
        kinds = {option["name"]: option["type"] for option in leaf.get("options") or []}
        filled = [{"name": key, "type": kinds[key], "value": value} for key, value in options.items()]
        data = {"id": root["id"], "name": root["name"], "type": AppCommandType.CHAT_INPUT}
        data["options"] = simulated.nest_options(root, nesting, filled)
        return self._fire(given, InteractionType.APPLICATION_COMMAND, data)

    def _menu(self, given: Mapping[str, Any]) -> int:
        root = self._command(given, given["menu"], AppCommandType.MESSAGE)
        message = self._message(given)
        shown = dict(serializers.message_payload(self._world, message))
        data = {
            "id": root["id"],
            "name": root["name"],
            "type": AppCommandType.MESSAGE,
            "target_id": str(message.id),
            "resolved": {"messages": {str(message.id): shown}},
        }
        return self._fire(given, InteractionType.APPLICATION_COMMAND, data)

    def _click(self, given: Mapping[str, Any]) -> int:
        message, custom_id = self._message(given), given["custom_id"]
        for component in walk_components(message.components):
            if component.get("custom_id") == custom_id and not component.get("disabled"):
                data = {"custom_id": custom_id, "component_type": component["type"], "id": component["id"]}
                if component["type"] != ComponentType.BUTTON:
                    data["values"] = list(given.get("values") or ())
                return self._fire(given, InteractionType.MESSAGE_COMPONENT, data, source=message)
        raise SetupError(f"Message {message.id} has no button {custom_id!r} that can be clicked")

    def _submit(self, given: Mapping[str, Any]) -> int:
        opened = self._world.interactions[int(given["modal"])]
        if opened.modal is None:
            raise SetupError(f"Interaction {opened.id} was not answered with a form")
        values = dict(given.get("values") or {})
        components = [_filled(component, values) for component in opened.modal["components"]]
        if values:
            raise SetupError(f"The form has no field {', '.join(sorted(values))}")
        data = {"custom_id": opened.modal["custom_id"], "components": components}
        return self._fire(given, InteractionType.MODAL_SUBMIT, data)

    def _fire(
        self, given: Mapping[str, Any], kind: int, data: dict[str, Any], *, source: Message | None = None
    ) -> int:
        channel = self._world.get_channel(int(given["channel"]))
        record, payload = simulated.base_payload(
            self._world,
            type=kind,
            channel_id=channel.id,
            guild_id=channel.guild_id,
            user_id=int(given.get("user") or MEMBER),
            data=data,
        )
        first_answer = timedelta(seconds=FIRST_ANSWER_SECONDS * self._clock.scale)
        record.initial_response_deadline = (self._clock.now() + first_answer).isoformat()
        if source is not None:
            record.source_message_id = source.id
            payload["message"] = dict(serializers.message_payload(self._world, source))
        self._world.emit("INTERACTION_CREATE", payload)
        return record.id

    def _command(self, given: Mapping[str, Any], name: str, kind: AppCommandType) -> dict[str, Any]:
        guild_id = self._world.get_channel(int(given["channel"])).guild_id
        found = self._world.find_command(name, guild_id, type=kind)
        if found is None:
            raise SetupError(f"The bot has told Discord no command {name!r}")
        return found

    def _message(self, given: Mapping[str, Any]) -> Message:
        return self._world.get_message(int(given["channel"]), int(given["message"]))

    def _shown(self, record: Interaction, message_id: int | None) -> dict[str, Any] | None:
        message = self._world.messages[record.channel_id].get(message_id or 0)
        return dict(serializers.message_payload(self._world, message)) if message else None


def _filled(component: Mapping[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """Return a component of a form as it is sent, and take what it was filled with out of `values`."""
    filled: dict[str, Any] = {
        name: component[name] for name in ("type", "id", "custom_id") if name in component
    }
    if "component" in component:
        return filled | {"component": _filled(component["component"], values)}
    if "components" in component:
        return filled | {"components": [_filled(child, values) for child in component["components"]]}
    if component["type"] == ComponentType.TEXT_DISPLAY:
        return filled
    given = values.pop(component["custom_id"], "" if component["type"] == ComponentType.TEXT_INPUT else [])
    return filled | {"value" if component["type"] == ComponentType.TEXT_INPUT else "values": given}
