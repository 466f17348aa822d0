"""Posts in a forum, where each is a thread: how they are made, found and changed.

`DiscordPoster` asks here for targets that are forums. Discord knows no nonces for a forum's posts, so
what may have been made is looked for before it is made again. The id that is recorded of a post is its
thread's, which is its first message's too; of a later message there, ``<thread id>/<message id>``.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

import discord
from discord.utils import snowflake_time, time_snowflake

from bot.core.errors import PostPermanent
from bot.core.language import mark
from bot.core.model import Message
from bot.core.naming import post_name
from bot.core.targets import DISCORD
from bot.discord_app.doubt import at_most_once
from bot.discord_app.history import NEEDS_HISTORY, is_marked
from bot.discord_app.permissions import granted_in
from bot.discord_app.refusals import MISSING_PERMISSIONS, REMEDIES
from bot.discord_app.views import allowed_mentions, layout

MOST_TAGS = 5  #: Discord's limit for one post
#: So many threads of the bot's own are looked through, and so many messages in each.
MOST_THREADS = 100
MOST_IN_ONE = 200

TOO_MUCH = mark(
    "the answer to an earlier attempt was lost, and too much has been written in the forum since: look there "
    "whether it was posted; the bot does not post it again"
)
#: What refusals mean when a post is closed.
REOPENING = REMEDIES | {
    MISSING_PERMISSIONS: mark(
        "the post is locked: open it again, or allow the bot's role Manage Threads there"
    )
}


def place_of(message_id: str) -> tuple[int, int]:
    """Return the thread and the message that a recorded id stands for."""
    thread_id, _, inner = message_id.partition("/")
    return int(thread_id), int(inner or thread_id)


def targets_at(channel: discord.abc.Messageable) -> tuple[str, ...]:
    """Return the targets whose post a message in this channel can be: in a forum's post, the forum too."""
    ids = [getattr(channel, "id", None)]
    if isinstance(channel, discord.Thread):
        ids.append(channel.parent_id)
    return tuple(f"{DISCORD}{each}" for each in ids if each is not None)


async def begin(forum: discord.ForumChannel, message: Message) -> str:
    """Make a post and return its id. To be called inside `refusals`."""
    with at_most_once():
        made = await forum.create_thread(
            name=post_name(message),
            view=layout(message),
            applied_tags=tags_of(forum, message.tags),
            allowed_mentions=allowed_mentions(message),
        )
    return str(made.thread.id)


def tags_of(forum: discord.ForumChannel, names: Sequence[str]) -> list[discord.ForumTag]:
    """Return the forum's tags of these names; not those that only moderators may set."""
    wanted = {name.casefold() for name in names}
    usable = [tag for tag in forum.available_tags if not tag.moderated and tag.name.casefold() in wanted]
    return usable[:MOST_TAGS]


async def find(
    client: discord.Client, forum: discord.ForumChannel, nonce: str, since: datetime
) -> str | None:
    """Return the id of the message of ours that carries `nonce`, written since; None: there is none.

    To be called inside `refusals`.

    Raises:
        PostPermanent: it can't be told.
    """
    # Without the permission Discord shows threads without what stands in them.
    if not (await granted_in(client, forum.id)).read_message_history:
        raise PostPermanent(NEEDS_HISTORY, is_mendable=True)
    looked_through = 0
    async for thread in _recent(client, forum, since):
        looked_through += 1
        if looked_through > MOST_THREADS:
            raise PostPermanent(TOO_MUCH)
        if (found := await _find_in(client, thread, nonce, since)) is not None:
            return found
    return None


async def _recent(
    client: discord.Client, forum: discord.ForumChannel, since: datetime
) -> AsyncIterator[discord.Thread]:
    """Iterate over the bot's own threads in which something was written since."""
    own = client.user and client.user.id
    for thread in await forum.guild.active_threads():
        if thread.parent_id == forum.id and thread.owner_id == own and _is_recent(thread, since):
            yield thread
    async for thread in forum.archived_threads(limit=None):
        if thread.archive_timestamp < since:
            return  # they come in the order in which they were archived, the latest first
        if thread.owner_id == own and _is_recent(thread, since):
            yield thread


def _is_recent(thread: discord.Thread, since: datetime) -> bool:
    return snowflake_time(max(thread.last_message_id or 0, thread.id)) >= since


async def _find_in(client: discord.Client, thread: discord.Thread, nonce: str, since: datetime) -> str | None:
    after = discord.Object(time_snowflake(since))
    read = 0
    async for message in thread.history(limit=MOST_IN_ONE, after=after, oldest_first=True):
        read += 1
        if is_marked(client, message, nonce):
            return str(thread.id) if message.id == thread.id else f"{thread.id}/{message.id}"
    if read == MOST_IN_ONE:
        raise PostPermanent(TOO_MUCH)
    return None
