import json
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord
from jsonschema import Draft202012Validator
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.env import Env

from bot.core.errors import PostGone, PostPermanent, PostTemporary
from bot.core.model import Message, MessageKind
from bot.discord_app.client import PicketwireClient
from bot.discord_app.poster import DiscordPoster
from bot.discord_app.refusals import REMEDIES
from tests.discord_app.samples import NONCE, QUOTATION, answer, block, card

DISCORD_OPENAPI = Path(__file__).parents[3] / "shared" / "data" / "discord-openapi.json"


def last_body(env: Env, method: str) -> dict[str, Any]:
    body = [request.json for request in env.http_requests if request.method == method][-1]
    assert isinstance(body, dict)
    return body


async def test_a_post_carries_our_nonce_and_no_content(
    simcord_env: Env, poster: DiscordPoster, target: str, channel: ChannelHandle
) -> None:
    message_id = await poster.post(target, card(), nonce=NONCE)
    (posted,) = channel.history()
    assert message_id == str(posted.id)
    body = last_body(simcord_env, "POST")
    assert (body["nonce"], body["enforce_nonce"], body["content"]) == (NONCE, True, None)
    simcord.assert_sent(channel, component_text=QUOTATION, component_custom_id=f"pw:how:{NONCE}")


#: What core escapes, unescaped: the poster alone has to be enough.
HOSTILE = "@everyone @here <@{member}> <@&{role}> <#{channel}>"


async def test_hostile_words_ping_nobody(
    simcord_env: Env, poster: DiscordPoster, target: str, channel: ChannelHandle, member: MemberActor
) -> None:
    role = simcord_env.guild.create_role("strikers", mentionable=True)
    words = HOSTILE.format(member=member.id, role=role.id, channel=channel.id)
    message_id = await poster.post(target, card(words), nonce=NONCE)
    assert last_body(simcord_env, "POST")["allowed_mentions"]["parse"] == []
    await poster.edit(target, message_id, card(words))
    assert last_body(simcord_env, "PATCH")["allowed_mentions"]["parse"] == []
    simcord.assert_sent(channel, component_text=words)
    stored = simcord_env.backend.get_message(channel.id, int(message_id))
    assert (stored.ping_user_ids, stored.ping_role_ids, stored.mention_everyone) == ([], [], False)
    assert stored.mention_user_ids == [member.id]  # the words did go out as a mention


async def test_an_edit_changes_the_post_in_place(
    poster: DiscordPoster, target: str, channel: ChannelHandle
) -> None:
    message_id = await poster.post(target, card(), nonce=NONCE)
    await poster.edit(target, message_id, card("Corrected an hour later."))
    (posted,) = channel.history()
    assert str(posted.id) == message_id
    simcord.assert_message(
        posted, component_text="Corrected an hour later.", component_custom_id=f"pw:how:{NONCE}"
    )


async def test_publishing_twice_is_harmless(simcord_env: Env, poster: DiscordPoster) -> None:
    news = simcord_env.create_guild().create_news_channel("announcements")
    message_id = await poster.post(f"discord:{news.id}", card(), nonce=NONCE)
    for _ in range(2):
        await poster.publish(f"discord:{news.id}", message_id)
    posted = news.last_message
    assert posted is not None
    assert posted.flags.crossposted or posted.flags.is_crossposted  # simcord sets the second
    crossposts = [request for request in simcord_env.http_requests if request.path.endswith("/crosspost")]
    assert len(crossposts) == 2


async def test_publishing_elsewhere_than_in_an_announcement_channel_says_what_to_change(
    poster: DiscordPoster, target: str
) -> None:
    message_id = await poster.post(target, card(), nonce=NONCE)
    with pytest.raises(PostPermanent, match="only an announcement channel can be published"):
        await poster.publish(target, message_id)


async def test_a_channel_that_is_not_there(poster: DiscordPoster, simcord_env: Env) -> None:
    with pytest.raises(PostPermanent, match=r"posting in channel 4711 \(404\): there is no such channel"):
        await poster.post("discord:4711", card(), nonce=NONCE)


async def test_a_channel_where_the_bot_may_not_write(poster: DiscordPoster, simcord_env: Env) -> None:
    guild = simcord_env.create_guild()
    silent = guild.create_text_channel(
        "read-only",
        overwrites={guild.default_role: discord.PermissionOverwrite(send_messages=False)},
    )
    with pytest.raises(PostPermanent, match="needs the permissions View Channel and Send Messages") as caught:
        await poster.post(f"discord:{silent.id}", card(), nonce=NONCE)
    assert isinstance(caught.value.__cause__, discord.Forbidden)


