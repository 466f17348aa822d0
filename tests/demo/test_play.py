import importlib.util

import pytest

from bot.demo import DemoUnavailable, play


def test_without_its_packages_the_demo_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "simcord" else find_spec(name)
    )

    with pytest.raises(
        DemoUnavailable, match=r"needs simcord, .* `make demo`, or `pip install picketwire\[demo\]`"
    ):
        play(headless=True)
