"""Hop 8: posts to Discord.

`bot.services.courier` calls `DiscordPoster` through `bot.ports.Poster`. It works from the moment the
client is logged in, with or without its gateway connection.
"""

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import discord

from bot.core.errors import PostGone, PostPermanent, PostTemporary, PostUnknown
from bot.core.language import filled, mark
from bot.core.model import Catalogue, Message
from bot.core.naming import post_name
from bot.core.reasons import NO_FORUM_POST, NO_THREADS, NO_TOPIC
from bot.core.targets import DISCORD
from bot.discord_app import forums
from bot.discord_app.history import READING, find_marked
from bot.discord_app.pace import Pace
from bot.discord_app.permissions import missing_permissions
from bot.discord_app.refusals import MISSING_PERMISSIONS, REMEDIES, refusals
from bot.discord_app.views import NO_MENTIONS, allowed_mentions, layout
from bot.services.line import Line

#: Discord remembers a nonce for “the past few minutes”. Sent again in the first of these three, an attempt
#: has ended after the second, and whatever it asked for has appeared after the third.
NONCE_WINDOW = timedelta(minutes=3)
ALREADY_PUBLISHED = 40033
HAS_A_THREAD = 160004
NOT_TO_BE_PUBLISHED = 50024
INVALID_FORM = 50035
#: What refusals mean when a thread is begun.
THREADING = REMEDIES | {
    MISSING_PERMISSIONS: mark(
        "the bot needs the permission Create Public Threads there, or remove `thread: true`"
    )
}
#: And when something is posted there.
IN_THREADS = REMEDIES | {
    MISSING_PERMISSIONS: mark(
        "the bot needs the permission Send Messages in Threads there, or remove `thread: true`"
    )
}
#: And when a channel's topic is set.
TOPICS = REMEDIES | {
    MISSING_PERMISSIONS: mark("the bot needs the permission Manage Channels there, or remove `topic: true`")
}

Channel = discord.abc.GuildChannel | discord.abc.PrivateChannel | discord.Thread
log = logging.getLogger(__name__)


