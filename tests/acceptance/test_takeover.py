"""A feed that changes hands, acted out against the running bot: nothing strange goes out, nothing is lost."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests import discord_stub
from tests.acceptance.conftest import FEED, FEEDS_YAML, Program, Running, statement
from tests.discord_stub import DiscordStub
from tests.documents import Item, rss
from tests.site.server import Reply

NOW = datetime.now(UTC)
POSTS, REVIEWS = "123456789012345678", "234567890123456789"
CHANNELS = f"""\
channels:
  - id: {POSTS}
    statements: [guild]
review_channel: {REVIEWS}
"""
FIRST = statement("one", "The strike begins", "We are on strike. Pickets begin at seven.", published_at=NOW)
SECOND = statement("two", "While it was strange", "The talks go on today. We stay out.", published_at=NOW)
THIRD = statement("three", "All is well again", "The site is ours again. We go on.", published_at=NOW)
STRANGE_URL = "https://dailycurtain.example/feed"
SPAM = [
    Item(f"Win big {n}", f"https://www.guild.example/win-{n}", f"Casino number {n} is open. Play now.", NOW)
    for n in range(30)
]


@pytest.fixture
async def discord(program: Program) -> AsyncIterator[DiscordStub]:
    program.configure(FEEDS_YAML + CHANNELS)
    async with discord_stub.serve() as discord:
        program.environment |= {
            "DISCORD_TOKEN": "not-a-real-token-of-anything",
            "PICKETWIRE_DISCORD_API": discord.api,
            "PICKETWIRE_DISCORD_GATEWAY": discord.gateway,
        }
        yield discord


def shown(messages: list[dict[str, Any]], channel: str) -> list[str]:
    return [json.dumps(message["components"]) for message in messages if message["channel"] == channel]


async def more_polls(program: Program, count: int = 4) -> None:
    await program.site.wait_for_requests(len(program.site.requests) + count, seconds=30)


async def wait_for_review(discord: DiscordStub, words: str) -> None:
    await discord.wait_until(lambda stub: any(words in card for card in shown(stub.messages, REVIEWS)))


async def test_a_feed_that_leads_elsewhere_and_comes_back(program: Program, discord: DiscordStub) -> None:
    program.publish(FIRST)
    running = Running(await program.start("run"))
    await discord.wait_until(lambda stub: len(shown(stub.messages, POSTS)) == 1)

    program.site.put(STRANGE_URL, rss([*SPAM, FIRST]))
    program.site.put(FEED, Reply(status=302, headers={"Location": STRANGE_URL}))
    await wait_for_review(discord, "In quarantine: guild")
    await more_polls(program)
    program.publish(SECOND, FIRST)  # the union has its site back; nobody has looked at it yet
    await more_polls(program)
    assert len(shown(discord.messages, POSTS)) == 1
    cards = shown(discord.messages, REVIEWS)
    assert len([card for card in cards if "In quarantine" in card]) == 1
    assert "dailycurtain.example" in next(card for card in cards if "In quarantine" in card)
    [source] = (await program("status", "--json")).records[0]["sources"]
    assert source["quarantine"]["sign"] == "redirect-host"

    released = await program("release", "guild-news")
    assert released.code == 0
    assert "Released guild-news" in released.out
    await discord.wait_until(lambda stub: any("is over" in card for card in shown(stub.edits, REVIEWS)))
    program.publish(THIRD, SECOND, FIRST)
    await discord.wait_until(lambda stub: len(shown(stub.messages, POSTS)) == 2)
    assert "The site is ours again." in shown(discord.messages, POSTS)[1]

    # What came in between is kept, and one decision away from the channel.
    held = (await program("held", "--json")).records
    [second] = [record for record in held if record["title"] == "While it was strange"]
    assert second["rule"] == "quarantine"
    assert (await program("approve", str(second["id"]))).code == 0
    await discord.wait_until(lambda stub: len(shown(stub.messages, POSTS)) == 3)
    ended = await running.stop()
    assert ended.code == 0
    posts = shown(discord.messages, POSTS)
    assert "We stay out." in posts[2]
    assert "approved by an admin" in posts[2]
    assert not any("Casino" in post for post in posts)
    actions = [record["action"] for record in (await program("audit", "--json")).records]
    assert actions == ["approve", "release", "quarantine"]


async def test_a_bulk_of_new_entries_is_held_and_can_be_let_through(
    program: Program, discord: DiscordStub
) -> None:
    old = [
        statement(f"old-{n}", f"Notice {n}", f"This is notice {n}.", published_at=NOW - timedelta(days=n + 3))
        for n in range(5)
    ]
    program.publish(FIRST, *old)
    running = Running(await program.start("run"))
    await discord.wait_until(lambda stub: len(shown(stub.messages, POSTS)) == 1)
    program.publish(*SPAM)
    await wait_for_review(discord, "In quarantine: guild")
    await more_polls(program)
    assert len(shown(discord.messages, POSTS)) == 1

    posted = await program("release", "guild-news", "--post")
    assert f"{len(SPAM)} entries of the quarantine will be posted" in posted.out
    await discord.wait_until(lambda stub: len(shown(stub.messages, POSTS)) == 1 + len(SPAM))
    assert (await running.stop()).code == 0
    again = await program("release", "guild-news")
    assert again.code == 0
    assert "is not in quarantine" in again.out
    unknown = await program("release", "guild-nows")
    assert unknown.code == 1
    assert "There is no feed 'guild-nows' in feeds.yaml" in unknown.err
