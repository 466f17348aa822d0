"""Signs of life from the real store, the vigil and the line: told once, and in time."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.capture import CapturePoster
from bot.adapters.database.store import SqlStore, open_store
from bot.core.errors import StoreError
from bot.core.model import AuditAction, AuditRecord, Catalogue, DeliveryKind, DeliveryState, Feed, FeedState
from bot.ports import Job
from bot.services.checkup import Checkup
from bot.services.in_force import Fixed
from bot.services.line import Line
from bot.services.vigil import Vigil

START = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
FEED = Feed("news", "https://www.guild.example/feed", "guild", "Example Guild", frozenset())
BLOG = replace(FEED, id="blog")


@dataclass(slots=True)
class Time:
    """Of a clock on the wall, and of one that counts seconds."""

    at: datetime = START
    slept: timedelta = timedelta()

    def now(self) -> datetime:
        return self.at

    def seconds(self) -> float:
        return (self.at - START - self.slept).total_seconds() + 1000

    def advance(self, by: timedelta) -> None:
        self.at += by

    def sleep(self, length: timedelta) -> None:
        """Let the machine sleep: its own seconds stand still."""
        self.at += length
        self.slept += length


@dataclass(slots=True)
class Manager:
    """Keeps what it is told."""

    told: list[tuple[str, bool]] = field(default_factory=list)

    def ready(self, status: str) -> None:
        raise AssertionError("the composition root says so")

    def alive(self, status: str, *, is_well: bool) -> None:
        self.told.append((status, is_well))

    def stopping(self) -> None:
        raise AssertionError("the composition root says so")


@dataclass(slots=True)
class Place:
    """A running bot, as far as it is looked after."""

    file: Path
    store: SqlStore
    time: Time
    vigil: Vigil
    line: Line
    checkup: Checkup
    configuration: Fixed
    poster: CapturePoster
    manager: Manager

    async def troubles(self) -> list[str]:
        return [trouble.words for trouble in (await self.checkup.look()).troubles]

    async def polled(self, feed_id: str = "news") -> None:
        state = FeedState(feed_id, polled_at=self.time.at, next_poll_at=self.time.at + 5 * MINUTE)
        await self.store.save_feed_states([state])


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    time, file = Time(), tmp_path / "bot.db"
    async with open_store(f"sqlite:///{file}", busy_seconds=0.05) as store:
        vigil, line = Vigil(time.seconds), Line(time.seconds)
        configuration = Fixed(Catalogue((FEED,), (), (), 9))
        poster, manager = CapturePoster("discord:"), Manager()
        checkup = Checkup(
            catalogue=configuration,
            store=store,
            clock=time,
            vigil=vigil,
            poster=poster,
            line=line,
            supervisor=manager,
            seconds=time.seconds,
        )
        yield Place(file, store, time, vigil, line, checkup, configuration, poster, manager)


async def test_it_is_ready_once_the_gateway_is_up(place: Place) -> None:
    assert (await place.checkup.look()).lacking == ("the connection to Discord's gateway",)
    place.line.went_up()
    findings = await place.checkup.look()
    assert (findings.lacking, findings.troubles) == ((), ())


async def test_a_gateway_that_breaks_is_counted_and_told(place: Place) -> None:
    place.line.went_up()
    assert (place.line.is_up, place.line.down_for) == (True, None)
    place.line.went_down()
    place.time.advance(6 * MINUTE)
    place.line.went_down()  # another try failed
    [words] = await place.troubles()
    assert words.startswith("there has been no connection to Discord's gateway for 6 minutes")
    place.line.went_up()
    place.line.went_up()
    place.line.was_refused()
    place.line.waited(0.25)
    figures = await place.checkup.figures()
    assert (figures.gateway_up, figures.reconnects) == (True, 1)
    assert (figures.rate_limited, figures.waited_seconds) == (1, 0.25)


async def test_sources_that_nobody_asks(place: Place) -> None:
    place.line.went_up()
    assert await place.troubles() == []
    place.time.advance(11 * MINUTE)
    assert await place.troubles() == ["1 of the sources (news) should have been asked 11 minutes ago"]
    await place.polled()
    assert await place.troubles() == []
    place.time.advance(16 * MINUTE)
    assert await place.troubles() == ["1 of the sources (news) should have been asked 11 minutes ago"]
    place.configuration.catalogue = replace(place.configuration.catalogue, feeds=(BLOG,))
    assert await place.troubles() == []  # it is new, and gets its time
    audit = AuditRecord(place.time.at, "discord:5", AuditAction.PAUSE, "feed:blog", "")
    await place.store.pause_feed("blog", audit=audit)
    place.time.advance(30 * MINUTE)
    assert await place.troubles() == []
    await place.store.resume_feed("blog", audit=audit)
    assert await place.troubles() == []


async def test_what_waits_and_is_not_tried(place: Place) -> None:
    place.line.went_up()
    await place.polled()
    await place.store.add_day_post(
        strike_id="tv", on=START.date(), target="discord:1", at=START - timedelta(hours=1)
    )
    assert await place.troubles() == []  # the bot has only just begun
    place.time.advance(6 * MINUTE)
    await place.polled()
    assert await place.troubles() == [
        "something has waited to be posted for 66 minutes, and nobody has tried"
    ]
    place.poster.is_open = False
    assert await place.troubles() == []
    place.poster.is_open = True
    assert await place.troubles() == []  # it is open again since just now
    place.time.advance(6 * MINUTE)
    [delivery] = await place.store.due_deliveries("discord:", place.time.at)
    await place.store.mark_sending(delivery.id, place.time.at)
    assert await place.troubles() == []
    figures = await place.checkup.figures()
    assert figures.store is not None
    assert figures.store.waiting == {(DeliveryKind.DAY, DeliveryState.SENDING): 1}
    assert figures.store.database_bytes > 0
    assert set(figures.store.states) == {"news"}


async def test_a_machine_that_slept_is_not_late(place: Place) -> None:
    place.line.went_up()
    await place.polled()
    await place.store.add_day_post(strike_id="tv", on=START.date(), target="discord:1", at=START)
    place.time.advance(MINUTE)
    assert await place.troubles() == []
    place.time.sleep(timedelta(hours=9))
    assert await place.troubles() == []
    place.time.advance(11 * MINUTE)
    assert len(await place.troubles()) == 2


async def test_a_clock_that_was_ahead_hides_no_standstill(place: Place) -> None:
    place.line.went_up()
    place.time.sleep(timedelta(days=365))
    await place.polled()
    assert await place.troubles() == []
    place.time.sleep(timedelta(days=-365))  # the clock is set right
    assert await place.troubles() == []
    place.time.advance(11 * MINUTE)
    assert await place.troubles() == ["1 of the sources (news) should have been asked 11 minutes ago"]


async def test_jobs_that_hang_fail_or_end(place: Place) -> None:
    poll, look = (Job(name, timedelta(seconds=1), asyncio.Event().wait) for name in ("poll", "look"))  # type: ignore[arg-type]
    place.line.went_up()
    place.vigil.began(poll)
    place.vigil.began(look)
    place.vigil.ended("look", StoreError("no room"))
    place.vigil.began(look)
    place.time.advance(2 * MINUTE)
    place.vigil.ended("look", StoreError("no room"))
    await place.polled()
    assert await place.troubles() == []
    place.time.advance(4 * MINUTE)
    await place.polled()
    assert await place.troubles() == [
        "the job poll began 6 minutes ago and has not ended",
        "the job look is to run every 1 second, and last did 4 minutes ago",
    ]
    place.vigil.ended("poll", None)
    place.vigil.began(look)
    place.vigil.ended("look", ValueError())
    assert await place.troubles() == ["the job look has failed for 6 minutes: ValueError"]
    place.vigil.began(look)
    place.vigil.ended("look", None)
    assert await place.troubles() == []
    poll_turn, look_turn = place.vigil.turns
    assert (poll_turn.runs, poll_turn.failures, poll_turn.well_for) == (1, 0, timedelta())
    assert (look_turn.runs, look_turn.failures, look_turn.is_expected) == (4, 3, False)


async def test_a_database_that_refuses(place: Place) -> None:
    place.line.went_up()
    hold = sqlite3.connect(place.file, isolation_level=None)
    hold.execute("ALTER TABLE feeds RENAME TO elsewhere")
    lacking = (await place.checkup.look()).lacking
    assert lacking
    assert lacking[0].startswith("the database: ")
    place.time.advance(2 * MINUTE)
    [words] = await place.troubles()
    assert words.startswith("the database has refused for 2 minutes: ")
    assert (await place.checkup.figures()).store is None
    hold.execute("ALTER TABLE elsewhere RENAME TO feeds")
    hold.close()
    assert (await place.checkup.look()).lacking == ()


async def test_a_standstill_is_logged_once_and_withholds_the_sign_of_life(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="bot.services.checkup")
    place.line.went_up()
    await place.checkup.beat()
    for _ in range(3):
        place.time.advance(11 * MINUTE)
        await place.checkup.beat()
    await place.polled()
    await place.checkup.beat()
    assert [record.getMessage() for record in caplog.records] == [
        "the bot is not at work: 1 of the sources (news) should have been asked 11 minutes ago",
        "at work again (polls), after 22 minutes",
    ]
    assert [is_well for _, is_well in place.manager.told] == [True, False, False, False, True]
    first, second, *_ = [status for status, _ in place.manager.told]
    assert (first, second) == (
        "at work for 0 seconds; feeds: 1",
        "1 of the sources (news) should have been asked 11 minutes ago",
    )


async def test_a_terminal_has_no_gateway_and_need_not_be_supervised(place: Place) -> None:
    alone = Checkup(
        catalogue=Catalogue((), (), ()),
        store=place.store,
        clock=place.time,
        vigil=place.vigil,
        poster=CapturePoster("terminal"),
    )
    await alone.beat()
    findings = await alone.look()
    assert (findings.troubles, findings.lacking) == ((), ())
    figures = await alone.figures()
    assert (figures.gateway_up, figures.feed_ids, figures.reconnects) == (None, (), 0)


async def test_a_database_that_takes_too_long_is_said_to(place: Place) -> None:
    hurried = Checkup(
        catalogue=Catalogue((FEED,), (), ()),
        store=place.store,
        clock=place.time,
        vigil=place.vigil,
        poster=place.poster,
        read_within=timedelta(),
    )
    assert (await hurried.look()).lacking == ("the database: it did not answer in time",)
