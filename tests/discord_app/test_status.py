"""`/status` and **Where do things stand?** in a simulated Discord, with the real client and database."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import discord
import pytest
from simcord.results import InteractionResult

from bot.core.custom_ids import status_id
from bot.core.model import ActionButton, FeedState, Message, MessageKind
from bot.discord_app.poster import DiscordPoster
from tests.discord_app.desk import ELSEWHERE, NEAR, OWN, TEXT, Desk
from tests.discord_app.samples import NONCE, block
from tests.discord_app.shown import told, words

MINUTE = timedelta(minutes=1)
_NUMBERS = count()


async def status_of(desk: Desk) -> str:
    """Return what a member is shown."""
    alma = desk.member(f"member-{next(_NUMBERS)}")
    return shown(await alma.slash(desk.posts, "status"))


def shown(result: InteractionResult) -> str:
    assert result.response is not None
    return words(result.response.message)


async def state(desk: Desk, **changes: object) -> None:
    """Store how the desk's feed is doing."""
    at = desk.clock.at
    well = FeedState(
        desk.feed.id,
        url=desk.feed.url,
        polled_at=at,
        reached_at=at,
        changed_at=at - timedelta(days=1),
        next_poll_at=at + 5 * MINUTE,
    )
    await desk.store.save_feed_states([replace(well, **changes)])  # type: ignore[arg-type]


@contextmanager
def held_exclusively(desk: Desk, file: Path) -> Iterator[None]:
    """Let another program hold the database so that it can't even be read."""
    for side in (desk.store._sides.reader, desk.store._sides.writer):
        side.engine.dispose()  # as at a start: a connection that is open already keeps such a program out
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


async def test_nothing_was_asked_yet(desk: Desk) -> None:
    text = await status_of(desk)
    assert text.startswith("**There is nothing to rely on yet**: no source has been asked yet.")
    assert "No statement of **Northern Stagehands Guild** is known yet. There may be one:" in text
    assert "• stagehands-news: not asked yet." in text


async def test_all_is_well(desk: Desk) -> None:
    await desk.say("We are out")
    said = int(desk.clock.at.timestamp())
    desk.clock.at += 2 * MINUTE
    await state(desk)
    text = await status_of(desk)
    now = int(desk.clock.at.timestamp())
    assert text.startswith(
        "**You can rely on this**: the one source that is followed answered when it was last asked, "
        f"<t:{now}:R>.\n-# As of <t:{now}:f>."
    )
    assert (
        "Last statement of **Northern Stagehands Guild**: "
        f"[We are out](<https://www.stagehands.example/we-are-out>), <t:{said}:f>. "
        "Nothing from the union since, in any source that is followed here."
    ) in text
    assert f"• stagehands-news: checked <t:{now}:R>, nothing new since" in text


async def test_a_source_is_down_and_comes_back(desk: Desk) -> None:
    await desk.say("We are out")
    since = desk.clock.at + 5 * MINUTE
    desk.clock.at = since
    down = {"failures": 1, "failing_since_at": since, "error": "stagehands-news: it timed out"}
    await state(desk, **down, reached_at=since - 5 * MINUTE)
    text = await status_of(desk)
    assert text.startswith(
        "**Don't rely on this right now**: the one source that is followed does not answer"
    )
    assert "Whether it said anything since is not known." in text
    stamp = int(since.timestamp())
    assert (
        f"• stagehands-news: not reachable since <t:{stamp}:t>, 1 try, next at <t:{stamp + 300}:t>." in text
    )
    assert "timed out" not in text
    desk.clock.at += 5 * MINUTE
    await state(desk)
    text = await status_of(desk)
    assert text.startswith("**You can rely on this**")
    assert (
        f"• stagehands-news: answers again since <t:{stamp + 300}:t>; it was not reachable from "
        f"<t:{stamp}:t> on."
    ) in text


