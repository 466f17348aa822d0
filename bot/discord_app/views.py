"""What does a message look like in Discord? Components V2 cards.

The poster and the commands call `layout`. A card that leaves here is one Discord accepts: what does not fit
is dropped by whole blocks, never cut inside a quotation. `bot.discord_app.pressing` answers its buttons.
"""

import io
import logging
from collections.abc import Iterator, Sequence
from typing import Any

import aiohttp
import discord
from discord import ui

from bot.core.custom_ids import is_answered
from bot.core.language import _, mark
from bot.core.model import ActionButton, Block, Image, LinkButton, Message, MessageKind, Picture
from bot.core.render.words import say

log = logging.getLogger(__name__)

#: Limits of Discord's message components (https://discord.com/developers/docs/components/reference).
MAX_TEXT = 4_000
MAX_COMPONENTS = 40
MAX_BUTTONS_A_ROW = 5
MAX_LABEL = 80
MAX_URL = 512

#: Whatever a card says, it calls nobody.
NO_MENTIONS = discord.AllowedMentions.none()

LEFT_OUT = mark("-# Shortened: more than fits into one Discord message was left out.")
SORRY = mark("Something went wrong here; it has been logged. Please try again in a moment.")

ACCENTS = {
    MessageKind.STATEMENT: discord.Colour(0xC8322B),  # the red of a picket sign
    MessageKind.DAY: discord.Colour(0xE0A030),  # the amber of a brazier
    MessageKind.ANSWER: discord.Colour(0x5A7184),
    MessageKind.REVIEW: discord.Colour(0x7B5EA7),  # neither of the above: nobody has vouched for it yet
    MessageKind.DIGEST: discord.Colour(0xA32A24),  # a darker one: many statements
    MessageKind.ALERT: discord.Colour(0xF0C000),  # the yellow of a warning sign
}


async def show(interaction: discord.Interaction[Any], message: Message, *, public: bool = False) -> None:
    """Answer an interaction with a card, for the asker alone unless `public`; once more, if it was."""
    is_answered_already = interaction.response.is_done()
    send = interaction.followup.send if is_answered_already else interaction.response.send_message
    await send(
        view=layout(message), files=files_of(message), ephemeral=not public, allowed_mentions=NO_MENTIONS
    )


def files_of(message: Message) -> list[discord.File]:
    """Return the files to send along with a message's card: its picture, where it has one."""
    if message.picture is None:
        return []
    picture = message.picture
    return [discord.File(io.BytesIO(picture.png), filename=picture.name, description=picture.alt)]


async def apologise(interaction: discord.Interaction[Any], words: str = SORRY) -> None:
    """Tell the asker, alone, that there is no answer; where even that fails, only the log says so."""
    try:
        await show(interaction, notice(words))
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        log.warning("A member could not be told that an answer failed (%s)", type(error).__name__)


def notice(words: str) -> Message:
    """Return one line of our own as a message, in the language that is spoken; never anybody else's words."""
    return Message(kind=MessageKind.ANSWER, blocks=(say(words),))


def allowed_mentions(message: Message) -> discord.AllowedMentions:
    """Return whom posting `message` may call: the one role it names, or nobody, whatever stands in it."""
    if message.mention_role is None:
        return NO_MENTIONS
    role = discord.Object(message.mention_role)
    return discord.AllowedMentions(everyone=False, users=False, roles=[role], replied_user=False)


def layout(message: Message) -> ui.LayoutView:
    """Return the card that shows `message`, within Discord's limits; `files_of` go along with it.

    Needs a running event loop. The view is stopped from the start, so that discord.py keeps nothing of
    it in memory: the buttons that the client registers answer its clicks.

    Raises:
        ValueError: nothing would answer one of its buttons.
    """
    call = "" if message.mention_role is None else f"<@&{message.mention_role}>"
    view = ui.LayoutView(timeout=None)
    if call:
        view.add_item(ui.TextDisplay(call))
    view.add_item(card(message, text=MAX_TEXT - len(call), components=MAX_COMPONENTS - bool(call)))
    view.stop()
    return view


