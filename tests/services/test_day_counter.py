"""One day post a local day, whatever happens in between."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.core.model import Delivery, DeliveryKind, DeliveryState, StrikeEvent
from bot.services.composer import Composer, Obsolete
from tests.services.conftest import NEWS_URL, START, STRIKE, World
from tests.site.server import Reply


async def tick(world: World) -> None:
    services = world.services
    await services.day_counter.enqueue_due()
    await services.deliverer.deliver_pending()


async def test_the_day_is_posted_once_at_the_configured_local_time(world: World) -> None:
    world.clock.at = datetime(2026, 1, 5, 16, 59, tzinfo=UTC)  # 08:59 in Los Angeles
    await tick(world)
    assert world.poster.posts == []
    world.clock.advance(timedelta(minutes=1))
    await tick(world)
    await tick(world)
    assert len(world.poster.posts) == 1
    assert "Day 4" in world.shown()[0]


async def test_the_same_process_asks_the_database_once_a_day(world: World) -> None:
    counter = world.services.day_counter
    await counter.enqueue_due()
    await counter.enqueue_due()
    due = await world.store.due_deliveries("discord:", world.clock.now())
    assert [delivery.kind for delivery in due] == [DeliveryKind.DAY]


async def test_every_day_of_a_week_gets_its_own_post(world: World) -> None:
    for _ in range(7 * 24):
        await tick(world)
        world.clock.advance(timedelta(hours=1))
    days = [text.splitlines()[0] for text in world.shown()]
    assert len(days) == 8
    assert all(f"Day {number}" in day for number, day in zip(range(4, 12), days, strict=True))


async def test_a_post_that_was_not_made_on_its_day_is_not_made_later(world: World) -> None:
    await world.services.day_counter.enqueue_due()
    world.clock.advance(timedelta(days=1))
    await tick(world)
    assert [text.splitlines()[0] for text in world.shown()] == [world.shown()[0].splitlines()[0]]
    assert "Day 5" in world.shown()[0]


async def test_nothing_is_counted_before_the_strike_and_the_end_is_told_once(world: World) -> None:
    ended_at = datetime(2026, 1, 7, 8, 1, tzinfo=UTC)  # 00:01 on the 7th in Los Angeles
    world.catalogue = replace(world.catalogue, strikes=(replace(STRIKE, ended=StrikeEvent(ended_at)),))
    world.clock.at = datetime(2026, 1, 1, 18, 0, tzinfo=UTC)
    for _ in range(10):
        await tick(world)
        world.clock.advance(timedelta(days=1))
    assert len(world.poster.posts) == 6  # days 1 to 5, and the end
    assert "5 days" in world.shown()[-1]


async def test_a_silent_day_tells_whether_the_sources_answered(world: World) -> None:
    await world.services.poller.poll_all()
    await tick(world)
    quiet = world.shown()[-1]
    world.site.put(NEWS_URL, Reply(status=503))
    world.clock.advance(timedelta(days=1))
    await world.services.poller.poll_all()
    await tick(world)
    unreachable = world.shown()[-1]
    assert "othing new" in quiet
    assert "could not reach" in unreachable.lower()
    assert "othing new" not in unreachable


async def test_the_day_post_lists_what_was_said_since_yesterday(world: World) -> None:
    world.say("one", "A statement of today", "This is the first statement. It is short.")
    await world.services.poller.poll_all()
    await world.services.day_counter.enqueue_due()
    await world.services.deliverer.deliver_pending()
    assert "A statement of today" in world.shown()[-1]


async def test_a_strike_that_left_the_file_gets_no_post(world: World) -> None:
    await world.services.day_counter.enqueue_due()
    world.catalogue = replace(world.catalogue, strikes=(), channels=world.catalogue.channels)
    composer = Composer(catalogue=world.catalogue, store=world.store, clock=world.clock)
    [delivery] = await world.store.due_deliveries("discord:", world.clock.now())
    composed = await composer.compose(delivery)
    assert isinstance(composed, Obsolete)
    assert "no longer in feeds.yaml" in composed.reason


async def test_a_row_that_belongs_to_nothing_is_never_posted(world: World) -> None:
    composer = Composer(catalogue=world.catalogue, store=world.store, clock=world.clock)
    row = Delivery(1, DeliveryKind.STATEMENT, "discord:1", DeliveryState.PENDING, 0, "0" * 24, START, START)
    assert isinstance(await composer.compose(row), Obsolete)
