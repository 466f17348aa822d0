import asyncio
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select

from bot.adapters.database import backing_up
from bot.adapters.database.backing_up import Snapshot, back_up
from bot.adapters.database.schema import REVISION, snapshots
from bot.adapters.database.store import SqlStore, open_store
from bot.core.errors import StoreError
from tests.adapters.database.files import mode, names, spoil_pages
from tests.adapters.database.lantern import CHANNEL, NOW, Given


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return tmp_path / "copies" / "snapshot.db"


@pytest.fixture(autouse=True)
def _folder(copy: Path) -> None:
    copy.parent.mkdir()


def put(file: Path, words: str) -> None:
    file.write_text(words)


def text_of(file: Path) -> str:
    return file.read_text()


async def fill(store: SqlStore, given: Given, *names: str) -> None:
    await store.apply(given.update(*(given.planned(name, post_to=(CHANNEL,)) for name in names)))


async def test_a_snapshot_holds_what_was_committed_is_private_and_stands_alone(
    store: SqlStore, given: Given, url: str, copy: Path
) -> None:
    await fill(store, given, "one", "two")
    assert await back_up(url, copy, now=NOW) == Snapshot(copy, entries=2, deliveries=2)
    assert mode(copy) == 0o600
    assert names(copy.parent) == [copy.name]
    async with open_store(f"sqlite:///{copy}") as restored:
        known = await restored.known_entries("strike-news", ["guid:one", "guid:two"])
        assert [entry.key for entry in known] == ["guid:one", "guid:two"]


async def test_a_snapshot_says_when_it_was_taken_and_the_original_knows_of_none(
    store: SqlStore, url: str, file: Path, copy: Path
) -> None:
    await back_up(url, copy, now=NOW)
    for database, taken in [(copy, [NOW]), (file, [])]:
        engine = create_engine(f"sqlite:///{database}")
        with engine.connect() as connection:
            assert list(connection.execute(select(snapshots.c.taken_at)).scalars()) == taken
        engine.dispose()


async def test_snapshots_are_whole_while_the_bot_writes(
    store: SqlStore, given: Given, url: str, tmp_path: Path
) -> None:
    async def write() -> None:
        for number in range(30):
            await fill(store, given, f"entry-{number}")

    writing = asyncio.create_task(write())
    taken: list[Snapshot] = []
    while not writing.done():
        taken.append(await back_up(url, tmp_path / f"{len(taken)}.db", now=NOW))
    await writing
    taken.append(await back_up(url, tmp_path / "last.db", now=NOW))
    assert all(one.entries == one.deliveries for one in taken)
    assert taken[-1].entries == 30
    assert len(taken) > 2


async def test_a_file_that_is_there_is_replaced_only_when_asked(
    store: SqlStore, given: Given, url: str, copy: Path
) -> None:
    put(copy, "precious")
    with pytest.raises(StoreError, match="is there already; name another file, or add --force"):
        await back_up(url, copy, now=NOW)
    assert text_of(copy) == "precious"
    await fill(store, given, "one")
    assert (await back_up(url, copy, now=NOW, replace=True)).entries == 1
    assert mode(copy) == 0o600


async def test_a_file_that_comes_into_being_meanwhile_is_left(
    store: SqlStore, url: str, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    verify = backing_up._verify

    def slowly(part: Path) -> tuple[int, int]:
        copy.write_text("precious")
        return verify(part)

    monkeypatch.setattr(backing_up, "_verify", slowly)
    with pytest.raises(StoreError, match="has come into being meanwhile"):
        await back_up(url, copy, now=NOW)
    assert text_of(copy) == "precious"
    assert names(copy.parent) == [copy.name]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql+psycopg://user:secret@host/name", "back up a PostgreSQL database with pg_dump"),
        ("sqlite://", "The database is in memory"),
        ("sqlite:///{folder}/nowhere.db", "there is no database yet"),
        ("nonsense", "is not a database address"),
    ],
)
async def test_what_cannot_be_backed_up_says_why(url: str, words: str, tmp_path: Path, copy: Path) -> None:
    with pytest.raises(StoreError, match=words) as caught:
        await back_up(url.format(folder=tmp_path), copy, now=NOW)
    assert "secret" not in str(caught.value)
    assert names(copy.parent) == []


async def test_where_a_snapshot_cannot_be_put(store: SqlStore, url: str, file: Path, tmp_path: Path) -> None:
    for target, words in [
        (file, "is the database itself"),
        (tmp_path, "is a folder; name a file in it"),
        (tmp_path / "no" / "such.db", "there is no folder"),
    ]:
        with pytest.raises(StoreError, match=words):
            await back_up(url, target, now=NOW, replace=True)


@pytest.mark.skipif(not Path("/dev/pts").is_dir(), reason="a Linux folder in which not even root may write")
async def test_a_folder_that_may_not_be_written(store: SqlStore, url: str) -> None:
    with pytest.raises(StoreError, match=r"was not taken \(Permission denied\); check the folder"):
        await back_up(url, Path("/dev/pts/copy.db"), now=NOW)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a Linux device that is always full")
async def test_a_full_disk_leaves_nothing_behind(
    store: SqlStore, url: str, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        with Path("/dev/full").open("wb", buffering=0) as device:
            device.write(b"x")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match=r"was not taken \(No space left on device\); make room"):
        await back_up(url, copy, now=NOW)
    assert names(copy.parent) == []


async def test_a_damaged_database_gives_no_snapshot(
    store: SqlStore, given: Given, url: str, file: Path, copy: Path
) -> None:
    await fill(store, given, *(f"entry-{number}" for number in range(50)))
    spoil_pages(file)
    with pytest.raises(StoreError, match="damaged"):
        await back_up(url, copy, now=NOW)
    assert names(copy.parent) == []


async def test_rows_that_belong_to_none_give_no_snapshot(
    store: SqlStore, given: Given, url: str, file: Path, copy: Path
) -> None:
    await fill(store, given, "one")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE deliveries SET entry_id = 4711")
    with pytest.raises(StoreError, match="a row of deliveries that belongs to none of entries"):
        await back_up(url, copy, now=NOW)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        ("UPDATE alembic_version SET version_num = '0001'", f"schema 0001, and this program's is {REVISION}"),
        ("DELETE FROM alembic_version", "this is no database of Picketwire's"),
        ("DROP TABLE alembic_version", "this is no database of Picketwire's"),
    ],
)
async def test_only_a_database_of_this_version_is_backed_up(
    store: SqlStore, url: str, file: Path, copy: Path, spoil: str, words: str
) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(spoil)
    with pytest.raises(StoreError, match=words):
        await back_up(url, copy, now=NOW)


async def test_a_file_that_is_no_database(url: str, file: Path, copy: Path) -> None:
    put(file, "not a database at all, but long enough to be looked at" * 20)
    with pytest.raises(StoreError, match="is not an SQLite database"):
        await back_up(url, copy, now=NOW)
