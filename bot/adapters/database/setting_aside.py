"""A file takes the database's place, and what was there is kept.

Called by `putting_back`, which holds the delivery lock. Guarantees: at every instant one of the two is in the
place, whole; what fails leaves the old one there under its own name.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from bot.adapters.database.snapshot_files import BESIDE, flush, opened
from bot.core.errors import StoreError

_HELD = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


def take_place(part: Path, target: Path, now: datetime) -> Path | None:
    """Put `part`, which is on the disk, in the place of `target`; return where that is kept now.

    None: there was nothing. Damage does not matter: whatever is there is kept as it is.

    Raises:
        StoreError: another program has the database open.
        OSError: of the file system; nothing was changed.
    """
    if not target.exists():
        with _moved_away(target, _free_name(target, now)):
            part.replace(target)
            flush(target.parent)
        return None
    _fold_in(target)
    kept = _free_name(target, now)
    with _moved_away(target, kept):
        os.link(target, kept)
        try:
            part.replace(target)
        except OSError:
            kept.unlink()
            raise
        flush(target.parent)
    return kept


def _fold_in(target: Path) -> None:
    """Let the database be one file, with nothing beside it; a damaged one stays what it is."""
    try:
        with closing(opened(target)) as connection:  # of what is none, the next one would delete the log
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        with closing(sqlite3.connect(target, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        if error.sqlite_errorcode & 0xFF in _HELD:
            raise StoreError(
                f"{target}: another program has the database open; end it, then restore again"
            ) from error


def _free_name(target: Path, now: datetime) -> Path:
    stem = f"{target.name}.before-restore-{now.astimezone(UTC):%Y-%m-%dT%H%M%SZ}"
    names = (target.with_name(f"{stem}-{number}" if number else stem) for number in count())
    return next(name for name in names if not name.exists())


@contextmanager
def _moved_away(target: Path, kept: Path) -> Iterator[None]:
    """Move what lies beside a damaged or missing database: SQLite would take it for the new one's."""
    moved: list[tuple[Path, Path]] = []
    try:
        for end in BESIDE:
            beside = target.with_name(target.name + end)
            if beside.exists():
                moved.append((beside, kept.with_name(kept.name + end)))
                beside.rename(moved[-1][1])
        yield
    except BaseException:
        for beside, away in moved:
            if away.exists():
                away.rename(beside)
        raise
