"""Rate limits as the wire tells them, and the server's time."""

import discord
import pytest

from tests.discord_server.client import DiscordServer, Refused
from tests.discord_server.settings import NEWS, REVIEW, UPDATES, Settings
from tests.discord_server_tests.conftest import Answered, Api


async def fill(api: Api, channel: int = UPDATES) -> Answered:
    """Send the five messages that a channel takes in five seconds, and return the last answer."""
    for _ in range(5):
        answered = await api.send(channel)
        assert answered.status == 200
    return answered


async def test_a_bucket_tells_what_is_left_and_refuses_what_is_too_much(api: Api) -> None:
    last = await fill(api)
    assert last.headers["X-RateLimit-Limit"] == "5"
    assert last.headers["X-RateLimit-Remaining"] == "0"
    assert 0 < float(last.headers["X-RateLimit-Reset-After"]) <= 5
    refused = await api.send(UPDATES)
    assert (refused.status, refused.body["global"]) == (429, False)
    assert 0 < refused.body["retry_after"] <= 5
    assert refused.headers["Retry-After"].isdecimal()
    assert refused.headers["X-RateLimit-Scope"] == "user"
    assert refused.headers["X-RateLimit-Bucket"] == last.headers["X-RateLimit-Bucket"]
    assert "Via" in refused.headers


async def test_other_channels_have_buckets_of_their_own(api: Api) -> None:
    await fill(api)
    assert (await api.send(NEWS)).status == 200


async def test_a_bucket_is_full_again_when_its_time_has_passed(
    api: Api, discord_server: DiscordServer
) -> None:
    await fill(api)
    await discord_server.advance(5)
    assert (await api.send(UPDATES)).headers["X-RateLimit-Remaining"] == "4"


async def test_the_global_limit_is_fifty_a_second(api: Api, discord_server: DiscordServer) -> None:
    # Time all but stands still, so that the second lasts as long as the requests take.
    await discord_server.reset(Settings(time_scale=0.001))
    statuses = [(await api("GET", f"/channels/{channel}")).status for channel in [UPDATES, NEWS] * 25]
    assert statuses == [200] * 50
    refused = await api("GET", f"/channels/{REVIEW}")
    assert (refused.status, refused.body["global"]) == (429, True)
    assert refused.headers["X-RateLimit-Global"] == "true"
    assert refused.headers["X-RateLimit-Scope"] == "global"
    await discord_server.advance(1)
    assert (await api("GET", f"/channels/{REVIEW}")).status == 200


async def test_what_waits_is_not_counted(api: Api, discord_server: DiscordServer) -> None:
    await fill(api)
    for _ in range(3):
        assert (await api.send(UPDATES)).status == 429
    assert len(await discord_server.journal()) == 5


async def test_limits_can_be_switched_off(api: Api, discord_server: DiscordServer) -> None:
    await discord_server.tune(limits=False)
    assert [(await api.send(UPDATES)).status for _ in range(60)] == [200] * 60


async def test_discord_py_waits_as_it_is_told(bot: discord.Client, discord_server: DiscordServer) -> None:
    await discord_server.reset(Settings(time_scale=100))
    channel = bot.get_partial_messageable(UPDATES)
    for day in range(12):
        await channel.send(f"Day {day}")
    assert [line["text"] for line in await discord_server.journal()] == [f"Day {day}" for day in range(12)]


@pytest.mark.parametrize(("client_is_scaled", "longest"), [(False, 0.005), (True, 5)])
async def test_waits_are_told_by_the_clients_clock(
    api: Api, discord_server: DiscordServer, client_is_scaled: bool, longest: float
) -> None:
    await discord_server.reset(Settings(time_scale=1000, client_is_scaled=client_is_scaled))
    await discord_server.order("429", times=1)
    told = (await api.send(UPDATES)).body["retry_after"]
    assert told == longest


async def test_names_of_a_channel_change_twice_in_ten_minutes(api: Api) -> None:
    path = f"/channels/{UPDATES}"
    for day in (1, 2):
        assert (await api("PATCH", path, {"name": f"day-{day}"})).status == 200
    assert (await api("PATCH", path, {"name": "day-3"})).status == 429


async def test_edits_of_old_messages_have_a_limit_of_their_own(
    api: Api, discord_server: DiscordServer
) -> None:
    sent = (await api.send(UPDATES)).body["id"]
    await discord_server.advance(3601)
    path = f"/channels/{UPDATES}/messages/{sent}"
    for _ in range(30):
        await discord_server.advance(2)
        assert (await api("PATCH", path, {"content": "Day 2"})).status == 200
    await discord_server.advance(5)
    assert (await api("PATCH", path, {"content": "Day 3"})).code == 30046


async def test_messages_are_dated_by_the_servers_clock(api: Api, discord_server: DiscordServer) -> None:
    await discord_server.reset(Settings(starts_at="2023-07-14T07:01:00+00:00"))
    sent = await api.send(UPDATES)
    assert sent.body["timestamp"].startswith("2023-07-14T07:01:0")
    assert discord.utils.snowflake_time(int(sent.body["id"])).isoformat().startswith("2023-07-14T07:01:0")
    await discord_server.advance(86400)
    later = await api.send(UPDATES)
    assert later.body["timestamp"].startswith("2023-07-15T07:01:")
    assert int(later.body["id"]) > int(sent.body["id"])


async def test_the_journal_is_the_same_on_disk(api: Api, discord_server: DiscordServer) -> None:
    await fill(api)
    lines = await discord_server.journal()
    assert [line["seq"] for line in lines] == [1, 2, 3, 4, 5]
    assert discord_server.process.read_journal() == lines
    assert [line["seq"] for line in await discord_server.journal(3)] == [4, 5]
    await discord_server.reset()
    assert discord_server.process.read_journal() == []


async def test_a_mistake_of_the_test_is_told(discord_server: DiscordServer) -> None:
    with pytest.raises(Refused, match="no fault 'flood'"):
        await discord_server.order("flood")
    with pytest.raises(Refused, match="no permission called write"):
        await discord_server.deny(UPDATES, "write")
    with pytest.raises(Refused, match="No bot is connected"):
        await discord_server.interact(UPDATES, command="status")
