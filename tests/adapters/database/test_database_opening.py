"""A database that cannot be used is named, with what to do about it."""
# ruff: noqa: ASYNC221, ASYNC240 -- nothing else runs in these tests' loop

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import Connection

from bot.adapters.database.copying import copy_database
from bot.adapters.database.engine import open_sides, read_url
from bot.adapters.database.failures import store_errors
from bot.adapters.database.migrate import upgrade
from bot.adapters.database.store import SqlStore, open_store
from bot.core.errors import StoreError
from bot.core.model import FeedState
from tests.adapters.database.lantern import CHANNEL, NOW, Given

NOBODY = 65534


async def refused(url: str) -> str:
    with pytest.raises(StoreError) as raised:
        async with open_store(url, busy_seconds=0.05):
            pass
    return str(raised.value)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("picketwire.db", "not a database address; write for example sqlite:///"),
        ("", "not a database address"),
        ("sqlite://picketwire.db", "only a path, after three slashes"),
        ("sqlite:///picketwire.db?mode=ro", "only a path"),
        ("postgresql://user:hunter2@db.example/bot", "postgresql databases cannot be used yet"),
        ("mysql+pymysql://user:hunter2@db.example/bot", r"mysql\+pymysql databases cannot be used yet"),
        ("sqlite://[::1/x", "not a database address"),
    ],
)
async def test_an_address_that_cannot_be_used(url: str, says: str) -> None:
    with pytest.raises(StoreError, match=says) as raised:
        async with open_store(url):
            pass
    assert "hunter2" not in str(raised.value)


async def test_a_relative_path_is_from_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: Given
) -> None:
    monkeypatch.chdir(tmp_path)
    async with open_store("sqlite+aiosqlite:///picketwire.db") as store:
        await store.save_feed_states([given.state()])
    async with open_store(f"sqlite:///{tmp_path}/picketwire.db") as store:
        assert set(await store.feed_states()) == {"strike-news"}


async def test_a_missing_folder(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    said = await refused(f"sqlite:///{folder}/picketwire.db")
    assert said.startswith(f"{folder}/picketwire.db: there is no folder {folder}; make it")
    assert not folder.exists()


async def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    said = await refused(f"sqlite:///{tmp_path}")
    assert said.startswith(f"{tmp_path}: the file cannot be opened")


async def test_a_file_that_is_no_database(file: Path, url: str) -> None:
    file.write_text("feeds:\n  - not a database\n" * 100)
    said = await refused(url)
    assert said.startswith(f"{file}: the file is not an SQLite database; move it away")
    assert "not a database" in file.read_text()


async def test_a_damaged_database(file: Path, url: str, given: Given) -> None:
    async with open_store(url) as store:
        await store.apply(given.update(*(given.planned(f"e{n}", text="x" * 5000) for n in range(20))))
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    said = await refused(url)
    assert said.startswith(f"{file}: the database is damaged; restore it from a backup")


async def test_a_database_that_is_locked(file: Path, url: str, given: Given) -> None:
    async with open_store(url, busy_seconds=0.05) as store:
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreError, match="another program holds the database locked"):
                await store.save_feed_states([given.state()])
            assert await store.feed_states() == {}  # reading goes on
        await store.save_feed_states([given.state()])
        assert set(await store.feed_states()) == {"strike-news"}


async def test_a_full_disk_is_said_and_got_over(store: SqlStore, given: Given) -> None:
    engine = store._sides.writer.engine
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 40")
    with pytest.raises(StoreError, match="the disk is full; make room"):
        await store.apply(given.update(given.planned("a", text="x" * 1_000_000)))
    assert await store.known_entries("strike-news", ["guid:a"]) == []
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 4000")
    await store.apply(given.update(given.planned("a", text="x" * 1_000_000)))
    assert len(await store.known_entries("strike-news", ["guid:a"])) == 1


