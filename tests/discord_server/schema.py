"""What Discord's own OpenAPI description says about a body, where the description is at hand.

`jsonschema` tries every alternative of a `oneOf`; Discord's components name theirs in `type`, and looking
there first makes a check some ten times faster. A message that differs from one already found valid in
nothing but its nonces is not looked at again.
"""

import json
import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend
from referencing import Registry
from referencing.jsonschema import DRAFT202012
from simcord.backend import errors

from tests.discord_server.asked import Asked, Operation

_URI = "urn:discord"
_REQUESTS = {
    Operation.SEND: ("/channels/{channel_id}/messages", "post"),
    Operation.EDIT: ("/channels/{channel_id}/messages/{message_id}", "patch"),
    Operation.BEGIN_THREAD: ("/channels/{channel_id}/threads", "post"),
    Operation.THREAD_FROM_MESSAGE: ("/channels/{channel_id}/messages/{message_id}/threads", "post"),
    Operation.COMMANDS: ("/applications/{application_id}/commands", "put"),
    Operation.CALLBACK: ("/interactions/{interaction_id}/{interaction_token}/callback", "post"),
    Operation.FOLLOWUP: ("/webhooks/{webhook_id}/{webhook_token}", "post"),
    Operation.EDIT_ANSWER: ("/webhooks/{webhook_id}/{webhook_token}/messages/@original", "patch"),
}
#: A nonce, in its field or in a custom_id; another one in its place is as valid.
_NONCE = re.compile(rb"[0-9a-f]{24}")
_REMEMBERED = 4096


class Schema:
    """Discord's description of the bodies it takes."""

    def __init__(self, file: Path) -> None:
        description = json.loads(file.read_bytes())
        # Described as text alone; discord.py sends numbers, and Discord takes them.
        description["components"]["schemas"]["SnowflakeType"] = {"type": ["string", "integer"]}
        registry = Registry().with_resource(_URI, DRAFT202012.create_resource(description))
        validating = _validating(_kinds(description))
        self._validators = {
            operation: validating({"$ref": _pointer(path, method)}, registry=registry)
            for operation, (path, method) in _REQUESTS.items()
        }
        self._valid: OrderedDict[bytes, None] = OrderedDict()

    def check(self, asked: Asked) -> None:
        """Raise a `BackendError` (400, 50035) for a body that the description does not allow."""
        validator = self._validators.get(asked.operation)
        if validator is None:
            return
        form = _NONCE.sub(b"*", f"{asked.operation} {json.dumps(asked.body)}".encode())
        if form in self._valid:
            return
        for error in validator.iter_errors(asked.body):
            raise errors.invalid_form_body(f"{error.json_path}: {error.message[:300]}")
        self._valid[form] = None
        if len(self._valid) > _REMEMBERED:
            self._valid.popitem(last=False)


def _pointer(path: str, method: str) -> str:
    pointer = f"paths/{path.replace('/', '~1')}/{method}/requestBody/content/application~1json/schema"
    return f"{_URI}#/{pointer}"


def _kinds(description: Mapping[str, Any]) -> dict[str, list[int]]:
    """Return which values of `type` each schema is for, by the reference to it."""
    return {
        f"#/components/schemas/{name}": schema["properties"]["type"]["enum"]
        for name, schema in description["components"]["schemas"].items()
        if "enum" in schema.get("properties", {}).get("type", {})
    }


def _validating(kinds: Mapping[str, list[int]]) -> Any:
    """Return a class of validators that look only at the alternative which a value, or its `type`, names."""
    every = Draft202012Validator.VALIDATORS["oneOf"]

    def one_of(validator: Any, choices: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
        if isinstance(instance, int) and instance in [choice.get("const") for choice in choices]:
            return
        kind = instance.get("type") if isinstance(instance, dict) else None
        named = [choice for choice in choices if kind in kinds.get(choice.get("$ref", ""), ())]
        if kind is not None and len(named) == 1:
            yield from validator.descend(instance, named[0])
        else:
            yield from every(validator, choices, instance, schema)

    return extend(Draft202012Validator, {"oneOf": one_of})
