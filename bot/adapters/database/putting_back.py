"""A snapshot in the database's place (``python -m bot restore``).

Called by the command line. Guarantees: no bot delivers meanwhile; the snapshot was opened and checked; what
was there is kept, and what fails leaves it there (`setting_aside`). What is put there says of itself that it
is a snapshot, so that the first bot looks for what may have been posted since (`restoring`). Where an older
program wrote it, it is brought to this one's schema before it gets its name.
"""

import asyncio
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, create_engine, func, insert, select, update

from bot.adapters.database import migrate
from bot.adapters.database.backing_up import is_postgres
from bot.adapters.database.engine import check_folder, file_place, read_url
from bot.adapters.database.failures import store_errors
from bot.adapters.database.lock import delivery_lock, lock_file
from bot.adapters.database.schema import audit, delivery_events, feeds, snapshots
from bot.adapters.database.setting_aside import take_place
from bot.adapters.database.snapshot_files import (
    BESIDE,
    copy_pages,
    counted,
    damage,
    flush,
    make_private,
    opened,
    schema_of,
    told,
)
from bot.core.errors import StoreError


@dataclass(frozen=True, slots=True)
class PutBack:
    """A snapshot that is the database now."""

    file: Path
    taken_at: datetime  #: what may have been posted since is looked for
    entries: int
    deliveries: int
    kept: Path | None  #: what was the database before; None: there was none


async def put_back(
    database_url: str, snapshot: Path, *, now: datetime, is_plain_copy: bool = False
) -> PutBack:
    """Make a snapshot the database; `is_plain_copy` allows a file that `backup` did not make.

    Raises:
        StoreError: it was not put in place; what was there is there still.
    """
    return await asyncio.to_thread(_put_back, database_url, snapshot, now, is_plain_copy)


def _put_back(database_url: str, file: Path, now: datetime, is_plain_copy: bool) -> PutBack:
    target, snapshot = _target(database_url), file.absolute()
    _check_names(snapshot, target)
    with (
        told(target, "nothing was restored"),
        delivery_lock(database_url, since=now),
        _part_of(target) as part,
    ):
        _give_to_owner(lock_file(target), target)
        _take_over(snapshot, part)
        taken_at = _mark(part, snapshot, is_plain_copy, elsewhere=_highest_entry(target))
        with closing(opened(part)) as copy:
            entries, deliveries = counted(copy)
        _give_to_owner(part, target)
        flush(part)
        kept = take_place(part, target, now)
    return PutBack(target, taken_at, entries, deliveries, kept)


def _target(database_url: str) -> Path:
    if is_postgres(database_url):
        raise StoreError(
            "`restore` puts SQLite files in place; bring a PostgreSQL database back with pg_restore while no "
            "bot runs"
        )
    place = read_url(database_url)
    if place.file is None:
        raise StoreError("The database is in memory; there is no file to restore")
    check_folder(place)
    return place.file


def _check_names(snapshot: Path, target: Path) -> None:
    if not snapshot.is_file():
        raise StoreError(f"{snapshot}: there is no such file; name the snapshot that `backup` made")
    if snapshot.resolve() == target:
        raise StoreError(f"{snapshot} is the database itself; name the snapshot to put in its place")
    if target.is_dir():
        raise StoreError(f"{target} is a folder; check DATABASE_URL")


@contextmanager
def _part_of(target: Path) -> Iterator[Path]:
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    make_private(part)
    try:
        yield part
    finally:
        for end in ("", *BESIDE):
            part.with_name(part.name + end).unlink(missing_ok=True)


def _take_over(snapshot: Path, part: Path) -> None:
    """Copy a snapshot, check it, and bring it to this program's schema."""
    with told(snapshot, "it can't be read"), closing(opened(snapshot)) as source:
        if schema_of(source) is None:
            raise StoreError(f"{snapshot}: this is no database of Picketwire's; nothing was restored")
        copy_pages(source, part)
    with closing(opened(part)) as copy:
        if wrong := damage(copy):
            raise StoreError(f"{snapshot} {wrong}; nothing was restored: try an older snapshot")
    migrate.upgrade(str(file_place(part).url), where=str(snapshot))


def _mark(part: Path, snapshot: Path, is_plain_copy: bool, *, elsewhere: int) -> datetime:
    """Return of which instant a copy is, and have it say so; `elsewhere`: the highest entry id in use."""
    engine = create_engine(file_place(part).url)
    try:
        with store_errors(str(snapshot)), engine.begin() as copy:
            taken_at = _marked(copy)
            if taken_at is None:
                taken_at = _last_written(copy) if is_plain_copy else None
                if taken_at is None:
                    raise StoreError(_unmarked(snapshot, is_plain_copy))
                copy.execute(insert(snapshots).values(taken_at=taken_at))
            _keep_ids_apart(copy, elsewhere)
            return taken_at
    finally:
        engine.dispose()


def _marked(copy: Connection) -> datetime | None:
    is_new = snapshots.c.restored_at.is_(None)
    found: datetime | None = copy.execute(select(func.min(snapshots.c.taken_at)).where(is_new)).scalar()
    return found


def _last_written(copy: Connection) -> datetime | None:
    """Return the newest instant that is written in a copy: what was posted before it, it knows."""
    columns = (feeds.c.polled_at, delivery_events.c.at, audit.c.at, snapshots.c.restored_at)
    instants = [copy.execute(select(func.max(column))).scalar() for column in columns]
    return max((instant for instant in instants if instant is not None), default=None)


def _unmarked(snapshot: Path, is_plain_copy: bool) -> str:
    if is_plain_copy:
        return f"{snapshot}: nothing was ever stored in it; nothing was restored"
    return (
        f"{snapshot} is not marked as a snapshot: `backup` did not make it, or a bot has gone on from it "
        "since. Nothing was restored. Where it is a whole copy of a database (Litestream's, or a file that "
        "`restore` kept), add --plain-copy"
    )


def _keep_ids_apart(copy: Connection, elsewhere: int) -> None:
    """No entry that is new from now on gets an id which the database that was here has given to another."""
    is_new = snapshots.c.restored_at.is_(None)
    copy.execute(update(snapshots).where(is_new).values(next_entry_id=elsewhere))


def _highest_entry(target: Path) -> int:
    """Return the highest entry id of the database that is there; 0 where that can't be read any more."""
    if not target.exists():
        return 0
    try:
        with closing(opened(target)) as connection:
            return int(connection.execute("SELECT coalesce(max(id), 0) FROM entries").fetchone()[0])
    except sqlite3.Error:
        return 0


def _give_to_owner(path: Path, target: Path) -> None:
    """Let a file belong to whom the database belongs: root may restore what the service's user shall read."""
    like = (target if target.exists() else target.parent).stat()
    mine = path.stat()
    if (mine.st_uid, mine.st_gid) != (like.st_uid, like.st_gid):
        os.chown(path, like.st_uid, like.st_gid)
