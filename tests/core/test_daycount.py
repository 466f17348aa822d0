import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.daycount import day_number, local_date, strike_day, strike_days
from bot.core.model import Pause, Strike, StrikeEvent, StrikeState

RECORD: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "data" / "daycounts.json").read_text(encoding="utf-8")
)
ZONES = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)
DATES = st.dates(date(2000, 1, 1), date(2040, 1, 1))


def recorded(name: str) -> Strike:
    facts = RECORD["strikes"][name]
    zone = ZoneInfo(facts["timezone"])
    ended_at = facts["ended_at"] and datetime.fromisoformat(facts["ended_at"]).replace(tzinfo=zone)
    return Strike(
        id="recorded",
        union_id="union",
        name=name,
        timezone=zone,
        first_on=date.fromisoformat(facts["first_on"]),
        ended=StrikeEvent(ended_at.astimezone(UTC)) if ended_at else None,
    )


def strike(first_on: date, zone: ZoneInfo, ended_at: datetime | None = None) -> Strike:
    end = StrikeEvent(ended_at) if ended_at else None
    return Strike("s", "u", "Strike", zone, first_on, ended=end)


def test_record_is_whole() -> None:
    assert len(RECORD["facts"]) == 22


@pytest.mark.parametrize("fact", RECORD["facts"], ids=lambda fact: f"{fact['strike']} {fact['on']}")
def test_recorded_day(fact: dict[str, Any]) -> None:
    on = date.fromisoformat(fact["on"])
    assert day_number(recorded(fact["strike"]), on) == fact["day"]
    day = strike_day(recorded(fact["strike"]), on)
    assert (day.state, day.day, day.total) == (StrikeState.ON_STRIKE, fact["day"], None)


@pytest.mark.parametrize("fact", RECORD["totals"], ids=lambda fact: fact["strike"])
def test_recorded_total(fact: dict[str, Any]) -> None:
    ended = recorded(fact["strike"])
    assert ended.ended is not None
    ended_on = local_date(ended, ended.ended.at)
    for on in (ended_on, ended_on + timedelta(days=1000)):
        day = strike_day(ended, on)
        assert (day.state, day.day, day.total) == (StrikeState.ENDED, None, fact["total"])


@pytest.mark.parametrize("name", [name for name, facts in RECORD["strikes"].items() if facts["ended_at"]])
def test_last_full_day_is_the_last_counted(name: str) -> None:
    ended = recorded(name)
    last_full_on = date.fromisoformat(RECORD["strikes"][name]["last_full_on"])
    last = strike_day(ended, last_full_on)
    after = strike_day(ended, last_full_on + timedelta(days=1))
    assert last.state is StrikeState.ON_STRIKE
    assert after.state is StrikeState.ENDED
    assert after.total == last.day


def test_day_before_the_first_is_upcoming() -> None:
    called = strike(date(2026, 3, 2), ZoneInfo("UTC"))
    day = strike_day(called, date(2026, 3, 1))
    assert (day.strike, day.on) == (called, date(2026, 3, 1))
    assert (day.state, day.day, day.total) == (StrikeState.UPCOMING, None, None)
    assert day_number(called, date(2026, 3, 1)) == 0


def test_strike_called_off_before_its_first_day_counts_nothing() -> None:
    called_off = strike(date(2026, 3, 2), ZoneInfo("UTC"), datetime(2026, 2, 20, tzinfo=UTC))
    assert strike_day(called_off, date(2026, 3, 2)).state is StrikeState.ENDED
    assert strike_day(called_off, date(2026, 3, 2)).total == 0


def test_local_date_is_that_of_the_strikes_zone() -> None:
    at = datetime(2023, 7, 14, 6, 59, tzinfo=UTC)  # one minute before midnight in Los Angeles
    walkout = strike(date(2023, 7, 14), ZoneInfo("America/Los_Angeles"))
    assert local_date(walkout, at) == date(2023, 7, 13)
    assert local_date(walkout, at + timedelta(minutes=1)) == date(2023, 7, 14)


@given(first_on=DATES, zone=ZONES, days=st.integers(0, 800))
def test_days_follow_each_other_whatever_the_clocks_do(first_on: date, zone: ZoneInfo, days: int) -> None:
    walkout = strike(first_on, zone)
    on = first_on + timedelta(days=days)
    assert strike_day(walkout, on).day == days + 1
    assert day_number(walkout, on + timedelta(days=1)) == day_number(walkout, on) + 1


@given(first_on=DATES, zone=ZONES, hours=st.integers(0, 24 * 400), minute=st.integers(0, 59))
def test_total_is_the_count_of_the_day_before_the_end(
    first_on: date, zone: ZoneInfo, hours: int, minute: int
) -> None:
    began_at = datetime(first_on.year, first_on.month, first_on.day, 12, tzinfo=zone).astimezone(UTC)
    ended = strike(first_on, zone, began_at + timedelta(hours=hours, minutes=minute))
    assert ended.ended is not None
    ended_on = local_date(ended, ended.ended.at)
    day = strike_day(ended, ended_on)
    assert day.state is StrikeState.ENDED
    assert day.total == day_number(ended, ended_on - timedelta(days=1))
    if ended_on > first_on:
        assert strike_day(ended, ended_on - timedelta(days=1)).day == day.total


