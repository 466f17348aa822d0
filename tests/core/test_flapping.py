"""How often a post follows its statement's changes."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.flapping import WITHIN, allowed_at

NOW = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)


def test_a_few_changes_are_followed_at_once() -> None:
    assert allowed_at([], NOW, most=2) == NOW
    assert allowed_at([NOW], NOW, most=2) == NOW


def test_more_wait_until_a_day_has_passed() -> None:
    first, second = NOW - timedelta(hours=5), NOW - timedelta(hours=1)
    assert allowed_at([second, first], NOW, most=2) == first + WITHIN
    assert allowed_at([first, second, first + WITHIN], NOW, most=2) == second + WITHIN


def test_what_is_long_past_does_not_count() -> None:
    assert allowed_at([NOW - 2 * WITHIN, NOW - 3 * WITHIN], NOW, most=2) == NOW


@given(st.lists(st.integers(min_value=0, max_value=4_000), max_size=60), st.integers(1, 6))
def test_no_day_ever_has_more(minutes: list[int], most: int) -> None:
    made: list[datetime] = []
    for minute in sorted(minutes):
        made.append(allowed_at(made, NOW + timedelta(minutes=minute), most=most))
    for begin in made:
        assert sum(begin <= one < begin + WITHIN for one in made) <= most
