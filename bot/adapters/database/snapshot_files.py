"""Copies of a database as files: made, looked at, marked, brought to the disk.

What `backing_up` (a copy from the database) and `putting_back` (a copy in its place) have in common. Every
function is plain and blocking; what SQLite and the system refuse is raised as it is, for the caller to word.
"""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import create_engine, insert

from bot.adapters.database.engine import BUSY_SECONDS, file_place
from bot.adapters.database.failures import sentence, store_errors
from bot.adapters.database.schema import snapshots
from bot.core.errors import StoreError

OWNER_ONLY = 0o600
#: What SQLite may keep beside a database while it is open, or after a crash.
BESIDE = ("-wal", "-shm", "-journal")


def opened(file: Path) -> sqlite3.Connection:
    """Open a database for reading alone."""
    return sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS, isolation_level=None)


def schema_of(connection: sqlite3.Connection) -> str | None:
    """Return the schema of one of Picketwire's databases; None: it is none."""
    is_there = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
    if not connection.execute(is_there).fetchone():
        return None
    found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if found is None else str(found[0])


def make_private(part: Path) -> None:
    """Make an empty file, before SQLite sees it, so that at no moment anybody else may read it."""
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY))


def copy_pages(source: sqlite3.Connection, part: Path) -> None:
    """Copy one state of a database into a file that stands alone."""
    with closing(sqlite3.connect(part, isolation_level=None)) as copy:
        source.backup(copy)  # all pages in one step: in several, a busy writer would make it begin anew
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without others beside it


def mark_as_snapshot(part: Path, taken_at: datetime) -> None:
    """Have a copy say that it is a snapshot of this instant; see `restoring`."""
    engine = create_engine(file_place(part).url)
    try:
        with store_errors(str(part)), engine.begin() as copy:
            copy.execute(insert(snapshots).values(taken_at=taken_at))
    finally:
        engine.dispose()


def damage(connection: sqlite3.Connection) -> str | None:
    """Say what is wrong with a database; None: nothing is."""
    said = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
    if said != ["ok"]:
        return f"is damaged ({said[0]})"
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    return None if broken is None else f"has a row of {broken[0]} that belongs to none of {broken[2]}"


def counted(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return how many entries and deliveries a database holds."""
    counts = "SELECT (SELECT count(*) FROM entries), (SELECT count(*) FROM deliveries)"
    entries, deliveries = connection.execute(counts).fetchone()
    return int(entries), int(deliveries)


def flush(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def told(file: Path, undone: str) -> Iterator[None]:
    """Raise what SQLite and the system refuse as a StoreError: which file, what was `undone`, what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(f"{file}: {undone}: {sentence(error)}") from error
    except OSError as error:
        remedy = "make room" if error.errno == errno.ENOSPC else "check the folder and its permissions"
        raise StoreError(f"{file}: {undone} ({error.strerror}); {remedy}") from error
