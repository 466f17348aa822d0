"""A disk that is full, closed or damaged, a database that is locked: said, seen, and nothing posted twice."""
# ruff: noqa: ASYNC240 -- nothing else runs in these tests' loop

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.acceptance.conftest import statement
from tests.discord_server.journal import Kind
from tests.discord_server.settings import UPDATES
from tests.disk_faults.conftest import Desk, Disk
from tests.documents import Item

NOW = datetime.now(UTC)
TROUBLE = "the bot itself is in trouble"


def said(number: int) -> Item:
    at = NOW - timedelta(minutes=10 - number)
    return statement(
        f"s{number}", f"Statement {number}", f"We stay out. It is week {number}.", published_at=at
    )


async def posted(desk: Desk) -> list[str]:
    """Return the titles of what was posted, in order."""
    lines = await desk.discord.journal()
    return [line["text"].splitlines()[0].strip("# ") for line in lines if line["kind"] == Kind.CREATE]


async def test_a_full_disk(desk: Desk, disk: Disk) -> None:
    desk.store_at(disk.database)
    desk.program.publish(said(1))
    service = await desk.service()
    await desk.discord.wait_for(Kind.CREATE)
    await desk.discord.wait_gateway(connected=1)
    with disk.full():
        desk.program.publish(said(2), said(1))
        await service.says(f"the job poll failed: {disk.database}: the disk is full; make room")
        assert TROUBLE in await desk.ask_status()
        assert len(await desk.discord.wait_for(Kind.CREATE)) == 1
    await desk.discord.wait_for(Kind.CREATE, count=2)
    await service.says("works again")
    assert TROUBLE not in await desk.ask_status()
    await service.stop()
    assert await posted(desk) == ["Statement 1", "Statement 2"]


async def test_a_disk_that_fills_up_between_a_post_and_its_receipt(desk: Desk, disk: Disk) -> None:
    desk.store_at(disk.database)
    desk.program.publish(said(1))
    service = await desk.service()
    await desk.discord.wait_for(Kind.CREATE)
    await desk.discord.wait_gateway(connected=1)
    await desk.discord.order("late", channel=UPDATES, route="POST /channels/*/messages", times=1)
    desk.program.publish(said(2), said(1))
    await desk.discord.wait_for(Kind.CREATE, count=2)  # done, and the bot does not know it yet
    with disk.full():
        await desk.discord.advance(41)
        await service.says("the job deliver failed")
        assert TROUBLE in await desk.ask_status()
    await desk.discord.wait_for(Kind.REPEAT)  # asked for again under the same nonce
    await service.says("the job deliver works again")
    await service.stop()
    assert await posted(desk) == ["Statement 1", "Statement 2"]
    [status] = (await desk.program("status", "--json")).records
    assert (status["pending"], status["parked"]) == (0, 0)


async def test_a_disk_that_is_full_for_longer_than_a_nonce_lasts(desk: Desk, disk: Disk) -> None:
    desk.store_at(disk.database)
    desk.program.publish(said(1))
    service = await desk.service()
    await desk.discord.wait_for(Kind.CREATE)
    await desk.discord.order("late", channel=UPDATES, route="POST /channels/*/messages", times=1)
    desk.program.publish(said(2), said(1))
    await desk.discord.wait_for(Kind.CREATE, count=2)
    with disk.full():
        await desk.discord.advance(41)
        await service.says("the job deliver failed")
        await service.stop()
    await desk.discord.advance(600)  # Discord has forgotten the nonce
    begun_at = datetime.now(UTC) - timedelta(minutes=10)
    with closing(sqlite3.connect(disk.database)) as database, database:
        # For the bot as much time has passed.
        aged = "UPDATE deliveries SET attempted_at = ? WHERE state = 'sending'"
        assert database.execute(aged, [begun_at.isoformat()]).rowcount == 1
    service = await desk.service()
    desk.program.publish(said(3), said(2), said(1))
    await desk.discord.wait_for(Kind.CREATE, count=3)
    await service.stop()
    assert [line for line in await desk.discord.journal() if line["kind"] == Kind.REPEAT] == []
    assert await posted(desk) == ["Statement 1", "Statement 2", "Statement 3"]


async def test_a_file_system_that_takes_no_writes(desk: Desk, disk: Disk) -> None:
    desk.store_at(disk.database)
    desk.program.publish(said(1))
    assert (await desk.program("poll")).code == 0
    with disk.read_only():
        service = await desk.service()
        assert await service.ended() == 1
        assert f"{disk.database}.lock: the lock file cannot be written (Read-only file system)" in service.log
        asked = await desk.program("status")
        assert asked.code == 1
        assert f"{disk.database}: the file cannot be opened; check that it is a file in" in asked.err
        assert "Traceback" not in asked.err
    desk.program.publish(said(2), said(1))
    assert (await desk.program("poll")).code == 0
    assert await posted(desk) == ["Statement 1", "Statement 2"]


async def test_a_database_that_another_program_holds_locked(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "picketwire.db"
    desk.store_at(file)
    desk.program.publish(said(1))
    service = await desk.service()
    await desk.discord.wait_for(Kind.CREATE)
    await desk.discord.wait_gateway(connected=1)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        desk.program.publish(said(2), said(1))
        await service.says(f"the job poll failed: {file}: another program holds the database locked")
        assert TROUBLE in await desk.ask_status()
        other.execute("ROLLBACK")
    await desk.discord.wait_for(Kind.CREATE, count=2)
    await service.says("works again")
    await service.stop()
    assert await posted(desk) == ["Statement 1", "Statement 2"]


async def test_a_damaged_database_is_put_back_from_its_backup(desk: Desk, tmp_path: Path) -> None:
    file, backup = tmp_path / "picketwire.db", tmp_path / "backup.db"
    desk.store_at(file)
    desk.program.publish(said(1))
    assert (await desk.program("poll")).code == 0
    shutil.copy(file, backup)
    desk.program.publish(said(2), said(1))
    assert (await desk.program("poll")).code == 0
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    service = await desk.service()
    assert await service.ended() == 1
    assert f"{file}: the database is damaged; restore it from a backup" in service.log
    asked = await desk.program("status")
    assert (asked.code, asked.out) == (1, "")
    assert "the database is damaged; restore it from a backup" in asked.err
    shutil.copy(backup, file)
    desk.program.publish(said(3), said(2), said(1))
    assert (await desk.program("poll")).code == 0
    assert await posted(desk) == ["Statement 1", "Statement 2", "Statement 3"]


async def test_a_database_that_is_damaged_while_the_service_runs(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "picketwire.db"
    desk.store_at(file)
    desk.program.publish(said(1))
    assert (await desk.program("poll")).code == 0
    shutil.copy(file, tmp_path / "backup.db")
    service = await desk.service()
    await desk.discord.wait_gateway(connected=1)
    with file.open("r+b") as opened:
        opened.seek(4096)
        opened.write(b"\xff" * (file.stat().st_size - 4096))
    desk.program.publish(said(2), said(1))
    await service.says("the database is damaged; restore it from a backup")
    assert "Don't rely on this" in await desk.ask_status()
    await service.stop()
    shutil.copy(tmp_path / "backup.db", file)
    for left in ("-wal", "-shm"):
        Path(f"{file}{left}").unlink(missing_ok=True)
    assert (await desk.program("poll")).code == 0
    assert await posted(desk) == ["Statement 1", "Statement 2"]
