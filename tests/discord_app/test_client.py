import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import discord
import pytest
import yarl
from aiohttp import web
from discord.gateway import DiscordWebSocket
from discord.http import Route
from simcord.env import Env

from bot.discord_app.client import PicketwireClient, use_addresses
from bot.discord_app.doubt import tracing
from bot.services.line import Line


@pytest.mark.simcord(approved_intents=discord.Intents.none())
async def test_it_starts_with_every_privileged_intent_refused(
    simcord_env: Env, simcord_bot: PicketwireClient
) -> None:
    assert simcord_bot.is_ready()
    assert {name for name, wanted in simcord_bot.intents if wanted} == {"guilds"}


async def test_it_remembers_no_messages_and_no_members(
    simcord_env: Env, simcord_bot: PicketwireClient
) -> None:
    guild = simcord_env.create_guild()
    channel = guild.create_text_channel("general")
    member = guild.add_member(simcord_env.create_user("alma"))
    await member.send(channel, "hello")
    await member.slash(channel, "status")
    assert list(simcord_bot.cached_messages) == []
    known = {known.id for server in simcord_bot.guilds for known in server.members}
    assert member.id not in known


def test_proxies_take_the_place_of_discords_addresses() -> None:
    use_addresses(api="https://proxy.example/api/v10/", gateway="wss://gateway.example/")
    assert Route("GET", "/users/@me").url == "https://proxy.example/api/v10/users/@me"
    assert yarl.URL("wss://gateway.example/") == DiscordWebSocket.DEFAULT_GATEWAY


def test_without_them_discord_itself_is_asked() -> None:
    use_addresses(api=None, gateway=None)
    assert Route("GET", "/users/@me").url == "https://discord.com/api/v10/users/@me"
    assert DiscordWebSocket.DEFAULT_GATEWAY.host == "gateway.discord.gg"


async def test_what_may_lift_a_refusal_is_noticed(simcord_env: Env, simcord_bot: PicketwireClient) -> None:
    changed = simcord_bot.desk.changed

    async def is_noticed() -> bool:
        for _ in range(3):  # discord.py tells of what happened from a task of its own
            await asyncio.sleep(0)
        was_set = changed.is_set()
        changed.clear()
        return was_set

    channel = simcord_bot.get_channel(simcord_env.create_guild().create_text_channel("general").id)
    assert isinstance(channel, discord.TextChannel)
    changed.clear()
    nobody = discord.PermissionOverwrite(send_messages=False)
    await channel.set_permissions(channel.guild.default_role, overwrite=nobody)
    assert await is_noticed()
    await channel.guild.default_role.edit(permissions=discord.Permissions.none())
    assert await is_noticed()
    simcord_bot.dispatch("guild_join", channel.guild)
    assert await is_noticed()
    simcord_bot.dispatch("member_update", channel.guild.me, channel.guild.me)
    assert await is_noticed()
    another = discord.Object(id=1)
    simcord_bot.dispatch("member_update", another, another)
    assert not await is_noticed()


async def test_the_line_is_told_of_the_gateway(simcord_env: Env, simcord_bot: PicketwireClient) -> None:
    line = simcord_bot.desk.line
    assert line.is_up
    for event, is_up, reconnects in (
        ("disconnect", False, 0),
        ("disconnect", False, 0),
        ("resumed", True, 1),
        ("disconnect", False, 1),
        ("ready", True, 2),
    ):
        simcord_bot.dispatch(event)
        for _ in range(3):  # discord.py tells of what happened from a task of its own
            await asyncio.sleep(0)
        assert (line.is_up, line.reconnects) == (is_up, reconnects)


async def test_the_line_is_told_when_discord_asks_to_wait(site_answering: "Answering") -> None:
    line, statuses = Line(), [200, 429, 500, 429]
    async with aiohttp.ClientSession(trace_configs=[tracing(line.was_refused)]) as session:
        for status in statuses:
            async with session.get(await site_answering(status)) as answer:
                assert answer.status == status
    assert line.refusals == 2


Answering = Callable[[int], Awaitable[str]]


@pytest.fixture
async def site_answering() -> AsyncIterator[Answering]:
    """Return what gives an address that answers with a status."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=int(request.match_info["status"]))

    application = web.Application()
    application.router.add_get("/{status}", answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()

    async def address(status: int) -> str:
        return f"http://127.0.0.1:{runner.addresses[0][1]}/{status}"

    yield address
    await runner.cleanup()


async def test_a_client_that_is_stopped_while_it_connects_just_ends(
    simcord_env: Env, simcord_bot: PicketwireClient
) -> None:
    """What discord.py tells of the connection that is gone then has no loop to run in."""
    await simcord_bot.close()
    simcord_bot.dispatch("disconnect")
    assert simcord_bot.is_closed()
