"""A snapshot of the database, taken while a bot may be writing to it (``python -m bot backup``).

Called by the command line. Guarantees: the snapshot is one state of the database, only its owner may read it,
it was opened and checked before it got its name, and it says of itself that it is a snapshot: a bot that goes
on from it knows that more may have been posted since (`restoring`).
"""

import asyncio
import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import create_engine, insert, make_url
from sqlalchemy.exc import ArgumentError

from bot.adapters.database.engine import BUSY_SECONDS, file_place, read_url
from bot.adapters.database.failures import sentence, store_errors
from bot.adapters.database.schema import REVISION, snapshots
from bot.core.errors import StoreError

OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot that was taken, and what it holds."""

    file: Path
    entries: int
    deliveries: int


async def back_up(database_url: str, file: Path, *, now: datetime, replace: bool = False) -> Snapshot:
    """Take a snapshot of a database into `file`.

    Raises:
        StoreError: it could not be taken; what was at `file` before is there still.
    """
    return await asyncio.to_thread(_back_up, _original(database_url), file, now, replace)


def _original(database_url: str) -> Path:
    try:
        is_postgres = make_url(database_url).get_backend_name() == "postgresql"
    except (ArgumentError, ValueError):
        is_postgres = False  # told below
    if is_postgres:
        raise StoreError("`backup` copies SQLite files; back up a PostgreSQL database with pg_dump")
    original = read_url(database_url).file
    if original is None:
        raise StoreError("The database is in memory; there is no file to back up")
    if not original.exists():
        raise StoreError(f"{original}: there is no database yet; check DATABASE_URL")
    return original


def _check_target(original: Path, target: Path, *, replace: bool) -> None:
    if target.resolve() == original:
        raise StoreError(f"{target} is the database itself; name another file")
    if target.is_dir():
        raise StoreError(
            f"{target} is a folder; name a file in it, such as {target / 'picketwire-backup.db'}"
        )
    if not target.parent.is_dir():
        raise StoreError(f"{target}: there is no folder {target.parent}; make it first")
    if target.exists() and not replace:
        raise StoreError(f"{target} is there already; name another file, or add --force to replace it")


def _back_up(original: Path, file: Path, now: datetime, replace: bool) -> Snapshot:
    target = file.absolute()
    _check_target(original, target, replace=replace)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    with _told(target):
        # Made before SQLite sees it, so that at no moment anybody else may read it.
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY))
        try:
            _copy(original, part)
            _mark(part, now)
            entries, deliveries = _verify(part)
            _keep(part, target, replace=replace)
        finally:
            part.unlink(missing_ok=True)
    return Snapshot(target, entries, deliveries)


def _copy(original: Path, part: Path) -> None:
    with (
        closing(_opened(original)) as source,
        closing(sqlite3.connect(part, isolation_level=None)) as copy,
    ):
        _check_schema(source, original)
        source.backup(copy)  # all pages in one step: in several, a busy writer would make it begin anew
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without others beside it


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS, isolation_level=None)


def _check_schema(connection: sqlite3.Connection, file: Path) -> None:
    is_there = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
    found = None
    if connection.execute(is_there).fetchone():
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if found is None:
        raise StoreError(f"{file}: this is no database of Picketwire's; check DATABASE_URL")
    if found[0] != REVISION:
        raise StoreError(
            f"{file}: the database has the schema {found[0]}, and this program's is {REVISION}; back it up "
            "with the program that wrote it, or run `migrate` first"
        )


def _mark(part: Path, now: datetime) -> None:
    engine = create_engine(file_place(part).url)
    try:
        with store_errors(str(part)), engine.begin() as copy:
            copy.execute(insert(snapshots).values(taken_at=now))
    finally:
        engine.dispose()


def _verify(part: Path) -> tuple[int, int]:
    """Open the snapshot as a bot would find it, and return how many entries and deliveries it holds."""
    with closing(_opened(part)) as copy:
        _check_schema(copy, part)
        said = [str(row[0]) for row in copy.execute("PRAGMA integrity_check")]
        if said != ["ok"]:
            raise StoreError(f"The snapshot is damaged ({said[0]}), as the database may be; nothing was kept")
        broken = copy.execute("PRAGMA foreign_key_check").fetchone()
        if broken is not None:
            raise StoreError(
                f"The snapshot has a row of {broken[0]} that belongs to none of {broken[2]}; nothing was kept"
            )
        counted = "SELECT (SELECT count(*) FROM entries), (SELECT count(*) FROM deliveries)"
        entries, deliveries = copy.execute(counted).fetchone()
        return int(entries), int(deliveries)


def _keep(part: Path, target: Path, *, replace: bool) -> None:
    """Give the snapshot its name once it is on the disk."""
    _flush(part, os.O_RDWR)
    if target.exists() and not replace:
        raise StoreError(f"{target} has come into being meanwhile; it was left as it is")
    part.replace(target)
    _flush(target.parent, os.O_RDONLY)


def _flush(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _told(target: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(f"{target}: the snapshot was not taken: {sentence(error)}") from error
    except OSError as error:
        remedy = "make room" if error.errno == errno.ENOSPC else "check the folder and its permissions"
        raise StoreError(f"{target}: the snapshot was not taken ({error.strerror}); {remedy}") from error
