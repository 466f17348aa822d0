"""When were we in contact with a union's sources, and when not.

The store asks `gaps_shown` what a poll's outcome shows of the time before it, and keeps that; `current_gaps`
says what lasts still. `spells` puts the gaps of a union's sources together: spells in which none of them told
us anything. Guarantees: a time of which nothing is recorded is unknown, never taken for a quiet one.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final

from bot.core.model import OVERDUE_AFTER, FeedState

_EVER: Final = datetime.min.replace(tzinfo=UTC)


class GapKind(StrEnum):
    """Why a source told us nothing; the values are kept in the database."""

    UNREACHABLE = "unreachable"  #: it was asked, and did not answer
    UNASKED = "unasked"  #: the bot was not running, or did not ask
    UNKNOWN = "unknown"  #: before anything was recorded of it


#: Of gaps at the same time the one says more about what we know: a source that was not asked was perhaps
#: well, and of a time without records even that is not known.
_WEIGHT: Final = {GapKind.UNREACHABLE: 1, GapKind.UNASKED: 2, GapKind.UNKNOWN: 3}


@dataclass(frozen=True, slots=True)
class Gap:
    """A spell in which one source told us nothing."""

    feed_id: str
    kind: GapKind
    since_at: datetime | None  #: None: from the beginning of time
    until_at: datetime


@dataclass(frozen=True, slots=True)
class Spell:
    """A spell in which none of a union's sources told us anything."""

    kind: GapKind  #: UNREACHABLE where any was asked; UNKNOWN where nothing is recorded of any
    since_at: datetime
    until_at: datetime

    @property
    def length(self) -> timedelta:
        """Return how long it lasted, or has lasted."""
        return self.until_at - self.since_at


def gaps_shown(before: FeedState | None, after: FeedState) -> tuple[Gap, ...]:
    """Return what the outcome of a poll shows of the time since the one before it.

    `before` is what was remembered until now; None: nothing, this feed is new.
    """
    at = after.polled_at
    if at is None or (before is not None and before.polled_at is not None and at <= before.polled_at):
        return ()
    if before is None or before.polled_at is None:
        return (Gap(after.feed_id, GapKind.UNKNOWN, None, at),)
    gaps: list[Gap] = []
    if late := _late_since(before, at):
        gaps.append(Gap(after.feed_id, GapKind.UNASKED, late, at))
    if before.failing_since_at is not None and after.failing_since_at is None:
        gaps.append(Gap(after.feed_id, GapKind.UNREACHABLE, before.failing_since_at, at))
    return tuple(gaps)


def current_gaps(state: FeedState, now: datetime) -> tuple[Gap, ...]:
    """Return the gaps of a source that last still; `state` is what the last poll left."""
    if state.polled_at is None:
        return (Gap(state.feed_id, GapKind.UNKNOWN, None, now),)
    gaps: list[Gap] = []
    if late := _late_since(state, now):
        gaps.append(Gap(state.feed_id, GapKind.UNASKED, late, now))
    if state.failing_since_at is not None:
        gaps.append(Gap(state.feed_id, GapKind.UNREACHABLE, state.failing_since_at, now))
    return tuple(gaps)


def _late_since(state: FeedState, at: datetime) -> datetime | None:
    """Return when a feed was to be asked, where it is long past that."""
    due_at = state.next_poll_at or state.polled_at
    return due_at if due_at is not None and at - due_at > OVERDUE_AFTER else None


def spells(gaps: Mapping[str, Sequence[Gap]], since_at: datetime, until_at: datetime) -> tuple[Spell, ...]:
    """Return the spells within this time in which no source told us anything, in order of time.

    `gaps` by feed id, for every source of the union, also those without any gap. Without a source nothing
    is known at all.
    """
    if since_at >= until_at:
        return ()
    if not gaps:
        return (Spell(GapKind.UNKNOWN, since_at, until_at),)
    found: list[Spell] = []
    for begun_at, over_at, kind in _pieces(gaps, since_at, until_at):
        if kind is None:
            continue
        if found and found[-1].kind is kind and found[-1].until_at == begun_at:
            begun_at = found.pop().since_at
        found.append(Spell(kind, begun_at, over_at))
    return tuple(found)


def _pieces(
    gaps: Mapping[str, Sequence[Gap]], since_at: datetime, until_at: datetime
) -> Iterator[tuple[datetime, datetime, GapKind | None]]:
    """Yield pieces of this time, each with what holds for the union in it; None: it was in contact."""
    steps = _steps(gaps, since_at, until_at)
    lasting = {feed_id: Counter[GapKind]() for feed_id in gaps}  # gaps that last at the moment
    standing: Counter[GapKind | None] = Counter({None: len(gaps)})  # sources by what holds for them
    moments = sorted({since_at, until_at, *steps})
    for at, then in pairwise(moments):
        for gap, change in steps.get(at, ()):
            mine = lasting[gap.feed_id]
            standing[_heaviest(mine)] -= 1
            mine[gap.kind] += change
            standing[_heaviest(mine)] += 1
        yield at, then, _together(standing)


def _steps(
    gaps: Mapping[str, Sequence[Gap]], since_at: datetime, until_at: datetime
) -> Mapping[datetime, Sequence[tuple[Gap, int]]]:
    """Return when gaps begin (1) and end (-1) within this time."""
    steps: dict[datetime, list[tuple[Gap, int]]] = {}
    for gap in (gap for of_feed in gaps.values() for gap in of_feed):
        begun_at = max(gap.since_at or _EVER, since_at)
        if begun_at < min(gap.until_at, until_at):
            steps.setdefault(begun_at, []).append((gap, 1))
            if gap.until_at < until_at:
                steps.setdefault(gap.until_at, []).append((gap, -1))
    return steps


def _heaviest(lasting: Counter[GapKind]) -> GapKind | None:
    return max((kind for kind in lasting if lasting[kind]), key=_WEIGHT.__getitem__, default=None)


def _together(standing: Counter[GapKind | None]) -> GapKind | None:
    """Return what holds for a union: one source in contact is enough, and one that was asked tells most."""
    for kind in (None, GapKind.UNREACHABLE, GapKind.UNASKED):
        if standing[kind]:
            return kind
    return GapKind.UNKNOWN
