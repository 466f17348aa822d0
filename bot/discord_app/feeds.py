"""`/feeds`: how each feed is doing, and the buttons that poll, pause and resume it.

A button carries the feed's id, so that it works after any restart. What is pressed is done for whoever may do
it at that moment, and audited where it changes something.
"""

from typing import Any

import discord
from discord import app_commands

from bot.core.custom_ids import FEED, FEEDS, feed_marked
from bot.core.language import mark
from bot.core.model import Deck
from bot.core.targets import DISCORD
from bot.discord_app.admins import answer_if_admin, for_admins, offer_feeds, office_of, replacing
from bot.discord_app.decks import replace_deck, show_deck
from bot.discord_app.pressing import Pressed
from bot.discord_app.views import NO_MENTIONS, layout, notice, show

FEED_GONE = mark("This feed is no longer in feeds.yaml. `/feeds` shows those that are.")


@app_commands.command(description="For admins: how each feed is doing; poll it now, pause or resume it")
@app_commands.describe(feed="One feed, by its id (otherwise all of them)")
async def feeds(interaction: discord.Interaction[Any], feed: str | None = None) -> None:
    """Answer ``/feeds``."""

    async def answer() -> None:
        desk = office_of(interaction).feeds
        if feed is None:
            await show_deck(interaction, await desk.page())
        else:
            await show_deck(interaction, Deck((await desk.one(feed.strip()),)))

    await answer_if_admin(interaction, answer)


for_admins(feeds)
feeds.autocomplete("feed")(offer_feeds)


class FeedButton(Pressed, template=FEED):
    """**Poll now**, **Pause** and **Resume**."""

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Do it, and say so below the page, which shows how things are then."""
        await answer_if_admin(interaction, lambda: self._carry_out(interaction))

    async def _carry_out(self, interaction: discord.Interaction[Any]) -> None:
        desk = office_of(interaction).feeds
        feed_id = feed_marked(self.match["feed"], desk.feed_ids)
        if feed_id is None:
            await show(interaction, notice(FEED_GONE))
            return
        if self.match["act"] == "poll":
            await _poll(interaction, feed_id)
            return
        by = f"{DISCORD}{interaction.user.id}"
        done = await (
            desk.pause(feed_id, by=by) if self.match["act"] == "pause" else desk.resume(feed_id, by=by)
        )
        await replace_deck(interaction, await desk.page(showing=feed_id))
        await show(interaction, done)


async def _poll(interaction: discord.Interaction[Any], feed_id: str) -> None:
    desk = office_of(interaction).feeds
    message, since = await desk.poll_now(feed_id)
    await interaction.response.defer()  # the page stays as it is until somebody asks for it again
    sent = await interaction.followup.send(
        view=layout(message), ephemeral=True, allowed_mentions=NO_MENTIONS, wait=True
    )
    if since is not None:
        desk.tell(feed_id, since, replacing(sent))


class FeedsButton(Pressed, template=FEEDS):
    """**Back** and **More** under ``/feeds``."""

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Show the page that the button names."""

        async def turn() -> None:
            await replace_deck(interaction, await office_of(interaction).feeds.page(int(self.match["page"])))

        await answer_if_admin(interaction, turn)