class DiscordPoster:
    """Posts, edits and publishes cards in the channels named ``discord:<id>``."""

    def __init__(
        self, client: discord.Client, *, nonce_window: timedelta = NONCE_WINDOW, line: Line | None = None
    ) -> None:
        self._client = client
        self._nonce_window = nonce_window
        self._pace = Pace() if line is None else Pace(waited=line.waited)
        self._without_posts: set[str] = set()  # targets that are no forums

    @property
    def target_prefix(self) -> str:
        """Return ``discord:``."""
        return DISCORD

    @property
    def is_open(self) -> bool:
        """Tell whether the client is logged in; what is to be posted waits until it is."""
        return self._client.application_id is not None and not self._client.is_closed()

    @property
    def nonce_window(self) -> timedelta:
        """Return for how long a post that may have been made can still appear."""
        return self._nonce_window

    @property
    def can_find(self) -> bool:
        """Return True: a channel's history tells."""
        return True

    async def lacking(self, catalogue: Catalogue) -> Mapping[int, Sequence[str]]:
        """Return what would stop the bot, by the id of each channel of the catalogue."""
        found: dict[int, list[str]] = {channel.id: [] for channel in catalogue.channels}
        if catalogue.review_channel is not None:
            found.setdefault(catalogue.review_channel, [])
        for problem in await missing_permissions(self._client, catalogue):
            found[problem.channel_id].append(problem.message)
        return found

    async def post(self, target: str, message: Message, *, nonce: str) -> str:
        """Post a card and return its id; Discord makes no second one for the same nonce within minutes."""
        channel = self._channel(target)
        doing = f"posting in channel {channel.id}"
        if message.in_thread is not None:
            return await self._post_in_thread(int(message.in_thread), message, nonce)
        forum = await self._forum(target, doing)
        if message.reply_to is not None:
            return await self._reply(self._message(target, message.reply_to, forum), message, nonce, forum)
        async with self._asking(doing):
            if forum is not None:
                return await forums.begin(forum, message)
            sent = await channel.send(
                view=layout(message), nonce=nonce, allowed_mentions=allowed_mentions(message)
            )
        return str(sent.id)

    async def _post_in_thread(self, thread_id: int, message: Message, nonce: str) -> str:
        """Post a card in a thread under a post, and return the ids of both; it calls nobody."""
        doing = f"posting in the thread {thread_id}"
        await self._open(thread_id, doing)
        async with self._asking(doing, IN_THREADS):
            sent = await self._channel(f"{DISCORD}{thread_id}").send(
                view=layout(message), nonce=nonce, allowed_mentions=NO_MENTIONS
            )
        return f"{thread_id}/{sent.id}"

    async def _reply(
        self, posted: discord.PartialMessage, message: Message, nonce: str, forum: discord.ForumChannel | None
    ) -> str:
        """Post a card as a reply, in a forum within the post, and return its id; it calls nobody."""
        channel_id, doing = (
            posted.channel.id,
            f"replying to message {posted.id} in channel {posted.channel.id}",
        )
        if forum is not None:
            await self._open(channel_id, doing)
        async with self._asking(doing):
            try:
                sent = await posted.channel.send(
                    view=layout(message),
                    nonce=nonce,
                    reference=posted.to_reference(),
                    allowed_mentions=NO_MENTIONS,
                )
            except discord.HTTPException as error:
                if error.code != INVALID_FORM or "message_reference" not in error.text:
                    raise
                raise PostGone("The message to reply to is gone: somebody deleted it in Discord") from error
        return str(sent.id) if forum is None else f"{channel_id}/{sent.id}"

    async def find(self, target: str, nonce: str, since: datetime) -> str | None:
        """Return the id of the card with this nonce, posted since; None where the channel has none."""
        channel = self._channel(target)
        doing = f"reading channel {channel.id}"
        forum = await self._forum(target, doing)
        async with self._asking(doing, READING):
            if forum is not None:
                return await forums.find(self._client, forum, nonce, since)
            return await find_marked(self._client, channel, nonce, since)

    async def edit(self, target: str, message_id: str, message: Message) -> None:
        """Replace the card in place; it calls nobody, whatever it called when it was posted."""
        forum = await self._forum(target, f"editing message {message_id} in {target}")
        posted = self._message(target, message_id, forum)
        doing = f"editing message {posted.id} in channel {posted.channel.id}"
        is_in_thread = forum is not None or "/" in message_id
        thread = await self._open(posted.channel.id, doing) if is_in_thread else None
        shown = replace(message, mention_role=None)
        async with self._asking(doing):
            await posted.edit(view=layout(shown), allowed_mentions=NO_MENTIONS)
        if thread is not None and message.name and posted.id == thread.id:
            await self._rename(thread, post_name(message))

    async def publish(self, target: str, message_id: str) -> None:
        """Crosspost a card to the channel's followers; one already published is left as it is."""
        forum = await self._forum(target, f"publishing message {message_id} in {target}")
        if forum is not None:
            raise PostPermanent(REMEDIES[NOT_TO_BE_PUBLISHED], is_mendable=True)
        posted = self._message(target, message_id)
        async with self._asking(f"publishing message {posted.id} in channel {posted.channel.id}"):
            try:
                await posted.publish()
            except discord.HTTPException as error:
                if error.code != ALREADY_PUBLISHED:
                    raise

    async def honours_nonce(self, target: str) -> bool:
        """Return False for a forum: there Discord makes a second post for the same nonce."""
        return await self._forum(target, f"looking at {target}") is None

    async def begin_thread(self, target: str, message_id: str, name: str) -> bool:
        """Begin a thread under a message that has none; in a forum or a thread there is nothing to begin.

        Return whether there is a thread of the message's own: in a thread there is none.
        """
        doing = f"beginning a thread under message {message_id} in {target}"
        channel = await self._known(target, doing)
        if isinstance(channel, discord.ForumChannel | discord.Thread):
            return isinstance(channel, discord.ForumChannel)
        if not isinstance(channel, discord.TextChannel):
            raise PostPermanent(filled(NO_THREADS, channel=target), is_mendable=True)
        async with self._asking(doing, THREADING):
            try:
                await channel.get_partial_message(int(message_id)).create_thread(name=name)
            except discord.HTTPException as error:
                if error.code != HAS_A_THREAD:
                    raise
        return True

    async def set_topic(self, target: str, topic: str) -> None:
        """Write a text channel's topic, where it says something else; a forum's topic is its guidelines."""
        doing = f"setting the topic of {target}"
        channel = await self._known(target, doing)
        if not isinstance(channel, discord.TextChannel):
            raise PostPermanent(filled(NO_TOPIC, channel=target), is_mendable=True)
        if channel.topic != topic:
            async with self._asking(doing, TOPICS):
                await channel.edit(topic=topic)

    async def _open(self, thread_id: int, doing: str) -> discord.Thread:
        """Return a forum's post, or a thread, opened again where Discord or a member has closed it."""
        async with self._looking(doing):
            try:
                thread = await self._client.fetch_channel(thread_id)
            except discord.NotFound as error:
                raise PostGone(f"The thread {thread_id} is gone: somebody deleted it") from error
        if not isinstance(thread, discord.Thread):
            raise PostPermanent(filled(NO_FORUM_POST, thread=thread_id))
        if thread.archived:
            async with self._asking(doing, forums.REOPENING):
                await thread.edit(archived=False)
        return thread

    async def _rename(self, thread: discord.Thread, name: str) -> None:
        """Give a forum's post its statement's present title, where it has another name."""
        if thread.name == name:
            return
        try:
            async with self._asking(f"renaming the forum's post {thread.id}"):
                await thread.edit(name=name)
        except PostPermanent as error:
            log.warning("A forum's post keeps its old name; its card is up to date: %s", error)

    async def _forum(self, target: str, doing: str) -> discord.ForumChannel | None:
        """Return the forum that a target is; None for what takes messages itself."""
        if target in self._without_posts:
            return None
        channel = await self._known(target, doing)
        if isinstance(channel, discord.ForumChannel):
            return channel
        self._without_posts.add(target)  # no channel becomes a forum, or ceases to be one
        return None

    async def _known(self, target: str, doing: str) -> Channel | None:
        """Return a target's channel as Discord knows it; None for a kind of channel that is new to us."""
        channel_id = self._channel(target).id
        if (channel := self._client.get_channel(channel_id)) is not None:
            return channel
        async with self._looking(doing):
            try:
                return await self._client.fetch_channel(channel_id)
            except discord.InvalidData:
                return None

    @asynccontextmanager
    async def _looking(self, doing: str) -> AsyncIterator[None]:
        """Ask for what is there: nothing is done by it, so that no failure leaves a doubt."""
        try:
            async with self._asking(doing):
                yield
        except PostUnknown as error:
            raise PostTemporary(str(error), error.retry_after) from error

    @asynccontextmanager
    async def _asking(self, doing: str, remedies: Mapping[int, str] = REMEDIES) -> AsyncIterator[None]:
        await self._pace.turn()  # outside the time-out: to wait for a turn is no failure
        try:
            async with refusals(doing, remedies):
                yield
        except PostTemporary as error:
            if isinstance(error.__cause__, TimeoutError):
                # discord.py 2.7 closes this gate while it waits for the global rate limit, and nothing opens
                # it again where that wait is cut short: no request would ever be made any more.
                self._client.http._global_over.set()
            raise

    def _channel(self, target: str) -> discord.PartialMessageable:
        if self._client.is_closed():
            raise PostTemporary("The connection to Discord is closed; this is posted after the next start")
        return self._client.get_partial_messageable(int(target.removeprefix(DISCORD)))

    def _message(
        self, target: str, message_id: str, forum: discord.ForumChannel | None = None
    ) -> discord.PartialMessage:
        channel = self._channel(target)
        if forum is None and "/" not in message_id:
            return channel.get_partial_message(int(message_id))
        thread_id, own_id = forums.place_of(message_id)
        return self._client.get_partial_messageable(thread_id).get_partial_message(own_id)
