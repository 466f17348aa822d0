"""Where do things stand? `/status`, and the button under day posts, digests and alerts.

Both answer the same. An answer for the asker alone tells whoever may review more than other members; one that
everybody in the channel sees never does.
"""

from re import Match
from typing import TYPE_CHECKING, Any, Self, cast

import discord
from discord import ui

from bot.core.custom_ids import STATUS
from bot.discord_app.reviewing import may_review
from bot.discord_app.translating import Spoken, speak_to_all
from bot.discord_app.views import apologise, show

if TYPE_CHECKING:
    from bot.discord_app.client import PicketwireClient


async def answer_status(interaction: discord.Interaction[Any], *, public: bool = False) -> None:
    """Answer where things stand."""
    client = cast("PicketwireClient", interaction.client)
    for_admin = not public and may_review(interaction)
    if public:
        speak_to_all(interaction)
    await show(interaction, await client.desk.answers.status(for_admin=for_admin), public=public)


class StatusButton(Spoken, ui.DynamicItem[ui.Button[ui.LayoutView]], template=STATUS):
    """**Where do things stand?**: answers whoever presses it as ``/status`` does."""

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: Match[str], /
    ) -> Self:
        """Rebuild the button that was pressed from its custom id."""
        return cls(cast("ui.Button[ui.LayoutView]", item))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Show the status to the member who asked, and to nobody else."""
        try:
            await answer_status(interaction)
        except Exception:
            await apologise(interaction)
            raise  # discord.py logs it, with the button and without the member
