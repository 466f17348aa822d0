"""The command line's contract: keys, exit codes, and what goes to which stream."""

import gzip
import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import pytest

from bot.cli import cli
from tests.acceptance.conftest import FEED, FEEDS_YAML, ROOT, Program, keys, statement
from tests.documents import Item, rss
from tests.site.server import Ending, Reply

NOW = datetime.now(UTC)
TEXT = "We are on strike. Pickets begin at seven. Bring water & a friend, everybody is welcome."
POLL_KEYS = {"feed", "key", "url", "title", "text", "verdict", "rule", "evidence", "summary", "posted"}


async def test_poll_prints_one_line_for_every_entry_and_posts_go_to_standard_error(program: Program) -> None:
    foreign = Item("Foreign", "https://www.guild.example.evil.example/x", TEXT, NOW, "two")
    program.publish(foreign, statement("one", "On strike", TEXT, published_at=NOW))
    ended = await program("poll", "--json")
    assert ended.code == 0
    assert all(record.keys() >= POLL_KEYS for record in ended.records)
    assert keys(ended.records, "url", "verdict", "posted") == [
        ("https://www.guild.example/one", "direct", True),
        ("https://www.guild.example.evil.example/x", "rejected", False),
    ]
    assert ended.records[0]["summary"][0] == "We are on strike."
    assert ended.records[1]["evidence"].keys() == {"seen", "expected"}
    assert "Straight from Example Performers Guild" in ended.err

    again = await program("poll", "--json")
    assert (again.code, again.out) == (0, "")  # 304: no body was fetched


async def test_plan_changes_nothing(program: Program) -> None:
    program.publish(statement("one", "On strike", TEXT, published_at=NOW))
    planned = await program("plan", "--json")
    assert keys(planned.records, "verdict", "posted") == [("direct", True)]
    assert not (program.folder / "picketwire.db").exists()
    await program("poll")
    before = (program.folder / "picketwire.db").read_bytes()
    planned = await program("plan", "--json")
    assert keys(planned.records, "change", "posted") == [("unchanged", True)]
    assert (program.folder / "picketwire.db").read_bytes() == before
    assert "On strike" in (await program("plan")).out


async def test_a_failing_feed_ends_with_1_and_the_others_are_served(program: Program) -> None:
    program.configure(
        FEEDS_YAML + "      - {id: strike-site, url: https://strike.guild.example/blog-feed.xml}\n"
    )
    program.publish(statement("one", "On strike", TEXT, published_at=NOW))
    ended = await program("poll", "--json")
    assert ended.code == 1
    assert keys(ended.records, "feed", "posted") == [("guild-news", True)]
    assert "strike-site" in ended.err


GOOD = rss([statement("one", "On strike", TEXT, published_at=NOW)])
BOMB = gzip.compress(b" " * (64 << 20))
ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1 or str()};" * 10}">' for n in range(1, 10))
    + "]><rss version='2.0'><channel><title>&a9;</title></channel></rss>"
).encode()