async def test_a_post_deleted_in_discord_can_no_longer_be_edited(
    poster: DiscordPoster, target: str, channel: ChannelHandle
) -> None:
    message_id = await poster.post(target, card(), nonce=NONCE)
    posted = channel.last_message
    assert posted is not None
    await posted.delete()
    with pytest.raises(PostGone, match="somebody deleted it in Discord"):
        await poster.edit(target, message_id, card())


@pytest.mark.parametrize("code", REMEDIES)
async def test_each_known_refusal_says_what_to_change(
    simcord_env: Env, poster: DiscordPoster, target: str, code: int
) -> None:
    simcord_env.inject_error("POST", "/channels/*/messages", status=403, code=code)
    with pytest.raises(PostPermanent) as caught:
        await poster.post(target, card(), nonce=NONCE)
    assert str(caught.value).endswith(REMEDIES[code])


@pytest.mark.parametrize("status", [401, 408, 429, 500, 502, 503, 504])
async def test_what_may_pass_is_tried_again(
    simcord_env: Env, poster: DiscordPoster, target: str, channel: ChannelHandle, status: int
) -> None:
    simcord_env.inject_error("*", "/channels/*/messages*", status=status, times=3)
    with pytest.raises(PostTemporary):
        await poster.post(target, card(), nonce=NONCE)
    with pytest.raises(PostTemporary):
        await poster.edit(target, "1", card())
    with pytest.raises(PostTemporary):
        await poster.publish(target, "1")
    assert channel.history() == []


async def test_a_refused_token_names_the_setting_and_waits(
    simcord_env: Env, poster: DiscordPoster, target: str
) -> None:
    simcord_env.inject_error("POST", "/channels/*/messages", status=401)
    with pytest.raises(PostTemporary, match="DISCORD_TOKEN") as caught:
        await poster.post(target, card(), nonce=NONCE)
    assert caught.value.retry_after == 300


async def test_an_unknown_refusal_is_quoted_on_one_line_without_control_characters(
    simcord_env: Env, poster: DiscordPoster, target: str
) -> None:
    hostile = "bad\r\n\x1b[31mbody\u202e" + "!" * 1000
    simcord_env.inject_error("POST", "/channels/*/messages", status=400, code=50035, message=hostile)
    with pytest.raises(PostPermanent, match="code 50035") as caught:
        await poster.post(target, card(), nonce=NONCE)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 500


async def test_a_message_far_over_the_limits_is_still_posted(
    poster: DiscordPoster, target: str, channel: ChannelHandle
) -> None:
    # The simulated Discord refuses what the real one refuses: 40 components, 4,000 characters.
    for number, long in enumerate([["# x"] * 100, ["x" * 900] * 20, ["x" * 5000]]):
        blocks = tuple(map(block, long))
        await poster.post(target, Message(MessageKind.ANSWER, blocks), nonce=f"{number:024x}")
    assert len(channel.history()) == 3


async def test_after_closing_posts_wait_for_the_next_start(
    simcord_bot: PicketwireClient, poster: DiscordPoster, target: str
) -> None:
    await simcord_bot.close()
    with pytest.raises(PostTemporary, match="after the next start"):
        await poster.post(target, answer("x"), nonce=NONCE)


def test_it_serves_discord_targets(simcord_bot: PicketwireClient) -> None:
    assert DiscordPoster(simcord_bot).target_prefix == "discord:"


@pytest.mark.skipif(
    not DISCORD_OPENAPI.exists(), reason="Discord's OpenAPI description is not beside the repository"
)
async def test_what_is_sent_has_the_shape_discord_publishes(
    simcord_env: Env, poster: DiscordPoster, target: str
) -> None:
    description = json.loads(DISCORD_OPENAPI.read_text(encoding="utf-8"))
    message_id = await poster.post(target, card("## More", "x"), nonce=NONCE)
    await poster.edit(target, message_id, card())
    for method, name in (("POST", "MessageCreateRequest"), ("PATCH", "MessageEditRequestPartial")):
        schema = {"$ref": f"#/components/schemas/{name}", "components": description["components"]}
        validator = Draft202012Validator(schema)
        body = last_body(simcord_env, method)
        assert [error.message for error in validator.iter_errors(body)] == []
        body["components"][0]["accent_color"] = "red"
        assert not validator.is_valid(body)
