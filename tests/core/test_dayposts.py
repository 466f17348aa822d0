"""Which post about a strike's days is due, by the clock alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.daycount import day_number, local_date, strike_day
from bot.core.dayposts import (
    due_post,
    hour_before,
    hour_has_come,
    is_occasion,
    may_stop_today,
    stopped_by,
    total_told,
)
from bot.core.model import DeliveryKind, Pause, Strike, StrikeEvent

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
STRIKE = Strike("tv", "guild", "TV strike", LOS_ANGELES, date(2023, 7, 14))
NINE = time(9)
ZONES = sorted(available_timezones())
FIVE_MINUTES = timedelta(minutes=5)


def local(text: str, zone: ZoneInfo = LOS_ANGELES) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def event(text: str) -> StrikeEvent:
    return StrikeEvent(local(text))


def due(text: str, strike: Strike = STRIKE, at: time = NINE) -> DeliveryKind | None:
    return due_post(strike, at, local(text))


def test_a_counted_day_is_due_from_its_hour_until_it_is_over() -> None:
    assert due("2023-07-20T08:59:59") is None
    assert due("2023-07-20T09:00") is DeliveryKind.DAY
    assert due("2023-07-20T23:59:59") is DeliveryKind.DAY
    assert due("2023-07-21T00:00") is None


def test_nothing_is_due_before_the_first_day() -> None:
    assert due("2023-07-13T12:00") is None
    assert due("2023-07-14T12:00") is DeliveryKind.DAY


def test_paused_days_and_those_of_a_tentative_agreement_are_counted() -> None:
    paused = replace(STRIKE, pauses=(Pause(event("2023-07-18T12:00")),))
    agreed = replace(STRIKE, tentative_agreement=event("2023-07-18T12:00"))
    assert due("2023-07-20T09:00", paused) is DeliveryKind.DAY
    assert due("2023-07-20T09:00", agreed) is DeliveryKind.DAY


ENDED = replace(STRIKE, ended=event("2023-11-09T00:01"))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2023-11-08T23:00", DeliveryKind.DAY),
        ("2023-11-09T00:05", None),
        ("2023-11-09T09:00", DeliveryKind.TOTAL),
        ("2023-11-10T08:00", None),
        ("2023-11-10T09:00", DeliveryKind.TOTAL),
        ("2023-11-16T23:59", DeliveryKind.TOTAL),
        ("2023-11-17T09:00", None),
        ("2025-01-01T09:00", None),
    ],
)
def test_a_total_is_due_for_a_week_from_the_hour_on(at: str, expected: DeliveryKind | None) -> None:
    assert due(at, ENDED) is expected


def test_an_end_that_lies_ahead_is_not_told() -> None:
    tonight = replace(STRIKE, ended=event("2023-11-09T17:00"))
    assert due("2023-11-09T09:00", tonight) is DeliveryKind.DAY
    assert stopped_by(tonight, local("2023-11-09T16:59")) is None
    assert due("2023-11-09T17:00", tonight) is DeliveryKind.TOTAL


def test_the_counting_may_stop_later_today() -> None:
    tonight = replace(STRIKE, ended=event("2023-11-09T17:00"))
    paused_off = replace(STRIKE, suspended=event("2023-11-09T17:00"), ended=event("2023-12-01T12:00"))
    for strike in (tonight, paused_off):
        found = [
            may_stop_today(strike, local(f"2023-11-{at}")) for at in ("08T23:59", "09T00:00", "09T17:00")
        ]
        assert found == [False, True, False]
    assert not may_stop_today(STRIKE, local("2023-11-09T09:00"))


def test_what_a_total_says_differs_by_state_first_day_and_number() -> None:
    suspended = replace(STRIKE, suspended=event("2023-11-09T00:01"))
    moved = replace(STRIKE, first_on=date(2023, 7, 15), ended=event("2023-11-10T00:01"))
    later = replace(STRIKE, ended=event("2023-11-10T00:01"))
    told = [total_told(strike_day(one, date(2023, 11, 12))) for one in (ENDED, suspended, moved, later)]
    assert told[0] == "ended 2023-07-14 118"
    assert len(set(told)) == 4


def test_what_came_first_stopped_the_count() -> None:
    suspended = event("2023-11-01T12:00")
    both = replace(ENDED, suspended=suspended)
    assert stopped_by(both, local("2023-12-01T00:00")) is suspended
    assert stopped_by(ENDED, local("2023-12-01T00:00")) is ENDED.ended
    assert stopped_by(STRIKE, local("2023-12-01T00:00")) is None
    assert due("2023-11-10T09:00", both) is None  # its total was news until the 8th
    early = replace(STRIKE, ended=event("2023-07-10T12:00"))
    assert stopped_by(early, local("2023-07-12T00:00")) is None  # it has not begun


def first_moments(zone: str, at: time, on: date) -> Iterator[str]:
    """Give the local time from which the hour has come, for the date and those beside it."""
    where = ZoneInfo(zone)
    now = datetime.combine(on, time(12), UTC) - timedelta(days=2)
    seen: set[date] = set()
    while now < datetime.combine(on, time(12), UTC) + timedelta(days=2):
        shown = now.astimezone(where)
        if shown.date() not in seen and hour_has_come(at, where, now):
            seen.add(shown.date())
            if abs(shown.date() - on) <= timedelta(days=1):
                yield shown.strftime("%d %H:%M")
        now += FIVE_MINUTES


@pytest.mark.parametrize(
    ("zone", "at", "on", "expected"),
    [
        # An hour that spring leaves out: the first moment after it.
        ("America/Los_Angeles", time(2, 30), date(2024, 3, 10), ["09 02:30", "10 03:00", "11 02:30"]),
        ("Africa/Cairo", time(0), date(2024, 4, 26), ["25 00:00", "26 01:00", "27 00:00"]),
        # One that autumn repeats: the first of the two.
        ("America/Los_Angeles", time(1, 30), date(2023, 11, 5), ["04 01:30", "05 01:30", "06 01:30"]),
        # The last half-hour of that day was left out.
        ("Asia/Pyongyang", time(23, 45), date(2018, 5, 4), ["03 23:45", "04 23:15", "05 23:45"]),
        # The day itself was left out.
        ("Pacific/Apia", time(9), date(2011, 12, 30), ["29 09:00", "31 09:00"]),
    ],
)
def test_an_hour_comes_once_a_date(zone: str, at: time, on: date, expected: list[str]) -> None:
    assert list(first_moments(zone, at, on)) == expected


def test_the_second_of_two_equal_hours_finds_it_come() -> None:
    first = datetime(2023, 11, 5, 1, 40, tzinfo=LOS_ANGELES)
    again = datetime(2023, 11, 5, 1, 10, tzinfo=LOS_ANGELES, fold=1)
    for moment in (first, again):
        assert hour_has_come(time(1, 30), LOS_ANGELES, moment.astimezone(UTC))


@given(
    zone=st.sampled_from(ZONES),
    at=st.times().map(lambda one: one.replace(second=0, microsecond=0)),
    now=st.integers(2, 365 * 67).map(lambda day: datetime(1970, 1, 1, 6, tzinfo=UTC) + timedelta(days=day)),
)
def test_every_local_date_has_its_hour_and_keeps_it(zone: str, at: time, now: datetime) -> None:
    """An hour that has come stays so until the date is over, and comes on every date that there is."""
    where = ZoneInfo(zone)
    on = now.astimezone(where).date()
    steps = [now - timedelta(hours=30) + n * FIVE_MINUTES for n in range(60 * 12)]
    that_day = [one for one in steps if one.astimezone(where).date() == on]
    come = [hour_has_come(at, where, one) for one in that_day]
    assert come == sorted(come)
    assert come[-1] or at > that_day[-1].astimezone(where).time()


@given(
    zone=st.sampled_from(ZONES),
    first_on=st.dates(date(1971, 1, 1), date(2037, 1, 1)),
    at=st.times(),
    ticks=st.lists(st.floats(0, 60 * 24 * 400), min_size=1, max_size=40),
)
def test_what_is_due_is_the_local_date_from_the_first_day_on(
    zone: str, first_on: date, at: time, ticks: list[float]
) -> None:
    strike = replace(STRIKE, timezone=ZoneInfo(zone), first_on=first_on)
    begin = datetime.combine(first_on, time(), UTC) - timedelta(days=2)
    for tick in ticks:
        now = begin + timedelta(minutes=tick)
        on = local_date(strike, now)
        is_due = due_post(strike, at, now) is DeliveryKind.DAY
        assert is_due == (on >= first_on and hour_has_come(at, strike.timezone, now))
        assert on == now.astimezone(ZoneInfo(zone)).date()
        assert not is_due or day_number(strike, on) == (on - first_on).days + 1 > 0


def test_the_hour_of_the_day_before() -> None:
    assert hour_before(STRIKE, NINE, local("2023-11-06T10:00")) == local("2023-11-05T09:00")
    assert hour_before(STRIKE, NINE, local("2023-11-05T10:00")) == local("2023-11-04T09:00")


def test_the_days_that_unions_mark() -> None:
    marked = [day for day in range(-60, 310) if is_occasion(day)]
    assert marked == [10, 25, 50, 75, 100, 150, 200, 250, 300]
