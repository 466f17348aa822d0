from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import simcord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.env import Env

from bot.core.errors import StoreError
from bot.core.model import ActionButton, Image, LinkButton, Message, MessageKind
from bot.discord_app.client import PicketwireClient
from bot.discord_app.poster import DiscordPoster
from bot.discord_app.views import LEFT_OUT, MAX_COMPONENTS, MAX_TEXT, SORRY, layout
from tests.discord_app.samples import (
    NONCE,
    OTHER_NONCE,
    QUOTATION,
    STATEMENT_URL,
    SampleAnswers,
    answer,
    block,
    card,
    sample_client,
)

TEXT, GALLERY, SEPARATOR, ROW, BUTTON, CONTAINER = 10, 12, 14, 1, 2, 17


def walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for component in components:
        yield component
        yield from walk(component.get("components", []))


def components(message: Message) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = layout(message).to_components()  # type: ignore[no-untyped-call]
    return sent


def sent(message: Message) -> list[dict[str, Any]]:
    return list(walk(components(message)))


def texts(message: Message) -> list[str]:
    return [component["content"] for component in sent(message) if component["type"] == TEXT]


async def test_a_card_is_a_container_with_its_texts_and_its_buttons_in_one_row() -> None:
    (container,) = components(card())
    assert container["type"] == CONTAINER
    assert [part["type"] for part in container["components"]] == [TEXT, TEXT, TEXT, SEPARATOR, ROW]
    link, how = container["components"][-1]["components"]
    assert (link["url"], link["label"]) == (STATEMENT_URL, "Read it on www.stagehands.example")
    assert (how["custom_id"], how["label"]) == (f"pw:how:{NONCE}", "How do we know?")


async def test_each_kind_has_its_own_colour() -> None:
    colours = {
        components(Message(kind=kind, blocks=(block("x"),)))[0]["accent_color"] for kind in MessageKind
    }
    assert len(colours) == len(MessageKind)


async def test_a_line_parts_what_begins_with_a_heading() -> None:
    message = Message(MessageKind.ANSWER, tuple(map(block, ("## One", "a", "## Two", "b"))))
    assert [c["type"] for c in sent(message)] == [CONTAINER, TEXT, TEXT, SEPARATOR, TEXT, TEXT]


async def test_empty_blocks_are_not_sent_because_discord_refuses_them() -> None:
    assert texts(Message(MessageKind.ANSWER, (block("a"), block(" \n"), block("b")))) == ["a", "b"]


@pytest.mark.parametrize("filler", ["x", "\N{POLICE CARS REVOLVING LIGHT}", "\ud800"])
async def test_text_over_the_limit_is_left_out_by_whole_blocks(filler: str) -> None:
    shown = texts(card(*(filler * 450 for _ in range(12))))
    assert sum(len(text) for text in shown) <= MAX_TEXT
    assert shown[2] == QUOTATION
    assert set(shown[3:-1]) == {filler * 450}
    assert shown[-1] == LEFT_OUT


async def test_text_at_the_limit_is_sent_whole() -> None:
    assert texts(answer("x" * MAX_TEXT)) == ["x" * MAX_TEXT]
    assert texts(answer("x" * (MAX_TEXT + 1))) == [LEFT_OUT]


@pytest.mark.parametrize("heading", ["", "# "])
async def test_no_more_components_than_discord_takes(heading: str) -> None:
    message = card(*(f"{heading}{number}" for number in range(60)))
    assert len(sent(message)) in {MAX_COMPONENTS, MAX_COMPONENTS - 1}
    assert texts(message)[-1] == LEFT_OUT
    assert sum(component["type"] == BUTTON for component in sent(message)) == 2


async def test_a_role_that_is_called_stands_above_the_card_and_takes_of_its_room() -> None:
    call = "<@&777>"
    calling = replace(answer("x" * (MAX_TEXT - len(call))), mention_role=777)
    assert texts(calling) == [call, "x" * (MAX_TEXT - len(call))]
    assert [part["type"] for part in components(calling)] == [TEXT, CONTAINER]
    assert texts(replace(answer("x" * MAX_TEXT), mention_role=777)) == [call, LEFT_OUT]
    many = replace(card(*map(str, range(60))), mention_role=777)
    assert len(sent(many)) <= MAX_COMPONENTS


async def test_a_picture_of_the_unions_stands_below_the_words_with_the_unions_words_for_it() -> None:
    picture = Image("https://www.stagehands.example/line.png", "Members on the line at Gate 3")
    (container,) = components(replace(card(), image=picture))
    assert [part["type"] for part in container["components"]] == [TEXT, TEXT, TEXT, GALLERY, SEPARATOR, ROW]
    [item] = container["components"][3]["items"]
    assert (item["media"]["url"], item["description"]) == (picture.url, picture.alt)
    assert len(sent(replace(card(*map(str, range(60))), image=picture))) == MAX_COMPONENTS


async def test_buttons_beyond_five_take_another_row() -> None:
    buttons = tuple(LinkButton(f"Page {n}", f"{STATEMENT_URL}/{n}") for n in range(7))
    (container,) = components(Message(MessageKind.ANSWER, (block("x"),), buttons))
    rows = [part["components"] for part in container["components"] if part["type"] == ROW]
    assert [len(row) for row in rows] == [5, 2]


