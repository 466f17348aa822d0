"""Which sources count as down, and what has changed since the admins were told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.contact import Gap, GapKind
from bot.core.model import Feed, FeedState, Quarantine, Sign
from bot.core.outages import OutageEnd, OutageNews, SourceOutage, down_since, outage_news

NOW = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED = Feed(
    "news", "https://www.guild.example/feed", "guild", "Example Guild", frozenset({"www.guild.example"})
)
DOWN = FeedState(
    "news",
    polled_at=NOW,
    reached_at=NOW - 8 * HOUR,
    failing_since_at=NOW - 7 * HOUR,
    failures=20,
    error="news: it answered 503",
    next_poll_at=NOW + timedelta(minutes=5),
)
WELL = replace(DOWN, failing_since_at=None, failures=0, error=None, reached_at=NOW)
TOLD = SourceOutage("news", NOW - 7 * HOUR, alert_id=4)


def gap(kind: GapKind, until_at: datetime) -> Gap:
    return Gap("news", kind, None, until_at)


def news(
    state: FeedState | None,
    told: Sequence[SourceOutage] = (),
    gaps: Sequence[Gap] = (),
    *,
    feeds: Sequence[Feed] = (FEED,),
    down_after: timedelta | None = 6 * HOUR,
) -> OutageNews:
    states = {} if state is None else {"news": state}
    return outage_news(feeds, states, {"news": gaps}, told, NOW, down_after)


def test_a_source_is_told_of_once_it_was_down_for_so_long() -> None:
    assert news(DOWN).begun == (SourceOutage("news", NOW - 7 * HOUR),)
    assert news(DOWN, down_after=7 * HOUR).begun
    assert not news(DOWN, down_after=7 * HOUR + timedelta(seconds=1))
    assert not news(DOWN, [TOLD])
    assert not news(DOWN, down_after=None)
    assert not news(DOWN, feeds=())
    assert not news(WELL)


@pytest.mark.parametrize(
    "state",
    [
        None,
        FeedState("news"),
        replace(DOWN, next_poll_at=None),
        replace(DOWN, paused_at=NOW - HOUR),
        replace(DOWN, quarantine=Quarantine(Sign.BULK, "40", "10", NOW - HOUR)),
        replace(DOWN, next_poll_at=NOW - timedelta(minutes=11)),  # the bot was off, and asks in a moment
        WELL,
    ],
)
def test_what_is_not_known_to_be_down_is_not(state: FeedState | None) -> None:
    assert down_since(state, (), NOW) is None


def test_time_in_which_it_was_not_asked_does_not_count() -> None:
    assert down_since(DOWN, (), NOW) == NOW - 7 * HOUR
    was_off = [gap(GapKind.UNASKED, NOW - 5 * HOUR), gap(GapKind.UNASKED, NOW - 2 * HOUR)]
    assert down_since(DOWN, was_off, NOW) == NOW - 2 * HOUR
    assert not news(DOWN, gaps=was_off)
    before = [gap(GapKind.UNREACHABLE, NOW - HOUR), gap(GapKind.UNASKED, NOW - 9 * HOUR)]
    assert down_since(DOWN, before, NOW) == NOW - 7 * HOUR


def test_it_is_over_when_it_answers() -> None:
    ends = [gap(GapKind.UNREACHABLE, NOW - 7 * HOUR), gap(GapKind.UNREACHABLE, NOW - HOUR)]
    assert news(WELL, [TOLD], ends).over == (replace(TOLD, over_at=NOW - HOUR, ending=OutageEnd.ANSWERED),)
    assert news(WELL, [TOLD]).over == (replace(TOLD, over_at=NOW, ending=OutageEnd.ANSWERED),)
    assert news(WELL, [TOLD], ends).over[0].length == 6 * HOUR
    assert TOLD.length == timedelta()


def test_it_is_over_when_nobody_asks_any_more() -> None:
    paused = replace(DOWN, paused_at=NOW - HOUR)
    assert news(paused, [TOLD]).over == (replace(TOLD, over_at=NOW - HOUR, ending=OutageEnd.PAUSED),)
    removed = (replace(TOLD, over_at=NOW, ending=OutageEnd.REMOVED),)
    assert news(DOWN, [TOLD], feeds=()).over == removed
    assert news(None, [TOLD]).over == removed
    # Another address was written into feeds.yaml, and has not answered yet.
    assert not news(replace(WELL, reached_at=None), [TOLD])
