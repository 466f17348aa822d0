"""Who may look after the bot in Discord, and what everybody else is told.

Discord shows the admins' commands to members with Manage Server alone, but a server's settings can say
otherwise, and in another server that the bot is in somebody else has that permission: so each is checked here
again.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

import aiohttp
import discord
from discord import app_commands

from bot.core.errors import ReviewError
from bot.core.language import mark
from bot.core.model import Message
from bot.discord_app.reviewing import refused
from bot.discord_app.searching import MAX_CHOICE, MAX_CHOICES
from bot.discord_app.views import NO_MENTIONS, layout, notice, show
from bot.services.desk import BackOffice

if TYPE_CHECKING:
    from bot.discord_app.client import PicketwireClient

log = logging.getLogger(__name__)

NOT_AN_ADMIN = mark(
    "Only members with the permission Manage Server can do this, and only in the server of the review "
    "channel."
)

#: In servers alone, and shown to those with Manage Server unless the server's settings say otherwise.
IN_SERVERS = app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False)
MANAGE_SERVER = discord.Permissions(manage_guild=True)

C = TypeVar("C", bound=app_commands.Command[Any, ..., Any])


def for_admins(command: C) -> C:
    """Have Discord offer a command to admins alone."""
    command.allowed_contexts = IN_SERVERS
    command.default_permissions = MANAGE_SERVER
    return command


def office_of(interaction: discord.Interaction[Any]) -> BackOffice:
    """Return what answers admins."""
    return cast("PicketwireClient", interaction.client).desk.office


def is_admin(interaction: discord.Interaction[Any]) -> bool:
    """Tell whether who asks may look after the bot; in doubt, no."""
    guild = interaction.guild
    if guild is None or not interaction.permissions.manage_guild:
        return False
    # In another server that the bot is in, somebody else has Manage Server.
    return any(guild.get_channel_or_thread(one) for one in office_of(interaction).feeds.home_channels)


async def answer_if_admin(
    interaction: discord.Interaction[Any], answer: Callable[[], Awaitable[None]]
) -> None:
    """Answer an admin; anybody else is told why not, and so is an admin for whom it can't be done."""
    if not is_admin(interaction):
        await show(interaction, notice(NOT_AN_ADMIN))
        return
    try:
        await answer()
    except ReviewError as error:
        await show(interaction, refused(error))


async def offer_feeds(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
    """Offer an admin the feeds whose id holds what was typed; anybody else nothing."""
    if not is_admin(interaction):
        return []
    wanted = typed.strip().casefold()
    return [
        app_commands.Choice(name=feed_id, value=feed_id)
        for feed_id in office_of(interaction).feeds.feed_ids
        if wanted in feed_id.casefold() and len(feed_id) <= MAX_CHOICE
    ][:MAX_CHOICES]


def replacing(sent: discord.WebhookMessage) -> Callable[[Message], Awaitable[None]]:
    """Return what puts a message in the place of one that only its asker sees; fails in silence."""

    async def replace(message: Message) -> None:
        try:
            await sent.edit(view=layout(message), allowed_mentions=NO_MENTIONS)
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            log.warning("An admin could not be told what came of it (%s)", type(error).__name__)

    return replace
