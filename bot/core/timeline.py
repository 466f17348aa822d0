"""What a strike looks like, day by day: what was said on each, and of which nothing is known.

`bot.services.timeline` gathers and calls `timeline`; `bot.core.render.timeline` makes a picture and words of
it. Days are local dates in the strike's own zone. Guarantees: it holds what was stored and what an admin
entered; nothing is inferred, and times without contact come along.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from bot.core.contact import Spell
from bot.core.daycount import local_date, strike_day
from bot.core.model import Strike, StrikeDay, StrikeState

#: Statements without a topic, or with one that has no colour of its own.
OTHER: Final = ""
MOST_TOPICS: Final = 5
MOST_BARS: Final = 62  #: more could not be told apart on a phone: a bar stands for a week then

WEEK: Final = 7
_ORDER: Final = (
    StrikeState.ON_STRIKE,
    StrikeState.PAUSED,
    StrikeState.TENTATIVE_AGREEMENT,
    StrikeState.UPCOMING,
    StrikeState.SUSPENDED,
    StrikeState.ENDED,
)


class Span(StrEnum):
    """How much of a strike is shown; the values stand in buttons' custom ids."""

    TWO_WEEKS = "14"
    SIXTY_DAYS = "60"
    ALL = "all"

    @property
    def days(self) -> int | None:
        """Return how many days that is; None: all there are."""
        return None if self is Span.ALL else int(self)


class Look(StrEnum):
    """On which background a picture is drawn; the values stand in buttons' custom ids."""

    DARK = "dark"
    LIGHT = "light"


class Turn(StrEnum):
    """What happened to a strike."""

    STARTED = "started"
    PAUSED = "paused"
    RESUMED = "resumed"
    TENTATIVE_AGREEMENT = "tentative_agreement"
    SUSPENDED = "suspended"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class TimelineAsked:
    """Which picture is asked for."""

    strike_id: str
    span: Span = Span.TWO_WEEKS
    look: Look = Look.DARK


@dataclass(frozen=True, slots=True)
class Said:
    """A statement, as far as the picture shows it."""

    at: datetime
    topics: tuple[str, ...] = ()  #: as members know them, in order; it counts under its first


@dataclass(frozen=True, slots=True)
class TurnAt:
    """When something happened to the strike."""

    turn: Turn
    at: datetime


