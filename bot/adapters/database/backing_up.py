"""A snapshot of the database, taken while a bot may be writing to it (``python -m bot backup``).

Called by the command line. Guarantees: the snapshot is one state of the database, only its owner may read it,
it was opened and checked before it got its name, and it says of itself that it is a snapshot: a bot that goes
on from it knows that more may have been posted since (`restoring`).
"""

import asyncio
import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.adapters.database.engine import read_url
from bot.adapters.database.schema import REVISION
from bot.adapters.database.snapshot_files import (
    copy_pages,
    counted,
    damage,
    flush,
    make_private,
    mark_as_snapshot,
    opened,
    schema_of,
    told,
)
from bot.core.errors import StoreError


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


def is_postgres(database_url: str) -> bool:
    """Tell whether the address is of a PostgreSQL database, which has programs of its own for this."""
    try:
        return make_url(database_url).get_backend_name() == "postgresql"
    except (ArgumentError, ValueError):
        return False  # whoever reads the address next tells what is wrong with it


def _original(database_url: str) -> Path:
    if is_postgres(database_url):
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
    with told(target, "the snapshot was not taken"):
        make_private(part)
        try:
            with closing(opened(original)) as source:
                _check_schema(source, original)
                copy_pages(source, part)
            mark_as_snapshot(part, now)
            entries, deliveries = _verify(part)
            _keep(part, target, replace=replace)
        finally:
            part.unlink(missing_ok=True)
    return Snapshot(target, entries, deliveries)


def _check_schema(connection: sqlite3.Connection, file: Path) -> None:
    schema = schema_of(connection)
    if schema is None:
        raise StoreError(f"{file}: this is no database of Picketwire's; check DATABASE_URL")
    if schema != REVISION:
        raise StoreError(
            f"{file}: the database has the schema {schema}, and this program's is {REVISION}; back it up "
            "with the program that wrote it, or run `migrate` first"
        )


def _verify(part: Path) -> tuple[int, int]:
    """Open the snapshot as a bot would find it, and return how many entries and deliveries it holds."""
    with closing(opened(part)) as copy:
        _check_schema(copy, part)
        if wrong := damage(copy):
            raise StoreError(f"The snapshot {wrong}, as the database may be; nothing was kept")
        return counted(copy)


def _keep(part: Path, target: Path, *, replace: bool) -> None:
    """Give the snapshot its name once it is on the disk."""
    flush(part)
    if target.exists() and not replace:
        raise StoreError(f"{target} has come into being meanwhile; it was left as it is")
    part.replace(target)
    flush(target.parent)
