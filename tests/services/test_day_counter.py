"""One day post a local day, whatever happens in between."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.adapters.capture import CapturePoster
from bot.core.errors import PostPermanent
from bot.core.model import (
    AuditAction,
    AuditRecord,
    Channel,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Feed,
    Page,
    Review,
    ReviewDecision,
    StrikeEvent,
)
from bot.core.render import marks_of
from bot.ports import PageReader
from bot.services.composer import Composer
from bot.services.day_counter import DayCounter
from bot.services.obsolete import Obsolete
from bot.wiring import Reading, build_services
from tests.documents import Item
from tests.services.conftest import NEWS_URL, START, STRIKE, DirectParser, World, plain
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


async def days_go_by(world: World, days: int, *, every: timedelta = timedelta(hours=6)) -> None:
    for _ in range(days * (timedelta(days=1) // every)):
        await tick(world)
        world.clock.advance(every)


def with_strike(world: World, **changes: Any) -> None:
    """Edit feeds.yaml; what reads it next does so as after a restart."""
    world.catalogue = replace(world.catalogue, strikes=(replace(STRIKE, **changes),))


def headlines(world: World) -> list[str]:
    return [text.splitlines()[0] for text in world.shown()]


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STRIKE.timezone).astimezone(UTC)


OVER = "The TV strike is over"
ENDED = StrikeEvent(local("2026-01-07T00:01"))


async def test_nothing_is_counted_before_the_strike_and_the_end_is_told_once(world: World) -> None:
    with_strike(world, ended=ENDED)
    world.clock.at = local("2026-01-01T10:00")
    await days_go_by(world, 20)
    assert headlines(world) == [*(f"Day {day} of the TV strike" for day in range(1, 6)), OVER]
    assert "It lasted 5 days (2 January 2026 to 6 January 2026)." in world.shown()[-1]


async def test_the_end_is_told_however_late_it_is_entered_on_its_day_or_in_the_week_after(
    world: World,
) -> None:
    world.clock.at = local("2026-01-07T09:00")
    await tick(world)  # nobody has entered yet that it ended in the night
    with_strike(world, ended=ENDED)
    world.clock.at = local("2026-01-07T15:00")
    await tick(world)
    assert headlines(world) == ["Day 6 of the TV strike", OVER]


@pytest.mark.parametrize(("back", "expected"), [("2026-01-14T10:00", [OVER]), ("2026-01-15T10:00", [])])
async def test_a_bot_that_was_down_tells_the_end_within_a_week(
    world: World, back: str, expected: list[str]
) -> None:
    with_strike(world, ended=ENDED)
    world.clock.at = local(back)
    await days_go_by(world, 3)
    assert headlines(world) == expected


async def test_a_suspended_strike_that_ends_has_one_total(world: World) -> None:
    suspended = StrikeEvent(local("2026-01-07T00:01"))
    with_strike(world, suspended=suspended)
    world.clock.at = local("2026-01-07T09:00")
    await days_go_by(world, 3)
    with_strike(world, suspended=suspended, ended=StrikeEvent(local("2026-01-09T12:00")))
    await days_go_by(world, 3)
    assert headlines(world) == ["The TV strike is suspended"]
    [(_, _, edited)] = world.poster.edits
    assert plain(edited).startswith("The TV strike is over\nIt lasted 5 days (2 January 2026 to 6 January")


async def test_a_total_of_as_many_days_is_corrected_where_its_dates_are(world: World) -> None:
    with_strike(world, ended=ENDED)
    world.clock.at = local("2026-01-07T09:00")
    await tick(world)
    moved = StrikeEvent(local("2026-01-06T00:01"))
    with_strike(world, first_on=STRIKE.first_on - timedelta(days=1), ended=moved)
    await days_go_by(world, 10)
    assert headlines(world) == [OVER]
    [(_, _, edited)] = world.poster.edits
    assert "It lasted 5 days (1 January 2026 to 5 January 2026)." in plain(edited)


async def test_another_end_with_the_same_total_leaves_the_post_alone(world: World) -> None:
    with_strike(world, ended=ENDED)
    world.clock.at = local("2026-01-07T09:00")
    await tick(world)
    with_strike(world, ended=StrikeEvent(local("2026-01-07T06:30")))
    await days_go_by(world, 3)
    assert world.poster.edits == []


async def test_an_end_that_is_corrected_brings_the_total_up_to_date_in_place(world: World) -> None:
    with_strike(world, ended=ENDED)
    world.clock.at = local("2026-01-07T09:00")
    await days_go_by(world, 10)
    for _ in range(2):
        with_strike(world, ended=StrikeEvent(local("2026-01-06T00:01")))
        await days_go_by(world, 2)
        with_strike(world, ended=ENDED)
        await days_go_by(world, 2)
    assert headlines(world) == [OVER]
    shown = [plain(message) for _, _, message in world.poster.edits]
    assert ["It lasted 4 days" in text for text in shown] == [True, False, True, False]
    assert all("Brought up to date by what an admin has entered since." in text for text in shown)
    nonces = {marks_of(message) for _, _, message in [*world.poster.edits, *world.poster.posts]}
    assert len(nonces) == 1


async def test_a_total_that_waits_shows_the_corrected_number(world: World) -> None:
    with_strike(world, ended=ENDED)
    world.clock.at = local("2026-01-07T09:00")
    await world.services.day_counter.enqueue_due()
    with_strike(world, ended=StrikeEvent(local("2026-01-06T00:01")))
    await tick(world)
    assert ["It lasted 4 days" in text for text in world.shown()] == [True]
    assert world.poster.edits == []


async def test_an_end_that_is_taken_back_is_taken_back_in_the_channel(world: World) -> None:
    with_strike(world, ended=ENDED)
    world.clock.at = local("2026-01-07T09:00")
    await tick(world)
    with_strike(world)
    world.clock.at = local("2026-01-08T09:00")
    await tick(world)
    assert [plain(message).splitlines()[0] for _, _, message in world.poster.edits] == [
        "Taken back: the TV strike goes on"
    ]
    with_strike(world, ended=StrikeEvent(local("2026-01-20T00:01")))
    world.clock.at = local("2026-01-20T09:00")
    await days_go_by(world, 3)
    assert headlines(world) == [OVER, "Day 7 of the TV strike", OVER]
    assert "It lasted 18 days" in world.shown()[-1]
    assert len(world.poster.edits) == 1


async def test_an_end_taken_back_before_it_was_told_is_not_told_and_may_come_again(world: World) -> None:
    with_strike(world, ended=ENDED)
    world.clock.at = local("2026-01-07T09:00")
    await world.services.day_counter.enqueue_due()
    with_strike(world)
    await tick(world)
    assert headlines(world) == ["Day 6 of the TV strike"]
    with_strike(world, ended=ENDED)
    world.clock.at = local("2026-01-07T12:00")
    await tick(world)
    assert headlines(world) == ["Day 6 of the TV strike", OVER]


@pytest.mark.parametrize("event", ["ended", "suspended"])
async def test_a_stop_in_the_evening_is_not_told_in_the_morning(world: World, event: str) -> None:
    with_strike(world, **{event: StrikeEvent(local("2026-01-07T17:00"))})
    with_topic(world)
    services = world.services  # one process all day
    for at in ("2026-01-07T09:00", "2026-01-07T12:00", "2026-01-07T16:59", "2026-01-07T17:00"):
        world.clock.at = local(at)
        await services.day_counter.enqueue_due()
        await services.deliverer.deliver_pending()
        asked_now = plain(await world.answers.day()).splitlines()[0]
        by_date = plain(await world.answers.day(date(2026, 1, 7))).splitlines()[0]
        over = "The TV strike is over" if event == "ended" else "The TV strike is suspended"
        expected = ["Day 6 of the TV strike", over] if at.endswith("17:00") else ["Day 6 of the TV strike"]
        assert headlines(world) == expected
        assert asked_now == by_date == expected[-1]
        assert world.poster.topics[-1][1].startswith(expected[-1])
    await days_go_by(world, 2)
    assert len(world.poster.posts) == 2


async def test_an_end_at_the_last_minute_of_a_day_is_told_the_next_morning(world: World) -> None:
    with_strike(world, ended=StrikeEvent(local("2026-01-07T23:59")))
    world.clock.at = local("2026-01-07T09:00")
    await days_go_by(world, 3)
    assert headlines(world) == ["Day 6 of the TV strike", OVER]
    assert "It lasted 5 days (2 January 2026 to 6 January 2026)." in world.shown()[-1]


async def test_an_agreement_of_the_evening_is_not_told_in_the_morning(world: World) -> None:
    with_strike(world, tentative_agreement=StrikeEvent(local("2026-01-07T17:00")))
    world.clock.at = local("2026-01-07T09:00")
    await tick(world)
    assert "On strike since 2 January 2026." in world.shown()[0]
    assert "Tentative agreement" not in world.shown()[0]


async def test_an_edit_of_a_total_waits_for_no_strike_that_goes_on(world: World) -> None:
    with_strike(world, ended=ENDED)
    world.clock.at = local("2026-01-07T09:00")
    await tick(world)
    with_strike(world, ended=StrikeEvent(local("2026-01-06T00:01")))
    await world.services.day_counter.enqueue_due()
    with_strike(world)
    await world.services.deliverer.deliver_pending()
    assert world.poster.edits == []
    world.clock.at = local("2026-01-07T10:00")
    await tick(world)
    assert len(world.poster.edits) == 1
    assert headlines(world) == [OVER, "Day 6 of the TV strike"]


async def test_a_day_that_turns_out_not_to_be_counted_is_not_posted(world: World) -> None:
    world.clock.at = local("2026-01-07T09:00")
    await world.services.day_counter.enqueue_due()
    with_strike(world, ended=ENDED)
    await tick(world)
    assert headlines(world) == [OVER]


async def test_a_channel_that_gave_the_counter_up_gets_no_post(world: World) -> None:
    await world.services.day_counter.enqueue_due()
    world.catalogue = replace(world.catalogue, channels=(Channel(1, frozenset({"guild-news"})),))
    await tick(world)
    assert world.shown() == []


async def test_a_changed_hour_makes_no_second_post(world: World) -> None:
    await tick(world)
    for hour in (11, 23, 1):
        world.catalogue = replace(
            world.catalogue, channels=(Channel(1, frozenset({"guild-news"}), "tv", time(hour)),)
        )
        world.clock.advance(timedelta(hours=1))
        await tick(world)
    assert headlines(world) == ["Day 4 of the TV strike"]


async def test_two_channels_have_their_own_hours(world: World) -> None:
    late = Channel(2, frozenset(), "tv", time(18))
    world.catalogue = replace(world.catalogue, channels=(*world.catalogue.channels, late))
    world.clock.at = local("2026-01-05T00:00")
    posted: list[tuple[str, str]] = []
    for _ in range(48):
        before = len(world.poster.posts)
        await tick(world)
        at = world.clock.at.astimezone(STRIKE.timezone).strftime("%d %H")
        posted += [(target, at) for target, _, _ in world.poster.posts[before:]]
        world.clock.advance(timedelta(hours=1))
    assert posted == [
        ("discord:1", "05 09"),
        ("discord:2", "05 18"),
        ("discord:1", "06 09"),
        ("discord:2", "06 18"),
    ]


async def test_a_day_post_tells_what_was_said_since_the_post_before_and_nothing_twice(world: World) -> None:
    async def post(at: str) -> str:
        world.clock.at = local(at)
        await world.services.poller.poll_all()
        await tick(world)
        return world.shown()[-1]

    async def said(at: str, name: str) -> None:
        world.clock.at = local(at)
        world.say(name, f"Statement {name}", f"The words of statement {name} are these.")
        await world.cycle()

    await said("2026-01-04T08:00", "before")
    await said("2026-01-04T10:00", "one")
    first = await post("2026-01-05T09:00")
    assert "since 2026-01-04 17:00 UTC:" in first
    assert "Statement one" in first
    assert "Statement before" not in first
    await said("2026-01-05T23:00", "two")
    world.say("late", "Statement late", "This one was published before it could be read here.")
    second = await post("2026-01-06T09:00")
    assert "since yesterday's post:" in second
    assert "Statement two" in second
    assert "Statement late" in second
    assert "Statement one" not in second
    third = await post("2026-01-07T14:00")  # it was off at nine
    assert "Nothing new from Example Performers Guild since 2026-01-06 07:00 UTC" in third
    await said("2026-01-07T15:00", "three")
    fourth = await post("2026-01-08T09:00")
    assert "Statement three" in fourth
    await said("2026-01-08T10:00", "four")
    fifth = await post("2026-01-10T09:00")  # no post on the 9th
    assert "Said by Example Performers Guild since 2026-01-08 17:00 UTC:" in fifth
    assert "Statement four" in fifth


class SlowPages:
    """Reads pages so slowly that something else happens in between."""

    def __init__(self, pages: PageReader, meanwhile: Callable[[], Awaitable[None]]) -> None:
        self._pages = pages
        self._meanwhile = meanwhile

    async def read(self, feed: Feed, url: str) -> Page:
        await self._meanwhile()
        return await self._pages.read(feed, url)


async def test_what_was_fetched_before_a_day_post_and_stored_after_it_is_told_in_the_next(
    world: World,
) -> None:
    async def day_post() -> None:
        world.clock.at = local("2026-01-06T09:00:05")
        await tick(world)

    world.clock.at = local("2026-01-05T20:00")
    world.say("known", "The first one", "The gates are ours. We walk until the evening.")
    await world.services.poller.poll_all()
    world.clock.at = local("2026-01-06T08:59:50")
    world.say("slow", "A slow one", "We are on strike from today. Pickets begin at seven, and they...")
    services = build_services(
        catalogue=world.catalogue,
        store=world.store,
        reading=Reading(world.fetcher, DirectParser(), SlowPages(world.pages, day_post)),
        poster=world.poster,
        clock=world.clock,
    )
    await services.poller.poll_all()
    posted = [text for text in world.shown() if text.startswith("Day 5")]
    world.clock.at = local("2026-01-07T09:00")
    await tick(world)
    posted += [text for text in world.shown() if text.startswith("Day 6")]
    assert ["The first one" in text for text in posted] == [True, False]
    assert ["A slow one" in text for text in posted] == [False, True]
    world.clock.at = local("2026-01-08T09:00")
    await tick(world)
    assert world.shown()[-1].startswith("Day 7")
    assert "A slow one" not in world.shown()[-1]


async def test_the_total_tells_what_was_said_since_the_last_day(world: World) -> None:
    world.clock.at = local("2026-01-06T09:00")
    await tick(world)
    world.clock.at = local("2026-01-06T20:00")
    world.say("over", "The strike is over", "The agreement was ratified. We go back to work.")
    await world.services.poller.poll_all()
    with_strike(world, ended=ENDED)
    world.clock.at = local("2026-01-07T09:00")
    await tick(world)
    total = next(text for text in world.shown() if text.startswith(OVER))
    assert "Said by Example Performers Guild since yesterday's post:\n• The strike is over" in total


async def test_an_approved_statement_is_news_when_it_is_approved(world: World) -> None:
    world.clock.at = local("2026-01-05T20:00")
    world.items.insert(
        0, Item("A held one", "https://es.guild.example/held", "Words.", world.clock.at, guid="held")
    )
    world.serve()
    await world.cycle()
    world.clock.at = local("2026-01-06T09:00")
    await tick(world)
    assert "waits for an admin to look at it" in world.shown()[-1]
    [held] = await world.store.held_entries(10)
    world.clock.at = local("2026-01-06T12:00")
    review = Review(held.entry_id, held.revision, ReviewDecision.APPROVED, "cli:rosa", world.clock.at)
    audit = AuditRecord(world.clock.at, "cli:rosa", AuditAction.APPROVE, f"entry:{held.entry_id}", "")
    await world.store.decide(review, targets=(), audit=audit)
    world.clock.at = local("2026-01-07T09:00")
    await tick(world)
    assert "A held one" in world.shown()[-1]


async def test_a_silent_day_tells_whether_the_sources_answered(world: World) -> None:
    await world.services.poller.poll_all()
    await tick(world)
    quiet = world.shown()[-1]
    world.site.put(NEWS_URL, Reply(status=503))
    world.clock.advance(timedelta(days=1))
    await world.services.poller.poll_all()
    await tick(world)
    unreachable = world.shown()[-1]
    assert "all sources answered" in quiet
    assert "could not reach" in unreachable.lower()
    assert "all sources answered" not in unreachable


async def test_the_day_post_lists_what_was_said_since_yesterday(world: World) -> None:
    world.say("one", "A statement of today", "This is the first statement. It is short.")
    await world.services.poller.poll_all()
    await world.services.day_counter.enqueue_due()
    await world.services.deliverer.deliver_pending()
    assert "A statement of today" in world.shown()[-1]


async def test_a_bot_that_is_back_asks_the_sources_before_it_tells_the_day(world: World) -> None:
    counter = DayCounter(
        catalogue=world.catalogue,
        store=world.store,
        clock=world.clock,
        target_prefix="discord:",
        settling=timedelta(minutes=2),
    )

    async def due() -> int:
        await counter.enqueue_due()
        return len(await world.store.due_deliveries("discord:", world.clock.now()))

    assert await due() == 0  # the source was never asked
    world.clock.advance(timedelta(seconds=10))
    await world.services.poller.poll_all()
    assert await due() == 1
    world.clock.advance(timedelta(days=1))
    assert await due() == 2  # it has been at work for long


@pytest.mark.parametrize(("at", "after"), [("2026-01-05T12:00", 120), ("2026-01-05T23:58:30", 0)])
async def test_it_does_not_wait_for_sources_for_long_nor_past_midnight(
    world: World, at: str, after: int
) -> None:
    world.clock.at = local(at)
    counter = DayCounter(
        catalogue=world.catalogue,
        store=world.store,
        clock=world.clock,
        target_prefix="discord:",
        settling=timedelta(minutes=2),
    )
    posted_after = None
    for seconds in range(0, 200, 10):
        await counter.enqueue_due()
        if posted_after is None and await world.store.due_deliveries("discord:", world.clock.now()):
            posted_after = seconds
        world.clock.advance(timedelta(seconds=10))
    assert posted_after == after


# --- the channel's topic --------------------------------------------------------------------------


def with_topic(world: World, *, topic: bool = True) -> None:
    channel = Channel(1, frozenset({"guild-news"}), "tv", time(9), day_topic=topic)
    world.catalogue = replace(world.catalogue, channels=(channel,))


async def test_the_topic_changes_once_a_day_and_at_the_end(world: World) -> None:
    with_topic(world)
    with_strike(world, ended=ENDED)
    world.clock.at = local("2026-01-05T10:00")
    await days_go_by(world, 3)
    since = "On strike since 2 January 2026."
    assert world.poster.topics == [
        ("discord:1", f"Day 4 of the TV strike. {since}"),
        ("discord:1", f"Day 5 of the TV strike. {since}"),
        ("discord:1", "The TV strike is over. It lasted 5 days (2 January 2026 to 6 January 2026)."),
    ]
    assert len(world.poster.posts) == 3


async def test_a_topic_of_yesterday_is_let_go_and_one_not_wanted_any_more(world: World) -> None:
    with_topic(world)
    await world.services.day_counter.enqueue_due()
    world.clock.advance(timedelta(days=1))
    await world.services.deliverer.deliver_pending()
    assert world.poster.topics == []
    await world.services.day_counter.enqueue_due()
    with_topic(world, topic=False)
    await tick(world)
    assert world.poster.topics == []
    assert headlines(world) == ["Day 5 of the TV strike"]


class Closed(CapturePoster):
    async def set_topic(self, target: str, topic: str) -> None:
        raise PostPermanent("Manage Channels", is_mendable=True)


async def test_a_topic_that_is_refused_holds_up_no_post(world: World) -> None:
    with_topic(world)
    world.poster = Closed("discord:")
    await days_go_by(world, 2)
    await tick(world)
    assert len(world.poster.posts) == 3
    counts = await world.store.counts()
    assert counts.parked == 1  # those of days that are over were let go


async def test_a_terminal_has_no_topic(world: World) -> None:
    with_topic(world)
    world.poster = CapturePoster("terminal")
    await tick(world)
    assert (len(world.poster.posts), world.poster.topics) == (1, [])


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
