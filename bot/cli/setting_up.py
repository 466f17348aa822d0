"""The commands for whoever edits feeds.yaml: check, schema, invite."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot import printing
from bot.adapters.clock import SystemClock
from bot.cli.base import AsJson, cli, configuration, environment_of_process
from bot.config import Environment, Loaded, at_channel, at_feed, json_schema, load
from bot.core.errors import ConfigError, PostError
from bot.core.records import Record, mistake_record


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
        printing.print_records(mistake_record(notice, "note") for notice in loaded.notices)
    else:
        printing.print_valid(path, loaded.catalogue, loaded.notices)
        if environment.contact is None:
            printing.tell(
                "PICKETWIRE_CONTACT is not set: sites see only a placeholder where your address belongs; "
                "set it to mailto:… or https://… so that they can reach you"
            )
    if live and not _check_live(environment, loaded, as_json=as_json):
        raise typer.Exit(1)


def _check_live(environment: Environment, loaded: Loaded, *, as_json: bool) -> bool:
    """Ask every feed and Discord; return whether all is well.

    Says what it found on standard error; with `as_json`, what is not well goes to standard output besides.
    """
    feeds, feeds_well = _check_feeds(environment, loaded)
    discord = _check_discord(environment, loaded)
    if as_json:
        printing.print_records([*feeds, *discord])
    return feeds_well and not discord


def _check_feeds(environment: Environment, loaded: Loaded) -> tuple[list[Record], bool]:
    """Say how each feed is doing; return what is not well, and whether all could be read."""
    from bot.app import plan_once
    from bot.core.doctor import Level, examine

    cycle = asyncio.run(plan_once(environment, loaded.catalogue))
    feeds = {feed.id: feed for feed in loaded.catalogue.feeds}
    now = SystemClock().now()
    records = []
    for report in cycle.reports:
        printing.print_live_feeds([report])
        for symptom in examine(report, feeds[report.feed_id], now):
            if symptom.level is not Level.ERROR:
                printing.print_symptom(symptom)
            if symptom.level is not Level.OK:
                place = at_feed(loaded.document, report.feed_id, symptom.words, symptom.key)
                records.append(mistake_record(place, symptom.level.value))
    return records, not cycle.failed


def _check_discord(environment: Environment, loaded: Loaded) -> list[Record]:
    """Say what would stop the bot in Discord, and return it."""
    from bot.app import check_discord

    try:
        discord = asyncio.run(check_discord(environment, loaded.catalogue))
    except PostError as error:
        printing.complain(str(error))
        return [mistake_record(loaded.document.mistake((), str(error)))]
    if discord is None:
        return []
    printing.print_live_discord(discord.problems, discord.invitation)
    return [mistake_record(at_channel(loaded.document, *problem)) for problem in discord.problems]


@cli.command()
def invite(
    application_id: Annotated[
        int | None,
        typer.Option(min=1, help="The Application ID of the developer portal; by default DISCORD_TOKEN's."),
    ] = None,
) -> None:
    """Print the address that invites the bot with the least permissions which feeds.yaml needs."""
    environment, loaded = configuration()
    from bot.app import invitation

    address, permissions = asyncio.run(invitation(environment, loaded.catalogue, application_id))
    printing.print_line(address)
    printing.tell(f"It asks for {', '.join(permissions)}, and for slash commands; for nothing else.")


@cli.command()
def schema() -> None:
    """Print the JSON Schema of feeds.yaml, for editors."""
    printing.print_document(json_schema())
