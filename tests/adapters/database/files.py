"""What is done to database files from outside."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine

from bot.adapters.database import migrate


def mode(file: Path) -> int:
    """Return who may do what with a file."""
    return stat.S_IMODE(file.stat().st_mode)


def names(folder: Path) -> list[str]:
    """Return the names of what is in a folder, in order."""
    return sorted(path.name for path in folder.iterdir())


def spoil_pages(file: Path) -> None:
    """Damage a database, but for its first pages."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    body = bytearray(file.read_bytes())
    for page in range(20, len(body) // 4096):
        body[page * 4096 : page * 4096 + 200] = b"\xa5" * 200
    file.write_bytes(body)


def steps(connection: Connection | None = None) -> Config:
    """Return Alembic's view of the migrations."""
    config = Config()
    config.set_main_option("script_location", str(migrate.migrations_folder()))
    config.attributes["connection"] = connection
    return config


def step_to(file: Path, revision: str, *, back: bool = False) -> None:
    """Bring a database up to a schema, or back down to it, as Alembic alone does it."""
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection, connection.begin():
        (command.downgrade if back else command.upgrade)(steps(connection), revision)
    engine.dispose()
