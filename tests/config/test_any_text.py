"""Whatever is in the file, `load` answers with a configuration or with a ConfigError."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.config import Loaded, json_schema, load
from bot.core.errors import ConfigError

EXAMPLE = """\
unions:
  - id: guild
    name: Example Guild
    timezone: America/Los_Angeles
    hosts: [www.guild.example]
    feeds:
      - {id: news, url: "https://www.guild.example/feed/", every: 5m, backfill: 3}
      - {id: sky, url: "https://bsky.app/profile/did:plc:abc123/rss", account: did:plc:abc123}
    watch:
      - {id: curtain, url: "https://dailycurtain.example/feed"}
    strikes:
      - {id: tv, name: TV, first_day: 2023-07-14, ended_at: {at: 2023-11-09T00:01}}
channels:
  - id: 123456789012345678
    statements: [guild, sky]
    day_counter: {strike: tv, at: 09:00}
    publish: true
review_channel: 2
"""

PIECES = [
    *"\t\n :-[]{}&*!|>'\"%@`#,?~=<.0\\",
    "---\n",
    "...",
    "<<: ",
    "&a ",
    "*a",
    "!!int ",
    "!!set ",
    "!!binary ",
    "!!timestamp ",
    "!x ",
    "? ",
    "%YAML 1.1\n---\n",
    "%TAG ! x:\n",
    "2023-02-30",
    "2023-11-09T00:01:00.5-25:99",
    "0x",
    "1e999",
    ".nan",
    "9" * 5000,
    "null",
    "id: guild\n",
    "\ufeff",
    "\u2028",
    "\x85",
    '"\\x00\\ud800\\U00110000"',
    '"\\ud800"',
    "🪧",
]
jsonschema = pytest.importorskip("jsonschema")  # it has no types of its own to import
SETTINGS = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["guild", "2023-07-14", "https://[", "9999-12-31T23:59-08:00", "09:00", "5m", "UTC"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["id", "at", "feeds", "url"]) | st.text(max_size=5), inner, max_size=4
        )
    ),
    max_leaves=8,
)


def load_bytes(body: bytes, folder: Path) -> Loaded | ConfigError:
    path = folder / "feeds.yaml"
    path.write_bytes(body)
    try:
        return load(path)
    except ConfigError as error:
        answer = error
    assert answer.mistakes
    assert all(mistake.line >= 1 and mistake.column >= 1 for mistake in answer.mistakes)
    assert all(str(mistake).isprintable() for mistake in answer.mistakes)
    return answer


@SETTINGS
@given(st.text() | st.lists(st.sampled_from(PIECES)).map("".join))
def test_any_text(tmp_path: Path, text: str) -> None:
    load_bytes(text.encode("utf-8", "surrogatepass"), tmp_path)


@SETTINGS
@given(st.binary())
def test_any_bytes(tmp_path: Path, body: bytes) -> None:
    load_bytes(body, tmp_path)


@SETTINGS
@given(
    st.lists(st.tuples(st.integers(0, len(EXAMPLE)), st.integers(0, 8), st.sampled_from(PIECES)), max_size=4)
)
def test_a_damaged_file(tmp_path: Path, damages: list[tuple[int, int, str]]) -> None:
    text = EXAMPLE
    for start, length, piece in damages:
        text = text[:start] + piece + text[start + length :]
    load_bytes(text.encode(), tmp_path)


@SETTINGS
@given(values, st.randoms(use_true_random=False))
def test_another_value_anywhere(tmp_path: Path, value: object, choice: random.Random) -> None:
    data = YAML(typ="safe", pure=True).load(EXAMPLE)
    place = data
    while True:
        key = choice.choice(list(place) if isinstance(place, dict) else range(len(place)))
        if not isinstance(place[key], dict | list) or choice.random() < 0.3:
            break
        place = place[key]
    place[key] = value
    path = tmp_path / "dumped.yaml"
    YAML(typ="safe", pure=True).dump(data, path)
    load_bytes(path.read_bytes(), tmp_path)


def test_the_undamaged_file_loads(tmp_path: Path) -> None:
    assert isinstance(load_bytes(EXAMPLE.encode(), tmp_path), Loaded)


def test_the_schema_takes_what_load_takes() -> None:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    # YAML 1.2's core schema, which editors read, has no dates: they are text to the schema.
    text = EXAMPLE.replace("2023-07-14", '"2023-07-14"').replace("2023-11-09T00:01", '"2023-11-09T00:01"')
    data = YAML(typ="safe", pure=True).load(text)
    validator = jsonschema.Draft202012Validator(schema)
    assert list(validator.iter_errors(data)) == []
    data["unions"][0]["feeds"][0]["url"] = "http://www.guild.example/feed/"
    data["channels"][0]["publsh"] = True
    assert len(list(validator.iter_errors(data))) == 2
