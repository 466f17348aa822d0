"""The commands by which an admin decides: held, approve, reject, withdraw, release, audit, rejudge."""

import asyncio
from typing import Annotated

import typer

from bot import printing
from bot.cli.base import AsJson, actor, cli, configuration, with_reviewer
from bot.core.model import ReviewDecision
from bot.core.records import audit_record, held_record

EntryId = Annotated[int, typer.Argument(min=1, help="The entry's id, as `held` lists it.")]
OfRevision = Annotated[
    int | None, typer.Option("--revision", min=1, help="Decide only if this is still its revision.")
]


@cli.command()
def held(as_json: AsJson = False) -> None:
    """List what is held for a person to decide."""
    statements = with_reviewer(lambda reviewer: reviewer.held())
    if as_json:
        printing.print_records(map(held_record, statements))
    else:
        printing.print_held(statements)


@cli.command()
def approve(entry: EntryId, revision: OfRevision = None) -> None:
    """Approve a held entry; the running service posts it."""
    _decide(entry, ReviewDecision.APPROVED, revision)


@cli.command()
def reject(entry: EntryId, revision: OfRevision = None) -> None:
    """Reject a held entry for good."""
    _decide(entry, ReviewDecision.REJECTED, revision)


def _decide(entry_id: int, decision: ReviewDecision, revision: int | None) -> None:
    ruling = with_reviewer(lambda reviewer: reviewer.decide(entry_id, decision, by=actor(), number=revision))
    printing.show_ruling(ruling)
    raise typer.Exit(0 if ruling.review.decision is decision else 1)


@cli.command()
def withdraw(entry: EntryId) -> None:
    """Take a statement back: its posts stay, struck and without its words."""
    printing.show_withdrawal(with_reviewer(lambda reviewer: reviewer.withdraw(entry, by=actor())))


@cli.command()
def release(
    feed: Annotated[str, typer.Argument(help="The feed's id in feeds.yaml.")],
    post: Annotated[bool, typer.Option("--post", help="Approve what the quarantine holds, too.")] = False,
) -> None:
    """End a feed's quarantine: what it publishes from now on is posted."""
    printing.show_release(with_reviewer(lambda reviewer: reviewer.release(feed, by=actor(), post=post)))


@cli.command()
def audit(
    as_json: AsJson = False,
    limit: Annotated[int, typer.Option(min=1, help="At most this many, the newest first.")] = 1000,
) -> None:
    """Show who decided what, and when."""
    records = with_reviewer(lambda reviewer: reviewer.audit(limit))
    if as_json:
        printing.print_records(map(audit_record, records))
    else:
        printing.print_audit(records)


@cli.command()
def rejudge(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what would change.")] = False,
    as_json: AsJson = False,
) -> None:
    """Apply the rules of this version to everything stored; posts nothing and takes nothing back."""
    environment, loaded = configuration()
    from bot.app import rejudge_all

    result = asyncio.run(rejudge_all(environment, loaded.catalogue, by=actor(), dry_run=dry_run))
    printing.print_rejudging(result, as_json=as_json, dry_run=dry_run)
