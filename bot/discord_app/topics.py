"""The topics that are offered while a command is typed, and the channel in which one is asked."""

from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord import app_commands

from bot.core.language import mark
from bot.discord_app.searching import MAX_CHOICE, MAX_CHOICES, answers_of

NO_SUCH_TOPIC = mark(
    "No followed union has a topic of that name. Choose one from the list, or leave it out for all."
)


async def offer_topics(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
    """Offer the topics whose name or id holds what was typed."""
    wanted = typed.strip().casefold()
    return [
        app_commands.Choice(name=name[:MAX_CHOICE], value=topic_id)
        for topic_id, name in answers_of(interaction).topics().items()
        if (wanted in name.casefold() or wanted in topic_id.casefold()) and len(topic_id) <= MAX_CHOICE
    ][:MAX_CHOICES]


def topic_named(topics: Mapping[str, str], asked: str) -> str | None:
    """Return the id of the topic with this id or name; members may send what they typed unchosen."""
    wanted = asked.strip().casefold()
    for topic_id, name in topics.items():
        if wanted in (topic_id.casefold(), name.casefold()):
            return topic_id
    return None


def channels_of(interaction: discord.Interaction[Any]) -> Sequence[int]:
    """Return the ids of the channel where something is asked and, of a thread, of the one it belongs to."""
    channel = interaction.channel
    parent = [channel.parent_id] if isinstance(channel, discord.Thread) else []
    return [*([interaction.channel_id] if interaction.channel_id else []), *parent]
