import logging
from typing import Any

import discord
import pytest
import simcord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.env import Env

from bot.core.errors import StoreError
from bot.discord_app.client import PicketwireClient
from bot.discord_app.commands import COMMANDS, NO_SUCH_DATE, OUTDATED
from bot.discord_app.searching import NO_SUCH_UNION
from bot.discord_app.views import SORRY
from tests.discord_app.samples import SampleAnswers

MENU = 3  #: the type of a command in a message's menu
FOR_ADMINS = {"feeds", "held", "post-latest", "preview"}


@pytest.mark.parametrize(
    ("command", "options", "expected"),
    [
        ("status", {}, "status"),
        ("day", {}, "day None"),
        ("day", {"on": " 2023-07-14 "}, "day 2023-07-14"),
        ("latest", {}, "latest None"),
        ("latest", {"union": "stagehands"}, "latest stagehands"),
        ("latest", {"union": "ferry crews UNITED "}, "latest ferry"),
        ("latest", {"statement": "entry:7"}, "statement entry:7"),
        ("sources", {}, "sources"),
        ("why", {"link": "https://a.example/b"}, "why https://a.example/b"),
        ("help", {}, "help"),
    ],
)
async def test_each_command_answers_its_asker_alone(
    member: MemberActor, channel: ChannelHandle, command: str, options: dict[str, str], expected: str
) -> None:
    result = await member.slash(channel, command, **options)
    simcord.assert_responded(result, component_text=expected, ephemeral=True)
    assert channel.history() == []


@pytest.mark.parametrize("command", ["status", "day", "latest"])
async def test_an_answer_can_be_shown_to_everybody_and_calls_nobody(
    simcord_env: Env, member: MemberActor, channel: ChannelHandle, command: str
) -> None:
    result = await member.slash(channel, command, public=True)
    assert not result.ephemeral
    assert len(channel.history()) == 1
    body = simcord_env.http_requests[-1].json
    assert isinstance(body, dict)
    assert body["data"]["allowed_mentions"]["parse"] == []


async def test_commands_answer_in_direct_messages(simcord_env: Env, channel: ChannelHandle) -> None:
    user = simcord_env.create_user("berta")
    simcord_env.guild.add_member(user)
    result = await user.slash("status")
    simcord.assert_responded(result, component_text="status")


@pytest.mark.parametrize("on", ["yesterday", "2023-02-30", "14.7.2023", "@everyone"])
async def test_a_date_that_is_none_is_explained_to_the_asker_alone(
    member: MemberActor, channel: ChannelHandle, on: str
) -> None:
    result = await member.slash(channel, "day", on=on, public=True)
    simcord.assert_responded(result, component_text=NO_SUCH_DATE, ephemeral=True)


async def test_an_unknown_union_is_explained_to_the_asker_alone(
    member: MemberActor, channel: ChannelHandle
) -> None:
    result = await member.slash(channel, "latest", union="Employers' Alliance", public=True)
    simcord.assert_responded(result, component_text=NO_SUCH_UNION, ephemeral=True)


async def test_unions_are_offered_while_typing(
    member: MemberActor, channel: ChannelHandle, answers: SampleAnswers
) -> None:
    async def offered(typed: str) -> list[object]:
        return [choice["value"] for choice in await member.autocomplete(channel, "latest", "union", typed)]

    assert await offered("") == ["stagehands", "ferry"]
    assert await offered("CREWS") == ["ferry"]
    assert await offered("stageh") == ["stagehands"]
    assert await offered("employers") == []
    answers.followed = [(f"local-{number}", f"Local {number} " + "x" * 120) for number in range(40)]
    assert len(await offered("")) == 25


async def test_a_failure_is_logged_without_the_asker_and_told_to_the_asker(
    simcord_env: Env,
    member: MemberActor,
    channel: ChannelHandle,
    answers: SampleAnswers,
    caplog: pytest.LogCaptureFixture,
) -> None:
    answers.failing = StoreError("the database is on strike")
    result = await member.slash(channel, "status")
    simcord.assert_responded(result, component_text=SORRY, ephemeral=True)
    simcord.assert_error(simcord_env, StoreError)
    assert "The command /status failed" in caplog.text
    assert "the database is on strike" in caplog.text
    assert "alma" not in caplog.text
    assert str(member.id) not in caplog.text


async def test_an_answer_that_came_too_late_ends_quietly(
    simcord_env: Env, member: MemberActor, channel: ChannelHandle, caplog: pytest.LogCaptureFixture
) -> None:
    simcord_env.inject_error("POST", "/interactions/*", status=404, code=10062, times=2)
    result = await member.slash(channel, "status")
    assert result.response is None
    simcord.assert_error(simcord_env, discord.NotFound, code=10062)
    assert "A member could not be told that an answer failed (NotFound)" in caplog.text


async def test_a_command_that_is_gone_is_explained(
    simcord_env: Env, simcord_bot: PicketwireClient, member: MemberActor, channel: ChannelHandle
) -> None:
    simcord_bot.tree.remove_command("sources")
    result = await member.slash(channel, "sources")
    simcord.assert_responded(result, component_text=OUTDATED, ephemeral=True)
    simcord.assert_error(simcord_env, discord.app_commands.CommandNotFound)


async def test_discord_py_does_not_log_who_typed(
    simcord_env: Env, member: MemberActor, channel: ChannelHandle, caplog: pytest.LogCaptureFixture
) -> None:
    simcord_env.inject_error("POST", "/interactions/*", status=404, code=10062)
    with caplog.at_level(logging.DEBUG, "discord.app_commands.tree"):
        await member.autocomplete(channel, "latest", "union", "f")
    assert "Ignoring exception in autocomplete for 'latest'" in caplog.text
    assert str(member.id) not in caplog.text
    assert str(simcord_env.guild.id) not in caplog.text
    logging.getLogger("discord.app_commands.tree").warning("another line about %s", "something else")
    assert "another line about something else" in caplog.text


def synced(env: Env) -> list[dict[str, Any]]:
    """Return the commands as they were told to Discord."""
    told = next(r.json for r in env.http_requests if r.method == "PUT" and r.path.endswith("/commands"))
    assert isinstance(told, list)
    return told


async def test_withdraw_is_shown_to_admins_of_servers_alone_and_asking_to_everybody(simcord_env: Env) -> None:
    menus = {command["name"]: command for command in synced(simcord_env) if command["type"] == MENU}
    assert set(menus) == {"Did the union say this?", "Withdraw"}
    withdraw, ask = menus["Withdraw"], menus["Did the union say this?"]
    assert int(withdraw["default_member_permissions"]) == discord.Permissions(manage_guild=True).value
    assert withdraw["contexts"] == [0]
    assert ask["default_member_permissions"] is None
    assert ask["contexts"] == [0, 1]


async def test_every_command_and_option_is_described(simcord_env: Env) -> None:
    asked = [command for command in synced(simcord_env) if command["type"] != MENU]
    assert [command["name"] for command in asked] == [command.name for command in COMMANDS]
    for command in asked:
        assert len(command["description"]) > 10
        if command["name"] in FOR_ADMINS:
            assert int(command["default_member_permissions"]) == discord.Permissions(manage_guild=True).value
            assert command["contexts"] == [0]
        else:
            assert command["default_member_permissions"] is None
            assert command["contexts"] == [0, 1]  # servers and direct messages
        assert command["integration_types"] == [0]  # installed on servers
        for option in command.get("options", []):
            assert len(option["description"]) > 10
