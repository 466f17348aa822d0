"""Was this posted? Looks through a channel's recent history for a message of ours with a mark.

`DiscordPoster.find` asks here when nobody knows what became of an attempt and its nonce is too old to tell.
Guarantees: “it is not there” is said only where the channel's history could be read all the way.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import discord

from bot.core.errors import PostPermanent
from bot.core.language import filled, mark
from bot.core.reasons import TOO_MUCH_WRITTEN
from bot.discord_app.permissions import granted_in
from bot.discord_app.refusals import MISSING_PERMISSIONS, REMEDIES

#: So many messages are looked through, newest first; Discord hands them out by the hundred.
MOST_READ = 2_000

NEEDS_HISTORY = mark(
    "the bot needs the permission Read Message History there: the answer to an earlier attempt was lost, and "
    "without it nobody can tell whether it was posted; nothing is posted twice"
)
TOO_MUCH = filled(TOO_MUCH_WRITTEN, most=MOST_READ)
#: What refusals mean when a channel is read.
READING = REMEDIES | {MISSING_PERMISSIONS: NEEDS_HISTORY}


async def find_marked(
    client: discord.Client, channel: discord.PartialMessageable, nonce: str, since: datetime
) -> str | None:
    """Return the id of the message of ours that carries `nonce`, written since; None: there is none.

    To be called inside `refusals`.

    Raises:
        PostPermanent: it can't be told.
    """
    read = 0
    async for message in channel.history(limit=MOST_READ, after=since, oldest_first=False):
        read += 1
        if is_marked(client, message, nonce):
            return str(message.id)
    if read == MOST_READ:
        raise PostPermanent(TOO_MUCH)
    # Without the permission Discord answers with an empty list, as if nothing had been written.
    if not read and not (await granted_in(client, channel.id)).read_message_history:
        raise PostPermanent(NEEDS_HISTORY, is_mendable=True)
    return None


def is_marked(client: discord.Client, message: discord.Message, nonce: str) -> bool:
    """Tell whether a message is a post of ours that carries `nonce`."""
    return _is_ours(client, message) and any(nonce in mark for mark in _marks(message))


def _is_ours(client: discord.Client, message: discord.Message) -> bool:
    # An answer to a command is ours too, and may show the same button.
    return (
        client.user is not None and message.author.id == client.user.id and not message.interaction_metadata
    )


def _marks(message: discord.Message) -> Iterator[str]:
    for component in message.components:
        yield from _marks_in(component)


def _marks_in(component: Any) -> Iterator[str]:
    custom_id = getattr(component, "custom_id", None)
    if custom_id:
        yield custom_id
    for child in getattr(component, "children", ()):
        yield from _marks_in(child)
