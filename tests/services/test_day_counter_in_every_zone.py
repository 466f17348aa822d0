"""The day counter on a virtual clock: through changes of the clocks, in any zone, whatever the restarts."""

import asyncio
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.adapters.capture import CapturePoster
from bot.adapters.database.migrate import upgrade
from bot.adapters.database.store import SqlStore, open_store
from bot.core.model import Catalogue, Channel, Strike, StrikeEvent
from bot.services.composer import Composer
from bot.services.day_counter import DayCounter
from bot.services.deliverer import Deliverer
from tests.services.conftest import SimulatedClock, plain

NINE = time(9)
MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class Life:
    """A bot that does nothing but count days, from its start to its end."""

    catalogue: Catalogue
    store: SqlStore
    clock: SimulatedClock
    poster: CapturePoster
    counter: DayCounter = field(init=False)
    deliverer: Deliverer = field(init=False)
    posted: list[tuple[str, datetime, str]] = field(default_factory=list)  #: (target, instant, first line)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        composer = Composer(catalogue=self.catalogue, store=self.store, clock=self.clock)
        self.counter = DayCounter(
            catalogue=self.catalogue, store=self.store, clock=self.clock, target_prefix="discord:"
        )
        self.deliverer = Deliverer(
            catalogue=self.catalogue,
            store=self.store,
            poster=self.poster,
            composer=composer,
            clock=self.clock,
            jitter=lambda: 0.0,
        )

    def post_at(self, *hours: time) -> None:
        """Change the hours in feeds.yaml: one channel for each."""
        channels = tuple(Channel(n, frozenset(), "tv", at) for n, at in enumerate(hours, start=1))
        self.catalogue = replace(self.catalogue, channels=channels)
        self.restart()

    async def tick(self, at: datetime) -> None:
        self.clock.at = at
        before = len(self.poster.posts)
        await self.counter.enqueue_due()
        await self.deliverer.deliver_pending()
        for target, _, message in self.poster.posts[before:]:
            self.posted.append((target, at, plain(message).splitlines()[0]))

    def local(self, target: str = "discord:1") -> list[tuple[str, str]]:
        """Return the local time and the first line of each post at a target."""
        zone = self.catalogue.strikes[0].timezone
        return [
            (at.astimezone(zone).strftime("%m-%d %H:%M"), line)
            for place, at, line in self.posted
            if place == target
        ]


def strike_in(zone: str, first_on: date) -> Strike:
    return Strike("tv", "guild", "TV strike", ZoneInfo(zone), first_on)


def life(store: SqlStore, strike: Strike, *hours: time) -> Life:
    catalogue = Catalogue((), (strike,), (), union_names={"guild": "Example Performers Guild"})
    lived = Life(catalogue, store, SimulatedClock(), CapturePoster("discord:"))
    lived.post_at(*hours)
    return lived


