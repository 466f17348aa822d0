"""Channels with topics, in the real program: what it plans is what it posts."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from tests import discord_stub
from tests.acceptance.conftest import FEEDS_YAML, Program, keys, statement
from tests.discord_stub import DiscordStub

NOW = datetime.now(UTC)
TOPICS = """\
    topics:
      talks: [bargaining, negotiat*]
channels:
  - id: 123456789012345678
    statements: [guild]
    only_topics: [talks]
"""
TALKS = statement("one", "Monday", "We met all day. Bargaining resumes on Monday.", published_at=NOW)
PICNIC = statement("two", "Sunday", "We meet by the river. Bring a cake for us all.", published_at=NOW)


@pytest.fixture
async def discord(program: Program) -> AsyncIterator[DiscordStub]:
    program.configure(FEEDS_YAML + TOPICS)
    async with discord_stub.serve() as discord:
        program.environment |= {
            "DISCORD_TOKEN": "not-a-real-token-of-anything",
            "PICKETWIRE_DISCORD_API": discord.api,
            "PICKETWIRE_DISCORD_GATEWAY": discord.gateway,
        }
        yield discord


async def test_what_is_planned_is_what_is_posted(program: Program, discord: DiscordStub) -> None:
    program.publish(PICNIC, TALKS)
    expected = [("Sunday", "direct", False, "topic"), ("Monday", "direct", True, None)]
    planned = await program("plan", "--json")
    assert sorted(keys(planned.records, "title", "verdict", "posted", "silence")) == sorted(expected)
    assert discord.messages == []
    polled = await program("poll", "--json")
    assert sorted(keys(polled.records, "title", "verdict", "posted", "silence")) == sorted(expected)
    [post] = discord.messages
    assert "Monday" in json.dumps(post["components"])
    status = await program("status", "--json")
    assert status.records[0]["talks"]["guild"]["sentence"] == "Bargaining resumes on Monday."


async def test_a_misspelt_topic_ends_every_command(program: Program, discord: DiscordStub) -> None:
    program.configure((FEEDS_YAML + TOPICS).replace("[talks]", "[talk]"))
    ended = await program("poll")
    assert ended.code == 2
    assert "no union of this channel has a topic 'talk'; write talks" in ended.err
    assert discord.messages == []
