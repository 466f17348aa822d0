"""A simulated Discord server around the real client."""

from collections.abc import AsyncIterator
from pathlib import Path
from shutil import copyfile

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.env import Env

from bot.adapters.database.store import open_store
from bot.discord_app.client import PicketwireClient
from bot.discord_app.poster import DiscordPoster
from tests.discord_app.desk import Desk
from tests.discord_app.samples import SampleAnswers, sample_client


@pytest.fixture(autouse=True)
def _discord_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put Discord's own addresses back after a test that replaced them."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)


@pytest.fixture
def answers() -> SampleAnswers:
    return SampleAnswers()


@pytest.fixture
def simcord_bot(answers: SampleAnswers) -> PicketwireClient:
    return sample_client(answers)


@pytest.fixture
def channel(simcord_env: Env) -> ChannelHandle:
    return simcord_env.create_guild().create_text_channel("picket-line")


@pytest.fixture
def member(simcord_env: Env, channel: ChannelHandle) -> MemberActor:
    return simcord_env.guild.add_member(simcord_env.create_user("alma"))


@pytest.fixture
async def desk(
    simcord_env: Env, channel: ChannelHandle, tmp_path: Path, migrated: Path
) -> AsyncIterator[Desk]:
    """A bot with a database, at work in one server."""
    reviews = simcord_env.guild.create_text_channel("review")
    file = copyfile(migrated, tmp_path / "bot.db")
    async with open_store(f"sqlite:///{file}") as store:
        desk = Desk(simcord_env, store, channel, reviews, reviews.id)
        await desk.restart()
        yield desk


@pytest.fixture
def poster(simcord_bot: PicketwireClient, simcord_env: Env) -> DiscordPoster:
    return DiscordPoster(simcord_bot)


@pytest.fixture
def target(channel: ChannelHandle) -> str:
    return f"discord:{channel.id}"
