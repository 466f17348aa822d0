"""Hop 8: posts to Discord, and what Discord's refusals mean.

`bot.services.deliverer` calls `DiscordPoster` through `bot.ports.Poster`. It works from the moment the
client is logged in, with or without its gateway connection. A refusal that only an admin can mend is
`PostPermanent` and says what to mend; everything that may pass by itself is `PostTemporary`.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import discord

from bot.core.errors import PostError, PostGone, PostPermanent, PostTemporary
from bot.core.escape import clip, printable
from bot.core.model import Message
from bot.core.targets import DISCORD
from bot.discord_app.views import NO_MENTIONS, layout

#: One attempt may last this long, discord.py's own five tries included. Sending again afterwards is safe:
#: the nonce is the same.
ATTEMPT_SECONDS = 60.0
#: A refused token is tried again this often, so that posts wait for the new one instead of being parked.
TOKEN_RETRY_SECONDS = 300.0

UNAUTHORIZED = 401
FORBIDDEN = 403
NOT_FOUND = 404
REQUEST_TIMEOUT = 408
TOO_MANY_REQUESTS = 429
SERVER_ERROR = 500

#: Discord's JSON error codes (https://discord.com/developers/docs/topics/opcodes-and-status-codes).
ALREADY_PUBLISHED = 40033
UNKNOWN_MESSAGE = 10008
REMEDIES = {
    10003: "there is no such channel: it was deleted, or its id in feeds.yaml is wrong",
    UNKNOWN_MESSAGE: "the message is gone: somebody deleted it in Discord, and nothing is left to do for it",
    50001: "the bot cannot see the channel: invite it to that server and allow its role View Channel there",
    50005: "the message was written by another account, so this bot may not change it",
    50008: "the channel takes no messages: name a text or announcement channel in feeds.yaml",
    50013: "the bot needs the permissions View Channel and Send Messages there",
    50024: "only an announcement channel can be published: make it one, or remove `publish: true`",
    50083: "the thread is archived: open it again, or name a channel in feeds.yaml",
}
#: Refusals that no setting in Discord lifts for this very message.
FINAL = frozenset({UNKNOWN_MESSAGE, 50005})
MAX_QUOTED = 300


class DiscordPoster:
    """Posts, edits and publishes cards in the channels named ``discord:<id>``."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    @property
    def target_prefix(self) -> str:
        """Return ``discord:``."""
        return DISCORD

    @property
    def is_open(self) -> bool:
        """Tell whether the client is logged in; what is to be posted waits until it is."""
        return self._client.application_id is not None and not self._client.is_closed()

    async def post(self, target: str, message: Message, *, nonce: str) -> str:
        """Post a card and return its id; Discord makes no second one for the same nonce within minutes."""
        channel = self._channel(target)
        async with refusals(f"posting in channel {channel.id}"):
            sent = await channel.send(view=layout(message), nonce=nonce, allowed_mentions=NO_MENTIONS)
        return str(sent.id)

    async def edit(self, target: str, message_id: str, message: Message) -> None:
        """Replace the card in place."""
        posted = self._message(target, message_id)
        async with refusals(f"editing message {posted.id} in channel {posted.channel.id}"):
            await posted.edit(view=layout(message), allowed_mentions=NO_MENTIONS)

    async def publish(self, target: str, message_id: str) -> None:
        """Crosspost a card to the channel's followers; one already published is left as it is."""
        posted = self._message(target, message_id)
        async with refusals(f"publishing message {posted.id} in channel {posted.channel.id}"):
            try:
                await posted.publish()
            except discord.HTTPException as error:
                if error.code != ALREADY_PUBLISHED:
                    raise

    def _channel(self, target: str) -> discord.PartialMessageable:
        if self._client.is_closed():
            raise PostTemporary("The connection to Discord is closed; this is posted after the next start")
        return self._client.get_partial_messageable(int(target.removeprefix(DISCORD)))

    def _message(self, target: str, message_id: str) -> discord.PartialMessage:
        return self._channel(target).get_partial_message(int(message_id))


@asynccontextmanager
async def refusals(doing: str) -> AsyncIterator[None]:
    """Turn whatever goes wrong between us and Discord while `doing` into a `PostError`."""
    try:
        async with asyncio.timeout(ATTEMPT_SECONDS):
            yield
    except discord.RateLimited as error:
        raise PostTemporary(
            f"Discord limits the rate while {doing}; it is tried again", error.retry_after
        ) from error
    except discord.HTTPException as error:
        raise _refusal(error, doing) from error
    except (aiohttp.ClientError, OSError) as error:  # TimeoutError is an OSError
        name = type(error).__name__
        raise PostTemporary(f"Discord was not reachable while {doing} ({name}); it is tried again") from error


def _refusal(error: discord.HTTPException, doing: str) -> PostError:
    if error.status == UNAUTHORIZED:
        words = f"Discord refused the token while {doing}; put a valid one into DISCORD_TOKEN and start again"
        return PostTemporary(words, TOKEN_RETRY_SECONDS)
    if error.status in {REQUEST_TIMEOUT, TOO_MANY_REQUESTS} or error.status >= SERVER_ERROR:
        words = f"Discord answered {error.status} while {doing}; it is tried again"
        return PostTemporary(words, _retry_after(error))
    remedy = REMEDIES.get(error.code)
    if remedy is None:
        remedy = f"it says “{quotable(error.text)}” (code {error.code})"
    refused = PostGone if error.code == UNKNOWN_MESSAGE else PostPermanent
    return refused(f"Discord refused {doing} ({error.status}): {remedy}", is_mendable=_is_mendable(error))


def _is_mendable(error: discord.HTTPException) -> bool:
    """Tell whether an admin can lift the refusal in Discord: a permission, or a channel that comes back."""
    return error.code not in FINAL and (error.code in REMEDIES or error.status in {FORBIDDEN, NOT_FOUND})


def _retry_after(error: discord.HTTPException) -> float | None:
    # RFC 9110 §10.2.3 also allows a date; Discord sends seconds.
    value = error.response.headers.get("Retry-After", "")
    return float(value) if value.isdecimal() else None


def quotable(text: str) -> str:
    """Return words of Discord or its users as one bounded line without control or direction characters."""
    return clip(printable(" ".join(text.split())), MAX_QUOTED)
