"""**How do we know?** and **What changed?**: what the buttons of a statement's post answer."""

from typing import TYPE_CHECKING, Any, cast

import discord

from bot.core.custom_ids import CHANGED, HOW
from bot.discord_app.pressing import Pressed
from bot.discord_app.views import show

if TYPE_CHECKING:
    from bot.discord_app.client import PicketwireClient


class HowButton(Pressed, template=HOW):
    """**How do we know?**: answers whoever presses it with the receipt of the statement it is about."""

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Show the receipt to the member who asked, and to nobody else."""
        client = cast("PicketwireClient", interaction.client)
        _, what, mark = self.custom_id.split(":")
        if what == "receipt":
            receipt = await client.desk.answers.receipt_of(int(mark))
        else:
            receipt = await client.desk.answers.receipt(mark)
        await show(interaction, receipt)


class ChangedButton(Pressed, template=CHANGED):
    """**What changed?**: answers whoever presses it with what the union changed in the statement."""

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Show the difference to the member who asked, and to nobody else."""
        client = cast("PicketwireClient", interaction.client)
        await show(interaction, await client.desk.answers.what_changed(self.match["nonce"]))
