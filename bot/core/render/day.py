"""What a day of a strike looks like, as the daily post and as the answer to ``/day``.

Called by the day composer and by the answers. Counts and dates come from what an admin wrote; that a union
said nothing and that we could not ask never look alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Final

from bot.core.daycount import local_date
from bot.core.dayposts import is_occasion
from bot.core.language import _, mark
from bot.core.model import (
    Block,
    Contact,
    FeedState,
    Message,
    MessageKind,
    SourceStatus,
    Statement,
    StrikeDay,
    StrikeState,
)
from bot.core.render.words import (
    bold,
    fitted,
    foreign,
    heading,
    host_of,
    instant,
    joined,
    length,
    own,
    read_button,
    say,
    say_many,
    small,
    stacked,
    titled,
    written,
)

_SAID_SHOWN: Final = 5
_SILENT_ROOM: Final = 1_200  #: characters; what was said, and how old that is, must have room beside them
_EVIDENCE: Final = mark("The union's own word on {host}")
_ON_THE_WORD_OF: Final = {
    StrikeState.UPCOMING: mark("The first day was entered by an admin."),
    StrikeState.ON_STRIKE: mark("The start was entered by an admin."),
    StrikeState.PAUSED: mark("The pause was entered by an admin."),
    StrikeState.TENTATIVE_AGREEMENT: mark("The tentative agreement was entered by an admin."),
    StrikeState.SUSPENDED: mark("The suspension was entered by an admin."),
    StrikeState.ENDED: mark("The end was entered by an admin."),
}


@dataclass(frozen=True, slots=True)
class News:
    """What a union said since the day post before, and how its sources are doing."""

    union_name: str
    at: datetime
    since: datetime
    is_since_yesterday: bool  #: the post of the day before stands in the channel
    said: Sequence[Statement]  #: newest first
    last: Statement | None  #: its newest statement, whenever that was said
    sources: Sequence[SourceStatus]


def render_day(day: StrikeDay, news: News) -> Message:
    """Render the daily post of a counted day."""
    blocks = [heading(day_headline(day)), day_dates(day)]
    if day.day is not None and is_occasion(day.day):
        blocks = [_banner(day_headline(day)), bold(_occasion(day, day.day)), day_dates(day)]
    return _post(day, [*blocks, *_told(news)])


def render_total(day: StrikeDay, news: News | None) -> Message:
    """Render the post about a strike that is over; without news, as edited after what was entered changed."""
    corrected = say("Brought up to date by what an admin has entered since.")
    told = _told(news) if news else [corrected]
    return _post(day, [_banner(day_headline(day)), bold(day_dates(day)), *told])


def render_total_taken_back(day: StrikeDay) -> Message:
    """Render what is left of such a post once the end was taken back in feeds.yaml."""
    name = foreign(day.strike.name, 120)
    blocks = [
        heading(say("Taken back: the {name} goes on", name=name)),
        say("This post said that the strike had stopped. An admin had entered that, and took it back."),
    ]
    return Message(MessageKind.DAY, tuple(blocks))


def render_topic(day: StrikeDay) -> Message:
    """Render what a channel's topic says, in one block."""
    return Message(MessageKind.DAY, (joined(day_headline(day), ". ", day_dates(day)),))


def _post(day: StrikeDay, blocks: Sequence[Block]) -> Message:
    evidence = read_button(day.evidence, _EVIDENCE)
    note = () if evidence else (small(own(_(_ON_THE_WORD_OF[day.state]))),)
    return Message(MessageKind.DAY, fitted([*blocks, *note]), evidence)


def render_days(days: Sequence[StrikeDay], union_names: Mapping[str, str]) -> Message:
    """Render the answer to ``/day``: each strike's day and where that is from."""
    if not days:
        return Message(MessageKind.ANSWER, (say("No strike is entered in feeds.yaml."),))
    return Message(MessageKind.ANSWER, fitted([_answer(day, union_names) for day in days]))


def _answer(day: StrikeDay, union_names: Mapping[str, str]) -> Block:
    union = foreign(union_names.get(day.strike.union_id, day.strike.union_id), 100)
    return stacked([bold(day_headline(day)), joined(union, " · ", day_dates(day)), small(_source(day))])


def _source(day: StrikeDay) -> Block:
    host = host_of(day.evidence)
    if host is None:
        return own(_(_ON_THE_WORD_OF[day.state]))
    link = titled(_("the union's own word"), day.evidence)
    return say("Source: {link} on {host}", link=link, host=foreign(host))


def day_headline(day: StrikeDay) -> Block:
    """Say which day it is, in a few words."""
    name = foreign(day.strike.name, 120)
    if day.state is StrikeState.UPCOMING:
        left = (day.strike.first_on - day.on).days
        return say_many("The {name} starts in {n} day", "The {name} starts in {n} days", left, name=name)
    if day.state is StrikeState.ENDED:
        return say("The {name} is over", name=name)
    if day.state is StrikeState.SUSPENDED:
        return say("The {name} is suspended", name=name)
    return say("Day {day} of the {name}", day=day.day or 0, name=name)


