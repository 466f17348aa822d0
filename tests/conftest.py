"""What holds for every test: nothing is judged by how long it took on a busy machine.

Coverage is counted by the tests of single parts. With it the others would take half as long again, and show
no line of core or services that these don't.
"""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import settings

from bot.adapters.database.migrate import upgrade
from bot.services.status_answers import StatusAnswers

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

HERE = Path(__file__).parent
COUNTED = tuple(
    HERE / place for place in ("core", "discord_app", "evaluation/test_provenance_set.py", "services")
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave tests that play whole stories, start the program or try an adapter out of the coverage."""
    for item in items:
        if not any(item.path.is_relative_to(place) for place in COUNTED):
            item.add_marker(pytest.mark.no_cover)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with this program's schema, to be copied: making one takes a tenth of a second."""
    file = tmp_path_factory.mktemp("migrated") / "picketwire.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `/status` wait for the database on a busy machine; its own tests pass how long it waits."""
    waits = StatusAnswers.__init__.__kwdefaults__ or {}
    for name in ("read_within", "talks_within"):
        monkeypatch.setitem(waits, name, timedelta(minutes=1))
