"""Replies to posts, with the real discord.py against `tests.discord_server` over loopback."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import discord
import pytest

from bot.core.errors import PostPermanent
from bot.discord_app.client import build_rest_client, use_addresses
from bot.discord_app.poster import DiscordPoster
from tests.discord_app.samples import NONCE, OTHER_NONCE, card
from tests.discord_server.client import DiscordServer
from tests.discord_server.fixtures import discord_process, discord_server
from tests.discord_server.journal import Kind
from tests.discord_server.settings import FORUM, UPDATES

__all__ = ["discord_process", "discord_server"]

REPLY = card("Changed.", nonce=OTHER_NONCE)


@pytest.fixture
async def client(discord_server: DiscordServer) -> AsyncIterator[discord.Client]:
    use_addresses(api=discord_server.api, gateway=discord_server.gateway)
    client = build_rest_client()
    await client.login("a-token")
    yield client
    await client.close()


@pytest.fixture
def poster(client: discord.Client) -> DiscordPoster:
    return DiscordPoster(client)


@pytest.mark.parametrize("channel", [UPDATES, FORUM])
async def test_a_reply_stands_under_its_post_once_and_is_found_again(
    poster: DiscordPoster, discord_server: DiscordServer, channel: int
) -> None:
    target = f"discord:{channel}"
    post_id = await poster.post(target, replace(card(), name="We are out"), nonce=NONCE)
    reply_id = await poster.post(target, replace(REPLY, reply_to=post_id), nonce=OTHER_NONCE)
    *_, reply = await discord_server.wait_for(Kind.CREATE, count=2)
    assert str(reply["replies_to"]) == post_id
    assert reply["text"].endswith("Changed.")
    since = datetime.now(UTC) - timedelta(hours=1)
    assert await poster.find(target, OTHER_NONCE, since) == reply_id
    await poster.edit(target, reply_id, card("Taken back.", nonce=OTHER_NONCE))
    *_, edit = await discord_server.wait_for(Kind.EDIT)
    assert edit["message"] == reply["message"]


async def test_the_same_reply_is_made_once(poster: DiscordPoster) -> None:
    target = f"discord:{UPDATES}"
    post_id = await poster.post(target, card(), nonce=NONCE)
    made = {await poster.post(target, replace(REPLY, reply_to=post_id), nonce=OTHER_NONCE) for _ in range(2)}
    assert len(made) == 1


async def test_a_reply_opens_an_archived_post_again(
    poster: DiscordPoster, client: discord.Client, discord_server: DiscordServer
) -> None:
    target = f"discord:{FORUM}"
    post_id = await poster.post(target, replace(card(), name="We are out"), nonce=NONCE)
    await discord_server.archive(int(post_id))
    await poster.post(target, replace(REPLY, reply_to=post_id), nonce=OTHER_NONCE)
    thread = await client.fetch_channel(int(post_id))
    assert isinstance(thread, discord.Thread)
    assert not thread.archived


async def test_other_refusals_of_a_reply_are_told(
    poster: DiscordPoster, discord_server: DiscordServer
) -> None:
    target = f"discord:{UPDATES}"
    post_id = await poster.post(target, card(), nonce=NONCE)
    await discord_server.deny(UPDATES, "send_messages")
    with pytest.raises(PostPermanent, match="Send Messages") as caught:
        await poster.post(target, replace(REPLY, reply_to=post_id), nonce=OTHER_NONCE)
    assert caught.value.is_mendable
