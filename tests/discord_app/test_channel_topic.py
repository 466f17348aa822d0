"""The day in a channel's topic, at a real client."""

import discord
import pytest
from simcord.builders import ChannelHandle
from simcord.env import Env

from bot.core.errors import PostPermanent
from bot.discord_app.client import PicketwireClient
from bot.discord_app.poster import DiscordPoster

TOPIC = "Day 7 of the TV strike. On strike since 14 July 2023."


def changes(env: Env) -> list[object]:
    return [request.json for request in env.http_requests if request.method == "PATCH"]


async def test_a_topic_is_written_where_it_says_something_else(
    simcord_env: Env, poster: DiscordPoster, target: str
) -> None:
    await poster.set_topic(target, TOPIC)
    assert changes(simcord_env) == [{"topic": TOPIC}]
    await poster.set_topic(target, TOPIC)
    assert len(changes(simcord_env)) == 1
    await poster.set_topic(target, "Day 8 of the TV strike.")
    assert len(changes(simcord_env)) == 2


async def test_a_missing_permission_is_named_with_the_setting(
    simcord_env: Env, simcord_bot: PicketwireClient, poster: DiscordPoster, channel: ChannelHandle
) -> None:
    place = simcord_bot.get_channel(channel.id)
    assert isinstance(place, discord.TextChannel)
    denied = discord.PermissionOverwrite(manage_channels=False)
    await place.set_permissions(place.guild.default_role, overwrite=denied)
    with pytest.raises(PostPermanent, match="needs the permission Manage Channels") as caught:
        await poster.set_topic(f"discord:{channel.id}", TOPIC)
    assert caught.value.is_mendable


async def test_a_channel_without_such_a_topic_is_refused(simcord_env: Env, poster: DiscordPoster) -> None:
    forum = simcord_env.create_guild().create_forum_channel("news")
    with pytest.raises(PostPermanent, match="remove `topic: true`") as caught:
        await poster.set_topic(f"discord:{forum.id}", TOPIC)
    assert caught.value.is_mendable
