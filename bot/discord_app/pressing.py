"""What all buttons of ours have in common: they outlive the process, and whoever presses one gets an answer.

The client registers each kind; Discord sends a press with the button's custom id, by which discord.py finds
the kind whose template it matches. Everything a button needs to know stands in that id.
"""

from re import Match
from typing import Any, Self, cast

import discord
from discord import ui

from bot.discord_app.translating import Spoken
from bot.discord_app.views import apologise


class Pressed(Spoken, ui.DynamicItem["ui.Button[ui.LayoutView]"], template=r"(?!)"):
    """A button that was pressed; each kind has a template of its own, and says what its `answer` is."""

    def __init__(self, button: ui.Button[ui.LayoutView], match: Match[str]) -> None:
        super().__init__(button)
        self.match = match  #: of the kind's template with the custom id

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: Match[str], /
    ) -> Self:
        """Rebuild the button that was pressed from its custom id."""
        return cls(cast("ui.Button[ui.LayoutView]", item), match)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Answer; where that fails, the asker is told so too."""
        try:
            await self.answer(interaction)
        except Exception:
            await apologise(interaction)
            raise  # discord.py logs it, with the button and without the member

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Do what the button is there for."""
        raise NotImplementedError
