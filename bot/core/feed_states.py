"""What is a feed's state after a poll? As the next poll needs it.

Called by the poller and by whoever plans what a poll would do.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.core.model import Feed, FeedState, Fetched, NotModified, Validators
from bot.core.schedule import next_poll_at, retry_at


def remembered_for(feed: Feed, state: FeedState) -> FeedState:
    """Return what is remembered of a feed, as far as it belongs to its present address.

    Another address has never been asked, and what an admin moved has not been taken over.
    """
    if state.url == feed.url:
        return state
    return replace(state, url=feed.url, validators=Validators(), reached_at=None, link_host=None)


def paused_as_stored(state: FeedState, stored: Mapping[str, FeedState]) -> FeedState:
    """Return a state with the pause that is stored: an admin may have begun or ended one since."""
    known = stored.get(state.feed_id)
    return state if known is None else replace(state, paused_at=known.paused_at)


def after_answer(feed: Feed, state: FeedState, fetched: Fetched | NotModified, *, jitter: float) -> FeedState:
    """Return the state after the source answered, with a body or with 304; `jitter` is in [0, 1)."""
    at = fetched.fetched_at
    return replace(
        state,
        validators=fetched.validators,
        polled_at=at,
        reached_at=at,
        failing_since_at=None,
        failures=0,
        error=None,
        next_poll_at=next_poll_at(feed, at, max_age=fetched.max_age, jitter=jitter),
    )


def after_failure(
    feed: Feed, state: FeedState, now: datetime, *, words: str, retry_after: float | None, jitter: float
) -> FeedState:
    """Return the state after a poll that failed for the reason in `words`.

    `retry_after` (seconds) is what the server asked for; `jitter` is in [0, 1).
    """
    failures = state.failures + 1
    return replace(
        state,
        polled_at=now,
        failing_since_at=state.failing_since_at or now,
        failures=failures,
        error=words,
        next_poll_at=retry_at(feed, now, failures=failures, retry_after=retry_after, jitter=jitter),
    )
