"""Posts in a terminal."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from bot.adapters.terminal import TerminalPoster
from bot.core.model import ActionButton, Block, Image, LinkButton, Message, MessageKind
from bot.ports import Poster


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO(), width=100, force_terminal=True, color_system="truecolor")


def shown(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def message(plain: str, *buttons: LinkButton | ActionButton) -> Message:
    return Message(MessageKind.STATEMENT, (Block("**not shown**", plain),), buttons)


async def test_a_post_is_a_panel_with_its_buttons(console: Console) -> None:
    poster: Poster = TerminalPoster(console)
    post = message(
        "Talks break down\n> We left.",
        LinkButton("Read it on guild.example", "https://guild.example/1"),
        ActionButton("How do we know?", "pw:how:0"),
    )
    assert await poster.post("terminal", post, nonce="abc") == "terminal-abc"
    text = shown(console)
    assert "Statement" in text
    assert "> We left." in text
    assert "Read it on guild.example: https://guild.example/1" in text
    assert "[How do we know?]" in text
    assert "not shown" not in text


async def test_markup_and_control_sequences_are_inert(console: Console) -> None:
    await TerminalPoster(console).post(
        "terminal",
        message(
            "[red]a[/red] \x1b]0;owned\x07 \u202eb [link=x]",
            LinkButton("[b]\x1b[2J", "https://x.example/\x1b"),
        ),
        nonce="abc",
    )
    text = shown(console)
    assert r"[red]a[/red] \x1b]0;owned\x07 \u202eb [link=x]" in text
    assert r"[b]\x1b[2J: https://x.example/\x1b" in text
    assert "\x1b]0;" not in text
    assert "\x1b[2J" not in text


async def test_an_edit_is_shown_as_an_update(console: Console) -> None:
    poster = TerminalPoster(console)
    await poster.edit("terminal", "terminal-abc", message("New words"))
    assert "Updated" in shown(console)
    assert "New words" in shown(console)


async def test_publishing_shows_nothing(console: Console) -> None:
    poster = TerminalPoster(console)
    await poster.publish("terminal", "terminal-abc")
    assert shown(console) == ""
    assert poster.target_prefix == "terminal"


async def test_a_picture_is_told_in_the_unions_words_for_it(console: Console) -> None:
    poster = TerminalPoster(console)
    picture = Image("https://guild.example/line.png", "The line\x1b[31m at Gate 3")
    await poster.post("terminal", replace(message("Talks break down"), image=picture), nonce="abc")
    assert "[image: The line\\x1b[31m at Gate 3]" in shown(console)
