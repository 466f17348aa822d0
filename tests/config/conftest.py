from collections.abc import Callable
from pathlib import Path

import pytest

from bot.config import Loaded, load
from bot.core.errors import ConfigError

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a feeds.yaml into an empty current folder, so that messages begin with its bare name."""
    monkeypatch.chdir(tmp_path)

    def write_text(text: str) -> Path:
        path = Path("feeds.yaml")
        path.write_text(text, encoding="utf-8")
        return path

    return write_text


@pytest.fixture
def loaded(write: Write) -> Callable[[str], Loaded]:
    """Load a valid text."""
    return lambda text: load(write(text))


@pytest.fixture
def mistakes(write: Write) -> Callable[[str], list[str]]:
    """Load a text with mistakes and return them as they are printed."""

    def load_and_fail(text: str) -> list[str]:
        with pytest.raises(ConfigError) as caught:
            load(write(text))
        return str(caught.value).split("\n")

    return load_and_fail