def minutes(begin: datetime, days: int, step: int) -> Iterator[datetime]:
    yield from (begin + n * step * MINUTE for n in range(days * 24 * 60 // step))


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("days") / "empty.db"
    upgrade(f"sqlite:///{file}")
    return file


async def walk(file: Path, strike: Strike, begin: datetime, days: int, *hours: time) -> Life:
    """Live through days, ticking every ten minutes, and started anew every seven hours."""
    async with open_store(f"sqlite:///{file}") as store:
        lived = life(store, strike, *hours)
        for number, at in enumerate(minutes(begin, days, 10)):
            if number % 42 == 0:
                lived.restart()
            await lived.tick(at)
        return lived


@pytest.mark.parametrize(
    ("zone", "first_on", "begin", "days", "expected"),
    [
        (  # Clocks go back on 5 November: the day has 25 hours.
            "America/Los_Angeles",
            date(2023, 7, 14),
            datetime(2023, 11, 3, 12, tzinfo=UTC),
            5,
            {"11-03": 113, "11-04": 114, "11-05": 115, "11-06": 116, "11-07": 117},
        ),
        (  # Clocks go forward on 10 March: the day has 23.
            "America/Los_Angeles",
            date(2024, 3, 1),
            datetime(2024, 3, 8, 12, tzinfo=UTC),
            5,
            {"03-08": 8, "03-09": 9, "03-10": 10, "03-11": 11, "03-12": 12},
        ),
        (  # And in London on 31 March.
            "Europe/London",
            date(2024, 3, 29),
            datetime(2024, 3, 29, 6, tzinfo=UTC),
            4,
            {"03-29": 1, "03-30": 2, "03-31": 3, "04-01": 4},
        ),
    ],
)
async def test_one_post_a_day_at_nine_through_a_change_of_the_clocks(
    empty: Path,
    tmp_path: Path,
    zone: str,
    first_on: date,
    begin: datetime,
    days: int,
    expected: dict[str, int],
) -> None:
    shutil.copy(empty, tmp_path / "bot.db")
    lived = await walk(tmp_path / "bot.db", strike_in(zone, first_on), begin, days, NINE)
    assert lived.local() == [(f"{on} 09:00", f"Day {day} of the TV strike") for on, day in expected.items()]


async def test_an_hour_that_spring_leaves_out_posts_at_the_first_moment_after(
    empty: Path, tmp_path: Path
) -> None:
    shutil.copy(empty, tmp_path / "bot.db")
    strike = strike_in("America/Los_Angeles", date(2024, 3, 8))
    begin = datetime(2024, 3, 8, 12, tzinfo=UTC)  # 04:00 there, past the hour of the first day
    lived = await walk(tmp_path / "bot.db", strike, begin, 4, time(2, 30), NINE)
    early = [at for at, _ in lived.local()]
    assert early == ["03-08 04:00", "03-09 02:30", "03-10 03:00", "03-11 02:30", "03-12 02:30"]
    assert [at for at, _ in lived.local("discord:2")] == [f"03-{day:02} 09:00" for day in (8, 9, 10, 11)]


async def test_an_hour_that_autumn_repeats_posts_the_first_time(empty: Path, tmp_path: Path) -> None:
    shutil.copy(empty, tmp_path / "bot.db")
    strike = strike_in("America/Los_Angeles", date(2023, 11, 4))
    begin = datetime(2023, 11, 4, 7, tzinfo=UTC)
    lived = await walk(tmp_path / "bot.db", strike, begin, 3, time(1, 30))
    assert [at for at, _ in lived.local()] == ["11-04 01:30", "11-05 01:30", "11-06 01:30"]
    assert lived.posted[1][1] == datetime(2023, 11, 5, 8, 30, tzinfo=UTC)


async def test_where_midnight_comes_twice_no_day_follows_a_later_one(empty: Path, tmp_path: Path) -> None:
    # In St. John's the clocks went from 00:01 back to 23:01 of the day before.
    shutil.copy(empty, tmp_path / "bot.db")
    strike = strike_in("America/St_Johns", date(2010, 11, 1))
    async with open_store(f"sqlite:///{tmp_path / 'bot.db'}") as store:
        lived = life(store, strike, time(0))
        back = datetime(2010, 11, 7, 2, 31, tzinfo=UTC)
        for at in (back - MINUTE, back, back + 59 * MINUTE, back + timedelta(hours=30)):
            lived.restart()
            await lived.tick(at)
    assert lived.local() == [
        ("11-07 00:00", "Day 7 of the TV strike"),
        ("11-08 05:01", "Day 8 of the TV strike"),
    ]


# --- whatever the zone ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """The bot ticks after some minutes; it may have been started anew, with another hour in feeds.yaml."""

    after: int
    restarts: bool = False
    hour: time | None = None


STEPS = st.builds(
    Step,
    st.one_of(st.integers(1, 90), st.sampled_from([240, 600, 1440, 2900])),
    st.booleans(),
    st.one_of(st.none(), st.none(), st.none(), st.times()),
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    zone=st.sampled_from(sorted(available_timezones())),
    first_on=st.dates(date(1972, 1, 1), date(2037, 6, 1)),
    at=st.times(),
    ends_after=st.one_of(st.none(), st.integers(0, 200)),
    steps=st.lists(STEPS, min_size=5, max_size=40),
)
@example("America/Los_Angeles", date(2023, 11, 4), time(1, 30), 90, [Step(25, restarts=True)] * 160)
@example("Europe/London", date(2024, 3, 30), time(1, 30), None, [Step(25, restarts=True)] * 160)
@example("Pacific/Apia", date(2011, 12, 29), time(9), None, [Step(60)] * 90)
def test_every_date_has_one_post_with_its_own_number(
    empty: Path,
    tmp_path: Path,
    zone: str,
    first_on: date,
    at: time,
    ends_after: int | None,
    steps: Sequence[Step],
) -> None:
    file = tmp_path / "bot.db"
    for leftover in tmp_path.glob("bot.db*"):
        leftover.unlink()
    shutil.copy(empty, file)
    strike = strike_in(zone, first_on)
    if ends_after is not None:
        begin = datetime.combine(first_on, time(), strike.timezone).astimezone(UTC)
        strike = replace(strike, ended=StrikeEvent(begin + timedelta(hours=ends_after)))
    asyncio.run(play(file, strike, at, steps))


async def play(file: Path, strike: Strike, hour: time, steps: Sequence[Step]) -> None:
    due: list[date] = []  # the dates at which a tick found that the hour had come
    totals_due = False
    async with open_store(f"sqlite:///{file}") as store:
        lived = life(store, strike, hour)
        now = datetime.combine(strike.first_on, time(), UTC) - timedelta(hours=16)
        for step in steps:
            now += step.after * MINUTE
            if step.hour is not None:
                hour = step.hour
                lived.post_at(hour)
            elif step.restarts:
                lived.restart()
            await lived.tick(now)
            local = now.astimezone(strike.timezone)
            is_over = strike.ended is not None and strike.ended.at <= now
            if local.date() < strike.first_on or local.time() < hour:
                continue
            if not is_over and local.date() > max(due, default=date.min):
                due.append(local.date())
            totals_due |= is_over
    check(strike, lived, due, totals_due=totals_due)


def check(strike: Strike, lived: Life, due: Sequence[date], *, totals_due: bool) -> None:
    days = [
        (at.astimezone(strike.timezone).date(), line)
        for _, at, line in lived.posted
        if line.startswith("Day")
    ]
    numbers = [int(re.findall(r"\d+", line)[0]) for _, line in days]
    dates = [on for on, _ in days]
    assert numbers == [(on - strike.first_on).days + 1 for on in dates]
    assert numbers == sorted(set(numbers))  # only ever more, and none twice
    assert set(due) <= set(dates)
    assert all(number > 0 for number in numbers)
    totals = len(lived.posted) - len(days)
    assert totals <= 1
    assert totals == 1 or not totals_due or not _is_news(strike, lived)


def _is_news(strike: Strike, lived: Life) -> bool:
    ended = strike.ended
    return ended is not None and lived.clock.at - ended.at < timedelta(days=6)
