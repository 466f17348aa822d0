"""Has the union said this? Asked in a simulated Discord, with the real client and database."""

import re
from datetime import timedelta
from typing import Any

import discord
import pytest
import simcord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.env import Env
from simcord.results import InteractionResult

from bot.core.errors import StoreError
from bot.discord_app.asking import MAY_NOT_SEND, NO_WORDS
from bot.discord_app.views import SORRY
from tests.discord_app.desk import OWN, Desk
from tests.discord_app.shown import custom_ids, told, words

ASK = "Did the union say this?"
SHOW_LABEL = "Show in channel"
SAID = (
    "The crews walked out at midnight, and the crews will not go back without a contract. "
    "Pickets begin at seven in the morning at every gate of the lot."
)
TRUE = "“The crews walked out at midnight,” said the guild."
CHANGED = "“The crews will go back without a contract,” said the guild."
STRANGE = "“Nobody at the studios expected any of this to happen,” said a spokesperson."
STORY = "https://dailycurtain.example/2026/crews-walk-out"

#: What the portal grants by itself: everything but members, presences and the words of messages.
no_message_content = pytest.mark.simcord(approved_intents=discord.Intents.default())


@pytest.fixture
async def desk(desk: Desk) -> Desk:
    """Let the union have said one thing."""
    await desk.store_saying("We are out", site=OWN, text=SAID)
    return desk


def answer(result: InteractionResult) -> str:
    """Return what the asker was told, alone."""
    assert result.ephemeral
    assert result.response is not None
    return words(result.response.message)


# --- /verify ---------------------------------------------------------------------------------------


async def test_a_text_is_answered_piece_by_piece_to_its_asker_alone(
    desk: Desk, member: MemberActor, channel: ChannelHandle
) -> None:
    result = await member.slash(channel, "verify", text=f"{TRUE} {CHANGED} {STRANGE}")
    shown = answer(result)
    assert "1 of 3 quotations is word for word; 1 was changed; of 1 there is no record." in shown
    assert f"[We are out](<{OWN}/we-are-out>)" in shown
    assert "the crews will **not** go back" in shown
    assert "The change touches a negation." in shown
    assert channel.history() == []


async def test_without_a_text_a_form_takes_a_long_one(
    desk: Desk, member: MemberActor, channel: ChannelHandle
) -> None:
    shown = await member.slash(channel, "verify")
    assert shown.modal is not None
    assert shown.modal["title"] == "Has the union said this?"
    [label] = shown.modal["components"]
    field = label["component"]
    long = f"{TRUE}\n\n" + "The newspaper wrote many words of its own about all this. " * 60
    result = await member.submit_modal(shown, {field["custom_id"]: long[: field["max_length"]]})
    assert "The quotation is word for word." in answer(result)


async def test_a_failure_behind_the_form_is_told(
    desk: Desk,
    simcord_env: Env,
    member: MemberActor,
    channel: ChannelHandle,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    shown = await member.slash(channel, "verify")
    assert shown.modal is not None
    monkeypatch.setattr(desk.client.desk.verifier, "check", failing)
    field = shown.modal["components"][0]["component"]["custom_id"]
    result = await member.submit_modal(shown, {field: TRUE})
    told(result, SORRY)
    simcord.assert_error(simcord_env, StoreError)
    assert str(member.id) not in caplog.text
    assert "midnight" not in caplog.text


async def failing(*_: object, **__: object) -> None:
    raise StoreError("the database is on strike")


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (f"{OWN}/we-are-out?utm_source=x", "A statement of the union's"),
        (f"{OWN}/tomorrow", "not seen in its feeds yet"),
        ("https://www.stagehands.example.fund.example/x", "Be careful: its host"),
        (STORY, "Not a direct source"),
    ],
)
async def test_a_link_is_answered(
    desk: Desk, member: MemberActor, channel: ChannelHandle, link: str, expected: str
) -> None:
    assert expected in answer(await member.slash(channel, "verify", text=link))


# --- the menu of a message -------------------------------------------------------------------------


@no_message_content
async def test_a_members_message_is_read_without_the_right_to_read_messages(
    desk: Desk, member: MemberActor, channel: ChannelHandle
) -> None:
    message = await member.send(channel, CHANGED)
    unread = await desk.client.get_partial_messageable(channel.id).fetch_message(message.id)
    assert unread.content == ""  # what the bot would get if it asked for the message
    asker = desk.member("berta")
    assert "The quotation was changed." in answer(await asker.context_menu(channel, ASK, message))


