"""The commands for whoever edits feeds.yaml: check, schema."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot import printing
from bot.cli.base import AsJson, cli, environment_of_process
from bot.config import Environment, Loaded, at_channel, at_feed, json_schema, load
from bot.core.errors import ConfigError, PostError
from bot.core.records import mistake_record


@cli.command()
def check(
    file: Annotated[Path | None, typer.Argument(help="By default FEEDS_FILE, or feeds.yaml.")] = None,
    live: Annotated[
        bool, typer.Option("--live", help="Ask every feed once, and Discord where there is a token.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check the configuration; every mistake with its line, column and remedy."""
    environment = environment_of_process()
    path = file or environment.feeds_file
    try:
        loaded = load(path)
    except ConfigError as error:
        if not as_json:
            raise
        printing.print_records(mistake_record(mistake) for mistake in error.mistakes)
        raise typer.Exit(2) from error
    if as_json:
        printing.print_records(mistake_record(notice) for notice in loaded.notices)
    else:
        printing.print_valid(path, loaded.catalogue, loaded.notices)
        if environment.contact is None:
            printing.tell(
                "PICKETWIRE_CONTACT is not set: sites see only a placeholder where your address belongs."
            )
    if live and not _check_live(environment, loaded, as_json=as_json):
        raise typer.Exit(1)


def _check_live(environment: Environment, loaded: Loaded, *, as_json: bool) -> bool:
    """Ask every feed and Discord; return whether all is well.

    Says what it found on standard error; with `as_json`, what is wrong goes to standard output besides.
    """
    from bot.app import check_discord, plan_once

    cycle = asyncio.run(plan_once(environment, loaded.catalogue))
    printing.print_live_feeds(cycle.reports)
    failures = [
        at_feed(loaded.document, report.feed_id, report.error.removeprefix(f"{report.feed_id}: "))
        for report in cycle.reports
        if report.error is not None
    ]
    try:
        discord = asyncio.run(check_discord(environment, loaded.catalogue))
    except PostError as error:
        printing.complain(str(error))
        failures.append(loaded.document.mistake((), str(error)))
    else:
        if discord is not None:
            printing.print_live_discord(discord.problems, discord.invitation)
            failures += [at_channel(loaded.document, *problem) for problem in discord.problems]
    if as_json:
        printing.print_records(map(mistake_record, failures))
    return not failures


@cli.command()
def schema() -> None:
    """Print the JSON Schema of feeds.yaml, for editors."""
    printing.print_document(json_schema())
