"""The real program with a token, against a Discord on loopback."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

from tests.acceptance.conftest import FEED, FEEDS_YAML, TOKEN, Program, Running, statement
from tests.discord_stub import DiscordStub
from tests.documents import rss
from tests.site.server import Reply

NOW = datetime.now(UTC)
FIRST = statement("one", "The strike begins", "We are on strike. Pickets begin at seven.", published_at=NOW)
EDITED = statement("one", "The strike begins", "We are on strike. Pickets begin at eight.", published_at=NOW)
OLD = statement("zero", "Last week", "We are ready. Talks go on.", published_at=NOW - timedelta(days=7))


async def test_the_service_posts_a_card_and_edits_it_in_place(program: Program, discord: DiscordStub) -> None:
    program.publish(FIRST, OLD)
    running = Running(await program.start("run"))
    await discord.wait_until(lambda stub: bool(stub.messages))
    program.publish(EDITED, OLD)
    await discord.wait_until(lambda stub: bool(stub.edits))
    ended = await running.stop()
    assert ended.code == 0
    post = discord.messages[0]  # a reply that tells of the change may have followed it
    assert post["channel"] == "123456789012345678"
    assert post["allowed_mentions"] == {"parse": []}
    assert (len(post["nonce"]), post["enforce_nonce"]) == (24, True)
    assert "Pickets begin at seven." in json.dumps(post["components"])
    assert f"pw:how:{post['nonce']}" in json.dumps(post["components"])
    [edit] = discord.edits
    assert edit["message"] == "1001"
    assert "Pickets begin at eight." in json.dumps(edit["components"])
    asked = {"status", "day", "latest", "search", "verify", "timeline", "sources", "why", "help"}
    by_admins = {"feeds", "held", "post-latest", "preview", "Withdraw"}
    assert set(discord.commands) == asked | by_admins | {"Did the union say this?"}
    assert discord.unknown == []
    assert TOKEN not in ended.err + ended.out


async def test_poll_posts_without_a_gateway(program: Program, discord: DiscordStub) -> None:
    program.publish(FIRST)
    ended = await program("poll", "--json")
    assert [record["posted"] for record in ended.records] == [True]
    assert len(discord.messages) == 1
    assert not discord.ready.is_set()
    assert discord.commands == []


async def test_what_a_terminal_showed_still_goes_to_discord(program: Program, discord: DiscordStub) -> None:
    program.publish(FIRST)
    token = program.environment.pop("DISCORD_TOKEN")
    assert "Statement" in (await program("poll")).out
    program.environment["DISCORD_TOKEN"] = token
    assert (await program("poll")).code == 0
    assert len(discord.messages) == 1
    assert (await program("poll")).code == 0
    assert len(discord.messages) == 1


async def test_check_live_finds_what_is_missing_and_prints_the_invitation(
    program: Program, discord: DiscordStub
) -> None:
    good = await program("check", "--live")
    assert good.code == 0
    assert "every configured channel can be posted in" in good.err
    assert "client_id=2" in good.err
    invited = await program("invite")
    assert "It asks for View Channel, Send Messages, Read Message History, and" in invited.err
    invitation = invited.out.strip()
    assert invitation in good.err
    assert (await program("invite", "--application-id", "77")).out.strip() == invitation.replace(
        "=2&", "=77&"
    )
    discord.permissions = "1024"  # View Channel alone
    bad = await program("check", "--live")
    assert bad.code == 1
    assert "Send Messages" in bad.err
    assert discord.messages == []


async def test_check_live_prints_what_failed_as_json(program: Program, discord: DiscordStub) -> None:
    program.site.put(FEED, Reply(status=503))
    discord.permissions = "1024"  # View Channel alone
    ended = await program("check", "--live", "--json")
    assert ended.code == 1
    feed, *channel = ended.records
    assert list(feed) == ["file", "line", "column", "path", "message", "hint", "level"]
    assert (feed["line"], feed["column"], feed["path"]) == (8, 14, "unions[0].feeds[0].url")
    assert "503" in feed["message"]
    assert {one["path"] for one in channel} == {"channels[0].id"}
    assert any("Send Messages" in one["message"] for one in channel)
    program.environment["PICKETWIRE_DISCORD_API"] = "http://127.0.0.1:9/api/v10"
    program.site.put(FEED, Reply(rss([])))
    ended = await program("check", "--live", "--json")
    assert ended.code == 1
    [unreachable] = [one for one in ended.records if one["level"] == "error"]
    assert (unreachable["line"], unreachable["path"]) == (1, "")
    assert "Discord was not reachable" in unreachable["message"]
    assert "Traceback" not in ended.err


async def test_poll_says_that_discord_failed_in_the_middle_of_posting(
    program: Program, discord: DiscordStub
) -> None:
    second = statement("two", "More", "Talks are off. We go on.", published_at=NOW + timedelta(seconds=1))
    program.publish(second, FIRST)
    discord.posts_left = 1
    ended = await program("poll", "--json")
    assert ended.code == 1
    assert sorted((one["title"], one["posted"]) for one in ended.records) == [
        ("More", False),
        ("The strike begins", True),
    ]
    [said] = [line for line in ended.err.splitlines() if "could not be made" in line]
    assert said.startswith("1 delivery could not be made, the first at discord:123456789012345678 (")
    assert "Traceback" not in ended.err
    assert len(discord.messages) == 1


async def test_poll_stores_what_is_new_although_discord_is_not_there(
    program: Program, discord: DiscordStub
) -> None:
    program.publish(FIRST)
    api = program.environment["PICKETWIRE_DISCORD_API"]
    program.environment["PICKETWIRE_DISCORD_API"] = "http://127.0.0.1:9/api/v10"
    ended = await program("poll", "--json")
    assert ended.code == 1
    assert [(record["verdict"], record["posted"]) for record in ended.records] == [("direct", False)]
    assert "Discord was not reachable while logging in" in ended.err
    assert "Traceback" not in ended.err
    program.environment["PICKETWIRE_DISCORD_API"] = api
    assert (await program("poll")).code == 0
    assert len(discord.messages) == 1


async def test_the_service_waits_for_discord_and_polls_meanwhile(
    program: Program, discord: DiscordStub
) -> None:
    program.publish(FIRST)
    discord.is_down = True
    discord.permissions = "1024"  # View Channel alone, which every start looks at
    running = Running(await program.start("run"))
    await program.site.wait_for_requests(2, seconds=30)
    assert discord.messages == []
    discord.is_down = False
    await discord.wait_until(lambda stub: bool(stub.messages))
    said = await _read_until(running, "The bot lacks Send Messages, ")
    ended = await running.stop()
    assert ended.code == 0
    assert (said + ended.err).count("Discord answered 429 while logging in") == 1
    assert "Traceback" not in said + ended.err


async def _read_until(running: Running, words: str) -> str:
    """Return what went to standard error up to the line with `words`."""
    assert running.process.stderr is not None
    said = ""
    async with asyncio.timeout(30):
        while words not in said:
            line = await running.process.stderr.readline()
            assert line, f"the program ended before saying {words!r}:\n{said}"
            said += line.decode()
    return said


async def test_the_service_can_be_stopped_while_discord_is_down(
    program: Program, discord: DiscordStub
) -> None:
    program.environment["PICKETWIRE_DISCORD_API"] = "http://127.0.0.1:9/api/v10"
    program.publish(FIRST)
    running = Running(await program.start("run"))
    await program.site.wait_for_requests(2, seconds=30)
    ended = await running.stop()
    assert ended.code == 0
    assert "Discord was not reachable while logging in" in ended.err
    assert "Traceback" not in ended.err


async def test_posted_is_said_of_the_targets_in_use(program: Program, discord: DiscordStub) -> None:
    token = program.environment.pop("DISCORD_TOKEN")
    program.publish(FIRST)
    assert [one["posted"] for one in (await program("poll", "--json")).records] == [True]
    program.environment["DISCORD_TOKEN"] = token
    program.configure(FEEDS_YAML + "channels:\n  - id: 123456789012345678\n")  # it carries nothing
    program.publish(FIRST, OLD)
    ended = await program("poll", "--json")
    assert sorted((one["url"], one["posted"]) for one in ended.records) == [
        (FIRST.link, False),
        (OLD.link, False),
    ]


async def test_a_poll_says_nothing_of_what_discord_py_lacks(program: Program, discord: DiscordStub) -> None:
    program.publish(FIRST)
    ended = await program("poll")
    assert "voice" not in ended.err
    assert "intent" not in ended.err


async def test_a_token_that_discord_refuses_is_a_clear_error(program: Program, discord: DiscordStub) -> None:
    program.environment["PICKETWIRE_DISCORD_API"] = discord.api.removesuffix("/api/v10") + "/nowhere"
    ended = await program("run")
    assert ended.code == 1
    assert "Traceback" not in ended.err
