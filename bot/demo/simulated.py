"""The simulated Discord: its clock, its channel, and the page that shows it in a browser.

`bot.demo.page` plays the story in here. simcord runs one operation at a time and refuses a second; on
this page the story and the visitor take turns instead.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from typing import Any

import discord
import simcord
from simcord import ChannelHandle, Env, MemberActor, Preview, SetupError
from simcord.backend.cdn import CDN_BASE

from bot.core.custom_ids import SHOW
from bot.demo import DemoUnavailable
from bot.demo.picture import initial, picket_sign
from bot.demo.world import ADMINS_NAME, CHANNEL_NAME, TIMEZONE
from bot.discord_app.asking import did_the_union_say_this

#: How often to look whether somebody has opened the page, in seconds.
_LOOK = 0.05
#: What a visitor does to a post or with a command, as opposed to moving about on the page.
_VISITORS_ACTIONS = frozenset({"click", "run_command"})
_READERS_AVATAR = "0" * 32  #: the hash by which Discord names a member's own picture
#: How Discord names the languages of its users.
_LOCALES = {"en": "en-US", "es": "es-ES"}
_ADMINS_TOPIC = "What the bot asks of the guild's admins."
_TOPIC = "An invented strike, followed by the real bot. Type / to see its commands."


class SimulatedDiscord:
    """A server with a channel for members and one for admins, on simulated time (the story's clock too)."""

    def __init__(self, env: Env) -> None:
        self._env = env
        self._turns = asyncio.Lock()
        self.client: discord.Client | None = None  #: the bot that runs
        server = env.create_guild("Lanternlight members")
        self.channel: ChannelHandle = server.create_text_channel(CHANNEL_NAME, topic=_TOPIC)
        self.admins: ChannelHandle = server.create_text_channel(ADMINS_NAME, topic=_ADMINS_TOPIC)
        self._visitor: MemberActor = server.add_member(env.create_user("robin", global_name="Robin (you)"))
        self._asker: MemberActor = server.add_member(env.create_user("emeka", global_name="Emeka"))
        admin = server.create_role("admins", permissions=discord.Permissions(manage_guild=True))
        ines = env.create_user("ines", global_name="Ines (you, an admin)")
        self._admin: MemberActor = server.add_member(ines, roles=[admin])
        reader = env.create_user("nadia", global_name="Nadia", avatar=_READERS_AVATAR)
        self._reader: MemberActor = server.add_member(reader)

    def now(self) -> datetime:
        """Return the simulated instant."""
        return self._env.now()

    async def advance_to(self, at: datetime) -> None:
        """Move simulated time on, between two of the visitor's actions."""
        async with self._turns:
            await self._env.advance_time(max(0.0, (at - self._env.now()).total_seconds()))

    async def start_bot(self, client: discord.Client) -> None:
        """Stop the bot that is running and start `client` in its place, as a restart of the service does."""
        async with self._turns:
            await self._env.restart_bot(client)
        self.client = client

    async def ask(self, story: str) -> None:
        """Let one member post a story, and another ask about it from its menu and show the answer to all."""
        async with self._turns:
            posted = await self._reader.send(self.channel, story)
            answer = await self._asker.context_menu(self.channel, did_the_union_say_this.name, posted)
            if answer.response is not None:
                await self._asker.click(answer.response, custom_id=SHOW)

    @asynccontextmanager
    async def page(self, port: int, *, admins: bool = False, language: str = "en") -> AsyncIterator["Page"]:
        """Serve the channel's page, or that of the admins' channel, on loopback; port 0 is a free one.

        Raises:
            DemoUnavailable: the port is taken, or not ours to take.
        """
        channel, visitor = (self.admins, self._admin) if admins else (self.channel, self._visitor)
        async with AsyncExitStack() as stack:
            try:
                preview = self._preview(channel, visitor, port, _LOCALES.get(language, _LOCALES["en"]))
                await stack.enter_async_context(preview)
            except SetupError as error:
                raise DemoUnavailable(
                    f"The page can't be served on port {port}; choose another, or leave out --port to get "
                    "a free one."
                ) from error
            _let_visitors_take_turns(preview, self._turns)
            yield Page(preview, channel, self._turns)

    def _preview(self, channel: ChannelHandle, visitor: MemberActor, port: int, locale: str) -> Preview:
        return self._env.preview(
            channel,
            viewers=[visitor],
            layout="channel",
            locale=locale,
            timezone=TIMEZONE.key,
            assets=self._pictures(),
            port=port or None,
        )

    def _pictures(self) -> dict[str, tuple[str, bytes]]:
        bot = self._env.bot.user
        if bot is None:
            return {}
        return {
            f"{CDN_BASE}/embed/avatars/{bot.default_avatar.key}.png": ("picketwire.png", picket_sign()),
            f"{CDN_BASE}/avatars/{self._reader.id}/{_READERS_AVATAR}.png": ("nadia.png", initial("N")),
        }


class Page:
    """The page that shows the channel."""

    def __init__(self, preview: Preview, channel: ChannelHandle, turns: asyncio.Lock) -> None:
        self._preview = preview
        self._channel = channel
        self._turns = turns

    @property
    def url(self) -> str:
        """The page's address; whoever has it can use the page."""
        return self._preview.url

    async def refresh(self) -> None:
        """Show what is new."""
        async with self._turns:
            await self._preview.refresh()
            newest = self._channel.last_message
            if newest is not None and not self._has_visitor():
                # Where a visitor who comes late begins to read; an open page keeps its own place.
                await self._preview.show(newest)

    async def wait_for_visitor(self, seconds: float) -> None:
        """Return once somebody has opened the page, or after `seconds`."""
        for _ in range(int(seconds / _LOOK)):
            if self._has_visitor():
                return
            await asyncio.sleep(_LOOK)

    async def wait_closed(self) -> None:
        """Return once a visitor has ended the session."""
        await self._preview.wait_closed()

    def _has_visitor(self) -> bool:
        # simcord has no public word for this; its own presentation counts as one page.
        return len(self._preview._pages) > 1


@asynccontextmanager
async def simulated_discord(starts_at: datetime) -> AsyncIterator[SimulatedDiscord]:
    """Start a simulated Discord at an instant of story time (2026-01-01 or later), with no bot yet."""
    nobody = discord.Client(intents=discord.Intents.none())
    # A bot's errors are logged, as in the service; raising them once more at the end is for tests.
    async with simcord.run(nobody, approved_intents=discord.Intents.default(), check_errors=False) as env:
        await env.advance_time((starts_at - env.now()).total_seconds())
        if nobody.user is not None:
            await nobody.user.edit(username="Picketwire")
        yield SimulatedDiscord(env)


def _let_visitors_take_turns(preview: Preview, turns: asyncio.Lock) -> None:
    """Let a visitor's click wait for its turn, and count for the page as it is then.

    simcord refuses what overlaps with another operation, and what was clicked on a page that was
    refreshed since; here the story refreshes the page all the time, and a real Discord would take the
    click. Nothing else is loosened: simcord still looks up the message, the button and the permission.
    (Private names of simcord; the version is pinned, and tests/demo clicks through it.)
    """
    act = preview._action

    async def act_in_turn(context_id: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
        async with turns:
            page = preview._pages.get(context_id or "")
            if page is not None and isinstance(body, dict) and body.get("kind") in _VISITORS_ACTIONS:
                body = {**body, "published_revision": page.revision}
            return await act(context_id, body)

    preview._action = act_in_turn  # type: ignore[method-assign]
