"""What does a day of a strike look like, as the daily post and as the answer to ``/day``.

Counts and dates come from what an admin wrote; “nothing new” and “we could not ask” never look alike.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from bot.core.model import (
    Block,
    Message,
    MessageKind,
    SourceStatus,
    Statement,
    StrikeDay,
    StrikeState,
)
from bot.core.render.words import (
    bold,
    counted,
    fitted,
    foreign,
    heading,
    host_of,
    instant,
    joined,
    own,
    read_button,
    small,
    stacked,
    titled,
    written,
)

_SAID_SHOWN: Final = 5


def render_day(
    day: StrikeDay, *, union_name: str, said: Sequence[Statement], sources: Sequence[SourceStatus]
) -> Message:
    """Render the daily post: `said` since the day before, newest first; `sources` of this union."""
    blocks = [heading(day_headline(day)), own(day_dates(day)), *_said(union_name, said, sources)]
    evidence = read_button(day.strike.evidence, "The union's own word on")
    if not evidence:
        blocks.append(small(own("The dates were entered by an admin.")))
    return Message(MessageKind.DAY, fitted(blocks), evidence)


def render_days(days: Sequence[StrikeDay], union_names: Mapping[str, str]) -> Message:
    """Render the answer to ``/day``: each strike, its day and where that is from."""
    if not days:
        return Message(MessageKind.ANSWER, (own("No strike is entered in feeds.yaml."),))
    return Message(MessageKind.ANSWER, fitted([_answer(day, union_names) for day in days]))


def _answer(day: StrikeDay, union_names: Mapping[str, str]) -> Block:
    evidence = day.strike.evidence
    source = (
        joined("Source: ", titled("the union's own word", evidence), " on ", foreign(host_of(evidence) or ""))
        if host_of(evidence)
        else own("The dates were entered by an admin.")
    )
    union = foreign(union_names.get(day.strike.union_id, day.strike.union_id), 100)
    return stacked(
        [bold(day_headline(day)), joined(union, " · ", day_dates(day)), small(source)],
    )


def day_headline(day: StrikeDay) -> Block:
    """Say which day it is, in a few words."""
    name = foreign(day.strike.name, 120)
    if day.state is StrikeState.UPCOMING:
        left = (day.strike.first_on - day.on).days
        return joined("The ", name, f" starts in {counted(left, 'day')}")
    if day.state is StrikeState.ENDED:
        return joined("The ", name, " is over")
    return joined(f"Day {day.day} of the ", name)


def day_dates(day: StrikeDay) -> str:
    """Write out the dates that the count goes by."""
    first = written(day.strike.first_on)
    if day.state is StrikeState.UPCOMING:
        return f"Its first day is {first}."
    if day.state is not StrikeState.ENDED:
        return f"On strike since {first}."
    total = day.total or 0
    if not total:
        return f"It was to begin on {first} and ended before a full day was counted."
    last = written(day.strike.first_on + timedelta(days=total - 1))
    return f"It lasted {counted(total, 'day')} ({first} to {last})."


def _said(union_name: str, said: Sequence[Statement], sources: Sequence[SourceStatus]) -> list[Block]:
    union = foreign(union_name, 100)
    silent = [_silent(source) for source in sources if not is_reached(source)]
    if said:
        lines = [joined("• ", titled(one.title, one.url), " ", _said_at(one)) for one in said[:_SAID_SHOWN]]
        if len(said) > _SAID_SHOWN:
            lines.append(own(f"…and {len(said) - _SAID_SHOWN} more: /latest"))
        return [stacked([joined("Said by ", union, " since yesterday:"), *lines]), *silent]
    if not sources:
        return [joined("No source of ", union, " is followed, so we cannot tell what it said.")]
    if len(silent) == len(sources):
        return [
            joined("We do not know whether ", union, " said anything new: none of its sources answered."),
            *silent,
        ]
    if silent:
        return [joined("Nothing new from the sources of ", union, " that answered."), *silent]
    return [joined("Nothing new from ", union, " since yesterday; all sources answered.")]


def _said_at(statement: Statement) -> Block:
    return instant(statement.published_at or statement.first_seen_at, "R")


def is_reached(source: SourceStatus) -> bool:
    """Return whether the source answered when it was last asked."""
    return source.state.polled_at is not None and not source.state.failures


def _silent(source: SourceStatus) -> Block:
    since = source.state.failing_since_at or source.state.reached_at
    if since is None:
        return joined("We have not reached ", foreign(source.feed.id), " yet.")
    return joined("We could not reach ", foreign(source.feed.id), " since ", instant(since), ".")
