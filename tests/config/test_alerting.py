"""After how long the admins are told of a source, in feeds.yaml."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.config import Loaded

Load = Callable[[str], Loaded]

HEAD = """\
unions:
  - id: guild
    name: Guild
    hosts: [g.example]
    feeds: [{id: news, url: https://g.example/feed}]
"""


@pytest.mark.parametrize(
    ("written", "hours"), [("2h", 2), ("90m", 1.5), ("off", None), ("0", None), ("false", None)]
)
def test_so_long_or_never(loaded: Load, written: str, hours: float | None) -> None:
    told = loaded(HEAD + f"alerts: {{source_down_after: {written}}}\n").catalogue.source_down_after
    assert told == (None if hours is None else timedelta(hours=hours))


def test_six_hours_where_nothing_is_written(loaded: Load) -> None:
    assert loaded(HEAD).catalogue.source_down_after == timedelta(hours=6)


@pytest.mark.parametrize("written", ["6", "never", "true", "[6h]", "0h"])
def test_anything_else_is_a_mistake(mistakes: Callable[[str], list[str]], written: str) -> None:
    [told] = mistakes(HEAD + f"alerts: {{source_down_after: {written}}}\n")
    assert told.startswith("feeds.yaml:6:")
    assert "alerts.source_down_after" in told
