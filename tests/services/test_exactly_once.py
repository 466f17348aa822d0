"""Exactly once per channel and in order, whatever goes wrong between us, Discord and the disk.

A Discord of the mind takes posts and loses answers, posts late, refuses for a while or for good; the process
is killed before or after any call of the store. Every example is played on a real database.
"""

import asyncio
import re
import shutil
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from bot.adapters.database.migrate import upgrade
from bot.adapters.database.store import SqlStore, open_store
from bot.core.errors import PostPermanent, PostTemporary, PostUnknown
from bot.core.model import (
    Catalogue,
    Change,
    Channel,
    Decision,
    Entry,
    EntryKeys,
    Feed,
    FeedState,
    FeedUpdate,
    Message,
    PlannedEntry,
    Verdict,
)
from bot.core.render import marks_of
from bot.ports import Store
from bot.services.composer import Composer
from bot.services.deliverer import Deliverer

START = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)
DISCORD_REMEMBERS = timedelta(minutes=3)
LATE = timedelta(seconds=40)
FEEDS = tuple(
    Feed(name, f"https://{name}.example/feed", "guild", "Example Guild", frozenset({f"{name}.example"}))
    for name in ("news", "strike")
)
FORUM = "discord:2"  # knows no nonces
TARGETS = ("discord:1", FORUM)
REVIEW = "discord:9"
CATALOGUE = Catalogue(
    feeds=FEEDS,
    strikes=(),
    channels=tuple(Channel(number, frozenset(feed.id for feed in FEEDS)) for number in (1, 2)),
    review_channel=9,
    union_names={"guild": "Example Guild"},
)


class Killed(BaseException):
    """Ends the process."""


class Fate(StrEnum):
    """What becomes of a request to post."""

    DONE = "done"
    LIMITED = "limited"  #: refused for now
    NEVER_CAME = "never came"  #: lost on the way there
    ANSWER_LOST = "answer lost"  #: lost on the way back
    DONE_LATE = "done late"  #: given up by us, and done afterwards
    KILLED_BEFORE = "killed before"
    KILLED_AFTER = "killed after"


@dataclass(slots=True)
class Clock:
    at: datetime = START

    def now(self) -> datetime:
        return self.at


@dataclass(slots=True)
class Posted:
    id: str
    nonce: str
    at: datetime
    message: Message


@dataclass(slots=True)
class Discord:
    """Channels, and what befalls requests."""

    clock: Clock
    fates: list[Fate] = field(default_factory=list)
    forbidden: set[str] = field(default_factory=set)
    unreadable: set[str] = field(default_factory=set)
    channels: dict[str, list[Posted]] = field(default_factory=dict)
    under_way: list[tuple[datetime, str, str, Message]] = field(default_factory=list)
    ids: Iterator[int] = field(default_factory=lambda: count(1))
    target_prefix: str = "discord:"
    is_open: bool = True
    nonce_window: timedelta = timedelta(minutes=2)
    can_find: bool = True

    async def post(self, target: str, message: Message, *, nonce: str) -> str:
        await asyncio.sleep(0)  # others get their turn, as on a network
        fate = self.fates.pop(0) if self.fates else Fate.DONE
        event(f"a post: {fate}")
        if fate is Fate.KILLED_BEFORE:
            raise Killed
        if fate is Fate.NEVER_CAME:
            raise PostUnknown("no answer")
        if target in self.forbidden:
            raise PostPermanent("forbidden", is_mendable=True, problem="needs Send Messages")
        if fate is Fate.LIMITED:
            raise PostTemporary("limited", 7.5)
        if fate is Fate.DONE_LATE:
            self.under_way.append((self.clock.at + LATE, target, nonce, message))
            raise PostUnknown("no answer in time")
        made = self._perform(target, nonce, message)
        await asyncio.sleep(0)
        if fate is Fate.KILLED_AFTER:
            raise Killed
        if fate is Fate.ANSWER_LOST:
            raise PostUnknown("the answer was lost")
        return made

    def _perform(self, target: str, nonce: str, message: Message) -> str:
        assert any(nonce in mark for mark in marks_of(message)), "a post that nobody could find again"
        channel = self.channels.setdefault(target, [])
        for known in channel:
            if target != FORUM and known.nonce == nonce and self.clock.at < known.at + DISCORD_REMEMBERS:
                return known.id
        channel.append(Posted(str(next(self.ids)), nonce, self.clock.at, message))
        return channel[-1].id

    def advance(self, by: timedelta) -> None:
        until = self.clock.at + by
        for due, target, nonce, message in sorted(self.under_way, key=lambda one: one[0]):
            if due <= until:
                self.clock.at = max(self.clock.at, due)
                self._perform(target, nonce, message)
        self.under_way = [one for one in self.under_way if one[0] > until]
        self.clock.at = until

    async def honours_nonce(self, target: str) -> bool:
        return target != FORUM

    async def find(self, target: str, nonce: str, since: datetime) -> str | None:
        event("looked for")
        if target in self.unreadable:
            raise PostPermanent("unreadable", is_mendable=True, problem="needs Read Message History")
        found = [one.id for one in self.channels.get(target, ()) if one.nonce == nonce and one.at >= since]
        return found[0] if found else None

    async def edit(self, target: str, message_id: str, message: Message) -> None:
        [posted] = [one for one in self.channels[target] if one.id == message_id]
        posted.message = message

    async def publish(self, target: str, message_id: str) -> None:
        raise AssertionError("nothing is published here")

    async def begin_thread(self, target: str, message_id: str, name: str) -> bool:
        raise AssertionError("no threads are begun here")

    async def set_topic(self, target: str, topic: str) -> None:
        raise AssertionError("no topics are set here")


