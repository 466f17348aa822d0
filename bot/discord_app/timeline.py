"""`/timeline` and the buttons under its picture.

The answer is shown at once in words; the picture is drawn by a job beside the client and put in afterwards.
A button's custom id holds all it needs, so that it works after any restart.
"""

import logging
from typing import TYPE_CHECKING, Any, cast

import aiohttp
import discord
from discord import app_commands

from bot.core.custom_ids import TIMELINE, timeline_asked
from bot.core.language import mark
from bot.core.model import Message
from bot.core.timeline import Look, Span, TimelineAsked
from bot.discord_app.pressing import Pressed
from bot.discord_app.searching import MAX_CHOICE, MAX_CHOICES, PUBLIC, is_asker, is_public
from bot.discord_app.translating import speak_to_all
from bot.discord_app.views import NO_MENTIONS, files_of, layout, notice, show
from bot.services.timeline import Answer, Reply, Timelines

if TYPE_CHECKING:
    from bot.discord_app.client import PicketwireClient

log = logging.getLogger(__name__)

NO_SUCH_STRIKE = mark(
    "No strike of that name is entered here. Choose one from the list, or leave it out for the current one."
)
NOT_ENTERED = mark("The strike of this picture is no longer entered here. Ask again with /timeline.")


@app_commands.command(description="A picture of the strike: its days, what was said on each, and outages")
@app_commands.describe(strike="Which strike (otherwise the one that is on)", public=PUBLIC)
async def timeline(
    interaction: discord.Interaction[Any], strike: str | None = None, public: bool = False
) -> None:
    """Answer ``/timeline``; an unknown strike gets an explanation, for the asker alone."""
    timelines = _timelines(interaction)
    strike_id = _strike_named(timelines, strike) if strike else None
    if strike and strike_id is None:
        await show(interaction, notice(NO_SUCH_STRIKE))
        return
    if public:
        speak_to_all(interaction)
    asked = timelines.first_asked(strike_id, Span.TWO_WEEKS, Look.DARK)
    await _answer_anew(interaction, asked, public=public)


@timeline.autocomplete("strike")
async def offer_strikes(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
    """Offer the strikes whose name or id holds what was typed."""
    wanted = typed.strip().casefold()
    return [
        app_commands.Choice(name=name[:MAX_CHOICE], value=strike_id)
        for strike_id, name in _timelines(interaction).strikes()
        if (wanted in name.casefold() or wanted in strike_id.casefold()) and len(strike_id) <= MAX_CHOICE
    ][:MAX_CHOICES]


def _strike_named(timelines: Timelines, asked: str) -> str | None:
    """Return the id of the strike with this id or name; members may send what they typed unchosen."""
    wanted = asked.strip().casefold()
    for strike_id, name in timelines.strikes():
        if wanted in (strike_id.casefold(), name.casefold()):
            return strike_id
    return None


def _timelines(interaction: discord.Interaction[Any]) -> Timelines:
    return cast("PicketwireClient", interaction.client).desk.timelines


async def _answer_anew(
    interaction: discord.Interaction[Any], asked: TimelineAsked | None, *, public: bool = False
) -> None:
    # Gathering what was said in a long strike can take longer than Discord waits for an answer.
    await interaction.response.defer(ephemeral=not public, thinking=True)
    answer = await _timelines(interaction).answer(asked, interaction.user.id)
    await _put(interaction, answer.message)
    _have_drawn(interaction, answer)


async def _answer_in_place(interaction: discord.Interaction[Any], asked: TimelineAsked) -> None:
    """Leave the picture that is there until the other one is drawn."""
    await interaction.response.defer()
    answer = await _timelines(interaction).answer(asked, interaction.user.id)
    if answer.wanted is None:
        await _put(interaction, answer.message)
    _have_drawn(interaction, answer)


async def _put(interaction: discord.Interaction[Any], message: Message) -> None:
    """Replace what the answer shows, its picture too."""
    await interaction.edit_original_response(
        view=layout(message), attachments=files_of(message), allowed_mentions=NO_MENTIONS
    )


def _have_drawn(interaction: discord.Interaction[Any], answer: Answer) -> None:
    if answer.wanted is not None:
        _timelines(interaction).enqueue(answer.wanted, interaction.user.id, _reply(interaction))


def _reply(interaction: discord.Interaction[Any]) -> Reply:
    async def reply(message: Message) -> bool:
        try:
            await _put(interaction, message)
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            log.warning("A member could not be shown a timeline's picture (%s)", type(error).__name__)
            return not isinstance(error, discord.Forbidden)
        return True

    return reply


class TimelineButton(Pressed, template=TIMELINE):
    """**14 days**, **60 days**, **All days** and the background: another picture in place of this one."""

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Show the picture that the button names: in place to whoever asked, to anybody else alone."""
        strikes = _timelines(interaction).strikes()
        asked = timeline_asked(self.match, [strike_id for strike_id, _ in strikes])
        if asked is None:
            await show(interaction, notice(NOT_ENTERED))
            return
        if is_asker(interaction):
            if is_public(interaction):
                speak_to_all(interaction)
            await _answer_in_place(interaction, asked)
        else:
            await _answer_anew(interaction, asked)
