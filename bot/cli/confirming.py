"""Whose is what `init` found? The questions to the admin, and what a command line alone confirms."""

from collections.abc import Collection, Iterator

import typer

from bot.cli.typed import Wishes, ask
from bot.config.values import read_name, read_snowflake, read_zone
from bot.core.escape import printable
from bot.core.findings import Findings
from bot.core.model import Account
from bot.core.proposing import Confirmed, can_follow, linked_there


def taken(findings: Findings, wishes: Wishes) -> Confirmed:
    """Return what the command line alone confirms: whom it named, and nobody else."""
    return Confirmed(
        name=wishes.name or findings.title,
        timezone=wishes.timezone,
        accounts=frozenset(wishes.accounts),
        channel=wishes.channel,
        review_channel=wishes.review_channel,
    )


def asked(findings: Findings, wishes: Wishes) -> Confirmed:
    """Ask the admin whose everything is."""
    typer.echo("")
    typer.echo(
        "What stands under a name you confirm is posted as the union's own words. When in doubt, say no."
    )
    name = wishes.name or ask("The union's name, as members know it", read_name, findings.title)
    zone = wishes.timezone or ask("Its time zone (empty: later)", _zone_or_none, "")
    hosts = frozenset(_own_hosts(findings))
    left_out = frozenset(_left_out(findings, hosts))
    accounts = frozenset([*wishes.accounts, *_own_accounts(findings, wishes)])
    channel = wishes.channel or ask("Id of the Discord channel to post in (empty: later)", _id_or_none, "")
    review = wishes.review_channel or ask(
        "Id of the channel in which admins review (empty: later)", _id_or_none, ""
    )
    return Confirmed(name, zone, hosts, accounts, left_out, channel, review)


def _own_hosts(findings: Findings) -> Iterator[str]:
    for host, number in findings.other_hosts().items():
        question = f"{host}: {linked_there(number)}. Is it the union's own host, on which nobody else writes?"
        if typer.confirm(question, default=False):
            yield host


def _left_out(findings: Findings, hosts: Collection[str]) -> Iterator[str]:
    for sighting in findings.sightings:
        if can_follow(sighting, (*findings.hosts, *hosts)) and not typer.confirm(
            f"Follow {printable(sighting.url)}?", default=True
        ):
            yield sighting.url


def _own_accounts(findings: Findings, wishes: Wishes) -> Iterator[Account]:
    for sighting in findings.sightings:
        account = sighting.account
        if account is None or account in wishes.accounts:
            continue
        named = f"{account.value} (“{sighting.parsed.title}”)" if sighting.parsed.title else account.value
        if typer.confirm(
            f"The site links to {printable(named)}. Is it the union's own account?", default=False
        ):
            yield account


def _zone_or_none(typed: object) -> str | None:
    return str(read_zone(str(typed).strip())) if str(typed).strip() else None


def _id_or_none(typed: object) -> int | None:
    return read_snowflake(str(typed).strip()) if str(typed).strip() else None
