"""Each channel's posts, day posts and cards are in its own language; the union's words in theirs."""

from dataclasses import dataclass, field, replace
from datetime import time, timedelta

import pytest

from bot.adapters.capture import CapturePoster
from bot.core.language import ENGLISH, spoken
from bot.core.model import Channel, Message
from tests.services.conftest import World, plain

TEXT = "We walked out at midnight. Forty of us stand at the gate."


@dataclass(slots=True)
class Listening(CapturePoster):
    """Keeps in which language it was asked to post."""

    heard: dict[str, str] = field(default_factory=dict)  #: by target

    async def post(self, target: str, message: Message, *, nonce: str) -> str:
        self.heard[target] = spoken().code
        # Named in full: a dataclass with slots is another class than the one `super` would look for.
        return await CapturePoster.post(self, target, message, nonce=nonce)


@pytest.fixture
def two_channels(world: World) -> World:
    """Let an English and a Spanish channel carry the same, and Spanish-speaking admins review."""
    carried = frozenset({"guild-news"})
    world.catalogue = replace(
        world.catalogue,
        channels=(
            Channel(1, carried, "tv", time(9, 0)),
            Channel(2, carried, "tv", time(9, 0), language="es"),
        ),
        review_channel=3,
        review_language="es",
    )
    world.poster = Listening("discord:")
    return world


def posted(world: World, target: str) -> list[str]:
    return [plain(message) for at, _, message in world.poster.posts if at == target]


async def test_a_statement_is_posted_in_each_channels_language(two_channels: World) -> None:
    two_channels.say("out", "We are out", TEXT)
    await two_channels.cycle()
    [english], [spanish] = posted(two_channels, "discord:1"), posted(two_channels, "discord:2")
    assert "Straight from Example Performers Guild" in english
    assert "Directamente de Example Performers Guild" in spanish
    for card in (english, spanish):
        assert "We are out" in card
        assert "> We walked out at midnight." in card
    assert isinstance(two_channels.poster, Listening)
    assert two_channels.poster.heard == {"discord:1": "en", "discord:2": "es"}
    assert spoken() is ENGLISH


async def test_the_day_is_posted_in_each_channels_language(two_channels: World) -> None:
    two_channels.say("out", "We are out", TEXT)
    await two_channels.cycle()
    two_channels.clock.advance(timedelta(hours=24))
    services = two_channels.services
    await services.day_counter.enqueue_due()
    await services.deliverer.deliver_pending()
    assert any("Day 5 of the TV strike" in card for card in posted(two_channels, "discord:1"))
    spanish = [card for card in posted(two_channels, "discord:2") if "Día 5: TV strike" in card]
    assert len(spanish) == 1
    assert "En huelga desde el 2 de enero de 2026." in spanish[0]


async def test_an_edit_stays_in_its_channels_language(two_channels: World) -> None:
    two_channels.say("out", "We are out", TEXT)
    await two_channels.cycle()
    two_channels.clock.advance(timedelta(hours=1))
    two_channels.edit("out", text=TEXT.replace("Forty", "Fifty"))
    await two_channels.cycle()
    edits = {target: plain(message) for target, _, message in two_channels.poster.edits}
    assert "Updated" in edits["discord:1"]
    assert "Actualizado" in edits["discord:2"]


async def test_what_is_held_is_shown_to_the_admins_in_their_language(two_channels: World) -> None:
    item = two_channels.say("near", "We are out", TEXT)
    two_channels.items = [replace(item, link="https://es.guild.example/near")]
    two_channels.serve()
    await two_channels.cycle()
    [card] = posted(two_channels, "discord:3")
    assert "Retenida para una persona: We are out" in card
    assert "Regla: si su sitio solo se acerca al del sindicato, link-subdomain" in card
