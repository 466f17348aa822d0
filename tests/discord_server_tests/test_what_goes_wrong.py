"""Every fault, on order and at random: what the client sees, and whether it was done all the same."""

import asyncio

import aiohttp
import discord
import pytest

from tests.discord_server.client import DiscordServer
from tests.discord_server.faults import KNOWN
from tests.discord_server.journal import Kind
from tests.discord_server.settings import FORUM, NEWS, UPDATES, Rate, Settings
from tests.discord_server_tests.conftest import Api

NONCE = "0123456789abcdef01234567"
ANSWERED = {name: fault for name, fault in KNOWN.items() if fault.status is not None}


@pytest.mark.parametrize("name", ANSWERED)
async def test_a_fault_with_an_answer(name: str, api: Api, discord_server: DiscordServer) -> None:
    fault = KNOWN[name]
    await discord_server.order(name, times=1)
    spoilt = await api.send(UPDATES)
    assert spoilt.status == fault.status
    if fault.is_html:
        assert "html" in spoilt.body
    elif fault.status != 429:
        assert (spoilt.code, spoilt.body["message"]) == (fault.code, fault.message)
    assert len(await discord_server.journal()) == fault.is_performed
    assert (await api.send(UPDATES)).status == 200
    assert (await discord_server.state())["struck"] == {name: 1}


@pytest.mark.parametrize(
    ("name", "header", "retry_after", "is_global", "via"),
    [
        ("429", "5", 5.0, False, True),
        ("429-global", "5", 5.0, True, True),
        ("429-headerless", None, 5.0, False, True),
        ("429-bare", None, None, None, True),
    ],
)
async def test_429_in_its_kinds(
    api: Api,
    discord_server: DiscordServer,
    name: str,
    header: str | None,
    retry_after: float | None,
    is_global: bool | None,
    via: bool,
) -> None:
    await discord_server.order(name, times=1)
    refused = await api.send(UPDATES)
    assert refused.headers.get("Retry-After") == header
    assert refused.body.get("retry_after") == retry_after
    assert refused.body.get("global") == is_global
    assert ("Via" in refused.headers) == via


async def test_a_429_of_cloudflares_is_no_json_and_came_by_no_proxy(
    api: Api, discord_server: DiscordServer
) -> None:
    await discord_server.order("429-cloudflare", times=1)
    assert "Via" not in (await api.send(UPDATES)).headers


@pytest.mark.parametrize(("name", "copies"), [("dropped", 0), ("reply-lost", 1)])
async def test_a_connection_dropped(api: Api, discord_server: DiscordServer, name: str, copies: int) -> None:
    await discord_server.order(name, times=1)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await api.send(UPDATES)
    assert len(await discord_server.journal()) == copies


async def test_sending_again_after_a_lost_reply_makes_no_second_message(
    bot: discord.Client, discord_server: DiscordServer
) -> None:
    channel = bot.get_partial_messageable(UPDATES)
    await discord_server.order("reply-lost", times=1)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await channel.send("We are out.", nonce=NONCE)
    again = await channel.send("We are out.", nonce=NONCE)
    created, repeated = await discord_server.journal()
    assert (created["kind"], repeated["kind"]) == (Kind.CREATE, Kind.REPEAT)
    assert created["message"] == repeated["message"] == again.id


async def test_late_is_done_at_once_and_answered_late(api: Api, discord_server: DiscordServer) -> None:
    await discord_server.order("late", times=1)
    sending = asyncio.create_task(api.send(UPDATES))
    await discord_server.wait_for(Kind.CREATE)
    assert not sending.done()
    await discord_server.advance(40)
    assert (await sending).status == 200


async def test_slow_is_done_late_even_when_nobody_waits_any_more(
    api: Api, discord_server: DiscordServer
) -> None:
    await discord_server.order("slow", times=1)
    sending = asyncio.create_task(api.send(UPDATES, nonce=NONCE, enforce_nonce=True))
    await discord_server.wait_struck("slow")
    assert await discord_server.journal() == []
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    await discord_server.advance(40)
    (line,) = await discord_server.wait_for(Kind.CREATE)
    assert line["nonce"] == NONCE


async def test_late_passes_by_itself_at_the_servers_pace(api: Api, discord_server: DiscordServer) -> None:
    await discord_server.reset(Settings(time_scale=1000))
    await discord_server.order("late", times=1)
    assert (await api.send(UPDATES)).status == 200


