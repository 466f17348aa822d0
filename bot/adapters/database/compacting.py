"""Gives room that was freed inside the database's file back to the disk (``python -m bot prune --compact``).

Called by the command line. Nobody has to: freed room is used again for what comes. SQLite builds the file
anew, which needs as much room besides, and keeps everybody else waiting: so no bot may deliver meanwhile.
"""

import sqlite3
from contextlib import closing
from datetime import datetime

from bot.adapters.database.engine import BUSY_SECONDS, read_url
from bot.adapters.database.lock import delivery_lock
from bot.adapters.database.snapshot_files import told
from bot.core.errors import StoreError


def compact_database(database_url: str, *, now: datetime) -> int:
    """Make the file as small as it can be; return by how many bytes.

    Raises:
        StoreError: a bot runs, the disk is full, …; nothing is lost.
    """
    file = read_url(database_url).file
    if file is None:
        raise StoreError("The database is in memory; there is no file to make smaller")
    with delivery_lock(database_url, since=now), told(file, "it was not made smaller"):
        with closing(sqlite3.connect(file, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            before = file.stat().st_size
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return before - file.stat().st_size
