"""What Discord's refusals mean, and what is to be done about them.

Everything that asks Discord for something does so inside `refusals`. A refusal that only an admin can mend is
`PostPermanent` and says what to mend; what may pass by itself is `PostTemporary`, and where Discord may have
done it all the same, `PostUnknown`.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import aiohttp
import discord

from bot.core.errors import PostError, PostGone, PostPermanent, PostTemporary, PostUnknown
from bot.core.escape import clip, printable
from bot.core.language import filled, mark
from bot.core.reasons import DISCORD_SAYS
from bot.discord_app.doubt import is_refused, watched

#: One attempt may last this long, discord.py's own five tries included.
ATTEMPT_SECONDS = 60.0
#: A refused token is tried again this often, so that posts wait for the new one instead of being parked.
TOKEN_RETRY_SECONDS = 300.0

UNAUTHORIZED = 401
FORBIDDEN = 403
NOT_FOUND = 404
TOO_MANY_REQUESTS = 429

#: Discord's JSON error codes (https://discord.com/developers/docs/topics/opcodes-and-status-codes).
UNKNOWN_MESSAGE = 10008
MISSING_PERMISSIONS = 50013
REMEDIES = {
    10003: mark("there is no such channel: it was deleted, or its id in feeds.yaml is wrong"),
    UNKNOWN_MESSAGE: mark(
        "the message is gone: somebody deleted it in Discord, and nothing is left to do for it"
    ),
    50001: mark(
        "the bot cannot see the channel: invite it to that server and allow its role View Channel there"
    ),
    50005: mark("the message was written by another account, so this bot may not change it"),
    40067: mark(
        "the forum asks for a tag: make one with the union's name or id, or make tags optional there"
    ),
    50008: mark(
        "the channel takes no messages: name a text or announcement channel, or a forum, in feeds.yaml"
    ),
    MISSING_PERMISSIONS: mark("the bot needs the permissions View Channel and Send Messages there"),
    50024: mark("only an announcement channel can be published: make it one, or remove `publish: true`"),
    160002: mark("the bot needs the permission Read Message History there, to reply to the statement's post"),
    50083: mark("the thread is archived: open it again, or name a channel in feeds.yaml"),
}
#: Refusals that no setting in Discord lifts for this very message.
FINAL = frozenset({UNKNOWN_MESSAGE, 50005})
MAX_QUOTED = 300


@asynccontextmanager
async def refusals(doing: str, remedies: Mapping[int, str] = REMEDIES) -> AsyncIterator[None]:
    """Turn whatever goes wrong between us and Discord while `doing` into a `PostError`."""
    with watched() as doubt:
        try:
            async with asyncio.timeout(ATTEMPT_SECONDS):
                yield
        except (
            discord.RateLimited,
            discord.HTTPException,
            aiohttp.ClientError,
            OSError,
            KeyError,
            RuntimeError,
        ) as error:
            refused = _refusal(error, doing, remedies)
            if refused is None:
                raise
            if doubt.is_there and not isinstance(refused, PostUnknown):
                refused = PostUnknown(str(refused), getattr(refused, "retry_after", None))
            raise refused from error


def _refusal(error: Exception, doing: str, remedies: Mapping[int, str]) -> PostError | None:
    """Return what an error means; None for a fault of ours."""
    if isinstance(error, discord.RateLimited):
        return PostTemporary(f"Discord limits the rate while {doing}; it is tried again", error.retry_after)
    if isinstance(error, discord.HTTPException):
        return _answered(error, doing, remedies)
    if isinstance(error, KeyError | RuntimeError):
        return _slipped_through(error, doing)
    words = f"Discord was not reachable while {doing} ({type(error).__name__}); it is tried again"
    # A connection that was never there has carried nothing.
    never_sent = isinstance(error, aiohttp.ClientConnectorError)
    return PostTemporary(words) if never_sent else PostUnknown(words)  # TimeoutError is an OSError


def _slipped_through(error: KeyError | RuntimeError, doing: str) -> PostError | None:
    """Return what an error means that discord.py was not prepared for."""
    if error.args == ("retry_after",):  # a limit without its length, which discord.py takes for granted
        return PostTemporary(f"Discord limits the rate while {doing}; it is tried again")
    if error.args == ("Session is closed",):  # aiohttp's word where the client was closed before another try
        return PostTemporary(
            f"The connection to Discord was closed while {doing}; it is tried at the next start"
        )
    return None


def _answered(error: discord.HTTPException, doing: str, remedies: Mapping[int, str]) -> PostError:
    if error.status == UNAUTHORIZED:
        words = f"Discord refused the token while {doing}; put a valid one into DISCORD_TOKEN and start again"
        return PostTemporary(words, TOKEN_RETRY_SECONDS)
    is_unknown = not is_refused(error.status)
    if is_unknown or error.status == TOO_MANY_REQUESTS:
        words = f"Discord answered {error.status} while {doing}; it is tried again"
        return (PostUnknown if is_unknown else PostTemporary)(words, _retry_after(error))
    remedy = remedies.get(error.code)
    if remedy is None:
        remedy = filled(DISCORD_SAYS, words=quotable(error.text), code=error.code)
    words = f"Discord refused {doing} ({error.status}): {remedy}"
    if error.code == UNKNOWN_MESSAGE:
        return PostGone(words)
    return PostPermanent(words, is_mendable=_is_mendable(error), problem=remedy)


def _is_mendable(error: discord.HTTPException) -> bool:
    """Tell whether an admin can lift the refusal in Discord: a permission, or a channel that comes back."""
    return error.code not in FINAL and (error.code in REMEDIES or error.status in {FORBIDDEN, NOT_FOUND})


def _retry_after(error: discord.HTTPException) -> float | None:
    # RFC 9110 §10.2.3 also allows a date; Discord sends seconds, with a fraction here and there.
    value = error.response.headers.get("Retry-After", "")
    return float(value) if value.replace(".", "", 1).isdecimal() else None


def quotable(text: str) -> str:
    """Return words of Discord or its users as one bounded line without control or direction characters."""
    return clip(printable(" ".join(text.split())), MAX_QUOTED)
