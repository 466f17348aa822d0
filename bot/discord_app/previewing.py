"""`/preview`: what would be posted for a link, to the admin alone.

What is stored is shown at once. Otherwise a job beside the client asks the feeds that may list the link, and
the answer is completed in place; the receipt follows as a message of its own, for both together can be too
long for one.
"""

import logging
from collections.abc import Sequence
from typing import Any

import aiohttp
import discord
from discord import app_commands

from bot.core.model import Deck
from bot.discord_app.admins import answer_if_admin, for_admins, is_admin, office_of
from bot.discord_app.decks import layout_of, show_deck
from bot.discord_app.searching import offer_titles
from bot.discord_app.views import NO_MENTIONS
from bot.services.previews import Reply

log = logging.getLogger(__name__)

MAX_LINK = 2_000


@app_commands.command(
    description="For admins: what would be posted for a link, and why or why not; posts nothing"
)
@app_commands.describe(link="The page's address, or words of a stored title to choose it by")
async def preview(interaction: discord.Interaction[Any], link: app_commands.Range[str, 1, MAX_LINK]) -> None:
    """Answer ``/preview``."""

    async def answer() -> None:
        previews = office_of(interaction).previews
        found = await previews.answer(link, member=interaction.user.id)
        first, *more = found.decks
        await show_deck(interaction, first)
        await _add(interaction, more)
        if found.wanted is not None:
            previews.enqueue(found.wanted, _reply(interaction))

    await answer_if_admin(interaction, answer)


for_admins(preview)


@preview.autocomplete("link")
async def offer_links(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
    """Offer an admin the statements whose titles hold what was typed; each stands for its address."""
    return await offer_titles(interaction, typed) if is_admin(interaction) else []


def _reply(interaction: discord.Interaction[Any]) -> Reply:
    async def reply(decks: Sequence[Deck]) -> None:
        first, *more = decks
        try:
            await interaction.edit_original_response(view=layout_of(first), allowed_mentions=NO_MENTIONS)
            await _add(interaction, more)
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            log.warning("An admin could not be shown a preview (%s)", type(error).__name__)

    return reply


async def _add(interaction: discord.Interaction[Any], decks: Sequence[Deck]) -> None:
    for deck in decks:
        await interaction.followup.send(view=layout_of(deck), ephemeral=True, allowed_mentions=NO_MENTIONS)
