"""`/post-latest`: has the newest statement posted in the channel where it is asked.

What came of it is told to the admin alone; the statement itself comes through the outbox, as every post does.
"""

from typing import Any

import discord
from discord import app_commands

from bot.core.model import DeliveryState, Message
from bot.core.render.posting import (
    render_goes_out,
    render_not_configured,
    render_nothing_to_post,
    render_stands_here,
    render_waits_here,
)
from bot.discord_app.admins import answer_if_admin, for_admins, is_admin, office_of
from bot.discord_app.searching import MAX_CHOICE, MAX_CHOICES
from bot.discord_app.topics import channels_of
from bot.discord_app.views import show
from bot.services.posting import NotConfigured, Posting


@app_commands.command(
    name="post-latest", description="For admins: post the newest statement here, if it is not here yet"
)
@app_commands.describe(source="Of which union or feed (otherwise of all that this channel carries)")
async def post_latest(interaction: discord.Interaction[Any], source: str | None = None) -> None:
    """Answer ``/post-latest``."""

    async def answer() -> None:
        posting = office_of(interaction).posting
        came = await posting.post(channels_of(interaction), source, member=interaction.user.id)
        await show(interaction, _told(interaction, came))

    await answer_if_admin(interaction, answer)


for_admins(post_latest)


@post_latest.autocomplete("source")
async def offer_sources(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
    """Offer an admin the unions and feeds whose name or id holds what was typed."""
    if not is_admin(interaction):
        return []
    wanted = typed.strip().casefold()
    return [
        app_commands.Choice(name=name[:MAX_CHOICE], value=source)
        for source, name in office_of(interaction).posting.sources()
        if (wanted in name.casefold() or wanted in source.casefold()) and len(source) <= MAX_CHOICE
    ][:MAX_CHOICES]


def _told(interaction: discord.Interaction[Any], came: Posting | NotConfigured) -> Message:
    if isinstance(came, NotConfigured):
        return render_not_configured(came.channel_id, came.wanted, is_listed=came.is_listed)
    if came.statement is None:
        return render_nothing_to_post(left_out=came.left_out)
    if came.standing is None:
        return render_goes_out(came.statement, left_out=came.left_out)
    if came.standing.state is not DeliveryState.SENT or came.standing.message_id is None:
        return render_waits_here(came.statement, left_out=came.left_out)
    address = _address(interaction, came.channel_id, came.standing.message_id)
    return render_stands_here(came.statement, address, left_out=came.left_out)


def _address(interaction: discord.Interaction[Any], channel_id: int, message_id: str) -> str:
    """Return the address of a post; in a forum each is a thread, known by its own id."""
    is_forum = isinstance(
        interaction.guild and interaction.guild.get_channel(channel_id), discord.ForumChannel
    )
    place = message_id if is_forum else f"{channel_id}/{message_id}"
    return f"https://discord.com/channels/{interaction.guild_id}/{place}"