async def test_the_reading_side_cannot_write(url: str) -> None:
    upgrade(url)
    sides = open_sides(read_url(url))
    with pytest.raises(StoreError, match="here: the file cannot be written"), store_errors("here"):
        await sides.reader.run(lambda connection: connection.exec_driver_sql("DELETE FROM feeds"))
    sides.close()


async def test_promises_of_the_writing_side(url: str) -> None:
    upgrade(url)
    sides = open_sides(read_url(url))

    def pragmas(connection: Connection) -> dict[str, object]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names}

    settings = await sides.writer.run(pragmas)
    sides.close()
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


@contextmanager
def without_roots_rights() -> Iterator[None]:
    """Root may write everywhere, so a test run as root (as in a container) steps down."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)


async def test_a_file_without_the_right_to_write() -> None:
    with TemporaryDirectory() as folder:  # pytest's own folders are closed to other users
        Path(folder).chmod(0o755)
        file = Path(folder, "bot.db")
        upgrade(f"sqlite:///{file}")
        file.chmod(0o444)
        with without_roots_rights():
            assert "let Picketwire's user write" in await refused(f"sqlite:///{file}")


async def test_a_database_in_memory_lives_as_long_as_the_store(given: Given) -> None:
    for _ in range(2):
        async with open_store("sqlite://") as store:
            assert await store.feed_states() == {}
            await store.apply(given.update(given.planned("a", post_to=(CHANNEL,))))
            assert len(await store.due_deliveries("discord:", NOW)) == 1
            with pytest.raises(StoreError, match="the database in memory: there is no entry 2"):
                await store.statement(2)


async def test_a_copy_is_the_database_and_leaves_it_alone(
    tmp_path: Path, store: SqlStore, url: str, given: Given
) -> None:
    await store.apply(given.update(given.planned("a")))
    copy = await copy_database(url, tmp_path / "copy.db")
    async with open_store(copy) as copied:
        assert await copied.statement(1) == await store.statement(1)
        await copied.save_feed_states([FeedState("only-in-the-copy")])
    assert set(await store.feed_states()) == {"strike-news"}


async def test_a_copy_of_nothing_is_empty(tmp_path: Path) -> None:
    missing = tmp_path / "missing.db"
    for url in (f"sqlite:///{missing}", "sqlite://"):
        copy = await copy_database(url, tmp_path / "copy.db")
        async with open_store(copy) as copied:
            assert await copied.feed_states() == {}
    assert not missing.exists()


async def test_a_copy_of_what_is_no_database(tmp_path: Path, file: Path, url: str) -> None:
    file.write_text("words " * 1000)
    with pytest.raises(StoreError, match="not an SQLite database"):
        await copy_database(url, tmp_path / "copy.db")


KILLED_HALF_WAY = """
import asyncio, os, signal, sys
from bot.adapters.database import announcing, updates
from bot.adapters.database.store import open_store
from tests.adapters.database.lantern import CHANNEL, Given

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

async def main(url, moment):
    async with open_store(url) as store:
        given = Given()
        entries = [given.planned(f"e{n}", text="x" * 100_000, post_to=(CHANNEL,)) for n in range(20)]
        setattr(announcing if moment == "put_in" else updates, moment, die)
        await store.apply(given.update(*entries, opened=(CHANNEL,)))

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.parametrize("moment", ["_open_routes", "verdict_values", "put_in"])
async def test_killed_within_a_transaction(url: str, moment: str, given: Given) -> None:
    upgrade(url)
    killed = subprocess.run([sys.executable, "-c", KILLED_HALF_WAY, url, moment], check=False)
    assert killed.returncode == -signal.SIGKILL
    async with open_store(url) as store:
        assert await store.feed_states() == {}
        assert await store.routes() == {}
        assert await store.known_entries("strike-news", ["guid:e0"]) == []
        await store.apply(given.update(given.planned("e0", post_to=(CHANNEL,)), opened=(CHANNEL,)))
        assert (await store.counts()).pending == 1
