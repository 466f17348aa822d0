"""A statement's whole text from a real database, and a card whose summary turns out to be none."""

from dataclasses import replace

import pytest

from bot.core.model import Summary
from bot.core.reading import ReadAsked
from bot.services import cards
from tests.services.conftest import PRESS, World, plain

TEXT = "We are on strike from today. Pickets begin at seven in the morning at every gate."


async def test_the_text_is_told_of_what_is_stored_alone_whoever_is_followed_now(world: World) -> None:
    world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    assert TEXT in plain(await world.answers.read(ReadAsked(None, 1)))
    assert "no record of this post" in plain(await world.answers.read(ReadAsked(None, 99)))
    assert "no record of this post" in plain(await world.answers.read(ReadAsked("0" * 24, None)))
    world.catalogue = replace(world.catalogue, feeds=(PRESS,))
    assert "Straight from the union" in plain(await world.answers.read(ReadAsked(None, 1)))


async def test_picket_times_are_quoted_with_all_their_lines(world: World) -> None:
    lines = [f"• Gate {number}: Monday, {number} p.m. to 9 p.m." for number in range(1, 6)]
    item = world.say("pickets", "Pickets", "\n".join(["Sign in with your captain.", "", *lines]))
    world.items = [replace(item, categories=("Picket schedule",))]
    world.serve()
    await world.cycle()
    [shown] = world.shown()
    assert all(f"> {line.removeprefix('• ')}" in shown for line in lines)


async def test_what_is_no_whole_sentence_is_posted_without_a_quotation_and_logged(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(cards, "summarise", lambda *_, **__: Summary(((0, 6),)))
    world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    [shown] = world.shown()
    assert "We are" not in shown
    assert "Read it on the union's own page." in shown
    assert "entry 1 is shown without a quotation" in caplog.text
