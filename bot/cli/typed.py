"""What somebody typed, on the command line or as an answer, read as feeds.yaml would read it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import typer
from pydantic_core import PydanticCustomError

from bot.core.model import Account

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What `init` was told on the command line."""

    site: str | None  #: its HTTPS address
    accounts: tuple[Account, ...]
    hosts: tuple[str, ...]
    name: str | None
    timezone: str | None
    channel: int | None
    review_channel: int | None


def ask(question: str, reader: Callable[[object], T], default: str | None = None) -> T:
    """Ask on the terminal until the answer can be read."""

    def read(typed: str) -> T:
        return read_typed(reader, typed)

    answer: T = typer.prompt(question, default=default, value_proc=read, show_default=bool(default))
    return answer


def read_typed(reader: Callable[[object], T], typed: object) -> T:
    """Read a value as feeds.yaml would; what is wrong is said as the command line says it."""
    try:
        return reader(typed)
    except PydanticCustomError as error:
        context = error.context or {}
        raise typer.BadParameter(f"{context.get('message', error)}; {context.get('hint', '')}") from error
