"""The commands that look after the database: backup, restore, prune, reread, migrate."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot import printing
from bot.adapters.clock import SystemClock
from bot.cli.base import cli, configuration, environment_of_process


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
def restore(
    snapshot: Annotated[Path, typer.Argument(help="The file that `backup` made.")],
    plain_copy: Annotated[
        bool,
        typer.Option(
            "--plain-copy", help="It is a whole copy that `backup` did not make, such as Litestream's."
        ),
    ] = False,
) -> None:
    """Put a snapshot in the database's place, while no bot runs; what was there is kept beside it."""
    environment = environment_of_process()
    from bot.adapters.database.putting_back import put_back

    now = SystemClock().now()
    done = asyncio.run(put_back(environment.database_url, snapshot, now=now, is_plain_copy=plain_copy))
    since = f"{done.taken_at:%Y-%m-%d %H:%M} UTC"
    printing.tell(f"{done.file}: restored; it holds {done.entries} entries and {done.deliveries} deliveries.")
    if done.kept is not None:
        printing.tell(f"What was there is kept as {done.kept}; delete it once all is well.")
    printing.tell(
        f"The next `run` or `poll` looks in each channel for what may have been posted since {since} before "
        "it posts; it needs the permission Read Message History. What people decided since then is lost: "
        "decide it again."
    )


@cli.command()
def prune(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what would be forgotten.")] = False,
    compact: Annotated[
        bool, typer.Option("--compact", help="Also make the file smaller; no bot may run meanwhile.")
    ] = False,
) -> None:
    """Forget what `keep` in feeds.yaml says need not be kept; never what was seen or posted."""
    environment, loaded = configuration()
    from bot.app import prune_now

    counts = asyncio.run(prune_now(environment, loaded.catalogue, dry_run=dry_run))
    words = "would be forgotten" if dry_run else "forgotten"
    for part, count in counts.items():
        printing.tell(f"{part.value}: {count} {words}.")
    if compact and not dry_run:
        from bot.adapters.database.compacting import compact_database

        spared = compact_database(environment.database_url, now=SystemClock().now())
        printing.tell(f"The file is {spared} bytes smaller.")


@cli.command()
def reread(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what would change.")] = False,
) -> None:
    """Read again, as this version reads, what stored texts were made of; posts and edits nothing."""
    environment, loaded = configuration()
    from bot.app import reread_all

    printing.show_rereading(
        asyncio.run(reread_all(environment, loaded.catalogue, dry_run=dry_run)), dry_run=dry_run
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