BROKEN = {
    "truncated": Reply(GOOD[: len(GOOD) // 2]),
    "cut off in transfer": Reply(GOOD, ending=Ending.TRUNCATED),
    "wrong encoding": Reply(GOOD.replace(b"water", b"w\xe4ter")),
    "empty": Reply(b""),
    "a web page": Reply(b"<!doctype html><html><body><h1>Just a moment</h1></body></html>"),
    "20 MB": Reply(GOOD.replace(b"water", b"w" * (20 << 20))),
    "gzip bomb": Reply(BOMB, headers={"Content-Encoding": "gzip"}),
    "entity bomb": Reply(ENTITIES),
    "server error": Reply(b"", status=500),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=list(BROKEN))
async def test_a_broken_feed_is_a_clear_error_of_its_own(program: Program, broken: Reply) -> None:
    program.configure(FEEDS_YAML + "      - {id: broken, url: https://strike.guild.example/blog-feed.xml}\n")
    program.publish(statement("one", "On strike", TEXT, published_at=NOW))
    program.site.put("https://strike.guild.example/blog-feed.xml", broken)
    ended = await program("poll", "--json")
    assert ended.code == 1
    assert keys(ended.records, "feed", "posted") == [("guild-news", True)]
    [complaint] = [line for line in ended.err.splitlines() if line.startswith("broken: FAILED: ")]
    assert len(complaint) > len("broken: FAILED: ") + 20
    assert "Traceback" not in ended.err
    # Nothing is lost: as soon as the feed is whole again, its statements come through.
    program.site.put(
        "https://strike.guild.example/blog-feed.xml",
        rss([Item("It works again", "https://strike.guild.example/two", TEXT, NOW, "two")]),
    )
    again = await program("poll", "--json")
    assert keys(again.records, "feed", "posted") == [("broken", True)]


@pytest.mark.parametrize("command", ["run", "poll", "plan", "check", "status", "day"])
async def test_a_bad_configuration_ends_every_command_with_2_and_nothing_written(
    program: Program, command: str
) -> None:
    program.configure(FEEDS_YAML.replace("https://www.guild.example/feed", "http://www.guild.example/feed"))
    ended = await program(command)
    assert ended.code == 2
    assert ended.err.startswith("feeds.yaml:8:14: unions[0].feeds[0].url: ")
    assert ended.out == ""
    assert {path.name for path in program.folder.iterdir()} == {"feeds.yaml", "site-ca.pem"}


async def test_check_reports_mistakes_as_json(program: Program) -> None:
    program.configure(FEEDS_YAML + "        colour: red\n        backfill: many\n")
    ended = await program("check", "--json")
    assert ended.code == 2
    assert {tuple(record) for record in ended.records} == {
        ("file", "line", "column", "path", "message", "hint", "level")
    }
    assert keys(ended.records, "line", "path") == [
        (10, "unions[0].feeds[0].colour"),
        (11, "unions[0].feeds[0].backfill"),
    ]


async def test_check_names_keys_that_have_no_effect_yet(program: Program) -> None:
    program.configure(FEEDS_YAML + "        language: en\n")
    ended = await program("check")
    assert ended.code == 0
    assert "not used yet" in ended.err


async def test_check_live_asks_every_feed_and_stores_nothing(program: Program) -> None:
    program.publish(statement("one", "On strike", TEXT, published_at=NOW))
    ended = await program("check", "--live")
    assert ended.code == 0
    assert "guild-news: reached" in ended.err
    program.site.remove(FEED)
    ended = await program("check", "--live")
    assert ended.code == 1
    assert "guild-news: FAILED" in ended.err
    assert not (program.folder / "picketwire.db").exists()


@pytest.fixture
def full() -> Iterator[IO[bytes]]:
    with Path("/dev/full").open("wb") as full:
        yield full


async def test_a_full_disk_behind_standard_output_is_a_sentence(program: Program, full: IO[bytes]) -> None:
    text = "The hall is open from nine. Bring a book and a blanket for each child."
    program.publish(statement("one", "Childcare on Saturday", text, published_at=NOW))
    for arguments in (("poll",), ("plan", "--json"), ("status",), ("schema",)):
        ended = await program(*arguments, out=full)
        assert ended.code == 1
        assert "Standard output takes no more (No space left on device)" in ended.err
        assert "Traceback" not in ended.err
    assert [one["pending"] for one in (await program("status", "--json")).records] == [1]  # it waits


async def test_certificates_that_are_not_there_are_a_mistake_in_the_configuration(program: Program) -> None:
    program.environment["SSL_CERT_FILE"] = "nowhere.pem"
    ended = await program("poll")
    assert ended.code == 2
    assert ended.err.startswith("environment:1:1: SSL_CERT_FILE: 'nowhere.pem' cannot be read; ")


async def test_a_database_that_stops_working_is_a_sentence(program: Program) -> None:
    program.publish(statement("one", "On strike", TEXT, published_at=NOW))
    await program("migrate")
    with sqlite3.connect(program.folder / "picketwire.db") as database:
        database.execute(
            "CREATE TRIGGER full BEFORE UPDATE ON deliveries BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    ended = await program("poll")
    assert ended.code == 1
    assert "picketwire.db" in ended.err
    assert "Traceback" not in ended.err


STRIKES = """\
    strikes:
      - id: tv-theatrical
        name: TV/Theatrical strike
        first_day: 2023-07-14
        evidence: https://www.guild.example/strike-called
        ended_at: 2023-11-09T00:01
"""


async def test_day_answers_for_a_date(program: Program) -> None:
    program.configure(FEEDS_YAML + STRIKES)
    [record] = (await program("day", "--on", "2023-10-21", "--json")).records
    assert record == {
        "strike": "tv-theatrical",
        "name": "TV/Theatrical strike",
        "on": "2023-10-21",
        "state": "on_strike",
        "day": 100,
        "since": "2023-07-14",
        "total": None,
        "evidence": "https://www.guild.example/strike-called",
    }
    [record] = (await program("day", "--json")).records
    assert (record["state"], record["day"], record["total"]) == ("ended", None, 118)
    assert "Day 100" in (await program("day", "--on", "2023-10-21")).out
    assert (await program("day", "--on", "tomorrow")).code == 2


async def test_status_tells_everything_in_one_object(program: Program) -> None:
    program.configure(FEEDS_YAML + STRIKES)
    program.publish(statement("one", "On strike", TEXT, published_at=NOW))
    await program("poll")
    [record] = (await program("status", "--json")).records
    assert record.keys() == {
        "strikes",
        "sources",
        "last_statement",
        "held",
        "pending",
        "parked",
        "health",
        "at",
        "last_statements",
        "talks",
        "queue_age_seconds",
        "refused",
        "version",
        "ruleset",
        "schema",
        "database_bytes",
    }
    assert record["last_statement"]["title"] == "On strike"
    assert record["health"] == "ok"
    assert record["sources"][0]["contact"] == "answered"
    asked = await program("status")
    assert "You can rely on this: the one source" in asked.out
    assert "On strike" in asked.out
    assert "Nothing waits to be posted." in asked.out


async def test_schema_and_migrate(program: Program) -> None:
    assert json.loads((await program("schema")).out)["title"] == "Picketwire's feeds.yaml"
    assert (await program("migrate")).code == 0
    assert (program.folder / "picketwire.db").exists()


def test_every_command_is_documented() -> None:
    documented = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    for command in cli.registered_commands:
        assert command.callback is not None
        assert f"| `{command.name or command.callback.__name__}" in documented