async def test_an_order_for_so_many_requests(api: Api, discord_server: DiscordServer) -> None:
    await discord_server.order("503", times=2)
    assert [(await api.send(UPDATES)).status for _ in range(4)] == [503, 503, 200, 200]


async def test_an_order_for_a_time(api: Api, discord_server: DiscordServer) -> None:
    await discord_server.order("no-permission", seconds=3600)
    assert (await api.send(UPDATES)).code == 50013
    await discord_server.advance(3601)
    assert (await api.send(UPDATES)).status == 200


async def test_an_order_until_it_is_lifted(api: Api, discord_server: DiscordServer) -> None:
    first = await discord_server.order("no-access")
    second = await discord_server.order("no-channel")
    assert (await api.send(UPDATES)).code == 50001
    await discord_server.lift(first)
    assert (await api.send(UPDATES)).code == 10003
    await discord_server.order("500")
    assert second != first
    await discord_server.lift()
    assert (await api.send(UPDATES)).status == 200


async def test_an_order_for_a_channel_and_its_threads(
    bot: discord.Client, api: Api, discord_server: DiscordServer
) -> None:
    forum = await bot.fetch_channel(FORUM)
    assert isinstance(forum, discord.ForumChannel)
    post = await forum.create_thread(name="We are out", content="We are out.")
    await discord_server.order("archived", channel=FORUM)
    assert (await api.send(post.thread.id)).code == 50083
    assert (await api.send(UPDATES)).status == 200


async def test_an_order_for_a_route(api: Api, discord_server: DiscordServer) -> None:
    await discord_server.order("500", route="POST /channels/*/messages")
    assert (await api("GET", f"/channels/{UPDATES}/messages")).status == 200
    assert (await api.send(UPDATES)).status == 500


async def test_discord_py_waits_after_a_429_and_sends_again(
    bot: discord.Client, discord_server: DiscordServer
) -> None:
    await discord_server.reset(Settings(time_scale=100))
    for name in ("429", "429-global", "429-headerless"):
        await discord_server.order(name, times=1)
    await bot.get_partial_messageable(UPDATES).send("We are out.")
    assert len(await discord_server.journal()) == 1
    assert sum((await discord_server.state())["struck"].values()) == 3


async def test_discord_py_takes_cloudflares_429_and_a_503_for_an_end(
    bot: discord.Client, discord_server: DiscordServer
) -> None:
    await discord_server.order("429-cloudflare", times=1)
    with pytest.raises(discord.HTTPException) as refused:
        await bot.get_partial_messageable(UPDATES).send("We are out.")
    assert refused.value.status == 429
    await discord_server.order("503", times=1)
    with pytest.raises(discord.DiscordServerError):
        await bot.get_partial_messageable(UPDATES).send("We are out.")


async def test_a_bad_token_on_order(bot: discord.Client, discord_server: DiscordServer) -> None:
    order = await discord_server.order("bad-token")
    with pytest.raises(discord.HTTPException) as refused:
        await bot.get_partial_messageable(UPDATES).send("We are out.")
    assert refused.value.status == 401
    await discord_server.lift(order)
    await bot.get_partial_messageable(UPDATES).send("We are out.")


RATES = (Rate("503", 0.2), Rate("no-permission", 0.2), Rate("reply-lost", 0.0))


async def statuses(api: Api, *channels: int) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {channel: [] for channel in channels}
    for channel in channels * 20:
        found[channel].append((await api.send(channel)).status)
    return found


async def test_the_same_seed_strikes_the_same_requests_of_a_channel(
    api: Api, discord_server: DiscordServer
) -> None:
    await discord_server.reset(Settings(seed=7, rates=RATES, limits=False))
    side_by_side = await statuses(api, UPDATES, NEWS)
    assert {200, 403, 503} == set(side_by_side[UPDATES])
    await discord_server.reset(Settings(seed=7, rates=RATES, limits=False))
    one_after_the_other = await statuses(api, NEWS) | await statuses(api, UPDATES)
    assert one_after_the_other == side_by_side
    await discord_server.reset(Settings(seed=8, rates=RATES, limits=False))
    assert await statuses(api, UPDATES, NEWS) != side_by_side


async def test_a_random_fault_may_last(api: Api, discord_server: DiscordServer) -> None:
    await discord_server.set_rates(Rate("no-permission", 1.0, seconds=60))
    assert (await api.send(UPDATES)).status == 403
    await discord_server.set_rates()
    assert (await api.send(UPDATES)).status == 403
    assert (await api.send(NEWS)).status == 200
    await discord_server.advance(61)
    assert (await api.send(UPDATES)).status == 200
