"""Spells without contact: kept with the polls that show them, never forgotten into silence."""

import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from bot.adapters.database import gaps, migrate
from bot.adapters.database.store import SqlStore, open_store
from bot.core.contact import Gap, GapKind
from bot.core.errors import StoreError
from bot.core.model import AuditAction, Decision, FeedState, Outage
from bot.ports import SaidThen
from tests.adapters.database.lantern import CHANNEL, HOUR, NOW, QUARANTINE, Given, record

MINUTE = timedelta(minutes=1)
EVER = datetime.min.replace(tzinfo=NOW.tzinfo)


def failing(state: FeedState, since: datetime) -> FeedState:
    return replace(state, failing_since_at=since, failures=1, error="503")


async def kept(store: SqlStore, since: datetime = EVER) -> list[Gap]:
    return list((await store.gaps(["strike-news"], since))["strike-news"])


def gap(kind: GapKind, since: datetime | None, until: datetime) -> Gap:
    return Gap("strike-news", kind, since, until)


async def test_a_poll_shows_what_was_before_it(store: SqlStore, given: Given) -> None:
    await store.apply(given.update())
    assert await kept(store) == [gap(GapKind.UNKNOWN, None, NOW)]
    await store.apply(given.update(at=NOW + 5 * MINUTE))
    assert len(await kept(store)) == 1
    await store.apply(given.update(at=NOW + HOUR))
    assert await kept(store, NOW) == [gap(GapKind.UNASKED, NOW + 10 * MINUTE, NOW + HOUR)]


async def test_the_same_outcome_twice_is_kept_once(store: SqlStore, given: Given) -> None:
    for _ in range(2):
        await store.apply(given.update())
        await store.save_feed_states([given.state()])
    assert len(await kept(store)) == 1


async def test_a_failure_is_kept_once_it_is_over(store: SqlStore, given: Given) -> None:
    await store.apply(given.update())
    for minutes in (5, 10):
        at = NOW + minutes * MINUTE
        await store.save_feed_states([failing(given.state(at), NOW + 5 * MINUTE)])
    assert len(await kept(store)) == 1
    await store.save_feed_states([given.state(NOW + 15 * MINUTE)])
    assert await kept(store, NOW) == [gap(GapKind.UNREACHABLE, NOW + 5 * MINUTE, NOW + 15 * MINUTE)]


async def test_each_feed_has_its_own(store: SqlStore, given: Given) -> None:
    other = given.named("bluesky")
    await store.save_feed_states([given.state(), other.state()])
    await store.save_feed_states([failing(other.state(NOW + 5 * MINUTE), NOW + 5 * MINUTE)])
    await store.save_feed_states([given.state(NOW + 10 * MINUTE), other.state(NOW + 10 * MINUTE)])
    found = await store.gaps(["strike-news", "bluesky", "video"], NOW)
    assert {feed_id: len(of_feed) for feed_id, of_feed in found.items()} == {
        "strike-news": 0,
        "bluesky": 1,
        "video": 0,
    }


async def test_what_could_not_be_stored_left_no_gap_behind(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(quarantine=QUARANTINE))
    with pytest.raises(StoreError, match="put into quarantine meanwhile"):
        await store.apply(given.update(at=NOW + HOUR))
    assert len(await kept(store)) == 1
    await store.release(
        "strike-news", approve=(), targets=(), audit=record(AuditAction.RELEASE, "feed:strike-news")
    )
    await store.apply(given.update(at=NOW + HOUR))
    assert len(await kept(store)) == 2


async def test_the_oldest_are_forgotten_as_unknown(
    store: SqlStore, given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gaps, "KEPT", 3)
    for hours in range(7):
        await store.save_feed_states([given.state(NOW + hours * HOUR)])
    found = await kept(store)
    assert found[0] == gap(GapKind.UNKNOWN, None, NOW + 3 * HOUR)
    assert [one.until_at for one in found[1:]] == [NOW + hours * HOUR for hours in (4, 5, 6)]


# --- an upgrade -------------------------------------------------------------------------------------


async def test_before_an_upgrade_nothing_is_known_but_a_failure_that_lasts(url: str, file: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.migrations_folder()))
    engine = create_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0007")
    engine.dispose()
    database = sqlite3.connect(file)
    for feed_id, polled_at, failing_since_at in (
        ("strike-news", "2023-07-14T12:00:00.000000Z", None),
        ("bluesky", "2023-07-14T12:00:00.000000Z", "2023-07-13T12:00:00.000000Z"),
        ("video", None, None),
    ):
        database.execute(
            "INSERT INTO feeds (feed_id, failures, polled_at, failing_since_at) VALUES (?, 0, ?, ?)",
            (feed_id, polled_at, failing_since_at),
        )
    database.commit()
    database.close()
    async with open_store(url) as store:
        found = await store.gaps(["strike-news", "bluesky", "video"], EVER)
    noon = NOW.replace(hour=12)
    assert list(found["strike-news"]) == [gap(GapKind.UNKNOWN, None, noon)]
    assert list(found["bluesky"]) == [Gap("bluesky", GapKind.UNKNOWN, None, noon - timedelta(days=1))]
    assert list(found["video"]) == []


# --- for /status ------------------------------------------------------------------------------------


async def test_the_last_outage_of_each_feed_is_in_the_overview(store: SqlStore, given: Given) -> None:
    await store.apply(given.update())
    for start in (5, 15):
        for minutes, since in ((start, NOW + start * MINUTE), (start + 5, None)):
            state = given.state(NOW + minutes * MINUTE)
            await store.save_feed_states([failing(state, since) if since else state])
    unions = {"lantern-guild": ["strike-news"]}
    found = (await store.overview(unions, NOW + HOUR)).outages
    assert found == {"strike-news": Outage(NOW + 15 * MINUTE, NOW + 20 * MINUTE)}
    assert (await store.overview(unions, NOW + timedelta(days=3))).outages == {}


# --- what was said in a time ------------------------------------------------------------------------


async def test_what_was_said_in_a_time_comes_newest_first(store: SqlStore, given: Given) -> None:
    await store.apply(
        given.update(
            given.planned("early", published_at=NOW - 3 * HOUR),
            given.planned("first", published_at=NOW - 2 * HOUR),
            given.planned("second", published_at=NOW - HOUR, text="Second."),
            given.planned("held", decision=Decision.HELD),
            given.planned("late", published_at=NOW),
            opened=(CHANNEL,),
        )
    )
    found = await store.said_between(["strike-news"], NOW - 2 * HOUR, NOW, 10)
    assert found == [
        SaidThen(NOW - HOUR, "About second", "Second."),
        SaidThen(NOW - 2 * HOUR, "About first", "We are on strike. All of us."),
    ]
    assert await store.said_between(["strike-news"], NOW - 2 * HOUR, NOW, 1) == found[:1]
    assert await store.said_between(["bluesky"], NOW - 2 * HOUR, NOW, 10) == []


async def test_the_same_statement_on_two_sources_is_said_once(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(given.planned("first")))
    await store.apply(given.named("bluesky").update(given.planned("copy", duplicate_of=1)))
    both = await store.said_between(["strike-news", "bluesky"], NOW - 2 * HOUR, NOW, 10)
    assert [one.title for one in both] == ["About first"]
    alone = await store.said_between(["bluesky"], NOW - 2 * HOUR, NOW, 10)
    assert [one.title for one in alone] == ["About copy"]
