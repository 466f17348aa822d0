"""The command line: one typer command a verb.

Command names, `--json` keys and exit codes are a contract (docs/commands.md): 0 done; 1 a feed failed or
the work could not be done; 2 the configuration cannot be used, with its ``file:line:col`` messages; 3
`verify` found something that is not word for word. With `--json`, standard output carries one object a line
and nothing else.
"""

import asyncio
import errno
import getpass
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot import printing
from bot.adapters.clock import SystemClock
from bot.config import Environment, Loaded, at_channel, at_feed, json_schema, load, read_environment
from bot.core.daycount import strike_days
from bot.core.errors import BotError, ConfigError, PostError
from bot.core.model import ReviewDecision
from bot.core.records import (
    audit_record,
    check_records,
    day_record,
    held_record,
    mistake_record,
    status_record,
)
from bot.core.render import render_check, render_days, render_status

if TYPE_CHECKING:
    from bot.services.reviewer import Reviewer

Answer = TypeVar("Answer")

NOT_ALL_VERBATIM = 3  #: exit code of `verify`
MOST_BYTES = 1 << 20  #: of standard input

cli = typer.Typer(
    name="picketwire",
    help="Carries a labour union's own words to its members on Discord, and nothing else.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

EntryId = Annotated[int, typer.Argument(min=1, help="The entry's id, as `held` lists it.")]
OfRevision = Annotated[
    int | None, typer.Option("--revision", min=1, help="Decide only if this is still its revision.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")]


def main() -> None:
    """Run the command line and end the process with its exit code."""
    sys.exit(_exit_code())


def _exit_code() -> int:
    try:
        code = _carry_out()
        sys.stdout.flush()
    except OSError as error:
        if not printing.output_failed(error):
            raise
        if error.errno != errno.EPIPE:  # a pager that was left early needs no explanation
            reason = error.strerror or type(error).__name__
            printing.complain(f"Standard output takes no more ({reason}); make room, or send it elsewhere.")
        return 1
    return code


def _carry_out() -> int:
    try:
        cli()
    except SystemExit as ended:  # how typer ends every command
        return ended.code if isinstance(ended.code, int) else 1
    except BotError as error:
        return _complain([error])
    except ExceptionGroup as group:
        ours, others = group.split(BotError)
        if ours is None or others is not None:
            raise
        return _complain(_leaves(ours))
    return 0


def _complain(errors: Sequence[BaseException]) -> int:
    """Print errors, the same words once, and return the exit code they stand for."""
    for words in dict.fromkeys(map(str, errors)):
        printing.complain(words)
    return 2 if any(isinstance(error, ConfigError) for error in errors) else 1


def _leaves(group: BaseExceptionGroup[BaseException]) -> Sequence[BaseException]:
    return [
        leaf
        for error in group.exceptions
        for leaf in (_leaves(error) if isinstance(error, BaseExceptionGroup) else [error])
    ]


@cli.command()
def run() -> None:
    """Run the service; without DISCORD_TOKEN it prints posts to the terminal."""
    environment, loaded = _configuration()
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
    environment, loaded = _configuration()
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
def plan(as_json: AsJson = False) -> None:
    """Show what a poll would store, hold, reject and post, and change nothing."""
    environment, loaded = _configuration()
    from bot.app import plan_once

    cycle = asyncio.run(plan_once(environment, loaded.catalogue))
    printing.print_cycle(cycle.reports, cycle.posted, as_json=as_json, entries_too=True)
    raise typer.Exit(1 if cycle.failed else 0)


@cli.command()
def check(
    file: Annotated[Path | None, typer.Argument(help="By default FEEDS_FILE, or feeds.yaml.")] = None,
    live: Annotated[
        bool, typer.Option("--live", help="Ask every feed once, and Discord where there is a token.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check the configuration; every mistake with its line, column and remedy."""
    environment = _environment()
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


@cli.command()
def status(as_json: AsJson = False) -> None:
    """Show what /status answers: strikes, sources, the last statement."""
    environment, loaded = _configuration()
    from bot.app import open_answers

    async def answer() -> None:
        async with open_answers(environment, loaded.catalogue) as answers:
            standing = await answers.current_status()
        if as_json:
            printing.print_records([status_record(standing)])
        else:
            printing.show(render_status(standing, loaded.catalogue.union_names, for_admin=True))

    asyncio.run(answer())


@cli.command()
def day(
    on: Annotated[str | None, typer.Option("--on", help="A date such as 2023-11-08.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show which day of each strike it is, or was on a date."""
    on_date = _date(on)
    _, loaded = _configuration()
    days = strike_days(loaded.catalogue.strikes, SystemClock().now(), on_date)
    if as_json:
        printing.print_records(day_record(strike_day) for strike_day in days)
    else:
        printing.show(render_days(days, loaded.catalogue.union_names))


@cli.command()
def verify(
    text: Annotated[
        str | None, typer.Argument(help="What to check; - or nothing reads standard input.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Has the union said this? Check quotations, sentences and links word by word."""
    environment, loaded = _configuration()
    from bot.app import open_verifier

    async def answer(asked: str) -> bool:
        async with open_verifier(environment, loaded.catalogue) as verifier:
            checked = await verifier.check(asked)
        if as_json:
            printing.print_records(check_records(checked))
        else:
            printing.show(render_check(checked))
        return checked.all_verbatim

    asked = _standard_input() if text is None or text == "-" else text
    raise typer.Exit(0 if asyncio.run(answer(asked)) else NOT_ALL_VERBATIM)


def _standard_input() -> str:
    """Read a text, whatever its bytes are; of a very long one the beginning, which `verify` says it cut."""
    if sys.stdin.isatty():
        printing.tell("Type or paste the text, then end it with Ctrl-D.")
    return sys.stdin.buffer.read(MOST_BYTES).decode("utf-8", "replace")


@cli.command()
def held(as_json: AsJson = False) -> None:
    """List what is held for a person to decide."""
    statements = _with_reviewer(lambda reviewer: reviewer.held())
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
    ruling = _with_reviewer(
        lambda reviewer: reviewer.decide(entry_id, decision, by=_actor(), number=revision)
    )
    printing.show_ruling(ruling)
    raise typer.Exit(0 if ruling.review.decision is decision else 1)


@cli.command()
def withdraw(entry: EntryId) -> None:
    """Take a statement back: its posts stay, struck and without its words."""
    printing.show_withdrawal(_with_reviewer(lambda reviewer: reviewer.withdraw(entry, by=_actor())))


@cli.command()
def release(
    feed: Annotated[str, typer.Argument(help="The feed's id in feeds.yaml.")],
    post: Annotated[bool, typer.Option("--post", help="Approve what the quarantine holds, too.")] = False,
) -> None:
    """End a feed's quarantine: what it publishes from now on is posted."""
    printing.show_release(_with_reviewer(lambda reviewer: reviewer.release(feed, by=_actor(), post=post)))


@cli.command()
def audit(
    as_json: AsJson = False,
    limit: Annotated[int, typer.Option(min=1, help="At most this many, the newest first.")] = 1000,
) -> None:
    """Show who decided what, and when."""
    records = _with_reviewer(lambda reviewer: reviewer.audit(limit))
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
    environment, loaded = _configuration()
    from bot.app import rejudge_all

    result = asyncio.run(rejudge_all(environment, loaded.catalogue, by=_actor(), dry_run=dry_run))
    printing.print_rejudging(result, as_json=as_json, dry_run=dry_run)


def _with_reviewer(act: Callable[["Reviewer"], Awaitable[Answer]]) -> Answer:
    """Return what `act` answers on the store, beside a service that may be running."""
    environment, loaded = _configuration()
    from bot.app import open_reviewer

    async def carry_out() -> Answer:
        async with open_reviewer(environment, loaded.catalogue) as reviewer:
            return await act(reviewer)

    return asyncio.run(carry_out())


def _actor() -> str:
    """Return who decides at this command line, for the audit."""
    return f"cli:{getpass.getuser()}"


@cli.command()
def backup(
    file: Annotated[Path, typer.Argument(help="Where to put the snapshot.")],
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Take a snapshot of the database, while the service runs or not."""
    environment = _environment()
    from bot.adapters.database.backing_up import back_up

    now = SystemClock().now()
    snapshot = asyncio.run(back_up(environment.database_url, file, now=now, replace=force))
    printing.tell(
        f"{snapshot.file}: checked; it holds {snapshot.entries} entries and {snapshot.deliveries} deliveries."
    )


@cli.command()
def schema() -> None:
    """Print the JSON Schema of feeds.yaml, for editors."""
    printing.print_document(json_schema())


@cli.command()
def migrate() -> None:
    """Bring the database to this version's schema (also done at every start)."""
    environment = _environment()
    from bot.adapters.database.store import open_store

    async def open_and_close() -> None:
        async with open_store(environment.database_url):
            printing.tell("The database has this version's schema.")

    asyncio.run(open_and_close())


def _environment() -> Environment:
    environment = read_environment(os.environ)
    printing.set_up_logging(as_json=environment.log_format == "json")
    return environment


def _configuration() -> tuple[Environment, Loaded]:
    environment = _environment()
    return environment, load(environment.feeds_file)


def _date(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("write a date as YEAR-MONTH-DAY, such as 2023-11-08") from error


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
