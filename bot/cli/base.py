"""What every command shares: the program itself, the configuration, who is at the keyboard."""

import asyncio
import getpass
import os
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot import printing
from bot.config import Environment, Loaded, load, read_environment

if TYPE_CHECKING:
    from bot.services.reviewer import Reviewer

Answer = TypeVar("Answer")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")]

cli = typer.Typer(
    name="picketwire",
    help="Carries a labour union's own words to its members on Discord, and nothing else.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def environment_of_process() -> Environment:
    """Read the environment, and log as it says.

    Raises:
        ConfigError: a variable holds what it cannot.
    """
    environment = read_environment(os.environ)
    secrets = [] if environment.discord_token is None else [environment.discord_token.get_secret_value()]
    printing.set_up_logging(as_json=environment.log_format == "json", secrets=secrets)
    return environment


def configuration() -> tuple[Environment, Loaded]:
    """Read the environment and the file of feeds it names.

    Raises:
        ConfigError: one of the two can't be used.
    """
    environment = environment_of_process()
    return environment, load(environment.feeds_file)


def with_reviewer(act: Callable[["Reviewer"], Awaitable[Answer]]) -> Answer:
    """Return what `act` answers on the store, beside a service that may be running."""
    environment, loaded = configuration()
    from bot.app import open_reviewer

    async def carry_out() -> Answer:
        async with open_reviewer(environment, loaded.catalogue) as reviewer:
            return await act(reviewer)

    return asyncio.run(carry_out())


def actor() -> str:
    """Return who decides at this command line, for the audit."""
    return f"cli:{getpass.getuser()}"
