import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from simcord.env import Env

from bot.discord_app.client import PicketwireClient, use_addresses


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
