"""What `/timeline` gathers, and the pictures that wait to be drawn."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.adapters.database.store import SqlStore, open_store
from bot.adapters.languages import read_languages
from bot.core.chart import Chart, Shade
from bot.core.errors import DrawError
from bot.core.language import speaking
from bot.core.model import Catalogue, Entry, Feed, FeedState, Message, ParsedFeed, Strike, Topic
from bot.core.plan import plan_update
from bot.core.timeline import Look, Span, TimelineAsked
from bot.core.topics import TopicFinder
from bot.services import timeline as service
from bot.services.timeline import Answer, Timelines

START = datetime(2026, 1, 5, 18, tzinfo=UTC)
FEED = Feed(
    "news", "https://www.guild.example/feed", "guild", "Example Guild", frozenset({"www.guild.example"})
)
PRESS = replace(FEED, id="press", watched=True)
STRIKE = Strike("tv", "guild", "TV strike", ZoneInfo("America/Los_Angeles"), date(2026, 1, 2))
TOPICS = (Topic("talks", "Talks", ("talks",)), Topic("votes", "Votes", ("vote*",)))
ASKED = TimelineAsked("tv", Span.ALL, Look.DARK)
ALMA, BERTA = 1, 2


@dataclass
class Clock:
    at: datetime = START

    def now(self) -> datetime:
        return self.at


@dataclass
class Drawer:
    asked: list[Chart] = field(default_factory=list)
    is_failing: bool = False

    async def draw(self, chart: Chart) -> bytes:
        self.asked.append(chart)
        if self.is_failing:
            raise DrawError("no paint")
        return b"png"


@dataclass
class Room:
    """A member's side of it."""

    timelines: Timelines
    store: SqlStore
    clock: Clock
    drawer: Drawer
    shown: list[Message] = field(default_factory=list)
    may_show: bool = True

    async def show(self, message: Message) -> bool:
        self.shown.append(message)
        return self.may_show or message.picture is None

    async def ask(self, asked: TimelineAsked | None = ASKED, member: int = ALMA) -> Answer:
        answer = await self.timelines.answer(asked, member)
        if answer.wanted is not None:
            self.timelines.enqueue(answer.wanted, member, self.show)
        return answer

    async def say(self, *titles: str) -> None:
        entries = tuple(
            Entry(
                title,
                f"https://www.guild.example/{number}",
                title,
                f"About {title}.",
                published_at=self.clock.at,
            )
            for number, title in enumerate(titles)
        )
        update = plan_update(
            ParsedFeed("News", None, entries),
            FEED,
            (),
            state=FeedState(
                "news",
                polled_at=self.clock.at,
                reached_at=self.clock.at,
                next_poll_at=self.clock.at + timedelta(minutes=5),
            ),
            routes={},
            targets=(),
            hops=(FEED.url,),
            now=self.clock.at,
        )
        await self.store.apply(update)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_store(f"sqlite:///{tmp_path / 'bot.db'}") as store:
        yield made(store, STRIKE)


def made(store: SqlStore, *strikes: Strike, topics: tuple[Topic, ...] = TOPICS) -> Room:
    catalogue = Catalogue(
        feeds=(FEED, PRESS),
        strikes=strikes,
        channels=(),
        union_names={"guild": "Example Guild"},
        topics={"guild": topics},
    )
    clock, drawer = Clock(), Drawer()
    return Room(Timelines(catalogue=catalogue, store=store, clock=clock, charts=drawer), store, clock, drawer)


def words(message: Message) -> str:
    return "\n".join(block.plain for block in message.blocks)


# --- what is gathered -------------------------------------------------------------------------------


async def test_statements_stand_under_the_names_of_their_topics(room: Room) -> None:
    await room.say("The talks and the vote", "A vote on Friday", "We are out")
    answer = await room.ask()
    assert "3 statements of Example Guild from 2 January 2026 to 5 January 2026." in words(answer.message)
    assert "By topic: Talks 1, Votes 1 and other 1." in words(answer.message)


async def test_times_without_contact_are_gathered(room: Room) -> None:
    await room.say("We are out")
    room.clock.at += timedelta(hours=4)
    await room.say("We stay out")
    room.clock.at += timedelta(minutes=1)
    await room.ask()
    await room.timelines.draw_next()
    [chart] = room.drawer.asked
    assert [band.shade for band in chart.bands] == [Shade.NOT_KNOWN, Shade.NOT_ASKED]
    assert chart.bands[0].start == 0
    assert chart.bands[0].end == chart.bands[1].start - 5 / 24 / 60


async def test_a_bot_that_stands_still_is_not_taken_for_silence(room: Room) -> None:
    await room.say("We are out")
    room.clock.at += timedelta(days=1)
    answer = await room.ask()
    assert "The bot has asked no source of Example Guild since 2026-01-05 18:05 UTC." in words(answer.message)


async def test_nothing_stored_is_not_known(room: Room) -> None:
    assert "No source of Example Guild has been asked yet." in words((await room.ask()).message)


