"""A member asks for the timeline: the real program draws it, and a Discord on loopback takes it."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.acceptance.conftest import FEEDS_YAML, Program, Running, statement
from tests.discord_server.client import DiscordServer
from tests.discord_server.fixtures import discord_process, discord_server
from tests.discord_server.journal import Kind
from tests.discord_server.settings import UPDATES

__all__ = ["discord_process", "discord_server"]

NOW = datetime.now(UTC)
CHANNELS = f"""\
    strikes:
      - id: stage
        name: Stage strike
        first_day: {(NOW - timedelta(days=9)).date()}
channels: [{{id: {UPDATES}, statements: [guild]}}]
"""
PATIENCE = 60.0


async def test_the_picture_joins_its_words_and_a_button_changes_it(
    program: Program, discord_server: DiscordServer
) -> None:
    discord = discord_server
    program.configure(FEEDS_YAML + CHANNELS)
    program.environment |= {"DISCORD_TOKEN": "a-token", **discord.process.environment()}
    program.publish(statement("one", "The strike goes on", "We stay out together.", published_at=NOW))
    running = Running(await program.start("run"))
    await discord.wait_for(Kind.CREATE, channel=UPDATES)

    asked = await discord.interact(UPDATES, command="timeline", options={"public": True})
    assert asked.responded
    assert not asked.ephemeral
    message = await _drawn(discord, "Light background")
    assert "1 statement of Example Performers Guild" in json.dumps(message)
    [attachment] = message["attachments"]
    [gallery] = [one for one in message["components"][0]["components"] if one["type"] == 12]
    assert gallery["items"][0]["description"].startswith("Timeline of the Stage strike, ")
    assert attachment["size"] > 20_000

    [light] = [one for one in _custom_ids(message) if ":light:" in one]
    await discord.interact(UPDATES, message=int(message["id"]), custom_id=light)
    changed = await _drawn(discord, "Dark background")
    assert changed["id"] == message["id"]
    assert len(changed["attachments"]) == 1

    assert (await running.stop()).code == 0
    assert (await discord.state())["unsupported"] == []


async def _drawn(discord: DiscordServer, button: str) -> dict[str, Any]:
    """Return the answer in the channel once it has a picture, and this button under it."""
    for _ in range(int(PATIENCE / 0.2)):
        for message in await discord.messages(UPDATES):
            if message["attachments"] and button in json.dumps(message):
                return message
        await asyncio.sleep(0.2)
    raise AssertionError("the picture was not shown")


def _custom_ids(message: dict[str, Any]) -> list[str]:
    rows = [one for one in message["components"][0]["components"] if one["type"] == 1]
    return [button["custom_id"] for row in rows for button in row["components"]]
