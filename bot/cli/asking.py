"""The commands that answer what members ask: status, day, verify."""

import asyncio
import sys
from datetime import date
from typing import Annotated

import typer

from bot import printing
from bot.adapters.clock import SystemClock
from bot.cli.base import AsJson, cli, configuration
from bot.core.daycount import strike_days
from bot.core.records import check_records, day_record, status_record
from bot.core.render import render_check, render_days, render_status

NOT_ALL_VERBATIM = 3  #: exit code of `verify`
MOST_BYTES = 1 << 20  #: of standard input


@cli.command()
def status(as_json: AsJson = False) -> None:
    """Show what /status answers: strikes, sources, the last statement."""
    environment, loaded = configuration()
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
    _, loaded = configuration()
    days = strike_days(loaded.catalogue.strikes, SystemClock().now(), on_date)
    if as_json:
        printing.print_records(day_record(strike_day) for strike_day in days)
    else:
        printing.show(render_days(days, loaded.catalogue.union_names))


def _date(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("write a date as YEAR-MONTH-DAY, such as 2023-11-08") from error


@cli.command()
def verify(
    text: Annotated[
        str | None, typer.Argument(help="What to check; - or nothing reads standard input.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Has the union said this? Check quotations, sentences and links word by word."""
    environment, loaded = configuration()
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
