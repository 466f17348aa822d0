"""A throw-away copy of a database, for what must change nothing (``python -m bot plan``).

Called by the composition root. Guarantees: the copy is one state of the database, taken while a bot
may be writing to it.
"""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.adapters.database.engine import BUSY_SECONDS, file_place, read_url
from bot.adapters.database.failures import sentence
from bot.core.errors import StoreError


async def copy_database(database_url: str, file: Path) -> str:
    """Copy a database to `file` and return the copy's address; an empty one where there is none yet."""
    original = read_url(database_url).file
    if original is not None:
        await asyncio.to_thread(_copy, original, file)
    return str(file_place(file).url)


def _copy(original: Path, file: Path) -> None:
    if not original.exists():
        return
    try:
        with (
            closing(
                sqlite3.connect(f"{original.as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
            ) as source,
            closing(sqlite3.connect(file)) as copy,
        ):
            source.backup(copy)
    except sqlite3.Error as error:
        raise StoreError(f"{original}: {sentence(error)}") from error
