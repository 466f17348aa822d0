"""Every key of feeds.yaml in a page, made from the models that read the file.

Called by `documentation.hooks`. A key cannot be missing here or say something else than an editor does: both
come from the same JSON Schema.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.config import json_schema

_OPENING: Final = """# Every key

Made from the models that read the file, as they are in this version; an editor that knows the schema
(`python -m bot schema`) says the same beside each key. [Configuration](configuration.md) says what they are
for.
"""
Schema = Mapping[str, Any]


def keys_page() -> str:
    """Return the page: a table for every mapping of the file, outer ones first."""
    schema = json_schema()
    sections = [_OPENING, *(_section(path, one) for path, one in _mappings("", schema, schema["$defs"]))]
    return "\n\n".join(sections) + "\n"


def _mappings(
    path: str, mapping: Schema, defs: Schema, seen: frozenset[str] = frozenset()
) -> Iterator[tuple[str, Schema]]:
    yield path, mapping
    for key, value in mapping["properties"].items():
        for brackets, name in _references(value):
            if name not in seen and "properties" in defs[name]:
                inner = f"{path}.{key}{brackets}".removeprefix(".")
                yield from _mappings(inner, defs[name], defs, seen | {name})


def _references(value: object) -> Iterator[tuple[str, str]]:
    """Yield each mapping that a value may be, with ``[]`` where it is an item of a list."""
    if isinstance(value, dict):
        if "$ref" in value:
            yield "", value["$ref"].removeprefix("#/$defs/")
        for key, inner in value.items():
            yield from (
                (("[]" if key == "items" else "") + brackets, name) for brackets, name in _references(inner)
            )
    elif isinstance(value, list):
        for item in value:
            yield from _references(item)


def _section(path: str, mapping: Schema) -> str:
    heading = f"## `{path}`" if path else "## The file itself"
    required = mapping.get("required", ())
    rows = [_row(key, value, is_required=key in required) for key, value in mapping["properties"].items()]
    about = [mapping["description"]] if path and "description" in mapping else []
    table = "\n".join(["| key | default | meaning |", "| --- | --- | --- |", *rows])
    return "\n\n".join([heading, *about, table])


def _row(key: str, value: Schema, *, is_required: bool) -> str:
    default = "required" if is_required else _default(value.get("default"))
    return f"| `{key}` | {default} | {_cell(value['description'])} |"


def _default(value: object) -> str:
    if value is None or value in ([], {}):
        return "none"
    if isinstance(value, dict):
        return "see there"
    return f"`{value if isinstance(value, str) else json.dumps(value)}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