async def test_a_source_in_quarantine(desk: Desk) -> None:
    await desk.say("We are out")
    await desk.say("Buy now", hops=(ELSEWHERE,))
    await state(desk)
    text = await status_of(desk)
    assert text.startswith(
        "**Don't rely on this right now**: the one source that is followed is in quarantine"
    )
    assert "Whether it said anything since is not known." in text
    assert "Quarantined since" in text
    assert "its address led to a host that is not the union's" in text
    assert "Nothing from the union since" not in text


async def test_what_is_held(desk: Desk) -> None:
    await desk.say("We are out", site=NEAR)
    await state(desk)
    text = await status_of(desk)
    assert "Held for review: 1." in text


async def test_the_bot_was_off(desk: Desk) -> None:
    await desk.say("We are out")
    await state(desk)
    asked = int(desk.clock.at.timestamp())
    desk.clock.at += timedelta(hours=9)
    text = await status_of(desk)
    assert text.startswith(
        f"**Don't rely on this right now**: the bot has not asked any source since <t:{asked}:f>, so what "
        "was said after that is not known here."
    )


async def test_the_database_is_locked(desk: Desk, tmp_path: Path) -> None:
    await desk.say("We are out")
    alma = desk.member("alma")
    with held_exclusively(desk, tmp_path / "bot.db"):
        result = await alma.slash(desk.posts, "status")
    told(result, "**Don't rely on this bot right now**: it can't read what it has stored")
    assert "We are out" in shown(await alma.slash(desk.posts, "status"))


async def test_a_lock_against_writing_does_not_stop_the_answer(desk: Desk, tmp_path: Path) -> None:
    await desk.say("We are out")
    with closing(sqlite3.connect(tmp_path / "bot.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "We are out" in await status_of(desk)


@pytest.mark.parametrize("public", [False, True])
async def test_admins_read_more_but_not_in_front_of_everybody(desk: Desk, public: bool) -> None:
    await desk.say("We are out")
    await state(desk, failures=1, failing_since_at=desk.clock.at, error="stagehands-news: it timed out")
    result = await desk.admin("ines").slash(desk.posts, "status", public=public)
    assert result.ephemeral is not public
    assert ("Last error: it timed out" in shown(result)) is not public
    assert ("Nothing waits to be posted." in shown(result)) is not public
    assert ("rule set" in shown(result)) is not public


async def test_the_role_for_reviewing_reads_more_too(desk: Desk) -> None:
    role = desk.env.guild.create_role("reviewers")
    desk.review_role = role.id
    await desk.restart()
    omar = desk.env.guild.add_member(desk.env.create_user("omar"), roles=[role])
    assert "For admins" in shown(await omar.slash(desk.posts, "status"))
    berta = desk.member("berta", discord.Permissions(manage_messages=True))
    assert "For admins" not in shown(await berta.slash(desk.posts, "status"))


async def test_the_button_answers_as_the_command_does(desk: Desk) -> None:
    await desk.store_saying("We are out", site=OWN, text=TEXT)
    await state(desk, failures=1, error="stagehands-news: it timed out")
    marked = Message(MessageKind.DAY, (block("Day 4"),), (ActionButton("Where?", status_id(NONCE)),))
    await DiscordPoster(desk.client).post(f"discord:{desk.posts.id}", marked, nonce=NONCE)
    [message] = desk.posts.history()
    for member, is_admin in ((desk.member("alma"), False), (desk.admin("ines"), True)):
        pressed = await member.click(message, custom_id=status_id(NONCE))
        assert pressed.ephemeral
        assert shown(pressed) == shown(await member.slash(desk.posts, "status"))
        assert ("Last error: it timed out" in shown(pressed)) is is_admin


async def test_a_button_that_cannot_answer_says_so(desk: Desk) -> None:
    marked = Message(MessageKind.DAY, (block("Day 4"),), (ActionButton("Where?", status_id(NONCE)),))
    await DiscordPoster(desk.client).post(f"discord:{desk.posts.id}", marked, nonce=NONCE)
    [message] = desk.posts.history()
    with desk.store._sides.writer.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE gaps")
    told(await desk.member("alma").click(message, custom_id=status_id(NONCE)), "Don't rely on this bot")