@pytest.mark.parametrize(
    "url",
    ["ftp://www.stagehands.example/", "javascript:alert(1)", "discord://x", STATEMENT_URL + "?" + "x" * 512],
)
async def test_an_address_discord_refuses_costs_its_button_and_not_the_post(url: str) -> None:
    message = Message(MessageKind.ANSWER, (block("x"),), (LinkButton("Read it", url),))
    assert [c["type"] for c in sent(message)] == [CONTAINER, TEXT]


async def test_a_long_label_is_cut() -> None:
    message = Message(MessageKind.ANSWER, (), (LinkButton("l" * 100, STATEMENT_URL),))
    assert [c["type"] for c in sent(message)] == [CONTAINER, ROW, BUTTON]
    assert sent(message)[-1]["label"] == "l" * 80


@pytest.mark.parametrize("nonce", ["", "xyz", NONCE + "0\n"])
async def test_a_button_that_nothing_would_answer_is_a_mistake(nonce: str) -> None:
    message = Message(MessageKind.ANSWER, (), (ActionButton("How?", f"pw:{nonce}"),))
    with pytest.raises(ValueError, match="template"):
        layout(message)


async def test_the_button_answers_whoever_presses_it_with_its_own_receipt(
    poster: DiscordPoster, member: MemberActor, channel: ChannelHandle, target: str
) -> None:
    await poster.post(target, card(), nonce=NONCE)
    await poster.post(target, card(nonce=OTHER_NONCE), nonce=OTHER_NONCE)
    first, second = channel.history()
    for message, nonce in ((first, NONCE), (second, OTHER_NONCE)):
        result = await member.click(message, custom_id=f"pw:how:{nonce}")
        simcord.assert_responded(result, component_text=f"receipt {nonce}", ephemeral=True)
    assert len(channel.history()) == 2


async def test_the_button_answers_after_a_restart(
    simcord_env: Env, poster: DiscordPoster, member: MemberActor, channel: ChannelHandle, target: str
) -> None:
    await poster.post(target, card(), nonce=NONCE)
    await simcord_env.restart_bot(sample_client())
    posted = channel.last_message
    assert posted is not None
    result = await member.click(posted, custom_id=f"pw:how:{NONCE}")
    simcord.assert_responded(result, component_text=f"receipt {NONCE}", ephemeral=True)


async def test_a_receipt_that_fails_is_logged_and_told_to_the_asker(
    poster: DiscordPoster,
    member: MemberActor,
    channel: ChannelHandle,
    target: str,
    answers: SampleAnswers,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await poster.post(target, card(), nonce=NONCE)
    answers.failing = StoreError("the database is on strike")
    posted = channel.last_message
    assert posted is not None
    result = await member.click(posted, custom_id=f"pw:how:{NONCE}")
    simcord.assert_responded(result, component_text=SORRY, ephemeral=True)
    assert "the database is on strike" in caplog.text
    assert "alma" not in caplog.text
    assert str(member.id) not in caplog.text


async def test_nothing_of_a_posted_card_stays_in_memory(
    poster: DiscordPoster, simcord_bot: PicketwireClient, target: str
) -> None:
    await poster.post(target, card(), nonce=NONCE)
    assert simcord_bot.persistent_views == []


async def test_where_things_stand_is_told_to_whoever_asks(
    simcord_env: Env,
    poster: DiscordPoster,
    member: MemberActor,
    channel: ChannelHandle,
    target: str,
    answers: SampleAnswers,
) -> None:
    marked = Message(MessageKind.DAY, (block("Day 4"),), (ActionButton("Where?", f"pw:status:{NONCE}"),))
    await poster.post(target, marked, nonce=NONCE)
    await simcord_env.restart_bot(sample_client(answers))
    posted = channel.last_message
    assert posted is not None
    result = await member.click(posted, custom_id=f"pw:status:{NONCE}")
    simcord.assert_responded(result, component_text="status", ephemeral=True)
    answers.failing = StoreError("the database is on strike")
    result = await member.click(posted, custom_id=f"pw:status:{NONCE}")
    simcord.assert_responded(result, component_text=SORRY, ephemeral=True)


async def test_what_changed_is_told_to_whoever_asks(
    simcord_env: Env,
    poster: DiscordPoster,
    member: MemberActor,
    channel: ChannelHandle,
    target: str,
    answers: SampleAnswers,
) -> None:
    button = ActionButton("What changed?", f"pw:changed:{OTHER_NONCE}")
    await poster.post(target, replace(card(), buttons=(*card().buttons, button)), nonce=NONCE)
    await simcord_env.restart_bot(sample_client(answers))
    posted = channel.last_message
    assert posted is not None
    result = await member.click(posted, custom_id=button.custom_id)
    simcord.assert_responded(result, component_text=f"what changed {OTHER_NONCE}", ephemeral=True)
    answers.failing = StoreError("the database is on strike")
    result = await member.click(posted, custom_id=button.custom_id)
    simcord.assert_responded(result, component_text=SORRY, ephemeral=True)
