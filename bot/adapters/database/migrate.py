"""Bring a database to the schema of this program.

Called by `store.open_store` at every start, and by ``python -m bot migrate``. Guarantees: all of an
upgrade or none of it, one process at a time, and a database newer than the program is refused untouched.
"""

from pathlib import Path

from sqlalchemy import Connection, Engine

import bot
from bot.adapters.database.engine import check_folder, open_sides, read_url
from bot.adapters.database.failures import store_errors
from bot.adapters.database.schema import REVISION
from bot.core.errors import StoreError


def migrations_folder() -> Path:
    """Return the folder of migrations: inside the package where it was installed, beside it in a checkout."""
    package = Path(bot.__file__).parent
    for folder in (package / "migrations", package.parent / "migrations"):
        if (folder / "env.py").is_file():
            return folder
    raise StoreError(f"{package}: the database migrations are missing; install Picketwire again")


def upgrade(database_url: str, *, where: str | None = None) -> None:
    """Open a database, made where there is none, upgrade it and close it.

    Raises:
        StoreError: names the file, or `where` in its stead, and says what is wrong.
    """
    place = read_url(database_url)
    check_folder(place)
    sides = open_sides(place)
    where = where or str(place)
    try:
        with store_errors(where):
            migrate(sides.writer.engine, where=where)
    finally:
        sides.close()


def migrate(writer: Engine, *, where: str) -> None:
    """Upgrade a database in one transaction; does next to nothing where its schema is this program's.

    Raises:
        StoreError: the database was written by a newer Picketwire.
    """
    with writer.connect() as connection:
        # A migration that rebuilds a table drops the old one, which foreign keys would forbid. The pragma
        # is ignored inside a transaction, so it comes before; the keys are checked at the end instead.
        driver = connection.connection.driver_connection
        assert driver is not None  # noqa: S101 -- connect() has just made it
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                _upgrade(connection, where)
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


def _upgrade(connection: Connection, where: str) -> None:
    current = _current(connection)
    if current == REVISION:
        return
    # Imported here: most starts find the schema as it should be, and Alembic takes a while to load.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if current is not None and current not in known:
        raise StoreError(
            f"{where}: the database was written by a newer Picketwire (its schema is {current!a}, this "
            f"program's is {REVISION}); upgrade Picketwire, or use another DATABASE_URL"
        )
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    _check_foreign_keys(connection, where)


def _current(connection: Connection) -> str | None:
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    return None if row is None else str(row[0])


def _check_foreign_keys(connection: Connection, where: str) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise StoreError(
            f"{where}: the upgrade found a row of {broken[0]} that belongs to no row of {broken[2]} and was "
            "undone; restore the database from a backup"
        )
