"""Can the bot do its work in each configured channel? Asked by `check --live`, over REST alone.

`missing_permissions` needs a client that is logged in; it posts nothing. `invite_url` asks for exactly what
the checks here ask for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import discord

from bot.core.errors import PostPermanent
from bot.core.model import Catalogue, Channel
from bot.discord_app.refusals import quotable, refusals

#: The least that posting takes. The history is read for the bot's own posts alone, and only where the answer
#: to one was lost.
NEEDED = discord.Permissions(view_channel=True, send_messages=True, read_message_history=True)

#: Asked for besides where a channel has `thread: true`.
FOR_THREADS = discord.Permissions(create_public_threads=True, send_messages_in_threads=True)

#: And where the day counter has `topic: true`.
FOR_TOPICS = discord.Permissions(manage_channels=True)

LABELS = {
    "read_messages": "View Channel",  # discord.py's first name for it
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "read_message_history": "Read Message History",
    "create_public_threads": "Create Public Threads",
    "manage_channels": "Manage Channels",
}
#: As the settings of a forum name them.
FORUM_LABELS = LABELS | {
    "send_messages": "Create Posts",
    "send_messages_in_threads": "Send Messages in Posts",
}

#: What takes messages or, a forum, posts; categories do not.
Postable = (
    discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread | discord.ForumChannel
)


@dataclass(frozen=True, slots=True)
class ChannelProblem:
    """One thing that would stop the bot in one channel."""

    channel_id: int
    message: str  #: a sentence that says what to change


def invite_url(client_id: int, catalogue: Catalogue | None = None) -> str:
    """Return the address at which an admin adds the bot to a server with the least permissions.

    Those that posting takes everywhere, and those that this catalogue's channels take besides.
    """
    wanted = _wanted(catalogue)
    return discord.utils.oauth_url(client_id, permissions=wanted, scopes=("bot", "applications.commands"))


def invited_to(catalogue: Catalogue) -> list[str]:
    """Return the labels of the permissions that `invite_url` asks for."""
    asked = {name for name, is_asked in _wanted(catalogue) if is_asked}
    return [label for name, label in LABELS.items() if name in asked]


def _wanted(catalogue: Catalogue | None) -> discord.Permissions:
    wanted = NEEDED
    if catalogue is not None and any(channel.thread for channel in catalogue.channels):
        wanted = wanted | FOR_THREADS  # `|=` would change the constant itself
    if catalogue is not None and any(channel.day_topic for channel in catalogue.channels):
        wanted = wanted | FOR_TOPICS  # `|=` would change the constant itself
    return wanted


async def missing_permissions(client: discord.Client, catalogue: Catalogue) -> list[ChannelProblem]:
    """Return what would stop the bot in each channel of the catalogue, in its order; empty when all is well.

    Raises:
        PostTemporary: Discord could not be asked.
    """
    if client.user is None:
        raise RuntimeError("Log the client in before asking for its permissions")
    wanted = {channel.id: channel for channel in catalogue.channels}
    if catalogue.review_channel is not None:
        wanted.setdefault(catalogue.review_channel, Channel(catalogue.review_channel, frozenset()))
    memberships = _Memberships(client, client.user.id)
    problems: list[ChannelProblem] = []
    for channel in wanted.values():
        found = await _problems(client, memberships, channel)
        problems.extend(ChannelProblem(channel.id, words) for words in found)
    return problems


async def granted_in(client: discord.Client, channel_id: int) -> discord.Permissions:
    """Return what the bot may do in a channel; none where it takes no messages. Called inside `refusals`."""
    if client.user is None:
        raise RuntimeError("Log the client in before asking for its permissions")
    channel = await client.fetch_channel(channel_id)
    if not isinstance(channel, Postable):
        return discord.Permissions.none()
    return await _granted(_Memberships(client, client.user.id), channel)


class _Memberships:
    """The bot as a member of each server, asked once a server."""

    def __init__(self, client: discord.Client, bot_id: int) -> None:
        self._client = client
        self._bot_id = bot_id
        self._known: dict[int, discord.Member] = {}

    async def of(self, guild_id: int) -> discord.Member:
        if guild_id not in self._known:
            guild = await self._client.fetch_guild(guild_id, with_counts=False)
            self._known[guild_id] = await guild.fetch_member(self._bot_id)
        return self._known[guild_id]


async def _problems(client: discord.Client, memberships: _Memberships, wanted: Channel) -> list[str]:
    try:
        async with refusals(f"looking at channel {wanted.id}"):
            place = await client.fetch_channel(wanted.id)
            if not isinstance(place, Postable):
                return [_unsuitable(wanted.id)]
            missing = await _missing(memberships, place, wanted)
            roles = await place.guild.fetch_roles() if wanted.mention else []
    except PostPermanent as error:
        return [str(error)]
    except discord.InvalidData:  # a kind of channel that discord.py does not know
        return [_unsuitable(wanted.id)]
    return [*_lacking(place, missing), *_not_so(place, wanted), *_not_called(place, wanted, roles)]


def _name(place: Postable) -> str:
    return f"#{quotable(place.name)} ({place.id})"


def _lacking(place: Postable, missing: Sequence[str]) -> Iterator[str]:
    if missing:
        listed = ", ".join(missing)
        yield f"The bot lacks {listed} in {_name(place)}: allow its role that in the channel's settings"


def _not_so(place: Postable, wanted: Channel) -> Iterator[str]:
    """Say which of a channel's settings in feeds.yaml cannot work in this kind of channel."""
    is_text = isinstance(place, discord.TextChannel)
    if wanted.publish and not (isinstance(place, discord.TextChannel) and place.is_news()):
        yield (
            f"{_name(place)} is no announcement channel, so `publish: true` cannot work: "
            "make it one in its settings, or remove the line"
        )
    if wanted.thread and not (is_text or isinstance(place, discord.ForumChannel)):
        yield f"{_name(place)} has no threads of its own, so `thread: true` cannot work: remove the line"
    if wanted.day_topic and not is_text:
        yield f"{_name(place)} has no topic of that kind, so `topic: true` cannot work: remove the line"


