"""What the database's own errors mean to the person who reads the log.

Used around every transaction. Only what can happen to a right program is turned into `StoreError`;
a programming mistake (a naive datetime, a wrong column) stays what it is and reaches the runner.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from bot.core.errors import StoreError

_REMEDIES = {
    sqlite3.SQLITE_BUSY: "another program holds the database locked; stop it or wait, then try again",
    sqlite3.SQLITE_LOCKED: "another program holds the database locked; stop it or wait, then try again",
    sqlite3.SQLITE_NOTADB: "the file is not an SQLite database; move it away or change DATABASE_URL",
    sqlite3.SQLITE_CORRUPT: "the database is damaged; restore it from a backup",
    sqlite3.SQLITE_CANTOPEN: (
        "the file cannot be opened; check that it is a file in an existing folder which Picketwire's user "
        "may read and write, or change DATABASE_URL"
    ),
    sqlite3.SQLITE_PERM: "access is denied; let Picketwire's user write the file and its folder",
    sqlite3.SQLITE_READONLY: "the file cannot be written; let Picketwire's user write it and its folder",
    sqlite3.SQLITE_FULL: "the disk is full; make room, and Picketwire goes on by itself",
    sqlite3.SQLITE_IOERR: "the disk failed to read or write; check the disk and the system's log",
}


@contextmanager
def store_errors(where: str) -> Iterator[None]:
    """Raise the database's refusals as StoreError sentences that name `where` (a file or URL)."""
    try:
        yield
    except DBAPIError as error:
        raise StoreError(f"{where}: {sentence(error.orig)}") from error


def sentence(error: BaseException | None) -> str:
    """Say what a driver's error means and what to do about it."""
    code = getattr(error, "sqlite_errorcode", None)
    remedy = _REMEDIES.get(code & 0xFF) if isinstance(code, int) else None
    return f"{remedy} ({error})" if remedy else f"the database refused: {error}"
