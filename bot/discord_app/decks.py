"""What do several cards look like as one answer? Each in a frame of its own, with its own buttons.

Used by the answers that admins page through. Together they keep within Discord's limits: each card gets an
even share of what those above it left, and what is over it is dropped by whole blocks, as `views.card` does.
"""

from typing import Any

import discord
from discord import ui

from bot.core.model import Deck
from bot.discord_app.views import MAX_COMPONENTS, MAX_TEXT, NO_MENTIONS, card, rows_of


def layout_of(deck: Deck) -> ui.LayoutView:
    """Return the answer that shows a deck; ValueError where nothing would answer one of its buttons.

    Needs a running event loop. It is stopped from the start, as `views.layout` does it and for its reason.
    """
    rows = rows_of(deck.buttons)
    spare = MAX_COMPONENTS - sum(1 + len(row.children) for row in rows)
    view = ui.LayoutView(timeout=None)
    for place, message in enumerate(deck.cards):
        left = len(deck.cards) - place
        text, components = MAX_TEXT - view.content_length(), spare - view.total_children_count
        view.add_item(card(message, text=text // left, components=components // left))
    for row in rows:
        view.add_item(row)
    view.stop()
    return view


async def show_deck(interaction: discord.Interaction[Any], deck: Deck) -> None:
    """Answer a command or button with a deck, for the asker alone."""
    await interaction.response.send_message(
        view=layout_of(deck), ephemeral=True, allowed_mentions=NO_MENTIONS
    )


async def replace_deck(interaction: discord.Interaction[Any], deck: Deck) -> None:
    """Put a deck in place of the answer under which a button was pressed."""
    await interaction.response.edit_message(view=layout_of(deck), allowed_mentions=NO_MENTIONS)
