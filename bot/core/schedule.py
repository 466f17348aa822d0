"""When do we look again? Intervals, back-off and what servers ask for.

Called by the poller after every poll and by the deliverer after a failed delivery. All waits are
bounded: a source that asks for less is never hurried, one that asks for too much is not obeyed for ever.
"""

from datetime import datetime, timedelta

from bot.core.model import OVERDUE_AFTER, Feed, FeedState

_FIRST_RETRY = timedelta(seconds=15)
_LONGEST_BACKOFF = timedelta(hours=1)
_LONGEST_MAX_AGE = timedelta(minutes=15)  # a strike's news must not wait for a cache meant for quiet weeks
_LONGEST_RETRY_AFTER = timedelta(days=1)
_MOST_DOUBLINGS = 12  # a second doubled twelve times is past the longest backoff; more would overflow
_JITTER = 0.1  # of the feed's interval, so that feeds polled together drift apart


def backoff(failures: int, base: timedelta = _FIRST_RETRY) -> timedelta:
    """Return how long to wait after `failures` failures in a row (from 1).

    `base` doubles with each further failure up to one hour; a `base` above that stays as it is.
    """
    if base >= _LONGEST_BACKOFF:
        return base
    doublings = min(max(failures - 1, 0), _MOST_DOUBLINGS)
    return min(base * (1 << doublings), _LONGEST_BACKOFF)


def next_poll_at(feed: Feed, now: datetime, *, max_age: timedelta | None, jitter: float) -> datetime:
    """Return when to ask again after a poll that went well.

    That is after `feed.every`, or after `max_age` (at most 15 minutes of it) where that is longer, and up
    to a tenth of the interval more for `jitter`, a number in [0, 1).
    """
    wait = max(feed.every, min(max_age or timedelta(), _LONGEST_MAX_AGE))
    return now + wait + _spread(feed, jitter)


def retry_at(
    feed: Feed, now: datetime, *, failures: int, retry_after: float | None, jitter: float
) -> datetime:
    """Return when to ask again after the `failures`-th failure in a row.

    `retry_after` (seconds) is honoured up to a day; it never shortens the wait. `jitter` is in [0, 1).
    """
    return now + max(backoff(failures, feed.every), _asked(retry_after)) + _spread(feed, jitter)


def try_again_at(
    now: datetime,
    *,
    failures: int,
    jitter: float,
    retry_after: float | None = None,
    base: timedelta = _FIRST_RETRY,
) -> datetime:
    """Return when to try a delivery again after its `failures`-th failure in a row.

    Between half the back-off from `base` and all of it, by `jitter` in [0, 1), so that what failed together
    does not come back together; not before `retry_after` (seconds), honoured up to a day.
    """
    wait = backoff(failures, base) * (0.5 + jitter / 2)
    return now + max(wait, _asked(retry_after))


def is_due(state: FeedState | None, now: datetime) -> bool:
    """Tell whether a feed is to be asked now; one that was never asked is, one that is paused is not.

    One that was last asked in the future is: the clock was ahead then, and was set right.
    """
    if state is None:
        return True
    if state.paused_at is not None:
        return False
    return state.next_poll_at is None or state.next_poll_at <= now or is_from_the_future(state, now)


def is_from_the_future(state: FeedState, now: datetime) -> bool:
    """Tell whether a feed was last asked by a clock that was ahead of the present one."""
    return state.polled_at is not None and state.polled_at - now > OVERDUE_AFTER


def _asked(retry_after: float | None) -> timedelta:
    return timedelta(seconds=min(max(0.0, retry_after or 0.0), _LONGEST_RETRY_AFTER.total_seconds()))


def _spread(feed: Feed, jitter: float) -> timedelta:
    return feed.every * (_JITTER * jitter)