class Disk:
    """The store, which kills the process before or after one of its calls."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self.kill_in: int | None = None
        self.kills_before = True

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        work = getattr(self.store, name)

        async def call(*args: Any, **kwargs: Any) -> Any:
            is_last = self.kill_in == 0
            self.kill_in = None if self.kill_in is None or is_last else self.kill_in - 1
            if is_last and self.kills_before:
                raise Killed
            result = await work(*args, **kwargs)
            if is_last:
                raise Killed
            return result

        return call


@dataclass(slots=True)
class Play:
    """One bot, over its restarts."""

    store: SqlStore
    clock: Clock
    discord: Discord
    disk: Disk
    said: int = 0
    deliverer: Deliverer | None = None

    async def say(self, numbers: int) -> None:
        """Let the union say something on one of its feeds; a moment passes in between."""
        feed = FEEDS[self.said % len(FEEDS)]
        planned = []
        for _ in range(numbers):
            self.said += 1
            self.discord.advance(timedelta(seconds=1))
            planned.append(self._planned(feed, self.said))
        await self._apply(feed, planned)

    async def open_routes(self) -> None:
        for feed in FEEDS:
            await self._apply(feed, [], opened=TARGETS)
        self.discord.advance(timedelta(seconds=1))

    async def _apply(self, feed: Feed, planned: Sequence[PlannedEntry], opened: tuple[str, ...] = ()) -> None:
        at = self.clock.at
        update = FeedUpdate(feed, FeedState(feed.id), tuple(planned), opened, (feed.url,), at)
        await self.store.apply(update)

    def _planned(self, feed: Feed, number: int) -> PlannedEntry:
        title = f"Statement number {number}"
        link = f"https://{feed.id}.example/{number}"
        entry = Entry(str(number), link, title, "We stand together. " * 3, published_at=self.clock.at)
        verdict = Verdict(Decision.DIRECT, "own-host", "own", "a", "a", 1)
        keys = EntryKeys(f"guid:{number}", link, None)
        return PlannedEntry(entry, str(number), keys, str(number), Change.NEW, verdict, None, post_to=TARGETS)

    async def tick(self, fates: Sequence[Fate], kill: tuple[int, bool] | None) -> None:
        """Let the bot deliver what is due, while this befalls it; a bot that was killed is started again."""
        self.discord.fates = list(fates)
        if kill is not None:
            self.disk.kill_in, self.disk.kills_before = kill
        if self.deliverer is None:
            self.deliverer = self.started()
        try:
            await self.deliverer.deliver_due()
        except Killed:
            event("killed")
            self.deliverer = None
        self.disk.kill_in = None
        self.discord.fates = []

    def started(self) -> Deliverer:
        store = cast("Store", self.disk)
        composer = Composer(catalogue=CATALOGUE, store=store, clock=self.clock)
        return Deliverer(
            catalogue=CATALOGUE,
            store=store,
            poster=self.discord,
            composer=composer,
            clock=self.clock,
            jitter=Random(self.said).random,  # noqa: S311 - a wait, not a secret
        )

    async def settle(self) -> None:
        """Let everything heal and time pass, until nothing waits."""
        self.discord.forbidden.clear()
        self.discord.unreadable.clear()
        for _ in range(60):
            await self.tick([], None)
            counts = await self.store.counts()
            if not counts.pending and not counts.parked:
                return
            self.discord.advance(timedelta(minutes=10))
        raise AssertionError(f"{counts} still wait")

    def shown(self, target: str) -> list[int]:
        """Return the numbers of the statements that stand in a channel, from the top."""
        text = "\n".join(
            block.plain for posted in self.discord.channels.get(target, ()) for block in posted.message.blocks
        )
        return [int(number) for number in re.findall(r"Statement number (\d+)", text)]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens."""

    what: str
    number: int = 0
    fates: tuple[Fate, ...] = ()
    kill: tuple[int, bool] | None = None


