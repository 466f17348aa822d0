"""Spells without contact, from what polls show."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.contact import Gap, GapKind, Spell, current_gaps, gaps_shown, spells
from bot.core.model import FeedState

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
UNREACHABLE, UNASKED, UNKNOWN = GapKind.UNREACHABLE, GapKind.UNASKED, GapKind.UNKNOWN


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def polled(minutes: float, *, failing_since: float | None = None, again: float = 5) -> FeedState:
    return FeedState(
        "news",
        polled_at=at(minutes),
        failing_since_at=None if failing_since is None else at(failing_since),
        next_poll_at=at(minutes + again),
    )


def gap(kind: GapKind, since: float | None, until: float, feed_id: str = "news") -> Gap:
    return Gap(feed_id, kind, None if since is None else at(since), at(until))


# --- what a poll shows ------------------------------------------------------------------------------


def test_a_poll_in_time_that_is_answered_as_before_shows_nothing() -> None:
    assert gaps_shown(polled(0), polled(5)) == ()


@pytest.mark.parametrize("before", [None, FeedState("news")])
def test_before_the_first_poll_nothing_is_known(before: FeedState | None) -> None:
    assert gaps_shown(before, polled(0)) == (gap(UNKNOWN, None, 0),)


@pytest.mark.parametrize("after", [FeedState("news"), polled(0), polled(-5)])
def test_what_is_no_new_poll_shows_nothing(after: FeedState) -> None:
    assert gaps_shown(polled(0), after) == ()


def test_a_failure_that_goes_on_is_told_once_it_is_over() -> None:
    assert gaps_shown(polled(0), polled(5, failing_since=5)) == ()
    assert gaps_shown(polled(5, failing_since=5), polled(10, failing_since=5)) == ()
    assert gaps_shown(polled(10, failing_since=5), polled(15)) == (gap(UNREACHABLE, 5, 15),)


def test_a_poll_that_comes_late_shows_that_nobody_asked() -> None:
    assert gaps_shown(polled(0), polled(15)) == ()  # ten minutes late are let pass
    assert gaps_shown(polled(0), polled(16)) == (gap(UNASKED, 5, 16),)


def test_a_long_wait_that_was_planned_is_no_gap() -> None:
    assert gaps_shown(polled(0, failing_since=0, again=60), polled(60, failing_since=0)) == ()


def test_a_state_without_a_plan_counts_from_its_poll() -> None:
    unplanned = FeedState("news", polled_at=at(0))
    assert gaps_shown(unplanned, polled(30)) == (gap(UNASKED, 0, 30),)


def test_away_while_a_source_failed_is_both() -> None:
    assert gaps_shown(polled(0, failing_since=0), polled(100)) == (
        gap(UNASKED, 5, 100),
        gap(UNREACHABLE, 0, 100),
    )


def test_what_lasts_still() -> None:
    assert current_gaps(FeedState("news"), at(0)) == (gap(UNKNOWN, None, 0),)
    assert current_gaps(polled(0), at(3)) == ()
    assert current_gaps(polled(0, failing_since=-30), at(3)) == (gap(UNREACHABLE, -30, 3),)
    assert current_gaps(polled(0, failing_since=-30), at(60)) == (
        gap(UNASKED, 5, 60),
        gap(UNREACHABLE, -30, 60),
    )


# --- put together -----------------------------------------------------------------------------------


def found(*gaps: Gap, feeds: Sequence[str] = ("news",), since: float = 0, until: float = 100) -> list[object]:
    by_feed = {feed_id: [one for one in gaps if one.feed_id == feed_id] for feed_id in feeds}
    return [
        (
            spell.kind,
            (spell.since_at - NOON) / timedelta(minutes=1),
            (spell.until_at - NOON) / timedelta(minutes=1),
        )
        for spell in spells(by_feed, at(since), at(until))
    ]


def test_gaps_of_the_only_source_are_the_unions() -> None:
    assert found(gap(UNREACHABLE, 10, 20), gap(UNASKED, 40, 50)) == [(UNREACHABLE, 10, 20), (UNASKED, 40, 50)]
    assert found() == []


def test_spells_are_cut_to_the_time_asked_for() -> None:
    gaps = (gap(UNKNOWN, None, 10), gap(UNREACHABLE, 90, 200), gap(UNASKED, -50, -10), gap(UNASKED, 300, 310))
    assert found(*gaps) == [(UNKNOWN, 0, 10), (UNREACHABLE, 90, 100)]
    assert found(*gaps, since=50, until=50) == []


def test_one_source_in_contact_is_enough() -> None:
    both = ("news", "social")
    one, other = gap(UNREACHABLE, 10, 60), gap(UNREACHABLE, 40, 80, "social")
    assert found(one, feeds=both) == []
    assert found(one, other, feeds=both) == [(UNREACHABLE, 40, 60)]


def test_of_one_source_not_asked_outweighs_no_answer() -> None:
    gaps = (gap(UNREACHABLE, 10, 60), gap(UNASKED, 30, 60))
    assert found(*gaps) == [(UNREACHABLE, 10, 30), (UNASKED, 30, 60)]


def test_of_several_sources_the_one_that_was_asked_tells_most() -> None:
    both = ("news", "social")
    unknown = gap(UNKNOWN, None, 100, "social")
    assert found(gap(UNREACHABLE, 10, 20), unknown, feeds=both) == [(UNREACHABLE, 10, 20)]
    assert found(gap(UNASKED, 10, 20), unknown, feeds=both) == [(UNASKED, 10, 20)]
    assert found(gap(UNKNOWN, None, 20), unknown, feeds=both) == [(UNKNOWN, 0, 20)]


def test_spells_that_meet_are_one() -> None:
    assert found(gap(UNREACHABLE, 10, 20), gap(UNREACHABLE, 20, 30)) == [(UNREACHABLE, 10, 30)]
    assert found(gap(UNREACHABLE, 10, 25), gap(UNREACHABLE, 15, 30)) == [(UNREACHABLE, 10, 30)]


def test_without_a_source_nothing_is_known() -> None:
    assert spells({}, at(0), at(10)) == (Spell(UNKNOWN, at(0), at(10)),)
    assert spells({}, at(10), at(0)) == ()


def test_a_spell_has_a_length() -> None:
    assert Spell(UNASKED, at(0), at(10)).length == timedelta(minutes=10)


_GAPS = st.lists(
    st.builds(
        lambda feed_id, kind, since, length: gap(kind, since, since + length, feed_id),
        st.sampled_from(["news", "social", "video"]),
        st.sampled_from(GapKind),
        st.integers(-10, 30),
        st.integers(0, 15),
    ),
    max_size=12,
)


@given(_GAPS)
def test_minute_by_minute_it_is_what_the_gaps_say(gaps: list[Gap]) -> None:
    feeds = ("news", "social", "video")
    by_feed = {feed_id: [one for one in gaps if one.feed_id == feed_id] for feed_id in feeds}
    together = spells(by_feed, at(0), at(30))
    order = (UNKNOWN, UNASKED, UNREACHABLE)
    for minute in range(30):
        moment = at(minute + 0.5)
        of_feeds = [
            next(
                (
                    kind
                    for kind in order
                    if any(_holds(one, moment) for one in by_feed[feed_id] if one.kind is kind)
                ),
                None,
            )
            for feed_id in feeds
        ]
        expected = None if None in of_feeds else next(kind for kind in reversed(order) if kind in of_feeds)
        shown = [spell.kind for spell in together if spell.since_at <= moment < spell.until_at]
        assert shown == ([expected] if expected else [])


def _holds(one: Gap, moment: datetime) -> bool:
    return one.since_at is not None and one.since_at <= moment < one.until_at
