"""How Alembic runs Picketwire's migrations.

The program hands over a connection that is already in a transaction (`bot.adapters.database.migrate`).
A developer who writes a new one starts Alembic from a shell; see README.md.
"""

import os

from alembic import context
from sqlalchemy import Connection, create_engine

from bot.adapters.database.schema import is_plain_table, metadata


def run(connection: Connection) -> None:
    """Run the migrations asked for, in the transaction the connection is in or a new one."""
    # SQLite changes a table by building it anew (batch).
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        include_name=lambda name, kind, _parents: kind != "table" or is_plain_table(name),
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    engine = create_engine(os.environ.get("ALEMBIC_DATABASE", "sqlite:///revision.db"))
    with engine.begin() as own:
        run(own)
    engine.dispose()
