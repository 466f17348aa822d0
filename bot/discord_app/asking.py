"""Has the union said this? `/verify`, its form for long text, and the entry in a message's menu.

The menu's command reads the message that Discord sends along with it: the bot has no message-content intent,
and asks Discord for no message. Nothing of what was asked, or by whom, is kept.
"""

import logging
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import aiohttp
import discord
from discord import app_commands, ui

from bot.core.custom_ids import SHOW
from bot.core.language import _, mark, speaking, spoken
from bot.core.quotes.model import Checked, PageCheck
from bot.core.render import render_check
from bot.discord_app.pressing import Pressed
from bot.discord_app.translating import Spoken
from bot.discord_app.views import NO_MENTIONS, apologise, layout, notice, show
from bot.services.press import Reply

if TYPE_CHECKING:
    from bot.discord_app.client import PicketwireClient

log = logging.getLogger(__name__)

LONGEST = 4_000  #: characters that Discord's form takes
LONGEST_OPTION = 3_000
FORM_OPEN = timedelta(minutes=30)

NO_WORDS = mark("This message has no words that could be checked: no text, no card, no forwarded text.")
MAY_NOT_SEND = mark("You may not send messages in this channel, so the answer can't be shown here for all.")


@app_commands.command(
    description="Has the union said this? Checks quotations, sentences and links word by word"
)
@app_commands.describe(text="What to check; leave it out to get a form for a longer text")
async def verify(
    interaction: discord.Interaction[Any], text: app_commands.Range[str, 1, LONGEST_OPTION] | None = None
) -> None:
    """Answer ``/verify``; without a text, with a form."""
    if text is None:
        await interaction.response.send_modal(TextForm())
    else:
        await answer_check(interaction, text)


class TextForm(Spoken, ui.Modal):
    """Takes a text too long for a command's line; one that is left open is forgotten after a while."""

    def __init__(self) -> None:
        super().__init__(title=_("Has the union said this?"), timeout=FORM_OPEN.total_seconds())
        self.text: ui.Label[TextForm] = ui.Label(
            text=_("Text to check"),
            description=_("A quotation, a paragraph, an article or a link, as it was published"),
            component=ui.TextInput(style=discord.TextStyle.paragraph, max_length=LONGEST),
        )
        self.add_item(self.text)

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Answer for what was written into the form."""
        await answer_check(interaction, cast("ui.TextInput[TextForm]", self.text.component).value)

    async def on_error(  # type: ignore[override]  # discord.py's own Modal differs so from its base
        self, interaction: discord.Interaction[Any], error: Exception, /
    ) -> None:
        """Tell the asker that there is no answer; discord.py logs why."""
        await apologise(interaction)
        await super().on_error(interaction, error)


async def answer_check(interaction: discord.Interaction[Any], text: str) -> None:
    """Check a text and show the answer to the asker alone; a page it links to is read afterwards."""
    client = cast("PicketwireClient", interaction.client)
    desk = client.desk
    checked = await desk.verifier.check(text)
    url = desk.press.admit(interaction.user.id, checked.links)
    story = await desk.verifier.check_story(checked.links) if url is None else None
    await show(interaction, render_check(checked, page=story, is_reading=url is not None))
    if url is not None:
        desk.press.enqueue(url, _reply(interaction, checked))


def _reply(interaction: discord.Interaction[Any], checked: Checked) -> Reply:
    language = spoken()

    async def reply(page: PageCheck) -> None:
        with speaking(language):  # called from the job that reads pages
            view = layout(render_check(checked, page=page))
        try:
            await interaction.edit_original_response(view=view, allowed_mentions=NO_MENTIONS)
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            log.warning("A member could not be told about a page (%s)", type(error).__name__)

    return reply


async def _ask_about(interaction: discord.Interaction[Any], message: discord.Message) -> None:
    words = "\n\n".join(words_of(message))
    if words.strip():
        await answer_check(interaction, words)
    else:
        await show(interaction, notice(NO_WORDS))


def words_of(message: discord.Message) -> Iterator[str]:
    """Yield what a message says: its text, its embeds, its cards, and those of messages forwarded in it."""
    parts: list[discord.Message | discord.MessageSnapshot] = [message, *message.message_snapshots]
    for part in parts:
        if part.content:
            yield part.content
        for embed in part.embeds:
            yield from _embedded(embed)
        yield from _displayed(part.components)


def _embedded(embed: discord.Embed) -> Iterator[str]:
    fields = (words for field in embed.fields for words in (field.name, field.value))
    yield from (words for words in (embed.title, embed.description, *fields, embed.url) if words)


def _displayed(components: Sequence[Any]) -> Iterator[str]:
    for component in components:
        if isinstance(component, discord.TextDisplay):
            yield component.content
        yield from _displayed(getattr(component, "children", ()))


#: In the menu of a message, under Apps.
did_the_union_say_this = app_commands.ContextMenu(name="Did the union say this?", callback=_ask_about)


class ShowButton(Pressed, template=SHOW):
    """**Show in channel**: repeats the answer it stands under for everybody."""

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Post the answer, as Discord kept it, where its asker may write."""
        if not _may_send(interaction):
            await show(interaction, notice(MAY_NOT_SEND))
            return
        view = ui.LayoutView.from_message(cast("discord.Message", interaction.message))
        _take_out_show_button(view)
        view.stop()
        await interaction.response.send_message(view=view, allowed_mentions=NO_MENTIONS)


def _may_send(interaction: discord.Interaction[Any]) -> bool:
    """Tell whether whoever pressed may write where the button stands."""
    if interaction.guild is None:
        return True
    in_thread = isinstance(interaction.channel, discord.Thread)
    may = interaction.permissions
    return may.send_messages_in_threads if in_thread else may.send_messages


def _take_out_show_button(view: ui.LayoutView) -> None:
    """Remove the button, and the row and the line above it where it stood there alone."""
    for card in [part for part in view.children if isinstance(part, ui.Container)]:
        for row in [part for part in card.children if isinstance(part, ui.ActionRow)]:
            for button in [one for one in row.children if getattr(one, "custom_id", "") == SHOW]:
                row.remove_item(button)
            if not row.children:
                card.remove_item(row)
        if isinstance(card.children[-1], ui.Separator):
            card.remove_item(card.children[-1])
