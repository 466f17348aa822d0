"""What the bot lacks in a channel is named at the start, told once, and taken back once it is mended."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.core.errors import PostTemporary
from bot.core.model import Catalogue, Channel
from bot.services.channel_watch import AGAIN_AFTER, ChannelWatch
from tests.services.conftest import World, plain

SEND = "The bot lacks Send Messages in #updates (1): allow it in the channel's settings"
THREADS = "The bot lacks Create Public Threads in #updates (1): allow it in the channel's settings"


@dataclass(slots=True)
class Server:
    """What Discord would say of the channels."""

    is_open: bool = True
    lacks: dict[int, list[str]] = field(default_factory=dict)
    is_down: bool = False
    looks: int = 0

    async def lacking(self, catalogue: Catalogue) -> Mapping[int, Sequence[str]]:
        self.looks += 1
        if self.is_down:
            raise PostTemporary("Discord was not reachable")
        ids = [channel.id for channel in catalogue.channels]
        review = [] if catalogue.review_channel is None else [catalogue.review_channel]
        return {channel_id: self.lacks.get(channel_id, []) for channel_id in (*ids, *review)}


@pytest.fixture
def server(world: World) -> Server:
    world.catalogue = replace(world.catalogue, review_channel=9)
    return Server()


def watch(world: World, server: Server | None) -> ChannelWatch:
    return ChannelWatch(catalogue=world.catalogue, store=world.store, clock=world.clock, places=server)


async def cards(world: World) -> list[tuple[str, str]]:
    """Return the cards that were posted by now, as they stand now."""
    await world.services.deliverer.deliver_due()
    posts = enumerate(world.poster.posts, start=1)
    shown = {f"captured-{number}": (target, plain(message)) for number, (target, _, message) in posts}
    for target, message_id, message in world.poster.edits:
        shown[message_id] = (target, plain(message))
    return list(shown.values())


async def test_what_is_missing_is_told_once_and_taken_back_when_it_is_mended(
    world: World, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    server.lacks = {1: [SEND, THREADS]}
    looking = watch(world, server)
    await looking.look()
    assert [record.message for record in caplog.records if record.levelname == "WARNING"] == [SEND, THREADS]
    shown = await cards(world)
    assert [target for target, _ in shown] == ["discord:9", "discord:9"]
    assert all("A channel is not ready for the bot" in text for _, text in shown)
    assert SEND in shown[0][1]
    await looking.look()  # nothing changed, and nobody is asked
    assert server.looks == 1
    server.lacks = {1: [THREADS]}
    looking.look_again()
    await looking.look()
    first, second = [text for _, text in await cards(world)]
    assert "A channel is ready" in first
    assert "Mended" in first
    assert "A channel is not ready" in second
    assert caplog.records[-1].message == f"mended in discord:1: {SEND}"


async def test_every_start_names_it_in_the_log_and_shows_no_second_card(
    world: World, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    server.lacks = {1: [SEND]}
    await watch(world, server).look()
    await cards(world)
    caplog.clear()
    await watch(world, server).look()
    assert [record.message for record in caplog.records] == [SEND]
    assert len(await cards(world)) == 1


async def test_what_is_missing_is_looked_for_again_by_itself(world: World, server: Server) -> None:
    server.lacks = {1: [SEND]}
    looking = watch(world, server)
    await looking.look()
    world.clock.advance(AGAIN_AFTER)
    server.lacks = {}
    await looking.look()
    world.clock.advance(AGAIN_AFTER)
    await looking.look()
    assert server.looks == 2
    assert await cards(world) == []  # it was mended before its card was posted


async def test_about_the_review_channel_itself_the_log_alone_tells(
    world: World, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    server.lacks = {9: ["The bot lacks Send Messages in #review (9)"]}
    await watch(world, server).look()
    assert await cards(world) == []
    assert caplog.records[0].message == "The bot lacks Send Messages in #review (9)"


async def test_another_channel_in_the_file_is_looked_at_and_one_taken_out_is_told_of_no_more(
    world: World, server: Server
) -> None:
    server.lacks = {1: [SEND], 2: ["Channel 2 takes no messages"]}
    looking = watch(world, server)
    await looking.look()
    assert len(await cards(world)) == 1
    elsewhere = replace(world.catalogue, channels=(Channel(2, frozenset({"guild-news"})),))
    later = ChannelWatch(catalogue=elsewhere, store=world.store, clock=world.clock, places=server)
    await later.look()
    (first, second) = [text for _, text in await cards(world)]
    assert "A channel is not ready" in first  # as it was: nobody knows whether it was mended
    assert "Channel 2 takes no messages" in second
    server.lacks = {}
    later.look_again()
    await later.look()
    assert "A channel is ready" in (await cards(world))[1][1]


async def test_nobody_is_asked_before_the_login_or_without_channels_and_a_failure_is_no_answer(
    world: World, server: Server
) -> None:
    await watch(world, None).look()
    server.is_open = False
    looking = watch(world, server)
    await looking.look()
    assert server.looks == 0
    server.is_open, server.is_down = True, True
    await looking.look()
    await looking.look()
    assert server.looks == 1
    server.is_down, server.lacks = False, {1: [SEND]}
    world.clock.advance(timedelta(minutes=5))
    await looking.look()
    assert len(await cards(world)) == 1
