"""Where do things stand? `/status`, and the button under day posts, digests and alerts.

Both answer the same. An answer for the asker alone tells whoever may review more than other members; one that
everybody in the channel sees never does.
"""

from typing import TYPE_CHECKING, Any, cast

import discord

from bot.core.custom_ids import STATUS
from bot.discord_app.pressing import Pressed
from bot.discord_app.reviewing import may_review
from bot.discord_app.translating import speak_to_all
from bot.discord_app.views import show

if TYPE_CHECKING:
    from bot.discord_app.client import PicketwireClient


async def answer_status(interaction: discord.Interaction[Any], *, public: bool = False) -> None:
    """Answer where things stand."""
    client = cast("PicketwireClient", interaction.client)
    for_admin = not public and may_review(interaction)
    if public:
        speak_to_all(interaction)
    await show(interaction, await client.desk.answers.status(for_admin=for_admin), public=public)


class StatusButton(Pressed, template=STATUS):
    """**Where do things stand?**: answers whoever presses it as ``/status`` does."""

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Show the status to the member who asked, and to nobody else."""
        await answer_status(interaction)
