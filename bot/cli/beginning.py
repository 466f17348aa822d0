"""The command for whoever begins: init finds a union's feeds and writes the first feeds.yaml."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.adapters.clock import SystemClock
from bot.cli.base import cli, environment_of_process
from bot.cli.typed import Wishes, ask, read_typed
from bot.config import Environment
from bot.config.values import read_account, read_host, read_name, read_snowflake, read_zone
from bot.core.discovery import site_address
from bot.core.hosts import LinkFault

if TYPE_CHECKING:  # they bring the rules along, which most commands do without
    from bot.core.findings import Findings


@cli.command()
def init(
    site: Annotated[str | None, typer.Argument(help="The union's web site, such as guild.example.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing; confirm nobody's identity.")] = False,
    output: Annotated[Path | None, typer.Option(help="By default FEEDS_FILE, or feeds.yaml.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    name: Annotated[str | None, typer.Option(help="The union's name, as members know it.")] = None,
    timezone: Annotated[str | None, typer.Option(help="Such as America/Los_Angeles.")] = None,
    channel: Annotated[str | None, typer.Option(help="Id of the Discord channel to post in.")] = None,
    review_channel: Annotated[
        str | None, typer.Option(help="Id of the Discord channel in which admins review.")
    ] = None,
    account: Annotated[
        list[str] | None, typer.Option(help="An account of the union's own: did:…, UC… or @user@host.")
    ] = None,
    host: Annotated[list[str] | None, typer.Option(help="Another host of the union's own.")] = None,
) -> None:
    """Find a union's feeds and write a feeds.yaml that says what was seen."""
    # Imported here: they bring the rules along, which most commands do without.
    from bot.cli.confirming import asked, taken
    from bot.cli.finds import show_findings, show_nothing, show_written
    from bot.config.writing import already_there, feeds_yaml, write_feeds_yaml
    from bot.core.proposing import propose

    environment = environment_of_process()
    path = output or environment.feeds_file
    if path.exists() and not force:
        raise already_there(path)
    wishes = Wishes(
        site=_site(site, is_asked=not yes and not account),
        accounts=tuple(read_typed(read_account, one) for one in account or ()),
        hosts=tuple(read_typed(read_host, one) for one in host or ()),
        name=name and read_typed(read_name, name),
        timezone=timezone and str(read_typed(read_zone, timezone)),
        channel=read_typed(read_snowflake, channel) if channel else None,
        review_channel=read_typed(read_snowflake, review_channel) if review_channel else None,
    )
    if wishes.site is None and not wishes.accounts:
        raise typer.BadParameter("name the union's site, or an account of its own with --account")
    typer.echo("Looking for feeds; this may take a minute.")
    findings = asyncio.run(_find(environment, wishes))
    show_findings(findings)
    if not findings.sightings:
        show_nothing(findings)
        raise typer.Exit(1)
    confirmed = taken(findings, wishes) if yes else asked(findings, wishes)
    proposal = propose(findings, confirmed)
    text = feeds_yaml(proposal, SystemClock().now().date())
    loaded = write_feeds_yaml(text, path, replace=force)
    show_written(path, proposal, loaded.notices, is_in_force=path == environment.feeds_file)


async def _find(environment: Environment, wishes: Wishes) -> "Findings":
    from bot.wiring import open_finder

    async with open_finder(environment, SystemClock()) as finder:
        findings = await finder.find(wishes.site, wishes.accounts)
    return replace(findings, hosts=tuple(dict.fromkeys([*findings.hosts, *wishes.hosts])))


def _site(typed: str | None, *, is_asked: bool) -> str | None:
    if typed is None:
        return ask("The union's web site", _address) if is_asked else None
    return read_typed(_address, typed)


def _address(typed: object) -> str:
    address = site_address(str(typed))
    if isinstance(address, LinkFault):
        raise typer.BadParameter(f"this address {address.problem}: write it as guild.example")
    return address