def day_dates(day: StrikeDay) -> Block:
    """Write out the dates that the count goes by, and what state that is."""
    first = written(day.strike.first_on)
    if day.state is StrikeState.UPCOMING:
        return say("Its first day is {date}.", date=first)
    if day.state.is_over:
        return _total(day, day.total or 0)
    if day.event is None:
        return say("On strike since {date}.", date=first)
    since = written(local_date(day.strike, day.event.at))
    if day.state is StrikeState.PAUSED:
        return say(
            "Began on {date}; paused since {since}. The days of the pause are counted.",
            date=first,
            since=since,
        )
    return say(
        "On strike since {date}. Tentative agreement since {since}; counting goes on until the union says"
        " that the strike is over.",
        date=first,
        since=since,
    )


def _total(day: StrikeDay, total: int) -> Block:
    first = written(day.strike.first_on)
    if not total and day.state is StrikeState.SUSPENDED:
        return say("It was to begin on {date} and was suspended before a full day was counted.", date=first)
    if not total:
        return say("It was to begin on {date} and ended before a full day was counted.", date=first)
    last = written(day.strike.first_on + timedelta(days=total - 1))
    return say_many(
        "It lasted {n} day ({first} to {last}).",
        "It lasted {n} days ({first} to {last}).",
        total,
        first=first,
        last=last,
    )


def _banner(block: Block) -> Block:
    return Block(f"# {block.markdown}", block.plain)


def _occasion(day: StrikeDay, number: int) -> Block:
    if day.state is StrikeState.ON_STRIKE:
        return say_many("{n} day on strike.", "{n} days on strike.", number)
    return say_many("{n} day counted.", "{n} days counted.", number)


# --- what was said, and what we know of that ------------------------------------------------------


def _told(news: News) -> list[Block]:
    union = foreign(news.union_name, 100)
    silent = _silent(news.sources, news.at)
    answered = [source for source in news.sources if source.is_heard(news.at)]
    if news.said:
        return [stacked([_since(news, union), *_lines(news.said)]), *silent, *_asked(answered)]
    if not news.sources:
        return [say("No source of {union} is followed, so we cannot tell what it said.", union=union)]
    if not answered:
        return [say("We do not know whether {union} said anything new.", union=union), *silent]
    return [_nothing_new(news, union, is_all=not silent), *silent, *_asked(answered)]


def _since(news: News, union: Block) -> Block:
    if news.is_since_yesterday:
        return say("Said by {union} since yesterday's post:", union=union)
    return say("Said by {union} since {time}:", union=union, time=instant(news.since))


def _lines(said: Sequence[Statement]) -> list[Block]:
    lines = [
        joined("• ", titled(one.title, one.url), " ", instant(said_at(one), "R"))
        for one in said[:_SAID_SHOWN]
    ]
    more = len(said) - _SAID_SHOWN
    if more > 0:
        lines.append(say_many("…and {n} more: /latest", "…and {n} more: /latest", more))
    return lines


def _nothing_new(news: News, union: Block, *, is_all: bool) -> Block:
    if news.last is None and is_all:
        return say("Nothing from {union} so far; all sources answered.", union=union)
    if news.last is None:
        return say("Nothing so far from the sources of {union} that answered.", union=union)
    time = instant(said_at(news.last))
    if is_all:
        return say("Nothing new from {union} since {time}; all sources answered.", union=union, time=time)
    return say("Nothing new since {time} from the sources of {union} that answered.", union=union, time=time)


def _asked(answered: Sequence[SourceStatus]) -> list[Block]:
    """Tell how fresh this is, by the source that was asked longest ago."""
    times = [source.state.polled_at for source in answered if source.state.polled_at is not None]
    return [small(say("Sources last asked: {time}", time=instant(min(times), "R")))] if times else []


def _silent(sources: Sequence[SourceStatus], at: datetime) -> list[Block]:
    """Tell of the sources that are not well; of more than there is room for, their number."""
    troubled = [lines for source in sources if (lines := _silences(source, at))]
    shown = sum(total <= _SILENT_ROOM for total in accumulate(map(length, troubled)))
    found = [line for lines in troubled[:shown] for line in lines]
    if left := len(troubled) - shown:
        found.append(
            say_many(
                "…and {n} more source that is not well: /status",
                "…and {n} more sources that are not well: /status",
                left,
            )
        )
    return found


def _silences(source: SourceStatus, at: datetime) -> list[Block]:
    """Tell what of a source is not known, or not shown."""
    name = foreign(source.feed.id)
    found: list[Block] = []
    if source.state.quarantine is not None:
        found.append(say("{source} is in quarantine: nothing is posted from it.", source=name))
    elif not source.contact(at).is_known:
        found.append(_no_contact(source.contact(at), source.state, name))
    if source.held:
        found.append(
            say_many(
                "{n} entry of {source} waits for an admin to look at it.",
                "{n} entries of {source} wait for an admin to look at them.",
                source.held,
                source=name,
            )
        )
    return found


def _no_contact(contact: Contact, state: FeedState, name: Block) -> Block:
    if state.paused_at is not None:
        return say(
            "{source} was paused by an admin {time} and has not been asked since.",
            source=name,
            time=instant(state.paused_at),
        )
    if state.polled_at is None:
        return say("We have not asked {source} yet.", source=name)
    if contact is Contact.OVERDUE:
        return say("We have not asked {source} since {time}.", source=name, time=instant(state.polled_at))
    since = state.failing_since_at or state.reached_at
    if since is None:
        return say("We have not reached {source} yet.", source=name)
    return say("We could not reach {source} since {time}.", source=name, time=instant(since))


def said_at(statement: Statement) -> datetime:
    """Return when a statement was said: by its own date, but not after we first saw it."""
    return min(statement.published_at or statement.first_seen_at, statement.first_seen_at)
