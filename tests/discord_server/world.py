"""What there is in this Discord: simcord's backend, with chosen ids, real time and bounded memory.

Built by `tests.discord_server.server` for each reset. Requests change it through
`tests.discord_server.performing`, tests through `tests.discord_server.control`.
"""

from collections.abc import Iterable
from typing import Any

import discord
from simcord.backend import Backend, serializers
from simcord.backend.errors import BackendError
from simcord.backend.models import Channel, Message, Overwrite, User
from simcord.enums import ChannelType, OverwriteType

from tests.discord_server.clock import ServerClock
from tests.discord_server.settings import ChannelKind, ChannelPlan, GuildPlan

BOT = 900  #: the bot's account and its application, as one id, as Discord gives them out today
OWNER = 901  #: who may do everything in every server
MEMBER = 902  #: who may do what everybody may

_DISCORD_EPOCH_MS = 1420070400000
_KINDS = {
    ChannelKind.TEXT: ChannelType.TEXT,
    ChannelKind.ANNOUNCEMENT: ChannelType.NEWS,
    ChannelKind.FORUM: ChannelType.FORUM,
    ChannelKind.VOICE: ChannelType.VOICE,
    ChannelKind.CATEGORY: ChannelType.CATEGORY,
}
_PERMISSION_NAMES = frozenset(discord.Permissions.VALID_FLAGS)


class World(Backend):
    """The servers, channels, members and messages."""

    _last_snowflake = 0
    _starter: int | None = None  #: the message of the forum's post that is being made

    def __init__(self, plans: Iterable[GuildPlan], clock: ServerClock, *, history: int) -> None:
        super().__init__(clock=clock)
        # simcord keeps all it ever saw for a test's assertions; here the journal does, on disk.
        self.transcript = _Forgotten()
        self.http_requests = _Forgotten()
        self._history = history
        self.users = {
            user.id: user
            for user in (
                User(id=BOT, name="picketwire", bot=True),
                User(id=OWNER, name="owner"),
                User(id=MEMBER, name="member"),
            )
        }
        self.bot_user = self.users[BOT]
        self.application_id = BOT
        for plan in plans:
            self._add_guild(plan)

    def snowflake(self) -> int:
        """Return an id of this instant, greater than every one before it."""
        milliseconds = int(self.clock.now().timestamp() * 1000) - _DISCORD_EPOCH_MS
        self._last_snowflake = max(milliseconds << 22, self._last_snowflake + 1)
        return self._last_snowflake

    def commit_message(self, message: Message, *, broadcast: bool = True) -> Message:
        """Take a message, and forget the oldest of its channel beyond the bound."""
        committed = super().commit_message(message, broadcast=broadcast)
        kept = self.messages[committed.channel_id]
        while len(kept) > self._history:
            del kept[next(iter(kept))]
        return committed

    def create_thread(
        self, parent_id: int, name: str, owner_id: int, *, message_id: int | None = None, **more: Any
    ) -> Channel:
        """Begin a thread; under one message there is one, and a forum's post has its first message's id.

        Raises:
            BackendError: the message has a thread already.
        """
        if message_id in self.channels:
            raise BackendError(400, 160004, "A thread has already been created for this message")
        begins_at = message_id or self._starter
        return super().create_thread(parent_id, name, owner_id, message_id=begins_at, **more)

    def create_forum_post(
        self, forum_id: int, name: str, starter: Message, **more: Any
    ) -> tuple[Channel, Message]:
        """Make a forum's post."""
        self._starter = starter.id
        try:
            return super().create_forum_post(forum_id, name, starter, **more)
        finally:
            self._starter = None

    def add_channel(self, guild_id: int, plan: ChannelPlan) -> None:
        """Make a channel under its chosen id and announce it."""
        guild = self.get_guild(guild_id)
        tags = [_tag(self.reserve_id(plan.id * 100 + n), name) for n, name in enumerate(plan.tags, 1)]
        channel = Channel(
            id=self.reserve_id(plan.id),
            type=_KINDS[plan.kind],
            name=plan.name,
            guild_id=guild_id,
            position=len(guild.channel_ids),
            available_tags=tags,
        )
        self.channels[channel.id] = channel
        self.messages[channel.id] = {}
        guild.channel_ids.append(channel.id)
        self.emit("CHANNEL_CREATE", serializers.channel_payload(self, channel))

    def deny(self, channel_id: int, permissions: Iterable[str]) -> None:
        """Take the named permissions from the bot in one channel; none named: give all back.

        Raises:
            ValueError: there is no permission of that name.
        """
        names = set(permissions)
        if unknown := names - _PERMISSION_NAMES:
            raise ValueError(f"Discord has no permission called {', '.join(sorted(unknown))}")
        denied = discord.Permissions(**dict.fromkeys(names, True)).value
        self.set_overwrite(channel_id, Overwrite(BOT, OverwriteType.MEMBER, deny=denied))

    def archive(self, thread_id: int, *, archived: bool, locked: bool) -> None:
        """Close or open a thread; who may not manage threads can't write in a locked one."""
        self.get_thread(thread_id)
        self.edit_channel(thread_id, {}, thread_metadata={"archived": archived, "locked": locked})

    def _add_guild(self, plan: GuildPlan) -> None:
        self.create_guild(plan.name, id=plan.id, owner_id=OWNER)
        self.add_member(plan.id, MEMBER)
        for channel in plan.channels:
            self.add_channel(plan.id, channel)


class _Forgotten(list[Any]):
    """A list that keeps nothing."""

    def append(self, item: Any) -> None:
        """Forget the item."""


def _tag(tag_id: int, name: str) -> dict[str, Any]:
    return {"id": str(tag_id), "name": name, "moderated": False, "emoji_id": None, "emoji_name": None}