@given(zone=ZONES, at=st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_local_date_lasts_about_a_day(zone: ZoneInfo, at: datetime) -> None:
    walkout = strike(date(2000, 1, 1), zone)
    next_day = local_date(walkout, at + timedelta(hours=26))
    assert next_day - local_date(walkout, at) >= timedelta(days=1)


# --- what happens to a strike -----------------------------------------------------------------------

LONDON = ZoneInfo("Europe/London")


def at(day: int, hour: int = 12) -> StrikeEvent:
    """Return an event of March 2026 in London, without summer time until the 29th."""
    return StrikeEvent(
        datetime(2026, 3, day, hour, tzinfo=LONDON).astimezone(UTC), f"https://g.example/{day}"
    )


EVENTFUL = Strike(
    "s",
    "u",
    "Strike",
    LONDON,
    date(2026, 3, 2),
    evidence="https://g.example/start",
    pauses=(Pause(at(5), at(8)), Pause(at(12))),
    tentative_agreement=at(15),
    suspended=at(18),
    ended=at(25),
)


@pytest.mark.parametrize(
    ("day", "state", "number", "total", "evidence"),
    [
        (1, StrikeState.UPCOMING, None, None, "start"),
        (2, StrikeState.ON_STRIKE, 1, None, "start"),
        (4, StrikeState.ON_STRIKE, 3, None, "start"),
        (5, StrikeState.PAUSED, 4, None, "5"),
        (7, StrikeState.PAUSED, 6, None, "5"),
        (8, StrikeState.ON_STRIKE, 7, None, "start"),
        (14, StrikeState.PAUSED, 13, None, "12"),
        (15, StrikeState.TENTATIVE_AGREEMENT, 14, None, "15"),  # outweighs the pause that still lasts
        (17, StrikeState.TENTATIVE_AGREEMENT, 16, None, "15"),
        (18, StrikeState.SUSPENDED, None, 16, "18"),
        (24, StrikeState.SUSPENDED, None, 16, "18"),
        (25, StrikeState.ENDED, None, 16, "25"),  # nothing was counted while it was suspended
        (31, StrikeState.ENDED, None, 16, "25"),
    ],
)
def test_counting_goes_on_through_a_pause_and_an_agreement_and_stops_with_the_strike(
    day: int, state: StrikeState, number: int | None, total: int | None, evidence: str
) -> None:
    found = strike_day(EVENTFUL, date(2026, 3, day))
    assert (found.state, found.day, found.total) == (state, number, total)
    assert found.evidence == f"https://g.example/{evidence}"


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (5, StrikeState.ON_STRIKE),
        (8, StrikeState.PAUSED),  # which ends at noon
        (12, StrikeState.ON_STRIKE),
        (15, StrikeState.PAUSED),
        (18, StrikeState.TENTATIVE_AGREEMENT),
        (25, StrikeState.SUSPENDED),
    ],
)
def test_what_happens_today_counts_from_its_own_time_on(day: int, before: StrikeState) -> None:
    on, noon = date(2026, 3, day), at(day).at
    assert strike_day(EVENTFUL, on, noon - timedelta(seconds=1)).state is before
    assert strike_day(EVENTFUL, on, noon) == strike_day(EVENTFUL, on)
    (asked_today,) = strike_days([EVENTFUL], noon - timedelta(hours=1), on)
    assert asked_today.state is before
    # Any other date is told by its date alone.
    assert strike_days([EVENTFUL], noon - timedelta(days=2), on) == (strike_day(EVENTFUL, on),)


def test_an_event_that_an_admin_entered_alone_has_no_evidence_of_the_start() -> None:
    agreed = replace(EVENTFUL, tentative_agreement=StrikeEvent(at(3).at))
    assert strike_day(agreed, date(2026, 3, 4)).evidence is None


def test_suspension_of_a_recorded_strike_counts_its_total() -> None:
    (fact,) = [one for one in RECORD["totals"] if one["strike"] == "SAG-AFTRA TV/Theatrical 2023"]
    ended = recorded(fact["strike"])
    suspended = strike_day(replace(ended, suspended=ended.ended, ended=None), date(2023, 11, 9))
    assert (suspended.state, suspended.total) == (StrikeState.SUSPENDED, 118)


@given(zone=ZONES, first_on=DATES, data=st.data())
def test_state_and_count_never_go_back(zone: ZoneInfo, first_on: date, data: st.DataObject) -> None:
    noon = datetime.combine(first_on, time(12), zone).astimezone(UTC)
    hours = sorted(data.draw(st.lists(st.integers(0, 24 * 60), min_size=5, max_size=5)))
    events = [StrikeEvent(noon + timedelta(hours=each)) for each in hours]
    walkout = Strike(
        "s",
        "u",
        "S",
        zone,
        first_on,
        pauses=(Pause(events[0], events[1]),),
        tentative_agreement=events[2],
        suspended=events[3],
        ended=events[4],
    )
    days = [strike_day(walkout, first_on + timedelta(days=number)) for number in range(-2, 64)]
    counted = [day.day for day in days if day.day is not None]
    assert counted == list(range(1, len(counted) + 1))
    totals = {day.total for day in days if day.total is not None}
    assert totals == {len(counted)}
    assert days[-1].state is StrikeState.ENDED
