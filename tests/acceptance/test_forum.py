"""A statement's life in a forum: posted, edited, withdrawn from its menu; Discord is on loopback."""

import json

from tests.acceptance.conftest import FEEDS_YAML, Program, Running, statement
from tests.discord_server.client import DiscordServer
from tests.discord_server.fixtures import discord_process, discord_server
from tests.discord_server.journal import Kind
from tests.discord_server.settings import FORUM
from tests.discord_server.world import OWNER

__all__ = ["discord_process", "discord_server"]

CHANNELS = f"channels: [{{id: {FORUM}, statements: [guild], thread: true}}]\n"


async def test_a_statement_lives_in_a_forums_post(program: Program, discord_server: DiscordServer) -> None:
    discord = discord_server
    program.configure(FEEDS_YAML + CHANNELS)
    program.environment |= {"DISCORD_TOKEN": "a-token", **discord.process.environment()}
    program.publish(statement("one", "The strike begins", "We are on strike. Pickets begin at seven."))
    running = Running(await program.start("run"))
    [begun] = await discord.wait_for(Kind.THREAD)
    post = begun["channel"]
    assert (begun["parent"], begun["name"]) == (FORUM, "The strike begins")

    await discord.archive(post)
    program.publish(statement("one", "The strike goes on", "We are on strike. Pickets begin at eight."))
    await discord.wait_for(Kind.EDIT, channel=post)
    [card, *_] = await discord.messages(post)
    assert "Pickets begin at eight." in json.dumps(card)

    question = await discord.interact(post, user=OWNER, menu="Withdraw", message=post)
    assert question.message is not None
    assert "The strike goes on" in json.dumps(question.message)
    await discord.interact(post, user=OWNER, message=int(question.message["id"]), custom_id="pw:withdraw:1")
    edits = await discord.wait_for(Kind.EDIT, count=2, channel=post)
    assert "Withdrawn" in edits[-1]["text"]
    ended = await running.stop()
    assert ended.code == 0
    renamed = [one for one in await discord.requests() if one["asked"] == f"PATCH /channels/{post}"]
    assert len(renamed) == 3  # opened again, named anew, named as withdrawn
    assert (await discord.state())["unsupported"] == []
