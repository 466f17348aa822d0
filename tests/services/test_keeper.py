"""What is forgotten, and that nothing is posted twice, unproven or unknown for it."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.model import Forgettable, Retention
from bot.core.quotes.model import Result
from bot.services.keeper import AFTER_START, EVERY, Keeper
from tests.documents import rss
from tests.services.conftest import NEWS_URL, World, plain

WEEK = timedelta(days=7)
SHORTEST = Retention(raws=WEEK, history=WEEK, gaps=WEEK)
TEXT = "We are on strike from today. Pickets begin at seven in the morning at every gate."
NOTHING: Mapping[Forgettable, int] = dict.fromkeys(Forgettable, 0)


@pytest.fixture
async def old(world: World) -> World:
    """A world in which a statement was posted and edited, and contact was lost, long ago."""
    world.catalogue = replace(world.catalogue, keep=SHORTEST)
    world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    world.edit("on-strike", text=TEXT + " Bring a friend.")
    world.clock.advance(timedelta(minutes=10))
    await world.cycle()
    world.clock.advance(timedelta(hours=3))
    await world.cycle()
    world.clock.advance(timedelta(days=30))
    return world


def keeper(world: World) -> Keeper:
    return world.services.keeper


async def test_after_pruning_nothing_is_posted_twice_and_every_question_has_its_answer(old: World) -> None:
    shown, edits = old.shown(), len(old.poster.edits)
    due = await keeper(old).prunable()
    assert due[Forgettable.HISTORY] >= 4  # steps of the post, and of its edit
    assert due[Forgettable.GAPS] == 1
    assert await keeper(old).prune() == due
    assert await keeper(old).prunable() == await keeper(old).prune() == NOTHING

    await old.services.poller.poll_all(conditional=False)
    await old.services.deliverer.deliver_pending()
    old.site.put(NEWS_URL, rss([]))
    await old.services.poller.poll_all(conditional=False)
    old.serve()
    await old.services.poller.poll_all(conditional=False)
    await old.services.deliverer.deliver_pending()
    assert (old.shown(), len(old.poster.edits)) == (shown, edits)

    receipt = plain(await old.answers.why("https://www.guild.example/on-strike"))
    assert "own-host" in receipt
    for said in (TEXT, TEXT + " Bring a friend."):  # in an earlier revision, and in the newest
        assert (await old.verifier.check(said)).findings[0].result is Result.VERBATIM
    assert "On strike" in plain(await old.answers.latest())


async def test_what_is_kept_for_ever_is_not_counted(old: World) -> None:
    old.catalogue = replace(old.catalogue, keep=Retention(raws=None, history=None, gaps=None))
    assert await keeper(old).prune() == await keeper(old).prunable() == {}


async def test_once_a_day_and_not_at_once(old: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    daily = keeper(old)
    await daily.prune_daily()
    assert (await daily.prunable())[Forgettable.GAPS] == 1
    old.clock.advance(AFTER_START)
    await daily.prune_daily()
    assert await daily.prunable() == NOTHING
    [told] = [one.getMessage() for one in caplog.records if "forgotten" in one.getMessage()]
    assert "1 of gaps" in told

    old.clock.advance(WEEK)
    await old.cycle()  # contact was lost again, and found
    old.clock.advance(2 * WEEK)
    await daily.prune_daily()
    assert await daily.prunable() == NOTHING
    old.clock.advance(EVERY - timedelta(seconds=1))
    caplog.clear()
    await daily.prune_daily()
    old.clock.advance(timedelta(seconds=1))
    await daily.prune_daily()
    assert caplog.records == []  # there was nothing to tell


async def test_a_stop_is_not_kept_waiting(old: World) -> None:
    assert await keeper(old).prune(lambda: True) == NOTHING
    assert (await keeper(old).prunable())[Forgettable.GAPS] == 1
