"""Forums and threads, with the real discord.py against `tests.discord_server` over loopback."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest
from discord.http import Route

from bot.core.errors import PostGone, PostPermanent, PostTemporary, PostUnknown
from bot.discord_app import forums
from bot.discord_app.client import build_rest_client, use_addresses
from bot.discord_app.poster import DiscordPoster
from tests.discord_app.samples import NONCE, OTHER_NONCE, card
from tests.discord_server.client import DiscordServer
from tests.discord_server.fixtures import discord_process, discord_server
from tests.discord_server.journal import Kind
from tests.discord_server.settings import FORUM, NEWS, UPDATES, ChannelKind, ChannelPlan

__all__ = ["discord_process", "discord_server"]

TARGET = f"discord:{FORUM}"
NAMED = replace(card(), name="We are out", tags=("stagehands", "Northern Stagehands Guild"))


def long_ago() -> datetime:
    return datetime.now(UTC) - timedelta(hours=1)


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


async def begun(server: DiscordServer, count: int = 1) -> dict[str, object]:
    return (await server.wait_for(Kind.THREAD, count=count))[-1]


async def test_a_post_is_a_thread_with_its_name_its_tag_and_the_card(
    poster: DiscordPoster, discord_server: DiscordServer
) -> None:
    post_id = await poster.post(TARGET, NAMED, nonce=NONCE)
    thread = await begun(discord_server)
    assert (str(thread["channel"]), thread["parent"]) == (post_id, FORUM)
    assert thread["name"] == "We are out"
    assert thread["tags"] == [FORUM * 100 + 1]  # “stagehands”, and not “ferry”
    (message,) = await discord_server.messages(int(post_id))
    assert str(message["id"]) == post_id
    assert f"pw:how:{NONCE}" in str(message)


async def test_a_message_without_a_name_is_called_by_its_first_words(
    poster: DiscordPoster, discord_server: DiscordServer
) -> None:
    await poster.post(TARGET, card(), nonce=NONCE)
    assert (await begun(discord_server))["name"] == "### We are out"


def test_tags_are_set_by_name_but_not_those_of_moderators_and_five_at_most() -> None:
    def tag(name: str, *, moderated: bool = False) -> discord.ForumTag:
        return discord.ForumTag(name=name, moderated=moderated)

    class Forum:
        available_tags = (tag("GUILD"), tag("Guild", moderated=True), tag("other"), *[tag("guild")] * 6)

    chosen = forums.tags_of(Forum, ("Guild", "local-7"))  # type: ignore[arg-type]
    assert [each.name for each in chosen] == ["GUILD", *["guild"] * 4]


async def test_an_edit_changes_the_card_and_the_name_in_place(
    poster: DiscordPoster, discord_server: DiscordServer
) -> None:
    post_id = await poster.post(TARGET, NAMED, nonce=NONCE)
    changed = replace(card("Corrected an hour later."), name="We are out, and stay out")
    await poster.edit(TARGET, post_id, changed)
    (message,) = await discord_server.messages(int(post_id))
    assert "Corrected an hour later." in str(message)
    asked = [one["asked"] for one in await discord_server.requests()]
    assert asked.count(f"PATCH /channels/{post_id}") == 1
    await poster.edit(TARGET, post_id, changed)
    asked = [one["asked"] for one in await discord_server.requests()]
    assert asked.count(f"PATCH /channels/{post_id}") == 1  # its name is right already


async def test_a_name_that_may_not_be_changed_keeps_no_card_old(
    poster: DiscordPoster, discord_server: DiscordServer, caplog: pytest.LogCaptureFixture
) -> None:
    post_id = await poster.post(TARGET, NAMED, nonce=NONCE)
    await discord_server.order("no-permission", route=f"PATCH /channels/{post_id}")
    await poster.edit(TARGET, post_id, replace(card("Corrected."), name="Another"))
    (message,) = await discord_server.messages(int(post_id))
    assert "Corrected." in str(message)
    assert "keeps its old name" in caplog.text


async def test_an_edit_opens_an_archived_post_again(
    poster: DiscordPoster, discord_server: DiscordServer
) -> None:
    post_id = await poster.post(TARGET, NAMED, nonce=NONCE)
    await discord_server.archive(int(post_id))
    await poster.edit(TARGET, post_id, card("Corrected."))
    (message,) = await discord_server.messages(int(post_id))
    assert "Corrected." in str(message)


async def test_a_post_that_is_closed_and_locked_parks_the_edit_with_its_remedy(
    poster: DiscordPoster, discord_server: DiscordServer
) -> None:
    post_id = await poster.post(TARGET, NAMED, nonce=NONCE)
    await discord_server.archive(int(post_id), locked=True)
    await discord_server.order("no-permission", route=f"PATCH /channels/{post_id}")
    with pytest.raises(PostPermanent, match="allow the bot's role Manage Threads") as caught:
        await poster.edit(TARGET, post_id, card("Corrected."))
    assert caught.value.is_mendable


async def test_a_post_that_was_deleted_is_gone(poster: DiscordPoster, discord_server: DiscordServer) -> None:
    post_id = await poster.post(TARGET, NAMED, nonce=NONCE)
    await discord_server.delete_channel(int(post_id))
    with pytest.raises(PostGone, match="somebody deleted it"):
        await poster.edit(TARGET, post_id, card())


async def test_nothing_but_a_post_of_the_forum_is_edited(poster: DiscordPoster) -> None:
    with pytest.raises(PostPermanent, match="is no post of a forum"):
        await poster.edit(TARGET, str(UPDATES), card())


async def test_a_lost_answer_is_unknown_and_what_was_made_is_found(
    poster: DiscordPoster, discord_server: DiscordServer
) -> None:
    await poster.post(TARGET, replace(card(nonce=OTHER_NONCE), name="Another"), nonce=OTHER_NONCE)
    await discord_server.order("reply-lost", route="POST /channels/*/threads", times=1)
    with pytest.raises(PostUnknown):
        await poster.post(TARGET, NAMED, nonce=NONCE)
    found = await poster.find(TARGET, NONCE, long_ago())
    assert found == str((await begun(discord_server, 2))["channel"])
    assert await poster.find(TARGET, "0" * 24, long_ago()) is None


async def test_an_archived_post_is_found_too_and_one_of_before_is_not(
    poster: DiscordPoster, discord_server: DiscordServer
) -> None:
    post_id = await poster.post(TARGET, NAMED, nonce=NONCE)
    await discord_server.archive(int(post_id))
    assert await poster.find(TARGET, NONCE, long_ago()) == post_id
    assert await poster.find(TARGET, NONCE, datetime.now(UTC) + timedelta(minutes=1)) is None


async def test_a_later_message_in_a_post_is_found_and_edited_by_its_own_id(
    poster: DiscordPoster, client: discord.Client, discord_server: DiscordServer
) -> None:
    post_id = await poster.post(TARGET, NAMED, nonce=NONCE)
    await poster.post(f"discord:{post_id}", card(nonce=OTHER_NONCE), nonce=OTHER_NONCE)
    found = await poster.find(TARGET, OTHER_NONCE, long_ago())
    assert found is not None
    thread_id, _, message_id = found.partition("/")
    assert thread_id == post_id != message_id
    await poster.edit(TARGET, found, replace(card("Corrected."), name="Not the thread's"))
    first, second = await discord_server.messages(int(post_id))
    assert "Corrected." in str(second)
    assert "Corrected." not in str(first)
    thread = await client.fetch_channel(int(post_id))
    assert isinstance(thread, discord.Thread)
    assert thread.name == "We are out"


async def test_members_posts_are_not_taken_for_ours(
    poster: DiscordPoster, discord_server: DiscordServer
) -> None:
    post_id = await poster.post(TARGET, NAMED, nonce=NONCE)
    await discord_server.say(int(post_id), f"pw:how:{OTHER_NONCE}")
    assert await poster.find(TARGET, OTHER_NONCE, long_ago()) is None


async def test_without_the_permission_to_read_nothing_is_said_not_to_be_there(
    poster: DiscordPoster, discord_server: DiscordServer
) -> None:
    await poster.post(TARGET, NAMED, nonce=NONCE)
    await discord_server.deny(FORUM, "read_message_history")
    with pytest.raises(PostPermanent, match="needs the permission Read Message History") as caught:
        await poster.find(TARGET, NONCE, long_ago())
    assert caught.value.is_mendable


@pytest.mark.parametrize("bound", ["MOST_THREADS", "MOST_IN_ONE"])
async def test_what_is_too_much_to_look_through_is_not_said_not_to_be_there(
    poster: DiscordPoster, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    for nonce in (NONCE, OTHER_NONCE):
        await poster.post(TARGET, card(nonce=nonce), nonce=nonce)
    monkeypatch.setattr(forums, bound, 1)
    with pytest.raises(PostPermanent, match="look there whether it was posted"):
        await poster.find(TARGET, "0" * 24, long_ago())


async def test_a_forum_knows_no_nonces(poster: DiscordPoster) -> None:
    assert [await poster.honours_nonce(f"discord:{channel}") for channel in (FORUM, UPDATES)] == [False, True]


async def test_what_a_channel_is_is_asked_once(poster: DiscordPoster, discord_server: DiscordServer) -> None:
    for nonce in (NONCE, OTHER_NONCE):
        await poster.post(f"discord:{UPDATES}", card(nonce=nonce), nonce=nonce)
    asked = [one["asked"] for one in await discord_server.requests()]
    assert asked.count(f"GET /channels/{UPDATES}") == 1


async def test_a_channel_that_cannot_be_looked_at_leaves_no_doubt(
    poster: DiscordPoster, discord_server: DiscordServer
) -> None:
    await discord_server.order("503", route="GET /channels/*", times=1)
    with pytest.raises(PostTemporary) as caught:
        await poster.post(TARGET, NAMED, nonce=NONCE)
    assert not isinstance(caught.value, PostUnknown)


async def test_a_forum_that_refuses_says_what_to_change(
    poster: DiscordPoster, discord_server: DiscordServer
) -> None:
    await discord_server.deny(FORUM, "send_messages")
    with pytest.raises(PostPermanent, match="needs the permissions View Channel and Send Messages") as caught:
        await poster.post(TARGET, NAMED, nonce=NONCE)
    assert caught.value.is_mendable
    with pytest.raises(PostPermanent, match="only an announcement channel can be published"):
        await poster.publish(TARGET, "1")


# --- threads under posts ---------------------------------------------------------------------------


@pytest.mark.parametrize("channel", [UPDATES, NEWS])
async def test_a_thread_is_begun_once_under_a_message(
    poster: DiscordPoster, discord_server: DiscordServer, channel: int
) -> None:
    target = f"discord:{channel}"
    message_id = await poster.post(target, NAMED, nonce=NONCE)
    for _ in range(2):
        await poster.begin_thread(target, message_id, "We are out")
    (thread,) = await discord_server.wait_for(Kind.THREAD)
    assert (thread["parent"], str(thread["message"]), thread["name"]) == (channel, message_id, "We are out")


@pytest.mark.parametrize("target", [f"discord:{UPDATES}", TARGET])
async def test_what_is_posted_in_a_posts_thread_is_found_and_edited_there(
    poster: DiscordPoster, discord_server: DiscordServer, target: str
) -> None:
    post_id = await poster.post(target, NAMED, nonce=NONCE)
    assert await poster.begin_thread(target, post_id, "We are out")
    page = replace(card("Page 1.", nonce=OTHER_NONCE), in_thread=post_id)
    page_id = await poster.post(target, page, nonce=OTHER_NONCE)
    await discord_server.archive(int(post_id))
    assert await poster.find(f"discord:{post_id}", OTHER_NONCE, long_ago()) == page_id.partition("/")[2]
    await poster.edit(target, page_id, card("Page 1, corrected.", nonce=OTHER_NONCE))
    shown = await discord_server.messages(int(post_id))
    assert "Page 1, corrected." in str(shown[-1])
    assert "Page 1" not in str(shown[:-1])


async def test_a_thread_that_may_not_be_written_in_is_named_and_one_that_is_gone_is_let_go(
    poster: DiscordPoster, client: discord.Client, discord_server: DiscordServer
) -> None:
    target = f"discord:{UPDATES}"
    post_id = await poster.post(target, NAMED, nonce=NONCE)
    await poster.begin_thread(target, post_id, "We are out")
    page = replace(card("Page 1.", nonce=OTHER_NONCE), in_thread=post_id)
    await discord_server.deny(UPDATES, "send_messages_in_threads")
    with pytest.raises(PostPermanent, match="Send Messages in Threads there, or remove `thread: true`"):
        await poster.post(target, page, nonce=OTHER_NONCE)
    with pytest.raises(PostGone, match="The thread 5 is gone"):
        await poster.post(target, replace(page, in_thread="5"), nonce=OTHER_NONCE)


async def test_a_missing_permission_for_threads_is_named(
    poster: DiscordPoster, discord_server: DiscordServer
) -> None:
    message_id = await poster.post(f"discord:{UPDATES}", NAMED, nonce=NONCE)
    await discord_server.deny(UPDATES, "create_public_threads")
    with pytest.raises(PostPermanent, match="needs the permission Create Public Threads") as caught:
        await poster.begin_thread(f"discord:{UPDATES}", message_id, "We are out")
    assert caught.value.is_mendable


async def test_a_forums_post_and_a_thread_have_no_thread_below_them(
    poster: DiscordPoster, discord_server: DiscordServer
) -> None:
    post_id = await poster.post(TARGET, NAMED, nonce=NONCE)
    assert await poster.begin_thread(TARGET, post_id, "We are out")  # it is one itself
    assert not await poster.begin_thread(f"discord:{post_id}", post_id, "We are out")
    assert len(await discord_server.journal()) == 2  # the forum's post, which is a thread and a message


async def test_a_channel_that_has_no_threads(poster: DiscordPoster, discord_server: DiscordServer) -> None:
    await discord_server.add_channel(1000, ChannelPlan(1009, ChannelKind.VOICE, "picket-call"))
    with pytest.raises(PostPermanent, match="remove `thread: true`"):
        await poster.begin_thread("discord:1009", "1", "We are out")


# --- who is called ---------------------------------------------------------------------------------

ROLE = 777


@pytest.fixture
def bodies(client: discord.Client, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Keep what the client sends, as it goes out."""
    sent: list[dict[str, Any]] = []
    request = client.http.request

    async def watching(route: Route, **given: Any) -> Any:
        if given.get("json"):
            sent.append(given["json"])
        return await request(route, **given)

    monkeypatch.setattr(client.http, "request", watching)
    return sent


