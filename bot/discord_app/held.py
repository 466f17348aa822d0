"""`/held`: what waits for a decision, with the buttons that decide it (`bot.discord_app.reviewing`).

Whoever may press the buttons of review cards may ask for the list, and nobody else.
"""

from typing import Any

import discord
from discord import app_commands

from bot.core.custom_ids import HELD
from bot.discord_app.admins import for_admins, office_of
from bot.discord_app.decks import replace_deck, show_deck
from bot.discord_app.pressing import Pressed
from bot.discord_app.reviewing import NOT_ALLOWED, may_review
from bot.discord_app.views import notice, show


@app_commands.command(description="For admins: what waits for a decision, newest first")
async def held(interaction: discord.Interaction[Any]) -> None:
    """Answer ``/held``."""
    if may_review(interaction):
        await show_deck(interaction, await office_of(interaction).held.page())
    else:
        await show(interaction, notice(NOT_ALLOWED))


for_admins(held)


class HeldButton(Pressed, template=HELD):
    """**Newer** and **Older** under ``/held``."""

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Show what is next to the entry that the button names."""
        if not may_review(interaction):
            await show(interaction, notice(NOT_ALLOWED))
            return
        desk, entry_id = office_of(interaction).held, int(self.match["entry"])
        is_older = self.match["way"] == "older"
        page = await (desk.page(older_than=entry_id) if is_older else desk.page(newer_than=entry_id))
        await replace_deck(interaction, page)
