"""Hops 1 to 6 against a real HTTPS site and a real database."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.capture import CapturePoster
from bot.core.model import Change, Decision, Feed, NotModified, Validators
from bot.wiring import Reading, build_services
from tests.documents import Item, rss
from tests.services.conftest import NEWS, NEWS_URL, PRESS, PRESS_URL, DirectParser, World
from tests.site.server import Reply

TEXT = "We are on strike from today. Pickets begin at seven in the morning at every gate."


async def test_a_new_statement_is_stored_and_put_into_the_outbox(world: World) -> None:
    world.say("on-strike", "On strike", TEXT)
    [report] = await world.services.poller.poll_all()
    [entry] = report.entries
    assert entry.change is Change.NEW
    assert entry.verdict.decision is Decision.DIRECT
    due = await world.store.due_deliveries("discord:", world.clock.now())
    assert [delivery.target for delivery in due] == ["discord:1"]


async def test_the_second_poll_is_conditional_and_nothing_is_posted_twice(world: World) -> None:
    world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    [report] = await world.services.poller.poll_all()
    await world.services.deliverer.deliver_pending()
    assert report.not_modified
    assert [seen.status for seen in world.site.requests] == [200, 304]
    assert len(world.poster.posts) == 1


async def test_an_unconditional_poll_gets_the_body_again(world: World) -> None:
    world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    [report] = await world.services.poller.poll_all(conditional=False)
    assert [entry.change for entry in report.entries] == [Change.UNCHANGED]
    assert [seen.status for seen in world.site.requests] == [200, 200]


async def test_only_feeds_that_are_due_are_asked(world: World) -> None:
    poller = world.services.poller
    assert len(await poller.poll_due()) == 1
    assert await poller.poll_due() == []
    world.clock.advance(timedelta(minutes=6))
    assert len(await poller.poll_due()) == 1


async def test_a_slow_feed_keeps_no_other_waiting(world: World) -> None:
    world.catalogue = replace(world.catalogue, feeds=(NEWS, PRESS))
    world.site.put(PRESS_URL, Reply(b"", silent=True))
    world.say("on-strike", "On strike", TEXT)
    poller = world.services.poller
    [report] = await poller.poll_due(patience=timedelta(seconds=1))
    assert report.feed_id == "guild-news"
    world.clock.advance(timedelta(minutes=6))
    [report] = await poller.poll_due(patience=timedelta(seconds=1))
    assert report.feed_id == "guild-news"
    assert len([seen for seen in world.site.requests if seen.url == PRESS_URL]) == 1  # not asked twice
    world.site.release()
    await poller.finish()
    assert (await world.store.feed_states())["daily-curtain"].polled_at is not None
    await poller.finish()  # nothing is left to wait for


async def test_once_stopping_no_further_feed_is_asked(world: World) -> None:
    assert await world.services.poller.poll_due(lambda: True) == []
    assert world.site.requests == []


async def test_one_feeds_failure_is_its_own_and_is_logged_once(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    world.catalogue = replace(world.catalogue, feeds=(NEWS, PRESS))
    world.site.put(NEWS_URL, Reply(b"no", status=503))
    world.site.put(PRESS_URL, rss([Item("Strike called", "https://dailycurtain.example/1", TEXT)]))
    news, press = await world.services.poller.poll_all()
    await world.services.poller.poll_all()
    assert news.error
    assert "503" in news.error
    assert [entry.verdict.rule for entry in press.entries] == ["not-the-union"]
    ours = [record for record in caplog.records if record.name.startswith("bot.")]
    assert [record.levelname for record in ours] == ["WARNING"]
    state = (await world.store.feed_states())["guild-news"]
    assert state.failures == 2
    assert state.failing_since_at == world.clock.now()

    world.say("on-strike", "On strike", TEXT)
    await world.services.poller.poll_all()
    state = (await world.store.feed_states())["guild-news"]
    assert (state.failures, state.error, state.failing_since_at) == (0, None, None)
    assert any("answers again" in record.getMessage() for record in caplog.records)


async def test_a_broken_document_is_an_error_of_its_feed_and_keeps_the_validators(world: World) -> None:
    world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    before = (await world.store.feed_states())["guild-news"]
    world.site.put(NEWS_URL, b"<html><body>Just a moment</body></html>")
    [report] = await world.services.poller.poll_all()
    after = (await world.store.feed_states())["guild-news"]
    assert report.error is not None
    assert after.error == report.error
    assert after.validators == before.validators
    assert after.reached_at == before.reached_at


async def test_retry_after_is_honoured(world: World) -> None:
    world.site.put(NEWS_URL, Reply(status=429, headers={"Retry-After": "7200"}))
    await world.services.poller.poll_due()
    state = (await world.store.feed_states())["guild-news"]
    assert state.next_poll_at is not None
    assert state.next_poll_at >= world.clock.now() + timedelta(hours=2)


async def test_a_feed_that_moved_is_asked_without_the_old_validators(world: World) -> None:
    world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    world.site.put("https://www.guild.example/new-feed", rss(world.items))
    world.catalogue = replace(
        world.catalogue, feeds=(replace(NEWS, url="https://www.guild.example/new-feed"),)
    )
    [report] = await world.services.poller.poll_all()
    assert [entry.change for entry in report.entries] == [Change.UNCHANGED]
    assert "If-None-Match" not in world.site.requests[-1].headers


async def test_a_channel_that_begins_to_follow_gets_the_newest_although_nothing_changed(world: World) -> None:
    for number in range(5):
        world.say(f"s{number}", f"Statement {number}", f"This is statement number {number}. It is short.")
        world.clock.advance(timedelta(hours=1))
    await world.cycle()
    [first] = world.catalogue.channels
    world.catalogue = replace(world.catalogue, channels=(first, replace(first, id=2)))
    await world.cycle()
    assert [target for target, _, _ in world.poster.posts] == ["discord:1"] * 3 + ["discord:2"] * 3


async def test_a_fault_of_ours_that_one_feed_brings_to_light_is_that_feeds_failure(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.catalogue = replace(world.catalogue, feeds=(NEWS, PRESS))
    world.say("on-strike", "On strike", TEXT)

    async def break_down(*_: object) -> None:
        raise KeyError("a fault of ours")

    monkeypatch.setattr(world.store, "apply", break_down)
    reports = await world.services.poller.poll_due()
    states = await world.store.feed_states()
    assert [report.error is not None for report in reports] == [True, True]
    assert "KeyError" in (states["guild-news"].error or "")
    assert states["guild-news"].next_poll_at == pytest.approx(
        world.clock.now() + NEWS.every, abs=timedelta(minutes=1)
    )


async def test_what_was_polled_for_the_terminal_is_posted_in_a_channel_that_followed_before(
    world: World,
) -> None:
    world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    in_discord = world.poster
    world.poster = CapturePoster("terminal")
    world.clock.advance(timedelta(hours=1))
    world.say("day-two", "Day two", "The gates on Mill Road are ours since dawn. Bring gloves and water.")
    await world.cycle()
    world.poster = in_discord
    world.clock.advance(timedelta(hours=1))
    await world.cycle()
    await world.cycle()
    assert [target for target, _, _ in in_discord.posts] == ["discord:1"] * 2
    assert "Day two" in world.shown()[-1]


async def test_hosts_that_are_added_let_through_what_was_held(world: World) -> None:
    item = world.say("on-strike", "On strike", TEXT)
    world.items = [replace(item, link="https://guild.example/on-strike")]
    world.serve()
    await world.cycle()
    assert world.poster.posts == []
    listed = replace(NEWS, hosts=NEWS.hosts | {"guild.example"})
    world.catalogue = replace(world.catalogue, feeds=(listed,))
    await world.cycle()
    await world.cycle()
    assert len(world.poster.posts) == 1
    assert [seen.status for seen in world.site.requests] == [200, 200, 304]


async def test_what_was_direct_is_reported_so_no_more_once_its_feed_is_watched(world: World) -> None:
    world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    world.catalogue = replace(world.catalogue, feeds=(replace(NEWS, watched=True),))
    [report] = await world.services.poller.poll_all()
    assert [entry.verdict.rule for entry in report.entries] == ["not-the-union"]
    [known] = await world.store.known_entries("guild-news", ["guid:on-strike"])
    assert known.verdict.decision is Decision.REJECTED


async def test_a_stranger_who_says_that_nothing_changed_is_a_failure(world: World) -> None:
    world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    before = (await world.store.feed_states())["guild-news"]

    class Stranger:
        async def fetch(self, feed: Feed, validators: Validators) -> NotModified:
            hops = (feed.url, "https://parked.example/\x1b[2J")
            return NotModified(hops, validators, world.clock.now())

    services = build_services(
        catalogue=world.catalogue,
        store=world.store,
        reading=Reading(Stranger(), DirectParser(), world.pages),
        poster=world.poster,
        clock=world.clock,
    )
    world.clock.advance(timedelta(hours=1))
    [report] = await services.poller.poll_all()
    assert report.error is not None
    assert "parked.example, which is not on the union's list" in report.error
    after = (await world.store.feed_states())["guild-news"]
    assert (after.failures, after.reached_at, after.validators) == (1, before.reached_at, before.validators)
