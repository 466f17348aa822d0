"""Was it posted? The real discord.py against `tests.discord_server`, which loses answers, and less."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import discord
import pytest

from bot.core.errors import PostPermanent, PostTemporary, PostUnknown
from bot.discord_app import history, refusals
from bot.discord_app.client import build_rest_client, use_addresses
from bot.discord_app.history import NEEDS_HISTORY
from bot.discord_app.poster import DiscordPoster
from tests import discord_stub
from tests.discord_app.samples import NONCE, OTHER_NONCE, card
from tests.discord_server.client import DiscordServer
from tests.discord_server.fixtures import discord_process, discord_server
from tests.discord_server.journal import Kind
from tests.discord_server.settings import NEWS, UPDATES, Settings

__all__ = ["discord_process", "discord_server"]

TARGET = f"discord:{UPDATES}"
POSTING = "POST /channels/*/messages"


def long_ago() -> datetime:
    return datetime.now(UTC) - timedelta(hours=1)


async def logged_in(api: str) -> discord.Client:
    use_addresses(api=api, gateway=None)
    client = build_rest_client()
    await client.login("a-token")
    return client


@pytest.fixture
async def client(discord_server: DiscordServer) -> AsyncIterator[discord.Client]:
    client = await logged_in(discord_server.api)
    yield client
    await client.close()


@pytest.fixture
def poster(client: discord.Client) -> DiscordPoster:
    return DiscordPoster(client)


async def test_what_was_posted_without_an_answer_is_found_by_its_button(
    poster: DiscordPoster, discord_server: DiscordServer
) -> None:
    await poster.post(TARGET, card(nonce=OTHER_NONCE), nonce=OTHER_NONCE)
    await discord_server.order("reply-lost", route=POSTING, times=1)
    with pytest.raises(PostUnknown):
        await poster.post(TARGET, card(), nonce=NONCE)
    *_, posted = await discord_server.wait_for(Kind.CREATE, count=2)
    assert await poster.find(TARGET, NONCE, long_ago()) == str(posted["message"])
    assert await poster.find(TARGET, NONCE, datetime.now(UTC) + timedelta(minutes=5)) is None


async def test_what_never_came_is_not_found(poster: DiscordPoster, discord_server: DiscordServer) -> None:
    await discord_server.order("dropped", route=POSTING, times=1)
    with pytest.raises(PostUnknown):
        await poster.post(TARGET, card(), nonce=NONCE)
    await discord_server.say(UPDATES, f"has anybody seen {NONCE}?")
    assert await poster.find(TARGET, NONCE, long_ago()) is None


async def test_sent_again_soon_enough_it_is_the_same_post(
    poster: DiscordPoster, discord_server: DiscordServer
) -> None:
    await discord_server.order("reply-lost", route=POSTING, times=1)
    with pytest.raises(PostUnknown):
        await poster.post(TARGET, card(), nonce=NONCE)
    again = await poster.post(TARGET, card(), nonce=NONCE)
    [created] = await discord_server.wait_for(Kind.CREATE)
    assert again == str(created["message"])


@pytest.mark.parametrize("refusal", ["no-permission", "429-bare"])
async def test_a_refusal_after_an_error_of_discords_leaves_doubt(
    poster: DiscordPoster, discord_server: DiscordServer, refusal: str
) -> None:
    # discord.py asks again by itself after a 500, and tells of the refusal alone.
    await discord_server.order("500-performed", route=POSTING, times=1)
    await discord_server.order(refusal, route=POSTING, times=1)
    with pytest.raises(PostUnknown):
        await poster.post(TARGET, card(), nonce=NONCE)
    await discord_server.wait_for(Kind.CREATE)
    assert await poster.find(TARGET, NONCE, long_ago()) is not None


@pytest.mark.parametrize(
    ("fault", "error"), [("no-permission", PostPermanent), ("429-bare", PostTemporary), ("503", PostUnknown)]
)
async def test_a_refusal_alone_leaves_none(
    poster: DiscordPoster, discord_server: DiscordServer, fault: str, error: type[Exception]
) -> None:
    await discord_server.order(fault, route=POSTING, times=1)
    with pytest.raises(error) as caught:
        await poster.post(TARGET, card(), nonce=NONCE)
    assert type(caught.value) is error


async def test_where_nobody_answers_the_door_nothing_was_posted(
    poster: DiscordPoster, unused_tcp_port: int
) -> None:
    use_addresses(api=f"http://127.0.0.1:{unused_tcp_port}/api/v10", gateway=None)
    with pytest.raises(PostTemporary) as caught:
        await poster.publish(TARGET, "1")
    assert not isinstance(caught.value, PostUnknown)


async def test_without_the_permission_to_read_it_cannot_be_told(
    poster: DiscordPoster, discord_server: DiscordServer
) -> None:
    await discord_server.deny(UPDATES, "read_message_history")
    with pytest.raises(PostPermanent, match="Read Message History") as caught:
        await poster.find(TARGET, NONCE, long_ago())
    assert (caught.value.is_mendable, caught.value.problem) == (True, NEEDS_HISTORY)


async def test_an_empty_history_is_believed_only_with_the_permission_to_read_it() -> None:
    # Discord itself answers with an empty list where the permission is missing.
    async with discord_stub.serve() as stub:
        client = await logged_in(stub.api)
        poster = DiscordPoster(client)
        assert await poster.find("discord:7", NONCE, long_ago()) is None
        stub.permissions = "3072"  # View Channel and Send Messages
        with pytest.raises(PostPermanent, match="Read Message History") as caught:
            await poster.find("discord:7", NONCE, long_ago())
        assert caught.value.is_mendable
        await client.close()


async def test_what_is_too_much_to_look_through_is_not_said_not_to_be_there(
    poster: DiscordPoster, discord_server: DiscordServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "MOST_READ", 2)
    await poster.post(TARGET, card(), nonce=NONCE)
    for _ in range(2):
        await discord_server.say(UPDATES, "When do we start?")
    with pytest.raises(PostPermanent, match="it again") as caught:
        await poster.find(TARGET, NONCE, long_ago())
    assert not caught.value.is_mendable


@pytest.mark.parametrize(
    ("fault", "may_be_posted"), [("429", False), ("500-performed", True)], ids=["refused", "performed"]
)
async def test_a_client_closed_between_two_tries_leaves_the_post_for_the_next_start(
    client: discord.Client,
    poster: DiscordPoster,
    discord_server: DiscordServer,
    fault: str,
    may_be_posted: bool,
) -> None:
    # So it is where Discord takes the token back while a post is under way: the gateway's end closes it all.
    await discord_server.order(fault, route=POSTING, times=1)
    posting = asyncio.create_task(poster.post(TARGET, card(), nonce=NONCE))
    async with asyncio.timeout(10):
        while not (await discord_server.state())["struck"]:
            pass
    await client.close()
    with pytest.raises(PostTemporary, match="next start") as caught:
        await posting
    assert isinstance(caught.value, PostUnknown) == may_be_posted


async def test_another_runtime_error_is_a_fault_of_ours() -> None:
    with pytest.raises(RuntimeError, match="of ours"):
        async with refusals.refusals("posting"):
            raise RuntimeError("a fault of ours")


async def test_a_wait_for_the_global_limit_that_is_cut_short_stops_nothing_else(
    poster: DiscordPoster, discord_server: DiscordServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await discord_server.order("429-global", route=POSTING, times=1)
    with monkeypatch.context() as patched:
        patched.setattr(refusals, "ATTEMPT_SECONDS", 0.3)
        with pytest.raises(PostTemporary):
            await poster.post(TARGET, card(), nonce=NONCE)
    async with asyncio.timeout(10):
        await poster.post(f"discord:{NEWS}", card(), nonce=NONCE)


async def test_the_eleventh_crosspost_of_an_hour_is_told_to_wait(
    discord_server: DiscordServer, discord_process: object
) -> None:
    await discord_server.reset(Settings(time_scale=50))
    client = await logged_in(discord_server.api)
    poster = DiscordPoster(client)
    target = f"discord:{NEWS}"
    ids = [await poster.post(target, card(nonce=f"{n:024x}"), nonce=f"{n:024x}") for n in range(11)]
    for message_id in ids[:10]:
        await poster.publish(target, message_id)
    with pytest.raises(PostTemporary) as caught:
        await poster.publish(target, ids[10])
    assert not isinstance(caught.value, PostUnknown)
    assert caught.value.retry_after is not None
    assert caught.value.retry_after > 3000 / 50
    await client.close()