@no_message_content
async def test_an_embed_is_read(
    desk: Desk, simcord_env: Env, member: MemberActor, channel: ChannelHandle
) -> None:
    embed = {
        "title": "Crews “walked out at midnight” across the city",
        "description": TRUE,
        "url": STORY,
        "fields": [{"name": "The guild", "value": CHANGED, "inline": False}],
    }
    stored = simcord_env.backend.create_message(channel.id, member.id, "Read this:", embeds=[embed])
    message = simcord.results.to_discord_message(simcord_env, stored)
    shown = answer(await member.context_menu(channel, ASK, message))
    assert "The change touches a negation." in shown
    assert "Word for word the union's" in shown
    assert "Not a direct source" in shown


@no_message_content
async def test_a_card_is_read(desk: Desk, member: MemberActor, channel: ChannelHandle) -> None:
    view = discord.ui.LayoutView()
    section = discord.ui.Section[Any](
        discord.ui.TextDisplay(TRUE), accessory=discord.ui.Thumbnail("https://press.example/x.png")
    )
    view.add_item(discord.ui.Container(discord.ui.TextDisplay(f"### Crews\n{CHANGED}"), section))
    card = await desk.client.get_partial_messageable(channel.id).send(view=view)
    shown = answer(await member.context_menu(channel, ASK, card))
    assert "1 of 2 quotations is word for word; 1 was changed." in shown


@no_message_content
async def test_a_forwarded_message_is_read(desk: Desk, member: MemberActor, channel: ChannelHandle) -> None:
    elsewhere = desk.env.guild.create_text_channel("elsewhere")
    forwarded = await member.forward(await member.send(elsewhere, TRUE), channel)
    assert forwarded.content == ""
    assert "The quotation is word for word." in answer(await member.context_menu(channel, ASK, forwarded))


async def test_a_message_without_words_is_said_to_have_none(
    desk: Desk, member: MemberActor, channel: ChannelHandle
) -> None:
    message = await member.send(channel, "", attachments=[("picket.png", b"\x89PNG")])
    told(await member.context_menu(channel, ASK, message), NO_WORDS)


