"""The picture of a strike's days: a timeline as a chart with finished labels.

Called by `bot.services.timeline`. Guarantees: labels of ours are in the language that is spoken, and hold
whatever an admin or a union wrote as plain words on one line.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from babel.dates import format_skeleton

from bot.core.chart import Band, Chart, Flag, Layer, Shade, Tick
from bot.core.contact import GapKind
from bot.core.daycount import day_number
from bot.core.language import _, mark, n_, spoken, tell
from bot.core.render.words import foreign
from bot.core.timeline import OTHER, WEEK, Look, Timeline, Turn, place_of

TURNS: Final[Mapping[Turn, str]] = {
    Turn.STARTED: mark("Strike begins"),
    Turn.PAUSED: mark("Paused"),
    Turn.RESUMED: mark("Resumed"),
    Turn.TENTATIVE_AGREEMENT: mark("Tentative agreement"),
    Turn.SUSPENDED: mark("Suspended"),
    Turn.ENDED: mark("Ended"),
}
_SHADES: Final[Mapping[GapKind, tuple[Shade, str]]] = {
    GapKind.UNREACHABLE: (Shade.NO_ANSWER, mark("no source answered")),
    GapKind.UNASKED: (Shade.NOT_ASKED, mark("the bot did not ask")),
    GapKind.UNKNOWN: (Shade.NOT_KNOWN, mark("not recorded")),
}
_MOST_TICKS: Final = 6
_TICK_ROOM: Final = 0.13  # of the axis, for a tick's words
_LAST_TICK_ROOM: Final = 0.19  # the last one's are moved to the left, to stay in the picture
_TICK_STEPS: Final = (1, 2, 3, 5, 7, 10, 14, 20, 25, 50)
_NAME: Final = 80


def chart_of(timeline: Timeline, look: Look) -> Chart:
    """Return the picture of a timeline on this background."""
    kinds = dict.fromkeys(spell.kind for spell in timeline.spells)
    return Chart(
        look=look,
        title=foreign(timeline.strike.name, _NAME).plain,
        subtitle=_subtitle(timeline),
        days=timeline.window.days,
        step=timeline.step,
        layers=tuple(_layers(timeline)),
        bands=tuple(
            Band(
                place_of(timeline, spell.since_at), place_of(timeline, spell.until_at), _SHADES[spell.kind][0]
            )
            for spell in timeline.spells
        ),
        shades=tuple((shade, _(words)) for kind, (shade, words) in _SHADES.items() if kind in kinds),
        flags=tuple(Flag(place_of(timeline, turn.at), _(TURNS[turn.turn])) for turn in timeline.turns),
        ticks=tuple(_ticks(timeline)),
        empty="" if timeline.statements else _("No statement in this time"),
    )


def topic_name(topic: str) -> str:
    """Return how a topic is shown: an admin's word for it, or ours for what is left over."""
    return _("other") if topic == OTHER else foreign(topic, _NAME).plain


def _subtitle(timeline: Timeline) -> str:
    union = foreign(timeline.union_name, _NAME).plain
    if timeline.step == 1:
        return tell("Statements a day of {union}", union=union)
    if timeline.step == WEEK:
        return tell("Statements a week of {union}", union=union)
    weeks = n_("{n} week", "{n} weeks", timeline.step // WEEK)
    return tell("Statements in {weeks} of {union}", weeks=weeks, union=union)


def _layers(timeline: Timeline) -> Iterator[Layer]:
    for place, topic in enumerate(timeline.topics):
        counts = tuple(bar[place] for bar in timeline.bars)
        label = topic_name(topic) if len(timeline.topics) > 1 else ""
        yield Layer(label, counts, is_rest=topic == OTHER)


def _ticks(timeline: Timeline) -> Iterator[Tick]:
    """Yield marks at round days, at the first day of the strike and at the last one shown."""
    window = timeline.window
    first = day_number(timeline.strike, window.first_on)
    for number in _marked_days(first, window.days):
        on = window.first_on + timedelta(days=number - first)
        yield Tick(number - first + 0.5, _day_words(timeline, number), brief_date(on))


def _marked_days(first: int, days: int) -> list[int]:
    """Return the numbers of days that get a mark, none so near another that their words would touch."""
    gap = next((step for step in _TICK_STEPS if days / step <= _MOST_TICKS), 0)
    gap = gap or 100 * -(-days // (100 * _MOST_TICKS))
    last, room = first + days - 1, days * _TICK_ROOM
    marked = [1] if first <= 1 <= last else []
    for number in range(first, last + 1):
        is_free = last - number >= _LAST_TICK_ROOM * days and not any(
            number - one < room for one in marked[-1:]
        )
        if number % gap == 0 and is_free:
            marked.append(number)
    return sorted({*marked, last})


def _day_words(timeline: Timeline, number: int) -> str:
    total = timeline.day.total
    is_counted = number >= 1 and (total is None or number <= total)
    return tell("Day {day}", day=number) if is_counted else ""


def brief_date(on: date) -> str:
    """Write a date in a few letters in the language that is spoken, such as “14 Jul”."""
    return format_skeleton("MMMd", on, locale=spoken().locale)
