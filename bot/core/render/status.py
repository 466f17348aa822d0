"""Where do things stand, and can that be relied on? The answers to ``/status`` and ``/latest``.

The first line of ``/status`` says how far what follows can be relied on. “Nothing from the union” is only
said where all of its sources were asked in time and answered, and none of them is in quarantine.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Final

from bot.core.model import (
    Block,
    Message,
    MessageKind,
    SourceStatus,
    Statement,
    Status,
    StrikeDay,
)
from bot.core.render.day import day_dates, day_headline, said_at
from bot.core.render.reliance import own_sources, reliance
from bot.core.render.sources import is_well, source_line, troubled_first
from bot.core.render.talks import more_talks, talks_lines
from bot.core.render.words import (
    MESSAGE_LIMIT,
    bold,
    fitted,
    foreign,
    heading,
    host_of,
    instant,
    joined,
    length,
    say,
    say_many,
    small,
    stacked,
    titled,
)
from bot.core.render.works import works_block

_WELL_SHOWN: Final = 10  #: sources without trouble that are shown one by one; of more, their number
_ROOM: Final = MESSAGE_LIMIT - 50  #: `fitted` keeps some for saying that not all fits
_WAITING_IS_NEWS: Final = timedelta(minutes=5)


def render_status(status: Status, union_names: Mapping[str, str], *, for_admin: bool = False) -> Message:
    """Render the answer to ``/status``; `union_names` by union id. An admin reads more than members."""
    top = stacked([reliance(status), small(say("As of {when}.", when=instant(status.at)))])
    posts = _posts(status)
    works = [works_block(status, status.works)] if for_admin and status.works else []
    room = _ROOM - length([top, *posts, *works])
    strikes = _part([_strike_line(day) for day in status.days], room // 4, _more_strikes)
    unions = _part(_union_lines(status, union_names), room // 3, _more_unions)
    talks = _part(_talks(status, union_names), room // 4, more_talks)
    sources = _sources(status, room - length([*strikes, *unions, *talks]), for_admin=for_admin)
    return Message(MessageKind.ANSWER, fitted([top, *strikes, *unions, *talks, *posts, sources, *works]))


def render_no_status(at: datetime) -> Message:
    """Render the answer to ``/status`` where what is stored can't be read."""
    words = say(
        "{lead}: it can't read what it has stored, so it can't say how things stand, and may post nothing "
        "either. Ask again in a minute; if that does not help, its admins find the reason in its log.",
        lead=bold(say("Don't rely on this bot right now")),
    )
    block = stacked([words, small(say("As of {when}.", when=instant(at)))])
    return Message(MessageKind.ANSWER, (block,))


# --- strikes and unions ---------------------------------------------------------------------------


def _strike_line(day: StrikeDay) -> Block:
    return say("{headline}. {dates}", headline=bold(day_headline(day)), dates=day_dates(day))


def _more_strikes(left: int) -> Block:
    return say_many("…and {n} more strike: `/day`", "…and {n} more strikes: `/day`", left)


def _union_lines(status: Status, union_names: Mapping[str, str]) -> list[Block]:
    """Return a line for each union, those that spoke last first."""
    by_union: dict[str, list[SourceStatus]] = {union_id: [] for union_id in union_names}
    for source in own_sources(status.sources):
        by_union.setdefault(source.feed.union_id, []).append(source)

    def last(union_id: str) -> float:
        statement = status.last_statements.get(union_id)
        return -said_at(statement).timestamp() if statement else 0.0

    return [
        _union_line(
            union_names[union_id], status.last_statements.get(union_id), by_union[union_id], status.at
        )
        for union_id in sorted(union_names, key=last)
    ]


def _union_line(
    name: str, statement: Statement | None, sources: Sequence[SourceStatus], now: datetime
) -> Block:
    union = bold(foreign(name, 100))
    if not sources:
        return say("No source of {union} is followed.", union=union)
    if statement is None:
        return joined(
            say("No statement of {union} is known yet.", union=union), *_perhaps_one(sources, now), by=" "
        )
    last = say(
        "Last statement of {union}: {title}, {when}.",
        union=union,
        title=titled(statement.title, statement.url),
        when=instant(said_at(statement)),
    )
    return joined(last, _since_then(sources, now), by=" ")


def _perhaps_one(sources: Sequence[SourceStatus], now: datetime) -> Sequence[Block]:
    if all(source.is_heard(now) for source in sources):
        return ()
    return (say("There may be one: not all of its sources could be read."),)