async def take(play: Play, step: Step) -> None:
    target = TARGETS[step.number % len(TARGETS)]
    if step.what == "say":
        await play.say(step.number)
    elif step.what == "tick":
        await play.tick(step.fates, step.kill)
    elif step.what == "wait":
        play.discord.advance(timedelta(seconds=step.number))
    elif step.what == "forbid":
        play.discord.forbidden ^= {target}
    else:
        play.discord.unreadable ^= {target}


def check(play: Play) -> None:
    """Nothing may stand in a channel twice, or before what was said before it."""
    for target in TARGETS:
        numbers = play.shown(target)
        assert numbers == sorted(set(numbers)), f"{target}: {numbers}"
    alerts = Counter(
        "\n".join(block.plain for block in posted.message.blocks)
        for posted in play.discord.channels.get(REVIEW, ())
    )
    assert max(alerts.values(), default=1) == 1, alerts


FATES = st.sampled_from(list(Fate))
TICKS = st.builds(
    Step,
    st.just("tick"),
    fates=st.lists(FATES, min_size=1, max_size=8).map(tuple),
    kill=st.none() | st.tuples(st.integers(0, 25), st.booleans()),
)
STEPS = st.one_of(
    st.builds(Step, st.just("say"), st.integers(1, 14)),
    TICKS,
    TICKS,
    st.builds(Step, st.just("wait"), st.sampled_from([1, 20, 50, 110, 170, 1800, 7200])),
    st.builds(Step, st.sampled_from(["forbid", "hide"]), st.integers(0, 1)),
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("exactly-once") / "empty.db"
    upgrade(f"sqlite:///{file}")
    return file


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
)
@given(steps=st.lists(STEPS, min_size=4, max_size=24))
def test_each_statement_comes_once_to_each_channel_and_in_order(
    empty: Path, tmp_path: Path, steps: list[Step]
) -> None:
    file = tmp_path / "bot.db"
    for leftover in tmp_path.glob("bot.db*"):
        leftover.unlink()
    shutil.copy(empty, file)
    asyncio.run(play_through(file, steps))


async def play_through(file: Path, steps: Sequence[Step]) -> None:
    async with open_store(f"sqlite:///{file}") as store:
        clock = Clock()
        discord = Discord(clock)
        play = Play(store, clock, discord, Disk(store))
        await play.open_routes()
        for step in steps:
            await take(play, step)
            check(play)
        await play.settle()
        check(play)
        for target in TARGETS:
            assert play.shown(target) == list(range(1, play.said + 1))