@dataclass(frozen=True, slots=True)
class Window:
    """The days that are shown."""

    first_on: date
    last_on: date

    @property
    def days(self) -> int:
        """Return how many days these are."""
        return (self.last_on - self.first_on).days + 1

    def bounds(self, strike: Strike) -> tuple[datetime, datetime]:
        """Return the instants at which the first day begins and the last one is over."""
        return _midnight(strike, self.first_on), _midnight(strike, self.last_on + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Timeline:
    """One strike's days, and what is known of each."""

    strike: Strike
    union_name: str
    day: StrikeDay  #: where it stands today
    window: Window
    step: int  #: days in a bar
    topics: tuple[str, ...]  #: what bars are made of, from below; `OTHER` is last
    bars: tuple[tuple[int, ...], ...]  #: statements by topic, for each step from the first day on
    turns: tuple[TurnAt, ...]  #: within the window, in order of time
    spells: tuple[Spell, ...]  #: without contact, within the window and up to now
    at: datetime  #: when this was so
    is_cut: bool = False  #: there were more statements than were counted

    @property
    def statements(self) -> int:
        """Return how many statements the bars hold."""
        return sum(map(sum, self.bars))

    @property
    def by_topic(self) -> tuple[tuple[str, int], ...]:
        """Return how many statements each topic has."""
        return tuple((topic, sum(bar[place] for bar in self.bars)) for place, topic in enumerate(self.topics))

    @property
    def fullest(self) -> tuple[date, int]:
        """Return the first day of the fullest bar, the earliest of equals, and its number of statements."""
        sums = [sum(bar) for bar in self.bars]
        place = max(range(len(sums)), key=sums.__getitem__)
        return self.window.first_on + timedelta(days=place * self.step), sums[place]


def strike_to_show(strikes: Iterable[Strike], now: datetime) -> Strike | None:
    """Return the strike to show where none is named: one that goes on, else upcoming, else the latest."""

    def rank(strike: Strike) -> tuple[int, int]:
        state = strike_day(strike, local_date(strike, now), now).state
        nearest = strike.first_on.toordinal()
        counted = state is not StrikeState.UPCOMING
        return _ORDER.index(state) if not state.is_counted else 0, -nearest if counted else nearest

    return min(strikes, key=rank, default=None)


def window_of(strike: Strike, span: Span, now: datetime) -> Window:
    """Return the days that are shown: up to today, or to the day on which it was over.

    Before a strike begins these are the days up to today, for there is nothing of it to show yet.
    """
    today = local_date(strike, now)
    over = [local_date(strike, event.at) for event in (strike.suspended, strike.ended) if event]
    last_on = min([today, *(on for on in over if on <= today)])
    if last_on < strike.first_on:
        return Window(today - timedelta(days=(span.days or 14) - 1), today)
    if span.days is None:
        return Window(strike.first_on, last_on)
    return Window(max(strike.first_on, last_on - timedelta(days=span.days - 1)), last_on)


def timeline(
    strike: Strike,
    union_name: str,
    window: Window,
    *,
    said: Sequence[Said],
    spells: Sequence[Spell],
    topic_order: Sequence[str] = (),
    now: datetime,
    is_cut: bool = False,
) -> Timeline:
    """Put the picture's contents together; `said` and `spells` are within the window."""
    step = _step(window.days)
    topics = _topics(said, topic_order)
    return Timeline(
        strike=strike,
        union_name=union_name,
        day=strike_day(strike, local_date(strike, now), now),
        window=window,
        step=step,
        topics=topics,
        bars=_bars(strike, window, step, said, topics),
        turns=tuple(turn for turn in _turns(strike) if _is_shown(turn, strike, window, now)),
        spells=tuple(spells),
        at=now,
        is_cut=is_cut,
    )


def place_of(timeline: Timeline, at: datetime) -> float:
    """Return where an instant stands: days since the first one began, by the clocks of the strike's zone."""
    local = at.astimezone(timeline.strike.timezone)
    into = local.hour * 3600 + local.minute * 60 + local.second
    return (local.date() - timeline.window.first_on).days + into / 86_400


def _step(days: int) -> int:
    """Return how many days a bar stands for: one, a week, or more where there are very many."""
    if days <= MOST_BARS:
        return 1
    return WEEK * -(-days // (MOST_BARS * WEEK))


def _topics(said: Sequence[Said], order: Sequence[str]) -> tuple[str, ...]:
    """Return the topics that get a colour: the most frequent, in the configuration's order."""
    counts = Counter(one.topics[0] for one in said if one.topics)
    kept = {topic for topic, _ in counts.most_common(MOST_TOPICS)}
    named = [topic for topic in dict.fromkeys([*order, *counts]) if topic in kept]
    return (*named, OTHER)


def _bars(
    strike: Strike, window: Window, step: int, said: Sequence[Said], topics: Sequence[str]
) -> tuple[tuple[int, ...], ...]:
    bars = [[0] * len(topics) for _ in range(-(-window.days // step))]
    places = {topic: place for place, topic in enumerate(topics)}
    for one in said:
        day = (local_date(strike, one.at) - window.first_on).days
        if 0 <= day < window.days:
            topic = one.topics[0] if one.topics else OTHER
            bars[day // step][places.get(topic, places[OTHER])] += 1
    return tuple(map(tuple, bars))


def _turns(strike: Strike) -> list[TurnAt]:
    """Return everything that happened to a strike, in order of time."""
    turns = [TurnAt(Turn.STARTED, _midnight(strike, strike.first_on))]
    for pause in strike.pauses:
        turns.append(TurnAt(Turn.PAUSED, pause.begun.at))
        turns += [TurnAt(Turn.RESUMED, pause.over.at)] if pause.over else []
    for turn, event in (
        (Turn.TENTATIVE_AGREEMENT, strike.tentative_agreement),
        (Turn.SUSPENDED, strike.suspended),
        (Turn.ENDED, strike.ended),
    ):
        turns += [TurnAt(turn, event.at)] if event else []
    return sorted(turns, key=lambda turn: turn.at)


def _is_shown(turn: TurnAt, strike: Strike, window: Window, now: datetime) -> bool:
    """Tell whether a turn is in the window; what an admin entered for later has not happened yet."""
    return window.first_on <= local_date(strike, turn.at) <= window.last_on and turn.at <= now


def _midnight(strike: Strike, on: date) -> datetime:
    return datetime.combine(on, time(), tzinfo=strike.timezone).astimezone(UTC)
