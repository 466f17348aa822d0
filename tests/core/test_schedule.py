import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import Feed, FeedState
from bot.core.schedule import backoff, is_due, next_poll_at, retry_at, try_again_at

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def feed(every: timedelta = 5 * MINUTE) -> Feed:
    return Feed(
        "strike-news", "https://strike.guild.example/feed", "guild", "Guild", frozenset(), every=every
    )


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 15), (1, 15), (2, 30), (3, 60), (8, 1920), (9, 3600), (10**9, 3600)]
)
def test_backoff_doubles_up_to_an_hour(failures: int, seconds: int) -> None:
    assert backoff(failures) == timedelta(seconds=seconds)


def test_backoff_from_a_base_never_falls_below_it() -> None:
    assert [backoff(failures, 20 * MINUTE) for failures in (1, 2, 3)] == [20 * MINUTE, 40 * MINUTE, HOUR]
    assert backoff(5, 6 * HOUR) == 6 * HOUR
    assert backoff(10**9, timedelta(days=10**6)) == timedelta(days=10**6)


@pytest.mark.parametrize(
    ("max_age", "wait"),
    [
        (None, 5 * MINUTE),
        (timedelta(0), 5 * MINUTE),
        (timedelta(seconds=-5), 5 * MINUTE),
        (10 * MINUTE, 10 * MINUTE),
        (timedelta(days=365), 15 * MINUTE),
    ],
)
def test_next_poll_respects_the_interval_and_a_bounded_max_age(
    max_age: timedelta | None, wait: timedelta
) -> None:
    assert next_poll_at(feed(), NOW, max_age=max_age, jitter=0.0) == NOW + wait


def test_a_long_interval_is_kept() -> None:
    assert next_poll_at(feed(6 * HOUR), NOW, max_age=10 * MINUTE, jitter=0.0) == NOW + 6 * HOUR


def test_jitter_adds_up_to_a_tenth_of_the_interval() -> None:
    assert next_poll_at(feed(), NOW, max_age=None, jitter=0.5) == NOW + timedelta(seconds=315)
    later = retry_at(feed(), NOW, failures=1, retry_after=None, jitter=0.5)
    assert later == NOW + timedelta(seconds=315)


@pytest.mark.parametrize(
    ("failures", "retry_after", "wait"),
    [
        (1, None, 5 * MINUTE),
        (2, None, 10 * MINUTE),
        (5, None, HOUR),
        (1, 1.0, 5 * MINUTE),
        (1, 900.0, 15 * MINUTE),
        (1, 10_000.0, timedelta(seconds=10_000)),
        (1, 10.0**9, timedelta(days=1)),
        (1, math.inf, timedelta(days=1)),
        (1, math.nan, 5 * MINUTE),
        (1, -3.0, 5 * MINUTE),
    ],
)
def test_retry(failures: int, retry_after: float | None, wait: timedelta) -> None:
    assert retry_at(feed(), NOW, failures=failures, retry_after=retry_after, jitter=0.0) == NOW + wait


@given(
    failures=st.integers(1, 10**6),
    retry_after=st.none() | st.floats(),
    jitter=st.floats(0, 1, exclude_max=True),
    every=st.timedeltas(MINUTE, timedelta(days=30)),
)
def test_a_retry_is_never_hurried_and_always_comes(
    failures: int, retry_after: float | None, jitter: float, every: timedelta
) -> None:
    at = retry_at(feed(every), NOW, failures=failures, retry_after=retry_after, jitter=jitter)
    assert NOW + every <= at <= NOW + max(every, timedelta(days=1)) + every / 10 + timedelta(microseconds=1)


def test_due() -> None:
    assert is_due(None, NOW)
    assert is_due(FeedState("strike-news"), NOW)
    assert is_due(FeedState("strike-news", next_poll_at=NOW), NOW)
    assert not is_due(FeedState("strike-news", next_poll_at=NOW + MINUTE), NOW)
    assert not is_due(FeedState("strike-news", paused_at=NOW), NOW)
    assert not is_due(FeedState("strike-news", next_poll_at=NOW, paused_at=NOW - MINUTE), NOW)


def test_a_clock_that_was_ahead_and_was_set_right_keeps_no_source_waiting() -> None:
    year = timedelta(days=365)
    ahead = FeedState("strike-news", polled_at=NOW + year, next_poll_at=NOW + year + 5 * MINUTE)
    assert is_due(ahead, NOW)
    assert not is_due(replace(ahead, paused_at=NOW), NOW)
    assert not is_due(replace(ahead, polled_at=NOW + MINUTE), NOW)


@pytest.mark.parametrize(("jitter", "seconds"), [(0.0, 7.5), (0.5, 11.25), (0.999999, 14.9999925)])
def test_a_delivery_is_tried_again_between_half_the_backoff_and_all_of_it(
    jitter: float, seconds: float
) -> None:
    assert try_again_at(NOW, failures=1, jitter=jitter) == NOW + timedelta(seconds=seconds)


def test_a_delivery_waits_as_long_as_it_is_asked_to_but_not_for_ever() -> None:
    def wait(retry_after: float | None) -> timedelta:
        return try_again_at(NOW, failures=3, jitter=0, retry_after=retry_after, base=5 * MINUTE) - NOW

    assert wait(None) == wait(-5) == wait(60) == 10 * MINUTE
    assert wait(1000.5) == timedelta(seconds=1000.5)
    assert wait(math.inf) == timedelta(days=1)
