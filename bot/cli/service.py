"""The commands that do the bot's work: run, demo, poll, plan."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot import printing
from bot.cli.base import AsJson, cli, configuration, environment_of_process
from bot.config import load
from bot.core.errors import ConfigError
from bot.core.escape import printable
from bot.core.model import Catalogue
from bot.importing import importing


@cli.command()
def run() -> None:
    """Run the service; without DISCORD_TOKEN it prints posts to the terminal."""
    environment, loaded = configuration()
    with importing():
        from bot.app import run_service

    if environment.discord_token is None:
        printing.tell("DISCORD_TOKEN is not set: posts are printed here, and nothing goes to Discord.")
    asyncio.run(run_service(environment, loaded.catalogue, printing.standard_output()))


@cli.command()
def demo(
    headless: Annotated[
        bool, typer.Option("--headless", help="Play it all at once in this terminal and end.")
    ] = False,
    port: Annotated[int, typer.Option(help="Port of the page; 0 picks a free one.")] = 0,
    admins: Annotated[
        bool, typer.Option("--admins", help="Show the admins' channel instead of the members'.")
    ] = False,
    language: Annotated[
        str, typer.Option(help="Language of the bot's own words to members on the page, such as es.")
    ] = "en",
) -> None:
    """Watch the real bot follow a small invented strike, in the browser or in this terminal."""
    from bot.demo import play

    play(headless=headless, port=port, admins=admins, language=language)


@cli.command()
def poll(as_json: AsJson = False) -> None:
    """Ask every feed once, now; store and deliver what is new."""
    environment, loaded = configuration()
    from bot.app import poll_once

    console = printing.standard_error() if as_json else printing.standard_output()
    cycle = asyncio.run(poll_once(environment, loaded.catalogue, console))
    printing.print_cycle(cycle.reports, cycle.posted, as_json=as_json)
    if cycle.refusal is not None:
        printing.complain(f"{cycle.refusal}; what is new is stored, and posted by the next `poll` or `run`.")
    if cycle.undelivered:
        printing.complain_of_posting(cycle.undelivered)
    raise typer.Exit(1 if cycle.failed else 0)


@cli.command()
def plan(
    file: Annotated[
        Path | None, typer.Argument(help="Another file than FEEDS_FILE, such as a draft of it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show what a poll would store, hold, reject and post, and change nothing."""
    environment = environment_of_process()
    loaded = load(file or environment.feeds_file)
    from bot.app import plan_once

    if file is not None:
        _tell_differences(environment.feeds_file, loaded.catalogue)
    cycle = asyncio.run(plan_once(environment, loaded.catalogue))
    printing.print_cycle(cycle.reports, cycle.posted, as_json=as_json, entries_too=True)
    raise typer.Exit(1 if cycle.failed else 0)


def _tell_differences(in_force: Path, draft: Catalogue) -> None:
    """Say what a draft would change in the file that is in force, whom to believe first of all."""
    from bot.core.config_changes import changes
    from bot.core.trust_changes import trust_changes

    try:
        before = load(in_force).catalogue
    except ConfigError:
        return  # there is none, or `check` has more to say of it
    told = [sentence for _, sentence in trust_changes(before, draft)]
    for sentence in (*told, *changes(before, draft)):
        printing.tell(f"{in_force} would change: {printable(sentence.english)}")
