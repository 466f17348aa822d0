"""What holds for every test: nothing is judged by how long it took on a busy machine.

Coverage is counted by the tests of single parts. Those that play whole stories, or start the program, would
take half as long again with it, and show no line of core or services that the others don't.
"""

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

HERE = Path(__file__).parent
NOT_COUNTED = tuple(
    HERE / place
    for place in (
        "acceptance",
        "demo",
        "discord_server_tests",
        "evaluation/test_page_set.py",
        "evaluation/test_quotes_set.py",
        "evaluation/test_splitting_set.py",
        "evaluation/test_summary_set.py",
        "kill",
        "season",
    )
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave tests of whole stories out of the coverage."""
    for item in items:
        if any(item.path.is_relative_to(place) for place in NOT_COUNTED):
            item.add_marker(pytest.mark.no_cover)
