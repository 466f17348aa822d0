"""What happens in one season, drawn from a seed before it begins: who says what, when, and what goes wrong.

Everything here is invented. A statement is known by its token, a word that stands in its title and nowhere
else; a wording by its number, which stands in its first sentence.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from random import Random
from zoneinfo import ZoneInfo

DAYS = 118  #: of the strike
QUIET_DAYS = 4  #: after it, in which nothing goes wrong and everything is to arrive
CALM_DAYS = 2  #: at the beginning, in which nothing goes wrong either
DAY_POST_AT = time(9)

AGREEMENT = "own9999"  #: the statement that tells of the tentative agreement
SITE, STRIKE_SITE, PRESS = "site", "strike-site", "press"
SEEN_BY_THEN = timedelta(hours=80)
#: Feeds are asked once an hour, and looked at a few times a day.
LEAST_LOOKS, MOST_LOOKS = 2, 4

#: Where the clocks change on both halves of the world, at midnight, by half an hour, or not at all.
ZONES = (
    *("America/Los_Angeles", "Europe/London", "Europe/Berlin", "Australia/Sydney"),
    *("America/Santiago", "Australia/Lord_Howe", "Asia/Kolkata", "America/St_Johns"),
)


class Kind(StrEnum):
    """Whose words they are."""

    OWN = "own"  #: the union's
    PRESS = "press"  #: a newspaper's, on its own feed
    STRANGER = "stranger"  #: in the union's feed, with an address elsewhere: for a person to look at


@dataclass(frozen=True, slots=True)
class Wording:
    """What a statement says from an instant on."""

    number: int  #: from 1
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Saying:
    """Something that is said once, wherever it is listed."""

    token: str
    kind: Kind
    title: str
    at: datetime
    listed: tuple[tuple[str, datetime], ...]  #: (feed, since when)
    wordings: tuple[Wording, ...]

    def is_listed(self, feed_id: str, now: datetime) -> bool:
        """Tell whether a feed has begun to list it."""
        return any(name == feed_id and since <= now for name, since in self.listed)

    def wording(self, now: datetime) -> Wording:
        """Return what it says now."""
        return max((one for one in self.wordings if one.at <= now), key=lambda one: one.number)


class Trouble(StrEnum):
    """What can be wrong for a while."""

    DOWN = "down"  #: a site answers nothing, the bot does not run, or Discord refuses everything
    TRUNCATED = "truncated"  #: a feed's document ends in the middle
    HTML = "html"  #: a web page stands where the feed was
    EMPTY = "empty"  #: nothing does
    FORBIDDEN = "forbidden"  #: the bot lost its permission in a channel


@dataclass(frozen=True, slots=True)
class Spell:
    """A time in which something is wrong."""

    where: str  #: a feed, a target, `BOT` or `DISCORD`
    trouble: Trouble
    begins_at: datetime
    ends_at: datetime

    def holds(self, where: str, now: datetime) -> bool:
        return self.where == where and self.begins_at <= now < self.ends_at


BOT, DISCORD = "bot", "discord"


class News(StrEnum):
    """What happens to the strike."""

    PAUSED = "paused"
    RESUMED = "resumed"
    AGREED = "agreed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Course:
    """What happens to the strike when, and when an admin enters it into feeds.yaml, which may be late."""

    happens_at: Mapping[News, datetime]
    entered_at: Mapping[News, datetime]

    def known(self, now: datetime) -> Mapping[News, datetime]:
        """Return what an admin has entered by now."""
        return {news: at for news, at in self.happens_at.items() if self.entered_at[news] <= now}


@dataclass(frozen=True, slots=True)
class Almanac:
    """A season."""

    seed: int
    zone: ZoneInfo
    first_on: date
    sayings: tuple[Saying, ...]
    spells: tuple[Spell, ...]
    course: Course
    guids_anew: tuple[datetime, ...]  #: when the union's site gives all its entries other guids
    instants: tuple[datetime, ...]  #: when the bot's clock ticks

    @property
    def ended_at(self) -> datetime:
        """Return the midnight with which the strike ends."""
        return self.course.happens_at[News.ENDED]

    def local(self, on: date, at: time) -> datetime:
        return datetime.combine(on, at, self.zone).astimezone(UTC)

    def is_wrong(self, where: str, now: datetime) -> Trouble | None:
        """Return what is wrong there now."""
        return next((spell.trouble for spell in self.spells if spell.holds(where, now)), None)


def draw(seed: int, targets: Sequence[str]) -> Almanac:
    """Draw a season; `targets` are the channels in which the bot may lose its permission."""
    return _Drawing(seed, targets).almanac()


class _Drawing:
    def __init__(self, seed: int, targets: Sequence[str]) -> None:
        self._random = Random(seed)  # noqa: S311 -- it is to be drawn again
        self._seed = seed
        self._targets = targets
        self._zone = ZoneInfo(self._random.choice(ZONES))
        self._first_on = date(2023, 1, 1) + timedelta(days=self._random.randrange(365))
        self._numbers = iter(range(10_000))
        self._words = [self._word() for _ in range(400)]

    def almanac(self) -> Almanac:
        storms = sorted(self._random.sample(range(10, DAYS - 10), 2))
        sayings = [*self._before(), *self._during(storms)]
        course = self._course()
        sayings += self._told(course)
        return Almanac(
            self._seed,
            self._zone,
            self._first_on,
            tuple(sorted(sayings, key=lambda one: (one.at, one.token))),
            (*self._storms(storms), *self._spells()),
            course,
            tuple(self._at(self._random.randrange(CALM_DAYS, DAYS)) for _ in range(2)),
            tuple(sorted(self._instants())),
        )

    # --- what is said ----------------------------------------------------------------------------

    def _before(self) -> Iterator[Saying]:
        """Yield what the union's site lists when the bot first comes: some old, some of the last hours."""
        start = self._at(0, 0)
        for hours in (400, 300, 20, 15, 10, 5):
            at = start - timedelta(hours=hours)
            yield self._own(at, {SITE: at})
        at = start - timedelta(hours=2)
        yield self._own(at, {STRIKE_SITE: at})

    def _during(self, storms: Sequence[int]) -> Iterator[Saying]:
        for day in range(CALM_DAYS, DAYS):
            for _ in range(self._random.choice((0, 1, 1, 1, 2))):
                yield self._said_on(self._at(day))
            if self._random.random() < 0.2:
                at = self._at(day)
                yield self._saying(Kind.PRESS, at, {PRESS: at})
            if self._random.random() < 0.05:
                at = self._at(day)
                yield self._saying(Kind.STRANGER, at, {SITE: at})
            if day in storms:
                yield from (self._said_on(self._at(day, 8 + number)) for number in range(12))

    def _said_on(self, at: datetime) -> Saying:
        later = at + timedelta(hours=self._random.choice((0, 1, 7)))
        listed = self._random.choice(
            (
                {SITE: at},
                {SITE: at},
                {SITE: at, STRIKE_SITE: later},
                {SITE: later, STRIKE_SITE: at},
                {STRIKE_SITE: at},
            )
        )
        return self._own(at, listed)

    def _own(self, at: datetime, listed: dict[str, datetime]) -> Saying:
        return self._saying(Kind.OWN, at, listed, changes=self._random.choice((0, 0, 0, 0, 1, 1, 2)))

    def _saying(self, kind: Kind, at: datetime, listed: dict[str, datetime], changes: int = 0) -> Saying:
        token = f"{kind.value}{next(self._numbers):04}"
        # What two of the union's sites list is changed only once the bot has surely seen it on both: met
        # there in two wordings it would be two statements, as always where a number differs.
        said_at = [at if len(listed) == 1 else at + SEEN_BY_THEN]
        for _ in range(changes):
            again_at = said_at[-1] + timedelta(hours=self._random.uniform(1, 60))
            said_at += [again_at] if again_at < self._at(DAYS, 0) else []
        said_at[0] = at
        sentences = [self._sentence() for _ in range(4)]
        wordings = tuple(
            Wording(number, each, " ".join([self._first_sentence(number), *sentences]))
            for number, each in enumerate(said_at, 1)
        )
        title = f"Bulletin {token} about {self._some()} and {self._some()}"
        return Saying(token, kind, title, at, tuple(listed.items()), wordings)

    def _first_sentence(self, number: int) -> str:
        gate, hour = self._some(), 7 + number
        return f"This is wording {number}, and our picket at the {gate} gate begins at {hour} o'clock."

    def _sentence(self) -> str:
        frame = self._random.choice(
            (
                "We thank the {} local for standing with us at the {} yard.",
                "Union members walk the picket line at the {} gate and the {} gate.",
                "Our bargaining committee asks for a raise that covers rent in {} and {}.",
                "Bring a picket sign and a hat to the strike line at {} and {}.",
            )
        )
        return frame.format(self._some(), self._some())

    def _some(self) -> str:
        return self._random.choice(self._words)

    def _word(self) -> str:
        return "".join(self._random.choice("bdfgklmnprstvz") + self._random.choice("aeiou") for _ in range(3))

    # --- what becomes of the strike ---------------------------------------------------------------

    def _course(self) -> Course:
        dice = Random(f"{self._seed} course")  # noqa: S311 -- so that the rest of a season stays as it was
        paused, agreed = dice.randrange(20, 50), dice.randrange(95, DAYS - 4)
        happens_at = {
            News.PAUSED: self._at(paused, dice.uniform(0, 24)),
            News.RESUMED: self._at(paused + dice.randrange(1, 9), dice.uniform(0, 24)),
            News.AGREED: self._at(agreed, dice.uniform(0, 24)),
            News.ENDED: self._at(DAYS, 0),
        }
        # Ends are entered the evening before, in time for the last post, or after one that still counted.
        late = {News.AGREED: 60.0, News.ENDED: dice.choice((-6.0, 3.0, 14.0))}
        entered_at = {
            news: at + timedelta(hours=late.get(news, dice.uniform(-30, 30)))
            for news, at in happens_at.items()
        }
        entered_at[News.RESUMED] = max(entered_at[News.RESUMED], entered_at[News.PAUSED])
        return Course(happens_at, entered_at)

    def _told(self, course: Course) -> Iterator[Saying]:
        """Yield the statement that tells of the agreement, on both of the union's sites."""
        at = course.happens_at[News.AGREED]
        words = "We have reached a tentative agreement with the companies at the {} yard and the {} yard."
        text = " ".join([self._first_sentence(1), words.format("north", "south")])
        title = f"Bulletin {AGREEMENT} about the talks"
        yield Saying(AGREEMENT, Kind.OWN, title, at, ((SITE, at), (STRIKE_SITE, at)), (Wording(1, at, text),))

    # --- what goes wrong --------------------------------------------------------------------------

    def _storms(self, days: Sequence[int]) -> Iterator[Spell]:
        """Yield the times when Discord is down while much is said: what waited goes out as a digest."""
        for day in days:
            yield Spell(DISCORD, Trouble.DOWN, self._at(day, 7), self._at(day, 22))

    def _spells(self) -> Iterator[Spell]:
        bad = (Trouble.DOWN, Trouble.TRUNCATED, Trouble.HTML, Trouble.EMPTY)
        for _ in range(8):
            yield self._spell(self._random.choice((SITE, STRIKE_SITE, PRESS)), self._random.choice(bad), 20)
        for _ in range(4):
            yield self._spell(DISCORD, Trouble.DOWN, 12)
        for _ in range(4):
            yield self._spell(BOT, Trouble.DOWN, 30)
        for _ in range(3):
            yield self._spell(self._random.choice(self._targets), Trouble.FORBIDDEN, 30)

    def _spell(self, where: str, trouble: Trouble, most_hours: int) -> Spell:
        begins_at = self._at(self._random.randrange(CALM_DAYS, DAYS - 2))
        hours = self._random.uniform(0.5, most_hours)
        return Spell(where, trouble, begins_at, begins_at + timedelta(hours=hours))

    # --- when -------------------------------------------------------------------------------------

    def _instants(self) -> set[datetime]:
        found = set()
        for day in range(DAYS + QUIET_DAYS):
            found.add(self._day_post_at(day))
            for _ in range(self._random.randint(LEAST_LOOKS, MOST_LOOKS)):
                found.add(self._at(day, self._random.uniform(0, 24)))
        return found

    def _day_post_at(self, day: int) -> datetime:
        on = self._first_on + timedelta(days=day)
        return datetime.combine(on, DAY_POST_AT, self._zone).astimezone(UTC)

    def _at(self, day: int, hour: float | None = None) -> datetime:
        """Return an instant of the season's n-th day (from 0), by day unless an hour is given."""
        hour = self._random.uniform(8, 20) if hour is None else hour
        midnight = datetime.combine(self._first_on + timedelta(days=day), time(), self._zone).astimezone(UTC)
        return (midnight + timedelta(hours=hour)).replace(microsecond=0)