def _since_then(sources: Sequence[SourceStatus], now: datetime) -> Block:
    unknown = sum(not source.is_heard(now) for source in sources)
    if unknown == len(sources):
        return say("Whether it said anything since is not known.")
    if unknown:
        return say("Nothing since from the sources that could be read; what the rest say is not known.")
    held = sum(source.held for source in sources)
    if held:
        return say_many(
            "Nothing since that is proven to be its words; {n} entry is held for review.",
            "Nothing since that is proven to be its words; {n} entries are held for review.",
            held,
        )
    return say("Nothing from the union since, in any source that is followed here.")


def _talks(status: Status, union_names: Mapping[str, str]) -> Sequence[Block]:
    if status.talks is None:
        return [say("The latest words on the talks were not found in time; ask again in a moment.")]
    return talks_lines(status.talks, union_names)


def _more_unions(left: int) -> Block:
    return say_many("…and {n} more union: `/latest`", "…and {n} more unions: `/latest`", left)


# --- what waits, and the sources ------------------------------------------------------------------


def _posts(status: Status) -> list[Block]:
    """Tell what is not posted, or not yet."""
    lines: list[Block] = []
    due_since = status.works and status.works.waiting_since_at
    if due_since and status.at - due_since > _WAITING_IS_NEWS:
        lines.append(
            say(
                "Posts have been waiting to go out since {when}; `/latest` has the statements.",
                when=instant(due_since),
            )
        )
    if status.parked:
        lines.append(
            say("Some of the bot's posts can't be made until an admin acts; `/latest` has the statements.")
        )
    return [stacked(lines)] if lines else []


def _sources(status: Status, room: int, *, for_admin: bool) -> Block:
    """Show the sources that call for attention, as far as there is room, then the others or their number."""
    title = bold(say("Sources"))
    if not status.sources:
        return stacked([title, say("No source is followed.")])
    ordered = troubled_first(status.sources, status.at)
    well = sum(is_well(source, status.at) for source in ordered)
    shown = len(ordered) if well <= _WELL_SHOWN else len(ordered) - well
    lines = [source_line(source, status.at, for_admin=for_admin) for source in ordered[:shown]]
    room -= _lines_length([title])
    if shown < len(ordered) or _lines_length(lines) > room:
        number = _number_of_well(well)
        troubled = lines[: len(ordered) - well]
        lines = [*_shortened(troubled, room - _lines_length(number), _more_troubled), *number]
    return stacked([title, *lines])


def _number_of_well(well: int) -> list[Block]:
    if not well:
        return []
    return [
        say_many(
            "{n} source is well: it answered when it was last asked.",
            "{n} sources are well: they answered when they were last asked.",
            well,
        )
    ]


def _more_troubled(left: int) -> Block:
    return say_many(
        "…and {n} more source that is not well.", "…and {n} more sources that are not well.", left
    )


# --- keeping within a message ---------------------------------------------------------------------


def _part(lines: Sequence[Block], room: int, more: Callable[[int], Block]) -> list[Block]:
    """Put lines into one block, as many as fit."""
    return [stacked(_shortened(lines, room, more))] if lines else []


def _shortened(lines: Sequence[Block], room: int, more: Callable[[int], Block]) -> Sequence[Block]:
    """Keep the leading lines that fit; where some don't, `more` says how many."""
    if _lines_length(lines) <= room:
        return lines
    room -= _lines_length([more(len(lines))])
    kept = sum(total <= room for total in accumulate(_lines_length([line]) for line in lines))
    return [*lines[:kept], more(len(lines) - kept)]


def _lines_length(lines: Sequence[Block]) -> int:
    return length(lines) + len(lines)


# --- the latest statements ------------------------------------------------------------------------


def render_latest(statements: Sequence[Statement], union_names: Mapping[str, str]) -> Message:
    """Render the answer to ``/latest``; `union_names` by feed id, `statements` newest first."""
    if not statements:
        return Message(MessageKind.ANSWER, (say("No direct statement is stored yet."),))
    blocks = [heading(say("The latest statements"))]
    blocks += [_latest(statement, union_names) for statement in statements]
    return Message(MessageKind.ANSWER, fitted(blocks))


def _latest(statement: Statement, union_names: Mapping[str, str]) -> Block:
    name = union_names.get(statement.feed_id, statement.feed_id)
    parts = [foreign(name, 100), foreign(host_of(statement.url) or statement.feed_id), _said_at(statement)]
    parts += [say("approved by an admin")] if statement.is_approved else []
    return stacked([bold(titled(statement.title, statement.url)), joined(*parts, by=" · ")])


def _said_at(statement: Statement) -> Block:
    return instant(statement.published_at or statement.first_seen_at, "f")
