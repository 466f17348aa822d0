from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import discord
import pytest
from simcord.builders import ChannelHandle, GuildHandle
from simcord.env import Env

from bot.core.errors import PostTemporary
from bot.core.model import Catalogue, Channel, RoleMention
from bot.discord_app.client import PicketwireClient
from bot.discord_app.permissions import ChannelProblem, invite_url, missing_permissions
from bot.discord_app.poster import DiscordPoster
from bot.ports import Places
from tests.discord_app.samples import sample_client


def catalogue(*channels: Channel, review_channel: int | None = None) -> Catalogue:
    return Catalogue(feeds=(), strikes=(), channels=channels, review_channel=review_channel)


def to(
    channel: ChannelHandle | int, *, publish: bool = False, thread: bool = False, topic: bool = False
) -> Channel:
    channel_id = channel if isinstance(channel, int) else channel.id
    news = frozenset({"news"})
    return Channel(id=channel_id, feed_ids=news, publish=publish, thread=thread, day_topic=topic)


@pytest.fixture
def guild(simcord_env: Env) -> GuildHandle:
    return simcord_env.create_guild()


def denying(guild: GuildHandle, name: str, **denied: bool) -> ChannelHandle:
    overwrite = discord.PermissionOverwrite()
    for permission in denied:
        setattr(overwrite, permission, False)
    return guild.create_text_channel(name, overwrites={guild.default_role: overwrite})


async def problems(client: PicketwireClient, wanted: Catalogue) -> list[ChannelProblem]:
    return await missing_permissions(client, wanted)


async def test_nothing_to_say_where_all_is_well(simcord_bot: PicketwireClient, guild: GuildHandle) -> None:
    text, news = guild.create_text_channel("a"), guild.create_news_channel("b")
    wanted = catalogue(to(text), to(news, publish=True), review_channel=text.id)
    assert await problems(simcord_bot, wanted) == []


async def test_every_channel_is_asked_about_once_and_nothing_is_posted(
    simcord_env: Env, simcord_bot: PicketwireClient, guild: GuildHandle
) -> None:
    text = guild.create_text_channel("a")
    before = len(simcord_env.http_requests)
    await problems(simcord_bot, catalogue(to(text), to(text), review_channel=text.id))
    asked = [(request.method, request.path) for request in simcord_env.http_requests[before:]]
    assert {method for method, _ in asked} == {"GET"}
    assert len([path for _, path in asked if path.endswith(f"/members/{simcord_bot.application_id}")]) <= 1
    assert len(asked) == 4  # the channel, its server, the bot's membership, the channel with its server


async def test_what_is_lacking_is_named_as_in_discords_settings(
    simcord_bot: PicketwireClient, guild: GuildHandle
) -> None:
    silent = denying(guild, "silent", send_messages=True)
    (problem,) = await problems(simcord_bot, catalogue(to(silent)))
    assert problem.channel_id == silent.id
    assert problem.message.startswith(f"The bot lacks Send Messages in #silent ({silent.id})")


async def test_a_channel_the_bot_cannot_see(simcord_bot: PicketwireClient, guild: GuildHandle) -> None:
    hidden = denying(guild, "hidden", view_channel=True)
    (problem,) = await problems(simcord_bot, catalogue(to(hidden)))
    assert "the bot cannot see the channel" in problem.message
    assert str(hidden.id) in problem.message


async def test_a_channel_that_is_not_there(simcord_bot: PicketwireClient, guild: GuildHandle) -> None:
    (problem,) = await problems(simcord_bot, catalogue(to(4711)))
    assert "there is no such channel" in problem.message


async def test_the_review_channel_is_checked_too(simcord_bot: PicketwireClient, guild: GuildHandle) -> None:
    silent = denying(guild, "review", send_messages=True)
    (problem,) = await problems(simcord_bot, catalogue(review_channel=silent.id))
    assert "Send Messages" in problem.message


async def test_a_running_bot_asks_of_every_channel_whether_something_is_lacking(
    simcord_bot: PicketwireClient, guild: GuildHandle
) -> None:
    well, silent = guild.create_text_channel("well"), denying(guild, "silent", send_messages=True)
    poster = DiscordPoster(simcord_bot)
    assert isinstance(poster, Places)
    found = await poster.lacking(catalogue(to(well), review_channel=silent.id))
    assert found[well.id] == []
    assert [problem.partition(" in ")[0] for problem in found[silent.id]] == ["The bot lacks Send Messages"]
    assert await poster.lacking(catalogue(to(well))) == {well.id: []}


async def test_publishing_takes_an_announcement_channel(
    simcord_bot: PicketwireClient, guild: GuildHandle
) -> None:
    text = guild.create_text_channel("plain")
    (problem,) = await problems(simcord_bot, catalogue(to(text, publish=True)))
    assert "is no announcement channel" in problem.message


async def test_categories_take_no_messages(simcord_bot: PicketwireClient, guild: GuildHandle) -> None:
    category = guild.create_category("category")
    (problem,) = await problems(simcord_bot, catalogue(to(category)))
    assert problem.channel_id == category.id
    assert "takes no messages" in problem.message


