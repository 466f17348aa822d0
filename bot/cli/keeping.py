"""The commands that look after the database: backup, migrate."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot import printing
from bot.adapters.clock import SystemClock
from bot.cli.base import cli, environment_of_process


@cli.command()
def backup(
    file: Annotated[Path, typer.Argument(help="Where to put the snapshot.")],
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Take a snapshot of the database, while the service runs or not."""
    environment = environment_of_process()
    from bot.adapters.database.backing_up import back_up

    now = SystemClock().now()
    snapshot = asyncio.run(back_up(environment.database_url, file, now=now, replace=force))
    printing.tell(
        f"{snapshot.file}: checked; it holds {snapshot.entries} entries and {snapshot.deliveries} deliveries."
    )


@cli.command()
def migrate() -> None:
    """Bring the database to this version's schema (also done at every start)."""
    environment = environment_of_process()
    from bot.adapters.database.store import open_store

    async def open_and_close() -> None:
        async with open_store(environment.database_url):
            printing.tell("The database has this version's schema.")

    asyncio.run(open_and_close())
