"""Every key of feeds.yaml and every environment variable is in docs/configuration.md, and no other."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.config import NOT_USED_YET, VARIABLES, json_schema

jsonschema = pytest.importorskip("jsonschema")  # it has no types of its own to import
PAGE = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")
ROOT = "the file itself"


def references(schema: object) -> Iterator[tuple[str, str]]:
    """Yield each definition a property's schema refers to, with ``[]`` where it is the items' one."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield "", schema["$ref"].removeprefix("#/$defs/")
        for key, value in schema.items():
            for brackets, name in references(value):
                yield ("[]" if key == "items" else "") + brackets, name
    elif isinstance(schema, list):
        for item in schema:
            yield from references(item)


def mappings() -> dict[str, dict[str, Any]]:
    """Return the properties of every mapping of the file, by its heading in the page."""
    schema = json_schema()
    found = {ROOT: schema["properties"]}
    seen: set[str] = set()
    queue = [("", schema["properties"])]
    for prefix, properties in queue:
        for key, value in properties.items():
            for brackets, name in references(value):
                if name not in seen:
                    seen.add(name)
                    path = f"{prefix}{key}{brackets}"
                    found[f"`{path}`"] = schema["$defs"][name]["properties"]
                    queue.append((f"{path}.", schema["$defs"][name]["properties"]))
    assert seen == set(schema["$defs"])
    return found


def rows(heading: str, level: str = "###") -> dict[str, str]:
    """Return the table rows of a section of the page, by the key in their first cell."""
    section = re.search(rf"^{level} {re.escape(heading)}\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert section, f"docs/configuration.md has no section {heading}"
    first_table = section[1].split("\n\n| platform |")[0]
    return {match[1]: match[0] for match in re.finditer(r"^\| `(\w+)` \|.*$", first_table, re.MULTILINE)}


MAPPINGS = mappings()


def test_all_mappings_are_found() -> None:
    assert {ROOT, "`unions[]`", "`unions[].feeds[]`", "`channels[].day_counter`"} <= set(MAPPINGS)


@pytest.mark.parametrize("heading", MAPPINGS)
def test_every_key_is_documented_where_it_belongs(heading: str) -> None:
    assert list(rows(heading)) == list(MAPPINGS[heading])


@pytest.mark.parametrize("heading", MAPPINGS)
def test_the_page_says_which_keys_are_not_used_yet_and_which_are_required(heading: str) -> None:
    for key, row in rows(heading).items():
        schema = MAPPINGS[heading][key]
        assert ("*Not used yet.*" in row) == (NOT_USED_YET in schema), key
        assert ("| required |" in row) == ("default" not in schema), key


@pytest.mark.parametrize("heading", MAPPINGS)
def test_every_key_has_a_description_and_a_valid_default_in_the_schema(heading: str) -> None:
    definitions = json_schema()["$defs"]
    for key, schema in MAPPINGS[heading].items():
        assert schema.get("description"), key
        if schema.get("default") is not None:
            jsonschema.validate(schema["default"], {**schema, "$defs": definitions})


def test_every_environment_variable_is_documented() -> None:
    assert set(rows("Environment variables", "##")) == {variable.name for variable in VARIABLES}