async def test_a_forum_takes_posts_and_names_permissions_in_its_own_way(
    simcord_bot: PicketwireClient, guild: GuildHandle
) -> None:
    forum = guild.create_forum_channel("forum")
    assert await problems(simcord_bot, catalogue(to(forum, thread=True))) == []
    overwrite = discord.PermissionOverwrite(send_messages=False, send_messages_in_threads=False)
    place = simcord_bot.get_channel(forum.id)
    assert isinstance(place, discord.ForumChannel)
    await place.set_permissions(place.guild.default_role, overwrite=overwrite)
    (problem,) = await problems(simcord_bot, catalogue(to(forum)))
    assert "The bot lacks Create Posts, Send Messages in Posts in #forum" in problem.message


async def test_threads_under_posts_take_a_permission_and_a_channel_that_has_threads(
    simcord_bot: PicketwireClient, guild: GuildHandle
) -> None:
    text, closed = guild.create_text_channel("a"), denying(guild, "closed", create_public_threads=True)
    call = guild.create_voice_channel("call")
    wanted = catalogue(to(text, thread=True), to(closed, thread=True), to(call, thread=True))
    lacking, without = await problems(simcord_bot, wanted)
    assert (lacking.channel_id, without.channel_id) == (closed.id, call.id)
    assert "The bot lacks Create Public Threads in #closed" in lacking.message
    assert "has no threads of its own, so `thread: true` cannot work" in without.message
    assert await problems(simcord_bot, catalogue(to(closed))) == []


async def test_a_topic_takes_a_permission_and_a_text_channel(
    simcord_bot: PicketwireClient, guild: GuildHandle
) -> None:
    closed = denying(guild, "closed", manage_channels=True)
    call = guild.create_voice_channel("call")
    lacking, without = await problems(simcord_bot, catalogue(to(closed, topic=True), to(call, topic=True)))
    assert "The bot lacks Manage Channels in #closed" in lacking.message
    assert "has no topic of that kind, so `topic: true` cannot work" in without.message
    assert await problems(simcord_bot, catalogue(to(closed))) == []


async def test_the_role_to_call_must_be_there_and_be_one_that_can_be_called(
    simcord_bot: PicketwireClient, guild: GuildHandle
) -> None:
    text = guild.create_text_channel("updates")
    strikers = guild.create_role("strikers", mentionable=True)
    quiet = guild.create_role("quiet")
    for role_id, words in [
        (strikers.id, None),
        (quiet.id, "The role quiet cannot be called in #updates"),
        (guild.id, "names @everyone, which is never called"),
        (4711, "There is no role 4711 on the server of #updates"),
    ]:
        channel = replace(to(text), mention=RoleMention(role_id, frozenset({"strike"})))
        found = [problem.message for problem in await problems(simcord_bot, catalogue(channel))]
        assert [words in message for message in found if words] == [True] * bool(words)
        assert len(found) == bool(words)


@pytest.mark.parametrize(
    ("permission", "lacks"), [("send_messages", False), ("send_messages_in_threads", True)]
)
async def test_a_thread_has_its_own_permission_for_writing(
    simcord_bot: PicketwireClient, guild: GuildHandle, permission: str, lacks: bool
) -> None:
    parent = simcord_bot.get_channel(guild.create_text_channel("parent").id)
    assert isinstance(parent, discord.TextChannel)
    thread = await parent.create_thread(name="thread", type=discord.ChannelType.public_thread)
    overwrite = discord.PermissionOverwrite(**{permission: False})
    await parent.set_permissions(parent.guild.default_role, overwrite=overwrite)
    found = await problems(simcord_bot, catalogue(to(thread.id)))
    assert [("Send Messages in Threads" in problem.message) for problem in found] == [True] * lacks


async def test_a_discord_that_cannot_be_asked_is_no_missing_permission(
    simcord_env: Env, simcord_bot: PicketwireClient, guild: GuildHandle
) -> None:
    text = guild.create_text_channel("a")
    simcord_env.inject_error("GET", "/guilds/*", status=503)
    with pytest.raises(PostTemporary, match="503"):
        await problems(simcord_bot, catalogue(to(text)))


async def test_a_kind_of_channel_that_discord_py_does_not_know(
    simcord_env: Env, simcord_bot: PicketwireClient, guild: GuildHandle
) -> None:
    channel = guild.create_text_channel("novelty")
    simcord_env.backend.get_channel(channel.id).type = 99
    (problem,) = await problems(simcord_bot, catalogue(to(channel)))
    assert "takes no messages" in problem.message


async def test_a_client_that_is_not_logged_in_is_a_mistake() -> None:
    with pytest.raises(RuntimeError, match="Log the client in"):
        await problems(sample_client(), catalogue())


def test_the_invitation_asks_for_the_least() -> None:
    url = urlsplit(invite_url(123))
    query = parse_qs(url.query)
    assert (url.scheme, url.hostname, query["client_id"]) == ("https", "discord.com", ["123"])
    assert query["scope"] == ["bot applications.commands"]
    asked = discord.Permissions(int(query["permissions"][0]))
    assert {name for name, wanted in asked if wanted} == {
        "read_messages",
        "send_messages",
        "read_message_history",
    }


def test_the_invitation_asks_for_threads_where_a_channel_wants_them() -> None:
    def asked(wanted: Catalogue) -> discord.Permissions:
        return discord.Permissions(int(parse_qs(urlsplit(invite_url(1, wanted)).query)["permissions"][0]))

    threads = asked(catalogue(to(1, thread=True)))
    assert threads.create_public_threads
    assert threads.send_messages_in_threads
    assert not asked(catalogue(to(1))).create_public_threads
    assert asked(catalogue(to(1, topic=True))).manage_channels
    assert not asked(catalogue(to(1, thread=True))).manage_channels