@pytest.mark.parametrize("channel", [UPDATES, FORUM])
async def test_only_the_one_role_can_be_called_and_never_by_an_edit(
    poster: DiscordPoster, bodies: list[dict[str, Any]], channel: int
) -> None:
    target = f"discord:{channel}"
    hostile = replace(card("<@&778> <@902> @everyone"), name="We are out", mention_role=ROLE)
    message_id = await poster.post(target, hostile, nonce=NONCE)
    await poster.edit(target, message_id, hostile)
    posted, edited = (body.get("message", body) for body in bodies)
    assert posted["allowed_mentions"] == {"parse": [], "roles": [ROLE]}
    assert posted["components"][0]["content"] == f"<@&{ROLE}>"
    assert edited["allowed_mentions"]["parse"] == []
    assert not edited["allowed_mentions"].get("roles")
    assert f"<@&{ROLE}>" not in str(edited["components"])


async def test_a_message_in_a_forums_post_belongs_to_the_post_or_the_forum(
    poster: DiscordPoster, client: discord.Client
) -> None:
    post_id = await poster.post(TARGET, NAMED, nonce=NONCE)
    thread, channel = await client.fetch_channel(int(post_id)), await client.fetch_channel(UPDATES)
    assert isinstance(thread, discord.Thread)
    assert isinstance(channel, discord.TextChannel)
    assert forums.targets_at(thread) == (f"discord:{post_id}", TARGET)
    assert forums.targets_at(channel) == (f"discord:{UPDATES}",)


@pytest.mark.parametrize("fault", ["500-performed", "504-performed"])
async def test_a_post_that_may_have_been_made_is_not_asked_for_again_by_discord_py(
    fault: str, poster: DiscordPoster, discord_server: DiscordServer
) -> None:
    await discord_server.order(fault, route="POST /channels/*/threads", times=1)
    with pytest.raises(PostUnknown):
        await poster.post(TARGET, NAMED, nonce=NONCE)
    post = await begun(discord_server)
    assert [line["kind"] for line in await discord_server.journal()].count(Kind.THREAD) == 1
    assert await poster.find(TARGET, NONCE, long_ago()) == str(post["channel"])