async def test_a_failure_behind_the_menu_is_told(
    desk: Desk,
    simcord_env: Env,
    member: MemberActor,
    channel: ChannelHandle,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(desk.client.desk.verifier, "check", failing)
    told(await member.context_menu(channel, ASK, await member.send(channel, TRUE)), SORRY)
    simcord.assert_error(simcord_env, StoreError)
    assert "midnight" not in caplog.text


# --- hostile words ---------------------------------------------------------------------------------

HOSTILE = {
    "mentions": f"@everyone <@1> <@&2> <#3> {TRUE}",
    "one word": "a" * 3_000,
    "markdown": "# x\n> y\n||z|| **b** __u__ ~~s~~ `c` ```d``` [a](https://evil.example) -# s\n" * 30,
    "masked links": "“[The crews walked out at midnight](https://evil.example/x)”, said " * 40,
    "right to left": "“\u202eThe crews walked out at midnight\u202c”, said the guild. \u2066\u2067" * 40,
    "quotations": "“The crews will go back without a contract” " * 60,
    "quotation marks": "“" * 3_000,
    "emoji": "“💡💡 The crews walked out at midday 💡💡” " * 60,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
async def test_hostile_words_neither_ping_nor_break_the_card(
    desk: Desk, member: MemberActor, channel: ChannelHandle, text: str
) -> None:
    result = await member.slash(channel, "verify", text=text[:3_000])
    shown = answer(result)
    assert len(shown) <= 4_000
    unescaped = re.sub(r"\[[^]]*\]\(<https://www\.stagehands\.example/we-are-out>\)|<t:\d+:D>", "", shown)
    assert not re.search(r"(?<!\\)<[@#]|@everyone|\]\(https|\u202e|\u2066|(?<!\\)\|\|", unescaped)
    for request in desk.env.http_requests:
        if request.path.endswith("/callback"):
            assert isinstance(request.json, dict)
            assert request.json["data"]["allowed_mentions"]["parse"] == []


# --- pages -----------------------------------------------------------------------------------------


@pytest.fixture
async def reading(desk: Desk) -> Desk:
    """Let pages be read, of which one says something."""
    desk.fetch_links = True
    desk.pages.says[STORY] = f"The lot was quiet. {TRUE} {CHANGED}"
    await desk.restart()
    return desk


async def test_a_page_is_read_afterwards_and_the_answer_completed_in_place(
    reading: Desk, member: MemberActor, channel: ChannelHandle
) -> None:
    result = await member.slash(channel, "verify", text=STORY)
    assert "The page is being read" in answer(result)
    await reading.client.desk.press.read_next()
    shown = answer(result)
    assert "### What dailycurtain.example quotes" in shown
    assert "1 of 2 quotations is word for word; 1 was changed." in shown
    assert "being read" not in shown
    assert channel.history() == []


async def test_a_page_that_cannot_be_read_says_why(
    reading: Desk, member: MemberActor, channel: ChannelHandle
) -> None:
    result = await member.slash(channel, "verify", text="https://dailycurtain.example/gone")
    await reading.client.desk.press.read_next()
    assert "could not be read: www.press.example answered 404 Not Found" in answer(result)


async def test_without_leave_no_page_is_read(desk: Desk, member: MemberActor, channel: ChannelHandle) -> None:
    assert "being read" not in answer(await member.slash(channel, "verify", text=STORY))


async def test_a_member_may_ask_for_three_pages_a_minute(
    reading: Desk, member: MemberActor, channel: ChannelHandle
) -> None:
    async def is_read(actor: MemberActor) -> bool:
        return "being read" in answer(await actor.slash(channel, "verify", text=STORY))

    assert [await is_read(member) for _ in range(4)] == [True, True, True, False]
    assert await is_read(reading.member("berta"))
    reading.clock.at += timedelta(minutes=1)
    assert await is_read(member)


async def test_an_answer_that_is_gone_holds_up_nobody(
    reading: Desk,
    simcord_env: Env,
    member: MemberActor,
    channel: ChannelHandle,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await member.slash(channel, "verify", text=STORY)
    second = await reading.member("berta").slash(channel, "verify", text=STORY)
    simcord_env.inject_error("PATCH", "/webhooks/*", status=404, code=10008)
    await reading.client.desk.press.read_next()
    await reading.client.desk.press.read_next()
    assert "could not be told about a page (NotFound)" in caplog.text
    assert str(member.id) not in caplog.text
    assert "What dailycurtain.example quotes" in answer(second)


# --- Show in channel -------------------------------------------------------------------------------


async def asked(desk: Desk, actor: MemberActor, channel: ChannelHandle, text: str = CHANGED) -> Any:
    result = await actor.slash(channel, "verify", text=text)
    assert result.response is not None
    return result.response


async def test_the_answer_is_shown_to_all_without_its_button(
    desk: Desk, member: MemberActor, channel: ChannelHandle
) -> None:
    private = await asked(desk, member, channel, f"@everyone {CHANGED}")
    await member.click(private, label=SHOW_LABEL)
    [public] = channel.history()
    assert words(public) == words(private.message)
    assert custom_ids(public) == ["pw:receipt:1"]
    assert not public.flags.ephemeral
    body = desk.env.http_requests[-1].json
    assert isinstance(body, dict)
    assert body["data"]["allowed_mentions"]["parse"] == []


async def test_an_answer_without_a_receipt_is_shown_too(
    desk: Desk, member: MemberActor, channel: ChannelHandle
) -> None:
    await member.click(await asked(desk, member, channel, STRANGE), label=SHOW_LABEL)
    [public] = channel.history()
    assert "No record" in words(public)
    assert custom_ids(public) == []


async def test_it_is_shown_after_a_restart_too_and_receipts_answer(
    desk: Desk, member: MemberActor, channel: ChannelHandle
) -> None:
    private = await asked(desk, member, channel)
    await desk.restart()
    await member.click(private, label=SHOW_LABEL)
    [public] = channel.history()
    receipt = await desk.member("berta").click(public, label="Receipt: We are out")
    told(receipt, "SHA-256")
    told(receipt, "own-host")


async def test_who_may_not_write_there_shows_nothing(desk: Desk, channel: ChannelHandle) -> None:
    silent = desk.env.guild.create_text_channel(
        "read-only",
        overwrites={desk.env.guild.default_role: discord.PermissionOverwrite(send_messages=False)},
    )
    actor = desk.member("berta")
    told(await actor.click(await asked(desk, actor, silent), label=SHOW_LABEL), MAY_NOT_SEND)
    assert silent.history() == []


async def test_in_a_thread_the_right_to_write_in_threads_counts(desk: Desk) -> None:
    refused = discord.PermissionOverwrite(send_messages_in_threads=False)
    parent = desk.env.guild.create_text_channel("parent", overwrites={desk.env.guild.default_role: refused})
    around = desk.client.get_channel(parent.id)
    assert isinstance(around, discord.TextChannel)
    await around.create_thread(name="talk", type=discord.ChannelType.public_thread)
    [thread] = parent.threads
    actor = desk.member("berta")
    told(await actor.click(await asked(desk, actor, thread), label=SHOW_LABEL), MAY_NOT_SEND)
    await actor.click(await asked(desk, actor, parent), label=SHOW_LABEL)
    assert "The quotation was changed." in words(parent.history()[-1])
    assert thread.history() == []


async def test_in_direct_messages_it_is_shown_to_the_member(desk: Desk, member: MemberActor) -> None:
    result = await member.user.slash("verify", text=CHANGED)
    assert result.response is not None
    shown = await member.user.click(result.response, label=SHOW_LABEL)
    assert shown.response is not None
    assert not shown.ephemeral