def card(message: Message, *, text: int, components: int) -> ui.Container[ui.LayoutView]:
    """Return a message as one card of at most so many characters and components, itself counted."""
    rows = rows_of(message.buttons)
    gallery, image = list(_gallery(message.picture)), list(_image(message.image))
    spare = components - 1 - sum(1 + len(row.children) for row in rows) - len(gallery) - len(image)
    shown = _fit(message.blocks, text=text, components=spare)
    parts: list[ui.Item[ui.LayoutView]] = list(_texts(shown))
    parts[1:1] = gallery
    parts += image
    if rows and parts:
        parts.append(ui.Separator())
    return ui.Container(*parts, *rows, accent_colour=ACCENTS[message.kind])


def _gallery(picture: Picture | None) -> Iterator[ui.Item[ui.LayoutView]]:
    if picture is not None:
        shown = discord.MediaGalleryItem(f"attachment://{picture.name}", description=picture.alt)
        yield ui.MediaGallery(shown)


def _image(image: Image | None) -> Iterator[ui.Item[ui.LayoutView]]:
    if image is not None:
        yield ui.MediaGallery(discord.MediaGalleryItem(image.url, description=image.alt))


def rows_of(buttons: Sequence[LinkButton | ActionButton]) -> list[ui.ActionRow[ui.LayoutView]]:
    """Return buttons in rows; ValueError where nothing would answer one of them."""
    items = [_button(button) for button in buttons if _is_sendable(button)]
    starts = range(0, len(items), MAX_BUTTONS_A_ROW)
    return [ui.ActionRow(*items[start : start + MAX_BUTTONS_A_ROW]) for start in starts]


def _button(button: LinkButton | ActionButton) -> ui.Item[ui.LayoutView]:
    label = button.label[:MAX_LABEL]
    if isinstance(button, LinkButton):
        return ui.Button(label=label, url=button.url)
    if not is_answered(button.custom_id):
        raise ValueError(f"{button.custom_id!r} has the shape of no button's template")
    style = discord.ButtonStyle.danger if button.is_danger else discord.ButtonStyle.secondary
    return ui.Button(label=label, custom_id=button.custom_id, style=style, disabled=button.is_chosen)


def _is_sendable(button: LinkButton | ActionButton) -> bool:
    # Discord refuses the whole message for one bad address: better a post without its button.
    return isinstance(button, ActionButton) or (
        button.url.startswith(("https://", "http://")) and len(button.url) <= MAX_URL
    )


def _texts(blocks: Sequence[Block]) -> Iterator[ui.Item[ui.LayoutView]]:
    for index, block in enumerate(blocks):
        if index and _opens_a_part(block):
            yield ui.Separator()
        yield ui.TextDisplay(block.markdown)


def _opens_a_part(block: Block) -> bool:
    # Only our own headings begin with a bare #: in feed text it is escaped.
    return block.markdown.startswith("#")


def _fit(blocks: Sequence[Block], *, text: int, components: int) -> Sequence[Block]:
    """Return the leading blocks that fit, with a closing line in place of what does not."""
    wanted = [block for block in blocks if block.markdown.strip()]
    if _fits(wanted, text, components):
        return wanted
    left_out = Block(markdown=_(LEFT_OUT), plain=_(LEFT_OUT).removeprefix("-# "))
    while wanted and not _fits([*wanted, left_out], text, components):
        wanted.pop()
    return [*wanted, left_out]


def _fits(blocks: Sequence[Block], text: int, components: int) -> bool:
    separators = 1 + sum(_opens_a_part(block) for block in blocks[1:])
    return sum(map(_length, blocks)) <= text and len(blocks) + separators <= components


def _length(block: Block) -> int:
    # UTF-16 units are never fewer than what Discord counts.
    return len(block.markdown.encode("utf-16-le", "surrogatepass")) // 2
