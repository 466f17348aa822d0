"""How the database is opened: one connection that writes, a few that read.

Called by `store.open_store`. Guarantees: a writer holds the write lock from its first statement (so
no transaction fails half way for having read first), readers never wait for the writer, and what was
committed survives a power cut.

A transaction is a plain function of a connection, run as a whole in a thread of the database's own. A
driver that hops between threads for each statement (aiosqlite) costs five times the CPU, which is most
of what an unchanged feed costs. The same functions run on an asynchronous engine through `run_sync`.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from bot.core.errors import StoreError

T = TypeVar("T")

BUSY_SECONDS = 5.0  #: how long a writer waits for another program's transaction
#: Readers wait for nobody, but for a program that keeps the database to itself; members wait with them.
READ_BUSY_SECONDS = 1.5
_READERS = 2
_EXAMPLE = "write for example sqlite:///picketwire.db"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the database is."""

    url: URL
    file: Path | None  #: None in memory

    def __str__(self) -> str:
        return str(self.file) if self.file else "the database in memory"


class Side:
    """The writing or the reading side of a database: connections, and as many threads."""

    def __init__(self, engine: Engine, threads: int) -> None:
        self.engine = engine
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="database")

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one transaction: committed when it returns, undone when it raises.

        A cancelled call is done as a whole or not at all, and may be done a little after the cancellation.
        """
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._transaction, work)

    def _transaction(self, work: Callable[[Connection], T]) -> T:
        with self.engine.begin() as connection:
            return work(connection)

    def close(self) -> None:
        """Finish what is in hand and close every connection; doing it twice is harmless."""
        self._threads.shutdown(wait=True)
        self.engine.dispose()


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides of a database; in memory they are one, for there is only one connection."""

    writer: Side
    reader: Side

    def close(self) -> None:
        """Close both."""
        self.reader.close()
        self.writer.close()


def read_url(database_url: str) -> Place:
    """Return the place DATABASE_URL names; StoreError where it is not one we can use.

    Accepts ``sqlite:///relative.db``, ``sqlite:////absolute.db``, the same with ``sqlite+aiosqlite``, and
    ``sqlite://`` (in memory). The value is not repeated in the error beyond its scheme: it may carry a
    password.
    """
    try:
        url = make_url(database_url)
    except (ArgumentError, ValueError) as error:
        raise StoreError(f"DATABASE_URL is not a database address; {_EXAMPLE}") from error
    if url.drivername not in {"sqlite", "sqlite+aiosqlite"}:
        raise StoreError(f"DATABASE_URL: {url.drivername} databases cannot be used yet; {_EXAMPLE}")
    if url.query or url.host:
        raise StoreError(f"DATABASE_URL: an SQLite address is only a path, after three slashes; {_EXAMPLE}")
    if not url.database or url.database == ":memory:":
        return Place(URL.create("sqlite"), None)
    # The one real path, so that two names of one file are one database (and one lock).
    return file_place(Path(url.database))


def file_place(file: Path) -> Place:
    """Return the place of a database file."""
    real = file.resolve()
    return Place(URL.create("sqlite", database=str(real)), real)


def check_folder(place: Place) -> None:
    """Refuse a database whose folder is missing: SQLite makes files, not folders."""
    if place.file is not None and not place.file.parent.is_dir():
        raise StoreError(
            f"{place.file}: there is no folder {place.file.parent}; make it, or change DATABASE_URL"
        )


def open_sides(place: Place, *, busy_seconds: float = BUSY_SECONDS) -> Sides:
    """Make both sides; nothing is opened before it is used."""
    writer = _engine(place, connections=1, busy_seconds=busy_seconds)
    event.listen(writer, "connect", _prepare_writer)
    event.listen(writer, "begin", _begin_writing)
    writing = Side(writer, 1)
    if place.file is None:
        return Sides(writing, writing)
    reader = _engine(place, connections=_READERS, busy_seconds=min(busy_seconds, READ_BUSY_SECONDS))
    event.listen(reader, "connect", _prepare_reader)
    event.listen(reader, "begin", _begin_reading)
    return Sides(writing, Side(reader, _READERS))


def _engine(place: Place, *, connections: int, busy_seconds: float) -> Engine:
    return create_engine(
        place.url,
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,  # errors name the statement, never the feed's text in it
        connect_args={
            "timeout": busy_seconds,
            # Transactions are begun by the listeners: the driver's own way begins a deferred one, and
            # only at the first write.
            "isolation_level": None,
            # A connection serves one thread at a time, but not always the same.
            "check_same_thread": False,
        },
    )


def _prepare_writer(connection: Any, _record: object) -> None:
    # FULL, not WAL's customary NORMAL: with NORMAL the last commits can be lost in a power cut, and a post
    # that Discord has but the outbox has forgotten would be made twice.
    _pragmas(connection, "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")


def _prepare_reader(connection: Any, _record: object) -> None:
    _pragmas(connection, "query_only=ON")


def _pragmas(connection: Any, *pragmas: str) -> None:
    cursor = connection.cursor()
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_writing(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_reading(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
