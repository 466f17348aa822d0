"""A snapshot in the database's place: what is kept, what is refused, and that a failure changes nothing."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.adapters.database.backing_up import back_up
from bot.adapters.database.lock import delivery_lock
from bot.adapters.database.putting_back import PutBack, put_back
from bot.adapters.database.restoring import GAP
from bot.adapters.database.store import open_store
from bot.core.errors import StoreError
from tests.adapters.database.files import mode, names, spoil_pages, step_to
from tests.adapters.database.lantern import CHANNEL, HOUR, NOW, Given

LATER = NOW + 10 * HOUR
KEPT = "picketwire.db.before-restore-2023-07-15T020000Z"


async def fill(url: str, given: Given, *wanted: str) -> None:
    async with open_store(url) as store:
        await store.apply(given.update(*(given.planned(name, post_to=(CHANNEL,)) for name in wanted)))


@pytest.fixture
async def snapshot(url: str, given: Given, tmp_path: Path) -> Path:
    """A snapshot with one entry, of a database that has three now."""
    await fill(url, given, "one")
    copy = tmp_path / "snapshot.db"
    await back_up(url, copy, now=NOW)
    await fill(url, given, "two", "three")
    return copy


def spoil(file: Path) -> None:
    """Leave what is no database any more, and what SQLite would take for its log."""
    file.with_name(f"{file.name}-shm").unlink(missing_ok=True)
    file.with_name(f"{file.name}-wal").write_bytes(b"its log")
    file.write_bytes(b"not a database any more" * 99)


def titles(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return [row[0] for row in connection.execute("SELECT title FROM revisions ORDER BY entry_id")]


async def test_a_snapshot_takes_the_place_and_what_was_there_is_kept(
    url: str, file: Path, snapshot: Path, given: Given
) -> None:
    kept = file.with_name(KEPT)
    assert await put_back(url, snapshot, now=LATER) == PutBack(file, NOW, 1, 1, kept)
    assert (titles(file), titles(kept)) == (["About one"], ["About one", "About two", "About three"])
    assert mode(file) == 0o600
    assert names(file.parent) == sorted([file.name, KEPT, "picketwire.db.lock", snapshot.name])
    async with open_store(url) as store:
        assert await store.notice_restore(LATER) == NOW  # so what may have been posted since is looked for
        await store.apply(given.update(given.planned("four")))
        # The database that was there has given out the ids up to 3.
        assert [entry.id for entry in await store.entries_after(1, 9)] == [3 + GAP]


async def test_twice_in_a_second_both_are_kept(url: str, file: Path, snapshot: Path) -> None:
    await put_back(url, snapshot, now=LATER)
    again = await put_back(url, snapshot, now=LATER)
    assert again.kept == file.with_name(f"{KEPT}-1")
    assert len(titles(file.with_name(KEPT))) == 3


async def test_where_there_is_no_database_it_becomes_one(snapshot: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    file = tmp_path / "new" / "picketwire.db"
    file.with_name("picketwire.db-wal").write_bytes(b"what a lost database left")
    done = await put_back(f"sqlite:///{file}", snapshot, now=LATER)
    assert (done.kept, titles(file)) == (None, ["About one"])
    assert names(file.parent) == [file.name, f"{KEPT}-wal", "picketwire.db.lock"]


async def test_a_plain_copy_is_doubted_from_the_last_it_knows(
    url: str, file: Path, snapshot: Path, given: Given, tmp_path: Path
) -> None:
    kept = (await put_back(url, snapshot, now=LATER)).kept
    assert kept is not None
    with pytest.raises(StoreError, match=r"is not marked as a snapshot.*add --plain-copy"):
        await put_back(url, kept, now=LATER + HOUR)
    assert titles(file) == ["About one"]
    done = await put_back(url, kept, now=LATER + HOUR, is_plain_copy=True)
    assert (done.taken_at, done.entries) == (NOW, 3)
    async with open_store(url) as store:
        assert await store.notice_restore(LATER) == NOW
    empty = tmp_path / "empty.db"
    async with open_store(f"sqlite:///{empty}"):
        pass
    with pytest.raises(StoreError, match="nothing was ever stored in it"):
        await put_back(url, empty, now=LATER, is_plain_copy=True)


async def test_a_snapshot_of_an_older_program_is_brought_up_to_date(
    url: str, file: Path, snapshot: Path
) -> None:
    older = shutil.copyfile(snapshot, snapshot.with_name("older.db"))
    step_to(older, "0006", back=True)
    before = older.read_bytes()
    assert (await put_back(url, older, now=LATER)).taken_at == NOW
    async with open_store(url) as store:
        assert (await store.statement(1)).title == "About one"
    assert older.read_bytes() == before


async def test_a_damaged_database_makes_room_and_is_kept_with_what_lies_beside_it(
    url: str, file: Path, snapshot: Path
) -> None:
    spoil(file)
    done = await put_back(url, snapshot, now=LATER)
    assert done.kept is not None
    assert done.kept.read_bytes().startswith(b"not a database")
    assert done.kept.with_name(f"{KEPT}-wal").read_bytes() == b"its log"
    assert titles(file) == ["About one"]


async def test_a_delivering_bot_and_an_open_database_are_left_alone(
    url: str, file: Path, snapshot: Path
) -> None:
    with (
        delivery_lock(url, since=NOW),
        pytest.raises(StoreError, match=r"another Picketwire .* is already delivering"),
    ):
        await put_back(url, snapshot, now=LATER)
    with closing(sqlite3.connect(file)) as reader:
        reader.execute("SELECT count(*) FROM entries").fetchone()
        with pytest.raises(StoreError, match="another program has the database open; end it"):
            await put_back(url, snapshot, now=LATER)
    assert len(titles(file)) == 3


async def test_what_is_no_good_snapshot_changes_nothing(
    url: str, file: Path, snapshot: Path, given: Given, tmp_path: Path
) -> None:
    text, newer, spoilt = tmp_path / "text.db", tmp_path / "newer.db", tmp_path / "spoilt.db"
    text.write_text("not a database at all, but long enough to be looked at" * 20)
    shutil.copyfile(snapshot, newer)
    with closing(sqlite3.connect(newer)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    await fill(url, given, *(f"entry-{number}" for number in range(50)))
    await back_up(url, spoilt, now=NOW)
    spoil_pages(spoilt)
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute("CREATE TABLE mine (a)")
    before = len(titles(file))
    for wrong, words in [
        (tmp_path / "none.db", "there is no such file; name the snapshot"),
        (tmp_path, "there is no such file"),
        (file, "is the database itself"),
        (text, "it can't be read: the file is not an SQLite database"),
        (other, "this is no database of Picketwire's"),
        (newer, r"newer\.db: the database was written by a newer Picketwire"),
        (spoilt, r"spoilt\.db is damaged|spoilt\.db: it can't be read: the database is damaged"),
    ]:
        with pytest.raises(StoreError, match=words):
            await put_back(url, wrong, now=LATER)
        assert len(titles(file)) == before
    assert [name for name in names(tmp_path) if name.startswith(".") or "before" in name] == []


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql+psycopg://user:secret@host/name", "bring a PostgreSQL database back with pg_restore"),
        ("sqlite://", "The database is in memory"),
        ("sqlite:///{folder}/none/picketwire.db", "there is no folder"),
        ("sqlite:///{folder}", "is a folder; check DATABASE_URL"),
    ],
)
async def test_where_nothing_can_be_restored(
    address: str, words: str, snapshot: Path, tmp_path: Path
) -> None:
    with pytest.raises(StoreError, match=words) as caught:
        await put_back(address.format(folder=tmp_path), snapshot, now=LATER)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("failing", ["link", "replace", "fsync"])
@pytest.mark.parametrize("is_damaged", [False, True])
async def test_a_file_system_that_refuses_leaves_what_was_there(
    url: str, file: Path, snapshot: Path, monkeypatch: pytest.MonkeyPatch, failing: str, *, is_damaged: bool
) -> None:
    if is_damaged:
        spoil(file)
    before = {name: file.with_name(name).read_bytes() for name in names(file.parent)}

    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    if failing == "replace":
        monkeypatch.setattr(Path, "replace", refuse)
    else:
        monkeypatch.setattr(os, failing, refuse)
    with pytest.raises(StoreError, match=r"nothing was restored \(No space left on device\); make room"):
        await put_back(url, snapshot, now=LATER)
    monkeypatch.undo()
    after = {name: file.with_name(name).read_bytes() for name in names(file.parent)}
    for made in (f"{file.name}.lock", f"{file.name}-shm"):
        after.pop(made, None)
    if is_damaged:
        assert after == before
    else:  # SQLite may have put what lay beside it in order
        assert len(titles(file)) == 3
        assert set(after) - {f"{file.name}-wal"} == set(before)


async def test_root_leaves_it_to_the_databases_owner(url: str, file: Path, snapshot: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root may give files away")
    os.chown(file, 4711, 4712)
    await put_back(url, snapshot, now=LATER)
    for name in (file.name, "picketwire.db.lock"):
        status = file.with_name(name).stat()
        assert (status.st_uid, status.st_gid) == (4711, 4712)
