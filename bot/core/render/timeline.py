"""The answer to ``/timeline``: a picture of a strike's days, and the same in words.

Called by `bot.services.timeline`. Guarantees: whoever does not see the picture misses nothing; times in which
no source answered, in which the bot asked nobody, and of which nothing is recorded are told apart.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from enum import Enum
from typing import Final

from bot.core.contact import GapKind, Spell
from bot.core.custom_ids import timeline_id
from bot.core.daycount import local_date
from bot.core.language import _, mark, n_, tell, written_list
from bot.core.model import ActionButton, Block, Message, MessageKind, Picture
from bot.core.render.day import day_headline
from bot.core.render.timechart import TURNS, topic_name
from bot.core.render.words import (
    bold,
    fitted,
    foreign,
    heading,
    instant,
    say,
    say_many,
    small,
    stacked,
    written,
)
from bot.core.timeline import WEEK, Look, Span, Timeline, TimelineAsked

ALT_LIMIT: Final = 1_024  #: characters of an attachment's description (Discord's limit)
FILE_NAME: Final = "timeline.png"

_SPANS: Final[Mapping[Span, str]] = {
    Span.TWO_WEEKS: mark("14 days"),
    Span.SIXTY_DAYS: mark("60 days"),
    Span.ALL: mark("All days"),
}
_OTHER_LOOK: Final = {
    Look.DARK: (Look.LIGHT, mark("Light background")),
    Look.LIGHT: (Look.DARK, mark("Dark background")),
}
_ONCE: Final = {
    GapKind.UNREACHABLE: mark("No source of {union} answered from {since} to {until} ({time})."),
    GapKind.UNASKED: mark("The bot asked no source of {union} from {since} to {until} ({time})."),
    GapKind.UNKNOWN: mark(
        "It is not recorded whether the sources of {union} answered from {since} to {until} ({time})."
    ),
}
_OFTEN: Final = {
    GapKind.UNREACHABLE: mark(
        "No source of {union} answered for {time} in all, the longest time from {since} to {until}."
    ),
    GapKind.UNASKED: mark(
        "The bot asked no source of {union} for {time} in all, the longest time from {since} to {until}."
    ),
    GapKind.UNKNOWN: mark(
        "It is not recorded whether the sources of {union} answered for {time} in all, the longest time from "
        "{since} to {until}."
    ),
}
_NOW: Final = {
    GapKind.UNREACHABLE: mark("No source of {union} has answered since {since}."),
    GapKind.UNASKED: mark("The bot has asked no source of {union} since {since}."),
    GapKind.UNKNOWN: mark("No source of {union} has been asked yet."),
}


class Missing(Enum):
    """Why an answer has no picture."""

    DRAWING = mark("The picture is being drawn.")
    FAILED = mark("There is no picture this time; what it would show is written above.")
    TOO_MANY = mark(
        "Too many pictures are being drawn at the moment. What this one would show is written above."
    )


def render_timeline(
    timeline: Timeline,
    asked: TimelineAsked,
    *,
    picture: Picture | None = None,
    missing: Missing = Missing.DRAWING,
) -> Message:
    """Render the answer; without a picture it says why there is none."""
    blocks = [heading(say("Timeline of the {name}", name=foreign(timeline.strike.name, 120)))]
    blocks += [bold(day_headline(timeline.day)), *_facts(timeline)]
    if timeline.is_cut:
        blocks.append(_cut(timeline))
    blocks.append(small(say("Days are those of the time zone {zone}.", zone=_zone(timeline))))
    if picture is None:
        blocks.append(small(say(missing.value)))
    message = Message(
        MessageKind.ANSWER,
        fitted(blocks),
        tuple(_buttons(asked, can_repeat=picture is None and missing is not Missing.DRAWING)),
    )
    return replace(message, picture=picture)


def render_no_timeline() -> Message:
    """Render the answer where there is no strike to show."""
    return Message(MessageKind.ANSWER, (say("No strike is entered in feeds.yaml."),))


def picture_of(timeline: Timeline, png: bytes) -> Picture:
    """Return a drawn picture with its description."""
    return Picture(FILE_NAME, png, alt_text(timeline))


def alt_text(timeline: Timeline) -> str:
    """Say in words what the picture shows; whole sentences, as many as fit."""
    window = timeline.window
    first = tell(
        "Timeline of the {name}, {first} to {last}.",
        name=foreign(timeline.strike.name, 100).plain,
        first=written(window.first_on),
        last=written(window.last_on),
    )
    text = first
    for sentence in [f"{day_headline(timeline.day).plain}.", *(fact.plain for fact in _facts(timeline))]:
        longer = f"{text} {' '.join(sentence.split())}"
        if len(longer) > ALT_LIMIT:
            break
        text = longer
    return text


def _facts(timeline: Timeline) -> list[Block]:
    """Return what the picture shows, a sentence or a list each."""
    return [*_statements(timeline), *_turns(timeline), *_contact(timeline)]


def _statements(timeline: Timeline) -> Iterator[Block]:
    union, window = _union(timeline), timeline.window
    first, last = written(window.first_on), written(window.last_on)
    if not timeline.statements:
        yield say("No statement of {union} from {first} to {last}.", union=union, first=first, last=last)
        return
    yield say_many(
        "{n} statement of {union} from {first} to {last}.",
        "{n} statements of {union} from {first} to {last}.",
        timeline.statements,
        union=union,
        first=first,
        last=last,
    )
    if len(timeline.topics) > 1:
        counts = [f"{topic_name(topic)} {number}" for topic, number in timeline.by_topic if number]
        yield say("By topic: {topics}.", topics=foreign(written_list(counts), 600))
    on, most = timeline.fullest
    if timeline.step == 1:
        yield say("The most on one day: {number}, on {date}.", number=most, date=written(on))
    elif timeline.step == WEEK:
        yield say("The most in one week: {number}, from {date} on.", number=most, date=written(on))


def _turns(timeline: Timeline) -> Iterator[Block]:
    lines = [
        say("{date}: {event}.", date=written(local_date(timeline.strike, turn.at)), event=_(TURNS[turn.turn]))
        for turn in timeline.turns
    ]
    if lines:
        yield stacked(lines)


def _contact(timeline: Timeline) -> Iterator[Block]:
    """Say when there was no contact, what lasts first."""
    union, found = _union(timeline), list(timeline.spells)
    if not found:
        yield say("In all this time at least one source of {union} answered when it was asked.", union=union)
        return
    if found[-1].until_at == timeline.at:
        spell = found.pop()
        yield say(_NOW[spell.kind], union=union, since=instant(spell.since_at))
    for kind in GapKind:
        if of_kind := [spell for spell in found if spell.kind is kind]:
            yield _spells(of_kind, union)


def _spells(of_kind: Sequence[Spell], union: Block) -> Block:
    words = (_ONCE if len(of_kind) == 1 else _OFTEN)[of_kind[0].kind]
    longest = max(of_kind, key=lambda spell: spell.length)
    return say(
        words,
        union=union,
        time=_lasting(sum((spell.length for spell in of_kind), timedelta())),
        since=instant(longest.since_at),
        until=instant(longest.until_at),
    )


def _lasting(time: timedelta) -> str:
    """Write how long something lasted, in the unit that says it shortly."""
    minutes = max(1, round(time / timedelta(minutes=1)))
    if minutes < 120:
        return n_("{n} minute", "{n} minutes", minutes)
    hours = round(minutes / 60)
    return n_("{n} hour", "{n} hours", hours) if hours < 48 else n_("{n} day", "{n} days", round(hours / 24))


def _cut(timeline: Timeline) -> Block:
    return say_many(
        "Only the newest statement is counted.",
        "Only the newest {n} statements are counted; there were more.",
        timeline.statements,
    )


def _buttons(asked: TimelineAsked, *, can_repeat: bool) -> Iterator[ActionButton]:
    for span, label in _SPANS.items():
        is_shown = span is asked.span and not can_repeat
        yield ActionButton(_(label), timeline_id(replace(asked, span=span)), is_chosen=is_shown)
    look, label = _OTHER_LOOK[asked.look]
    yield ActionButton(_(label), timeline_id(replace(asked, look=look)))


def _union(timeline: Timeline) -> Block:
    return foreign(timeline.union_name, 100)


def _zone(timeline: Timeline) -> Block:
    return foreign(timeline.strike.timezone.key, 60)
