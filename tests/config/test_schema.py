"""Editors are told by the schema what `load` would say: the same of whole files and of the usual mistakes."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bot.config import Config, json_schema, load
from bot.config.reading import document_of
from bot.config.writing import SCHEMA_FILE, SCHEMA_LINE, schema_text
from bot.core.errors import ConfigError

jsonschema = pytest.importorskip("jsonschema")  # it has no types of its own to import
ROOT = Path(__file__).parents[2]
VALIDATOR = jsonschema.Draft202012Validator(json_schema())

#: Every key there is.
EVERYTHING = """\
unions:
  - id: guild
    name: Example Guild
    timezone: America/Los_Angeles
    hosts: [www.guild.example]
    officers: ["Mara Quill, president", {name: Ian Oakes, title: secretary}]
    also_known_as: [EPG]
    employers: [Studio Alliance]
    topics:
      talks: [negotiat*, bargaining]
      votes: {name: Votes, words: [vote*]}
    feeds:
      - {id: news, url: "https://www.guild.example/feed/", every: 5m, backfill: 3, language: en,
         authors: [Guild Staff], skip_categories: [Events], skip_hosts: [www.guild.example]}
      - {id: sky, url: "https://bsky.app/profile/did:plc:abc123/rss", account: did:plc:abc123}
      - {id: toot, url: "https://social.example/@guild.rss", account: "@guild@social.example"}
    watch:
      - {id: press, url: https://dailycurtain.example/feed, every: 1h}
    strikes:
      - id: tv
        name: TV strike
        timezone: UTC
        first_day: 2023-07-14
        evidence: https://www.guild.example/called
        paused: [{from: 2023-08-01T00:01, until: {at: 2023-08-02T00:01, evidence: "https://www.guild.example/on"}}]
        tentative_agreement_at: 2023-11-01T10:00-08:00
        ended_at: 2023-11-09T00:01
      - {id: games, name: Games strike, first_day: "2024-07-26", suspended_at: 2025-06-11T12:00}
channels:
  - id: 123456789012345678
    statements: [guild]
    day_counter: {strike: tv, at: "09:00", topic: true}
    publish: true
    thread: true
    language: es
    only_topics: [talks]
    mention_role: {role: 345678901234567890, categories: [Strike]}
  - {id: "223456789012345678", statements: [news], skip_topics: [votes]}
review_channel: 234567890123456789
review_role: 345678901234567890
review_language: es
verify: {fetch_links: false}
alerts: {source_down_after: 6h}
keep: {raws: 90d, history: forever, gaps: 400d}
"""


def data_of(text: str) -> dict[str, Any]:
    return document_of(text.encode(), "feeds.yaml")[0].data


def complaints(text: str) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(data_of(text))]


def keys(value: object, within: str = "") -> Iterator[str]:
    """Yield the keys of a file, or of the schema's properties, by what they are called alone."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


def test_the_schema_takes_a_file_with_every_key(tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_text(EVERYTHING, encoding="utf-8")
    assert load(path).catalogue.feeds
    assert complaints(EVERYTHING) == []
    schema = json_schema()
    known = {key for part in (schema, *schema["$defs"].values()) for key in part["properties"]}
    assert known - set(keys(data_of(EVERYTHING))) == set()


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("    name: Example Guild\n", ""),  # a key that has to be there
        ("        first_day: 2023-07-14\n", ""),
        ("publish: true", "publsh: true"),
        ("publish: true", "publish: yes"),
        ("publish: true", 'publish: "true"'),
        ("  - id: guild", "  - id: The Guild"),
        ("  - id: guild", "  - id: 1199"),
        ("name: Example Guild", "name: 1199"),
        ("every: 5m", "every: 5"),
        ("every: 5m", "every: 5 minutes"),
        ("backfill: 3", 'backfill: "3"'),
        ("backfill: 3", "backfill: -1"),
        ('"https://www.guild.example/feed/"', '"http://www.guild.example/feed/"'),
        ('"https://www.guild.example/feed/"', "www.guild.example/feed/"),
        ("hosts: [www.guild.example]", "hosts: www.guild.example"),
        ("hosts: [www.guild.example]", 'hosts: ["https://www.guild.example/"]'),
        ("hosts: [www.guild.example]", 'hosts: ["*.guild.example"]'),
        ("hosts: [www.guild.example]", "hosts: [guild]"),
        ("account: did:plc:abc123", "account: guild.bsky.social"),
        ("first_day: 2023-07-14", "first_day: 14.7.2023"),
        ("ended_at: 2023-11-09T00:01", "ended_at: 2023-11-09"),
        ('at: "09:00"', "at: 9 am"),
        ("  - id: 123456789012345678", "  - id: strike-news"),
        ("statements: [guild]", "statements: guild"),
        ("day_counter: {strike: tv,", "day_counter: {"),
        ("language: es", "language: xx"),
        ("source_down_after: 6h", "source_down_after: 6 hours"),
        ("raws: 90d", "raws: 90"),
    ],
)
def test_the_schema_refuses_what_load_refuses(tmp_path: Path, right: str, wrong: str) -> None:
    assert right in EVERYTHING
    text = EVERYTHING.replace(right, wrong, 1)
    path = tmp_path / "feeds.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError):
        load(path)
    assert complaints(text)


def places(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield (*path, key)
        yield from places(one, (*path, key))


GONE = object()


@pytest.mark.parametrize("instead", [GONE, [], "2h", 7], ids=["gone", "empty", "text", "number"])
def test_what_the_models_take_at_any_place_the_schema_takes(instead: object) -> None:
    everything, taken = data_of(EVERYTHING), 0
    for path in places(everything):
        data: Any = deepcopy(everything)
        place = data
        for key in path[:-1]:
            place = place[key]
        if instead is GONE:
            del place[path[-1]]
        else:
            place[path[-1]] = instead
        try:
            Config.model_validate(data)  # `load` asks this and more
        except ValidationError:
            continue
        taken += 1
        assert list(VALIDATOR.iter_errors(data)) == [], path
    assert taken


def test_the_shipped_file_points_editors_at_a_schema_that_is_there_and_of_today() -> None:
    shipped = (ROOT / "feeds.yaml").read_text(encoding="utf-8")
    assert shipped.splitlines()[0] == SCHEMA_LINE
    assert (ROOT / SCHEMA_FILE).read_text(encoding="utf-8") == schema_text(), (
        f"renew it: .venv/bin/python -m bot schema > {SCHEMA_FILE}"
    )
    assert complaints(shipped) == []
