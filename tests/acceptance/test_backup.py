"""A snapshot taken while the real program posts, and a bot that goes on from it; Discord is on loopback."""

import json
import signal
import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.acceptance.conftest import COLD, FEEDS_YAML, Program, Running, statement
from tests.discord_server.client import DiscordServer
from tests.discord_server.fixtures import discord_process, discord_server
from tests.discord_server.journal import Kind
from tests.discord_server.settings import FORUM, NEWS, REVIEW, UPDATES
from tests.documents import Item

__all__ = ["discord_process", "discord_server"]

CHANNELS = f"""\
channels:
  - {{id: {UPDATES}, statements: [guild], thread: true}}
  - {{id: {NEWS}, statements: [guild], publish: true}}
  - {{id: {FORUM}, statements: [guild]}}
review_channel: {REVIEW}
"""
NOW = datetime.now(UTC)


def said(count: int) -> list[Item]:
    """Return what the union's feed lists after so many statements, the newest first."""
    items = [
        statement(
            f"s{number}",
            f"Statement {number}",
            f"We are on strike for the {number}th day. Pickets begin at seven.",
            published_at=NOW + timedelta(seconds=number - 100),
        )
        for number in range(count)
    ]
    return items[::-1]


def grow_old(database: Path) -> None:
    """Let the snapshot be of an hour ago, when Discord knows no nonce of then any more."""
    with closing(sqlite3.connect(database)) as connection, connection:
        changed = connection.execute(
            "UPDATE snapshots SET taken_at = replace(taken_at, ?, ?)", _an_hour_ago()
        )
        assert changed.rowcount == 1


def _an_hour_ago() -> tuple[str, str]:
    now = datetime.now(UTC)
    return f"{now:%Y-%m-%d}", f"{now - timedelta(days=1):%Y-%m-%d}"


async def restore(program: Program, snapshot: Path) -> None:
    done = await program("restore", str(snapshot))
    assert (done.code, done.out) == (0, ""), done.err
    assert "restored; it holds" in done.err
    assert "What was there is kept as" in done.err
    assert "looks in each channel for what may have been posted since" in done.err


@pytest.fixture
async def discord(program: Program, discord_server: DiscordServer) -> DiscordServer:
    program.configure(FEEDS_YAML.replace("every: 1s", "every: 1s\n        backfill: 50") + CHANNELS)
    program.environment |= {"DISCORD_TOKEN": "a-token", **discord_server.process.environment()}
    # Whatever is sent again is made again: only looking for it keeps it from being doubled.
    await discord_server.tune(nonce_window=0.001, limits=False)
    return discord_server


async def posted(discord: DiscordServer) -> dict[int, list[str]]:
    """Return the titles that were posted in each channel, in order."""
    found: dict[int, list[str]] = {UPDATES: [], NEWS: [], FORUM: []}
    for line in await discord.journal():
        channel = line.get("parent", line.get("channel"))
        if line["kind"] == Kind.CREATE and channel in found:
            found[channel].append(line["text"].splitlines()[0].removeprefix("### "))
    return found


def titles(count: int) -> Sequence[str]:
    return [f"Statement {number}" for number in range(count)]


def everywhere(count: int) -> dict[int, Sequence[str]]:
    return {channel: titles(count) for channel in (UPDATES, NEWS, FORUM)}


async def test_a_bot_restored_from_a_snapshot_loses_and_doubles_nothing(
    program: Program, discord: DiscordServer, tmp_path: Path
) -> None:
    program.command = COLD  # the program outlives a stand-in that is killed by a moment
    snapshot = tmp_path / "snapshot.db"
    program.publish(*said(3))
    first = Running(await program.start("run"))
    await discord.wait_for(Kind.CREATE, count=2)
    taken = await program("backup", str(snapshot))  # in the middle of it
    assert (taken.code, "checked; it holds" in taken.out + taken.err) == (0, True)
    await discord.wait_for(Kind.CREATE, count=9)
    program.publish(*said(6))
    await discord.wait_for(Kind.CREATE, count=18)
    await discord.wait_for(Kind.CROSSPOST, count=6)
    refused = await program("restore", str(snapshot))
    assert (refused.code, "is already delivering from this database" in refused.err) == (1, True)
    await first.stop(signal.SIGKILL)

    await restore(program, snapshot)
    grow_old(program.folder / "picketwire.db")
    program.publish(*said(8))
    second = await program("poll")
    assert second.code == 0, second.err
    assert "the database is a snapshot of" in second.err
    assert await posted(discord) == everywhere(8)
    journal = await discord.journal()
    assert Counter(line["kind"] for line in journal)[Kind.REPEAT] == 0
    begun = [line for line in journal if line["kind"] == Kind.THREAD and line["parent"] == UPDATES]
    assert sorted(line["name"] for line in begun) == titles(8)
    assert (await discord.state())["unsupported"] == []

    third = await program("poll")  # and it is a database like any other now
    assert "the database is a snapshot" not in third.err
    assert await posted(discord) == everywhere(8)


async def test_what_cannot_be_looked_for_is_not_posted_and_the_admins_are_told(
    program: Program, discord: DiscordServer, tmp_path: Path
) -> None:
    snapshot = tmp_path / "snapshot.db"
    assert (await program("poll")).code == 0
    assert (await program("backup", str(snapshot))).code == 0
    program.publish(*said(1))
    assert (await program("poll")).code == 0
    await restore(program, snapshot)
    grow_old(program.folder / "picketwire.db")
    await discord.deny(UPDATES, "read_message_history")
    second = await program("poll")
    assert second.code == 1
    assert "needs the permission Read Message History" in second.err
    assert await posted(discord) == everywhere(1)
    assert "Read Message History" in json.dumps(await discord.messages(REVIEW))
    await discord.deny(UPDATES)
    assert (await program("poll")).code == 0
    assert await posted(discord) == everywhere(1)


async def test_a_backup_says_what_is_wrong(program: Program) -> None:
    ended = await program("backup", "copy.db")
    assert (ended.code, "there is no database yet" in ended.err) == (1, True)
    assert (await program("poll")).code == 0
    assert (await program("backup", "copy.db")).code == 0
    again = await program("backup", "copy.db")
    assert (again.code, "add --force" in again.err) == (1, True)
    assert (await program("backup", "copy.db", "--force")).code == 0
    dry = await program("prune", "--dry-run")
    assert (dry.code, "raws: 0 would be forgotten." in dry.err) == (0, True)
    small = await program("prune", "--compact")
    assert (small.code, "history: 0 forgotten." in small.err, "bytes smaller" in small.err) == (0, True, True)
