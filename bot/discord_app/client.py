"""The connection to Discord: least intents, smallest caches, commands and buttons registered.

`bot.discord_app.session` builds one client, logs it in and runs its gateway beside the pipeline; nothing is
scheduled in here. Posting needs `log_in` alone; answering commands also needs the gateway.
"""

import logging
from typing import Any

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.core.errors import PostPermanent
from bot.discord_app.asking import ShowButton
from bot.discord_app.commands import Tree
from bot.discord_app.doubt import tracing
from bot.discord_app.feeds import FeedButton, FeedsButton
from bot.discord_app.held import HeldButton
from bot.discord_app.reading import ReadButton
from bot.discord_app.receipts import ChangedButton, HowButton
from bot.discord_app.refusals import refusals
from bot.discord_app.reviewing import AdminButton
from bot.discord_app.searching import PageButton
from bot.discord_app.status import StatusButton
from bot.discord_app.timeline import TimelineButton
from bot.discord_app.translating import CatalogueTranslator
from bot.discord_app.views import NO_MENTIONS
from bot.services.desk import Desks, FrontDesk

log = logging.getLogger(__name__)

#: A longer wait for Discord's rate limit is handed back, so that one channel's limit holds up no other.
MAX_RATE_LIMIT_WAIT = 30.0

LOGIN_REFUSED = (
    "Discord refused DISCORD_TOKEN; make a new token in the developer portal (Bot, Reset Token) "
    "and put it there without quotes or spaces"
)


class PicketwireClient(discord.Client):
    """A client that reads no messages, keeps no members, and answers commands and buttons."""

    def __init__(self, desks: Desks) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=NO_MENTIONS,
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_ratelimit_timeout=MAX_RATE_LIMIT_WAIT,
            http_trace=tracing(desks.now.line.was_refused),
        )
        self._desks = desks
        self.tree = Tree(self)

    @property
    def desk(self) -> FrontDesk:
        """Return what answers by the feeds.yaml of now."""
        return self._desks.now

    async def setup_hook(self) -> None:
        """Register the buttons of all posts ever made, and tell Discord our commands."""
        self.add_dynamic_items(
            HowButton,
            ChangedButton,
            ReadButton,
            StatusButton,
            ShowButton,
            PageButton,
            TimelineButton,
            AdminButton,
            FeedButton,
            FeedsButton,
            HeldButton,
        )
        await self.tree.set_translator(CatalogueTranslator(self.desk.languages))
        try:
            await self.tree.sync()
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            # Posting goes on without them; commands known from the last start keep working.
            log.warning(
                "Discord did not take the list of slash commands; it gets it at the next start: %r", error
            )

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Hand an event on; none that a closing client still has: there is no loop to run it in any more."""
        if not self.is_closed():
            super().dispatch(event, *args, **kwargs)

    async def on_ready(self) -> None:
        """Take note that the gateway is connected."""
        self.desk.line.went_up()

    async def on_resumed(self) -> None:
        """Take note that the gateway goes on after a break."""
        self.desk.line.went_up()

    async def on_disconnect(self) -> None:
        """Take note that the gateway is gone; discord.py connects anew."""
        self.desk.line.went_down()

    async def on_guild_channel_update(self, before: object, after: object) -> None:
        """Have what was refused tried again: a channel's permissions may have changed."""
        self.desk.changed.set()

    async def on_guild_role_update(self, before: object, after: object) -> None:
        """Have what was refused tried again: the bot's role may have changed."""
        self.desk.changed.set()

    async def on_member_update(self, before: object, after: discord.Member) -> None:
        """Have what was refused tried again where the bot itself was given a role."""
        if self.user is not None and after.id == self.user.id:
            self.desk.changed.set()

    async def on_guild_join(self, guild: object) -> None:
        """Have what was refused tried again: the bot was invited to a server."""
        self.desk.changed.set()


def build_client(desks: Desks) -> PicketwireClient:
    """Return a client for the service, not connected yet."""
    _forget_who_asked()
    _leave_out_voice()
    return PicketwireClient(desks)


def build_rest_client() -> discord.Client:
    """Return a client for posting and asking alone, not logged in yet: it answers nothing."""
    _leave_out_voice()
    _leave_out_intents()
    return discord.Client(
        intents=discord.Intents.none(),
        allowed_mentions=NO_MENTIONS,
        max_messages=None,
        max_ratelimit_timeout=MAX_RATE_LIMIT_WAIT,
        http_trace=tracing(),
    )


def use_addresses(*, api: str | None, gateway: str | None) -> None:
    """Replace Discord's own addresses for the whole process, where others are given.

    Such as ``https://proxy.example/api/v10`` and ``wss://proxy.example``.
    """
    if api is not None:
        Route.BASE = api.rstrip("/")
    if gateway is not None:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)


async def log_in(client: discord.Client, token: str) -> None:
    """Check the token with Discord and make the client ready to post.

    Raises:
        PostPermanent: Discord does not know the token.
        PostTemporary: Discord could not be reached.
    """
    async with refusals("logging in"):
        try:
            await client.login(token)
        except (discord.LoginFailure, ValueError) as error:  # a line break in a token is a ValueError
            raise PostPermanent(LOGIN_REFUSED) from error


async def start_over(client: discord.Client) -> None:
    """Make a client ready for another `log_in` after one that failed."""
    await client.http.close()
    # discord.py makes a session for each login, on a connector which the close above has closed with it.
    client.http.connector = discord.utils.MISSING


def _leave_out_voice() -> None:
    """Drop the warnings that there is no voice: nobody asked for any."""
    logging.getLogger("discord.client").addFilter(_is_not_about_voice)


def _is_not_about_voice(record: logging.LogRecord) -> bool:
    return "voice will NOT be supported" not in str(record.msg)


def _leave_out_intents() -> None:
    """Drop the warning that a client without a gateway follows no servers."""
    logging.getLogger("discord.state").addFilter(_is_not_about_intents)


def _is_not_about_intents(record: logging.LogRecord) -> bool:
    return "Guilds intent seems to be disabled" not in str(record.msg)


def _forget_who_asked() -> None:
    logging.getLogger("discord.app_commands.tree").addFilter(_without_the_asker)


def _without_the_asker(record: logging.LogRecord) -> bool:
    """Take the member's id out of the one line in which discord.py would log it."""
    if "User: %s" in str(record.msg) and isinstance(record.args, tuple):
        record.msg, record.args = "Ignoring exception in autocomplete for %r", record.args[:1]
    return True
