"""**Read it here**, and the buttons that turn the pages of a statement's text.

A button's custom id names the post and the page, so that it works after any restart; who reads what is kept
nowhere. Nobody but the reader sees the pages.
"""

from typing import Any

import discord

from bot.core.custom_ids import READ, read_asked
from bot.discord_app.pressing import Pressed
from bot.discord_app.searching import answers_of, is_asker
from bot.discord_app.views import NO_MENTIONS, layout, show


class ReadButton(Pressed, template=READ):
    """Opens a text for whoever presses it, or turns the page that they have open."""

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Show the page that the button names."""
        asked = read_asked(self.match)
        page = await answers_of(interaction).read(asked)
        # Only the buttons of an open page name the text's edition.
        if asked.edition is not None and is_asker(interaction):
            await interaction.response.edit_message(view=layout(page), allowed_mentions=NO_MENTIONS)
        else:
            await show(interaction, page)