async def test_more_statements_than_are_counted_are_admitted(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_COUNTED", 2)
    await room.say("We are out", "We stay out", "Where to picket")
    assert "Only the newest 2 statements are counted" in words((await room.ask()).message)


async def test_the_strike_that_is_on_is_shown_where_none_is_named(room: Room) -> None:
    assert room.timelines.first_asked(None, Span.ALL, Look.DARK) == ASKED
    assert room.timelines.first_asked("other", Span.ALL, Look.DARK) == replace(ASKED, strike_id="other")
    assert room.timelines.strikes() == (("tv", "TV strike"),)
    empty = made(room.store)
    assert empty.timelines.first_asked(None, Span.ALL, Look.DARK) is None
    assert words((await empty.ask(None)).message) == "No strike is entered in feeds.yaml."


# --- pictures ---------------------------------------------------------------------------------------


async def test_a_picture_is_shown_once_it_is_drawn(room: Room) -> None:
    first = await room.ask()
    assert first.message.picture is None
    assert room.shown == []
    await room.timelines.draw_next()
    [message] = room.shown
    assert message.picture is not None
    assert message.picture.png == b"png"
    await room.timelines.draw_next()  # none waits
    assert len(room.shown) == 1


async def test_the_same_picture_is_drawn_once(room: Room) -> None:
    await room.ask(member=ALMA)
    await room.ask(member=BERTA)
    await room.timelines.draw_next()
    await room.timelines.draw_next()
    third = await room.ask()
    assert third.wanted is None
    assert third.message.picture is not None
    assert (len(room.drawer.asked), len(room.shown)) == (1, 2)


async def test_only_the_last_pictures_are_kept(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_KEPT", 1)
    for look in (Look.DARK, Look.LIGHT, Look.DARK):
        await room.ask(replace(ASKED, look=look))
        await room.timelines.draw_next()
    assert len(room.drawer.asked) == 3


async def test_who_asks_for_too_many_gets_words_alone(room: Room) -> None:
    assert [(await room.ask()).wanted is None for _ in range(3)] == [False, False, True]
    for member in range(10, 28):
        assert (await room.ask(member=member)).wanted is not None
    full = await room.ask(member=BERTA)
    assert "Too many pictures" in words(full.message)
    await room.timelines.draw_next()
    await room.timelines.draw_next()
    room.clock.at += timedelta(hours=2)  # another picture
    assert (await room.ask()).wanted is not None


async def test_a_picture_that_fails_is_told_and_the_next_is_drawn(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    room.drawer.is_failing = True
    await room.ask()
    await room.ask(replace(ASKED, look=Look.LIGHT))
    await room.timelines.draw_next()
    assert "There is no picture this time" in words(room.shown[0])
    assert "no paint" in caplog.text
    room.drawer.is_failing = False
    await room.timelines.draw_next()
    assert room.shown[1].picture is not None


async def test_the_answer_comes_in_the_language_it_was_asked_in(room: Room) -> None:
    with speaking(read_languages()["es"]):
        await room.ask()
    await room.timelines.draw_next()
    [message] = room.shown
    assert message.picture is not None
    assert "2 de enero de 2026" in words(message)
    assert "5 de enero de 2026" in message.picture.alt


async def test_the_runner_is_woken_as_long_as_pictures_wait(room: Room) -> None:
    await room.ask()
    await room.ask(replace(ASKED, look=Look.LIGHT))
    for _ in range(2):
        await asyncio.wait_for(room.timelines.wait(), 30)
        await room.timelines.draw_next()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(room.timelines.wait(), 0.01)


async def test_where_a_picture_may_not_be_shown_the_words_stay(room: Room) -> None:
    room.may_show = False
    await room.ask()
    await room.timelines.draw_next()
    with_picture, without = room.shown
    assert with_picture.picture is not None
    assert "There is no picture this time" in words(without)


async def test_topics_are_looked_for_once(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    await room.say("The talks go on", "A vote on Friday")
    looked_at: list[str] = []
    whole = TopicFinder.topics_of

    def looked(finder: TopicFinder, title: str, text: str) -> tuple[str, ...]:
        looked_at.append(title)
        return whole(finder, title, text)

    monkeypatch.setattr(TopicFinder, "topics_of", looked)
    for member in range(3):
        assert "By topic: Talks 1 and Votes 1." in words((await room.ask(member=member)).message)
    assert sorted(looked_at) == ["A vote on Friday", "The talks go on"]
    monkeypatch.setattr(service, "MOST_REMEMBERED", 1)
    await room.ask(member=3)
    assert len(looked_at) == 4


async def test_a_union_without_topics_has_statements_all_the_same(room: Room) -> None:
    await room.say("The talks go on")
    bare = made(room.store, STRIKE, topics=())
    message = (await bare.ask()).message
    assert "1 statement of Example Guild" in words(message)
    assert "By topic" not in words(message)
