"""Answers that stay true while nothing is written: what the service asks every second, and rarely changes.

Called by queries of the reading side. What a connection that only reads was told is remembered with SQLite's
data version, which every commit of another one changes
(https://www.sqlite.org/pragma.html#pragma_data_version); a database in memory has one connection alone, so
nothing is remembered of it.
"""

from collections.abc import Callable
from typing import TypeVar, cast

from sqlalchemy import Connection

T = TypeVar("T")


def remembered(connection: Connection, name: str, read: Callable[[Connection], T]) -> T:
    """Return what `read` returns, from memory where nothing was written since this was read last."""
    if not connection.engine.url.database:
        return read(connection)
    version = connection.exec_driver_sql("PRAGMA data_version").scalar_one()
    known = connection.info.get(name)
    if known is None or known[0] != version:
        known = connection.info[name] = (version, read(connection))
    return cast("T", known[1])
