"""Can the bot do its work in each configured channel? Asked by `check --live`, over REST alone.

`missing_permissions` needs a client that is logged in; it posts nothing. `invite_url` asks for exactly what
the checks here ask for.
"""

from dataclasses import dataclass

import discord

from bot.core.errors import PostPermanent
from bot.core.model import Catalogue
from bot.discord_app.poster import quotable, refusals

#: The least that posting takes: nothing in Discord is read.
NEEDED = discord.Permissions(view_channel=True, send_messages=True)

LABELS = {
    "read_messages": "View Channel",  # discord.py's first name for it
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
}

#: What takes messages; forums and categories do not.
Postable = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread


@dataclass(frozen=True, slots=True)
class ChannelProblem:
    """One thing that would stop the bot in one channel."""

    channel_id: int
    message: str  #: a sentence that says what to change


def invite_url(client_id: int) -> str:
    """Return the address at which an admin adds the bot to a server with the least permissions."""
    return discord.utils.oauth_url(client_id, permissions=NEEDED, scopes=("bot", "applications.commands"))


async def missing_permissions(client: discord.Client, catalogue: Catalogue) -> list[ChannelProblem]:
    """Return what would stop the bot in each channel of the catalogue, in its order; empty when all is well.

    Raises:
        PostTemporary: Discord could not be asked.
    """
    if client.user is None:
        raise RuntimeError("Log the client in before asking for its permissions")
    to_publish = {channel.id for channel in catalogue.channels if channel.publish}
    channel_ids = dict.fromkeys(channel.id for channel in catalogue.channels)
    if catalogue.review_channel is not None:
        channel_ids.setdefault(catalogue.review_channel)
    memberships = _Memberships(client, client.user.id)
    problems: list[ChannelProblem] = []
    for channel_id in channel_ids:
        found = await _problems(client, memberships, channel_id, publish=channel_id in to_publish)
        problems.extend(ChannelProblem(channel_id, words) for words in found)
    return problems


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


async def _problems(
    client: discord.Client, memberships: _Memberships, channel_id: int, *, publish: bool
) -> list[str]:
    try:
        async with refusals(f"looking at channel {channel_id}"):
            channel = await client.fetch_channel(channel_id)
            if not isinstance(channel, Postable):
                return [_unsuitable(channel_id)]
            missing = await _missing(memberships, channel)
    except PostPermanent as error:
        return [str(error)]
    except discord.InvalidData:  # a kind of channel that discord.py does not know
        return [_unsuitable(channel_id)]
    place = f"#{quotable(channel.name)} ({channel_id})"
    problems = []
    if missing:
        listed = ", ".join(missing)
        problems.append(f"The bot lacks {listed} in {place}: allow its role that in the channel's settings")
    if publish and not (isinstance(channel, discord.TextChannel) and channel.is_news()):
        problems.append(
            f"{place} is no announcement channel, so `publish: true` cannot work: "
            "make it one in its settings, or remove the line"
        )
    return problems


def _unsuitable(channel_id: int) -> str:
    return f"Channel {channel_id} takes no messages: name a text or announcement channel in feeds.yaml"


async def _missing(memberships: _Memberships, channel: Postable) -> list[str]:
    """Return the labels of the permissions the bot lacks, as Discord's settings name them."""
    member = await memberships.of(channel.guild.id)
    needed = {name for name, wanted in NEEDED if wanted}
    place_id = channel.id
    if isinstance(channel, discord.Thread):
        # A thread's permissions are its parent's, with one of its own for writing.
        needed = (needed - {"send_messages"}) | {"send_messages_in_threads"}
        place_id = channel.parent_id
    # Asked again through the server, because over REST alone a channel does not know its server's roles.
    place = await member.guild.fetch_channel(place_id)
    granted = place.permissions_for(member)
    return [label for name, label in LABELS.items() if name in needed and not getattr(granted, name)]
