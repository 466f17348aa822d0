"""How long things are kept, in feeds.yaml."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.config import Loaded
from bot.core.model import Forgettable, Retention

Load = Callable[[str], Loaded]
Mistakes = Callable[[str], list[str]]

HEAD = """\
unions:
  - id: guild
    name: Guild
    hosts: [g.example]
    feeds: [{id: news, url: https://g.example/feed}]
"""
DAY = timedelta(days=1)
NOW = datetime(2026, 1, 5, tzinfo=UTC)


def test_what_is_kept_and_how_long(loaded: Load) -> None:
    assert loaded(HEAD).catalogue.keep == Retention(90 * DAY, 400 * DAY, 400 * DAY)
    keep = loaded(HEAD + "keep: {raws: 7d, gaps: forever}\n").catalogue.keep
    assert keep == Retention(7 * DAY, 400 * DAY, None)
    assert keep.limits(NOW) == {Forgettable.RAWS: NOW - 7 * DAY, Forgettable.HISTORY: NOW - 400 * DAY}


def test_what_may_be_forgotten_has_a_key_each() -> None:
    every = Retention(*(DAY for _ in Forgettable))
    assert set(every.limits(NOW)) == set(Forgettable)


@pytest.mark.parametrize("value", ["6d", "90", "2h", "36501d", "never", "[7d]", "d", "99999999d"])
def test_a_time_that_says_nothing(mistakes: Mistakes, value: str) -> None:
    [told] = mistakes(HEAD + f"keep: {{raws: {value}}}\n")
    assert "keep.raws" in told
    assert "does not say how long to keep it; write a number of days such as 90d" in told