def _not_called(place: Postable, wanted: Channel, roles: Sequence[discord.Role]) -> Iterator[str]:
    """Say why a role that `mention_role` names would not be called."""
    if wanted.mention is None:
        return
    role = next((role for role in roles if role.id == wanted.mention.role_id), None)
    if role is None:
        yield (
            f"There is no role {wanted.mention.role_id} on the server of {_name(place)}: "
            "copy the id of one for `mention_role`"
        )
    elif role.is_default():
        yield f"`mention_role` of {_name(place)} names @everyone, which is never called: name a role"
    elif not role.mentionable:
        yield (
            f"The role {quotable(role.name)} cannot be called in {_name(place)}: allow anyone to mention it, "
            "in the role's settings"
        )


def _unsuitable(channel_id: int) -> str:
    instead = "name a text or announcement channel, or a forum, in feeds.yaml"
    return f"Channel {channel_id} takes no messages: {instead}"


async def _missing(memberships: _Memberships, channel: Postable, configured: Channel) -> list[str]:
    """Return the labels of the permissions the bot lacks, as Discord's settings name them."""
    wanted = NEEDED
    is_text = isinstance(channel, discord.TextChannel)
    if is_text and configured.thread:
        wanted = wanted | FOR_THREADS  # `|=` would change the constant itself
    if is_text and configured.day_topic:
        wanted = wanted | FOR_TOPICS  # `|=` would change the constant itself
    needed = {name for name, is_wanted in wanted if is_wanted}
    is_forum = isinstance(channel, discord.ForumChannel)
    if isinstance(channel, discord.Thread):
        needed = (needed - {"send_messages"}) | {"send_messages_in_threads"}
    elif is_forum:
        needed |= {"send_messages_in_threads"}  # for replies in a post
    granted = await _granted(memberships, channel)
    labels = FORUM_LABELS if is_forum else LABELS
    return [label for name, label in labels.items() if name in needed and not getattr(granted, name)]


async def _granted(memberships: _Memberships, channel: Postable) -> discord.Permissions:
    member = await memberships.of(channel.guild.id)
    # A thread's permissions are its parent's.
    place_id = channel.parent_id if isinstance(channel, discord.Thread) else channel.id
    # Asked again through the server, because over REST alone a channel does not know its server's roles.
    place = await member.guild.fetch_channel(place_id)
    return place.permissions_for(member)
