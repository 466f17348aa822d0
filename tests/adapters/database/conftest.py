"""A real store on a file in tmp_path."""

from collections.abc import AsyncIterator
from pathlib import Path
from shutil import copyfile

import pytest

from bot.adapters.database.store import SqlStore, open_store
from tests.adapters.database.lantern import Given


@pytest.fixture
def given() -> Given:
    return Given()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "picketwire.db"


@pytest.fixture
def url(file: Path) -> str:
    return f"sqlite:///{file}"


@pytest.fixture
async def store(url: str, file: Path, migrated: Path) -> AsyncIterator[SqlStore]:
    copyfile(migrated, file)
    async with open_store(url, busy_seconds=0.2) as opened:
        yield opened
