"""A strike's days: which are shown, what stands on them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import Pause, Strike, StrikeEvent
from bot.core.timeline import (
    OTHER,
    Said,
    Span,
    Timeline,
    Turn,
    Window,
    place_of,
    strike_to_show,
    timeline,
    window_of,
)

ZONE = ZoneInfo("America/Los_Angeles")
FIRST = date(2023, 7, 14)


def local(month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2023, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


def strike(**changes: StrikeEvent | tuple[Pause, ...]) -> Strike:
    return Strike("tv", "guild", "TV strike", ZONE, FIRST, **changes)  # type: ignore[arg-type]


OVER = strike(ended=StrikeEvent(local(11, 9, 0, 1)))


def shown(one: Strike, now: datetime, span: Span = Span.ALL, *said: Said) -> Timeline:
    return timeline(one, "Example Guild", window_of(one, span, now), said=said, spells=(), now=now)


# --- which strike, which days -----------------------------------------------------------------------


def test_the_strike_that_goes_on_is_shown_first() -> None:
    now = local(8, 1)
    upcoming = Strike("b", "guild", "B", ZONE, date(2023, 9, 1))
    later = Strike("c", "guild", "C", ZONE, date(2023, 10, 1))
    over = Strike("d", "guild", "D", ZONE, date(2022, 1, 1), ended=StrikeEvent(local(1, 1)))
    older = Strike("e", "guild", "E", ZONE, date(2023, 5, 2))
    suspended = Strike("f", "guild", "F", ZONE, date(2023, 2, 1), suspended=StrikeEvent(local(3, 1)))
    everything = [over, later, suspended, upcoming, older, strike()]
    expected = [strike(), older, upcoming, later, suspended, over]
    while everything:
        first = strike_to_show(everything, now)
        assert first == expected.pop(0)
        everything.remove(first)
    assert strike_to_show([], now) is None


@pytest.mark.parametrize(
    ("span", "first_on"),
    [(Span.TWO_WEEKS, date(2023, 10, 26)), (Span.SIXTY_DAYS, date(2023, 9, 10)), (Span.ALL, FIRST)],
)
def test_days_up_to_today_are_shown(span: Span, first_on: date) -> None:
    window = window_of(strike(), span, local(11, 8, 23, 59))
    assert window == Window(first_on, date(2023, 11, 8))
    assert window.days == (span.days or 118)


def test_a_young_strike_is_shown_from_its_first_day() -> None:
    assert window_of(strike(), Span.TWO_WEEKS, local(7, 14, 0, 0)) == Window(FIRST, FIRST)
    assert window_of(strike(), Span.SIXTY_DAYS, local(7, 20)) == Window(FIRST, date(2023, 7, 20))


def test_a_strike_that_is_over_is_shown_up_to_its_end() -> None:
    assert window_of(OVER, Span.ALL, local(12, 24)) == Window(FIRST, date(2023, 11, 9))
    assert window_of(OVER, Span.ALL, local(11, 1)) == Window(FIRST, date(2023, 11, 1))
    never = strike(ended=StrikeEvent(local(7, 10)))
    assert window_of(never, Span.ALL, local(7, 20)) == Window(date(2023, 7, 7), date(2023, 7, 20))


def test_before_a_strike_the_days_up_to_today_are_shown() -> None:
    assert window_of(strike(), Span.ALL, local(7, 10)) == Window(date(2023, 6, 27), date(2023, 7, 10))
    assert window_of(strike(), Span.SIXTY_DAYS, local(7, 10)).days == 60


def test_a_windows_days_are_those_of_the_strikes_zone() -> None:
    since, until = Window(date(2023, 11, 5), date(2023, 11, 5)).bounds(strike())
    assert since == datetime(2023, 11, 5, 7, tzinfo=UTC)
    assert until - since == timedelta(hours=25)


# --- what stands on them ----------------------------------------------------------------------------


def test_statements_stand_on_their_local_day_under_their_first_topic() -> None:
    found = timeline(
        strike(),
        "Example Guild",
        Window(FIRST, date(2023, 7, 16)),
        said=[
            Said(local(7, 14, 0, 0), ("talks", "votes")),
            Said(local(7, 14, 23, 59), ("picketing",)),
            Said(local(7, 16), ()),
            Said(local(7, 16), ("talks",)),
            Said(local(7, 13), ("talks",)),
            Said(local(7, 17), ("talks",)),
        ],
        spells=(),
        topic_order=["votes", "picketing", "talks"],
        now=local(7, 16),
    )
    assert found.topics == ("picketing", "talks", OTHER)
    assert found.bars == ((1, 1, 0), (0, 0, 0), (0, 1, 1))
    assert found.statements == 4
    assert found.by_topic == (("picketing", 1), ("talks", 2), (OTHER, 1))
    assert found.fullest == (FIRST, 2)


def test_only_the_most_frequent_topics_have_a_colour() -> None:
    names = "abcdefg"
    said = [Said(local(7, 14), (name,)) for number, name in enumerate(names) for _ in range(number + 1)]
    found = shown(strike(), local(7, 14), Span.ALL, *said)
    assert found.topics == (*"cdefg", OTHER)
    assert found.bars == ((3, 4, 5, 6, 7, 3),)


def test_very_many_days_are_shown_in_weeks() -> None:
    assert shown(strike(), local(9, 13)).step == 1
    weeks = shown(strike(), local(9, 14), Span.ALL, Said(local(9, 14)))
    assert (weeks.window.days, weeks.step, len(weeks.bars)) == (63, 7, 9)
    assert weeks.bars[-1] == (1,)
    assert weeks.fullest == (date(2023, 9, 8), 1)
    years = shown(strike(), datetime(2033, 7, 14, tzinfo=UTC))
    assert years.step % 7 == 0
    assert len(years.bars) <= 62


def test_what_happened_stands_in_order_of_time() -> None:
    pauses = (
        Pause(StrikeEvent(local(8, 1)), StrikeEvent(local(8, 4))),
        Pause(StrikeEvent(local(9, 1))),
    )
    one = strike(
        pauses=pauses, tentative_agreement=StrikeEvent(local(11, 8)), ended=StrikeEvent(local(11, 9))
    )
    found = shown(one, local(12, 1))
    assert [turn.turn for turn in found.turns] == [
        Turn.STARTED,
        Turn.PAUSED,
        Turn.RESUMED,
        Turn.PAUSED,
        Turn.TENTATIVE_AGREEMENT,
        Turn.ENDED,
    ]
    assert found.turns[0].at == datetime(2023, 7, 14, 7, tzinfo=UTC)


def test_what_is_outside_the_days_or_still_to_come_is_not_shown() -> None:
    one = strike(suspended=StrikeEvent(local(8, 20, 18)))
    assert [turn.turn for turn in shown(one, local(8, 20, 12), Span.TWO_WEEKS).turns] == []
    assert [turn.turn for turn in shown(one, local(8, 20, 19), Span.TWO_WEEKS).turns] == [Turn.SUSPENDED]


def test_an_instants_place_goes_by_the_clocks_of_the_zone() -> None:
    found = shown(strike(), local(7, 20))
    assert place_of(found, local(7, 14, 0)) == 0
    assert place_of(found, local(7, 15, 12)) == 1.5
    assert place_of(found, local(7, 13, 18)) == -0.25


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.datetimes(datetime(2020, 1, 1), datetime(2031, 1, 1)),  # noqa: DTZ001 -- as hypothesis wants them
    st.sampled_from(Span),
    st.sampled_from(["America/Los_Angeles", "Pacific/Apia", "Africa/Cairo", "Asia/Kathmandu"]),
)
def test_every_statement_of_the_window_stands_in_a_bar(
    first_on: date, now: datetime, span: Span, zone: str
) -> None:
    one = Strike("x", "guild", "X", ZoneInfo(zone), first_on)
    window = window_of(one, span, now.replace(tzinfo=UTC))
    since, until = window.bounds(one)
    said = [
        Said(since),
        Said(since + (until - since) / 2),
        Said(until - timedelta(microseconds=1)),
        Said(until),
    ]
    found = timeline(one, "Guild", window, said=said, spells=(), now=now.replace(tzinfo=UTC))
    assert found.statements == 3
    assert len(found.bars) * found.step >= window.days
