"""The command line: one typer command a verb.

Command names, `--json` keys and exit codes are a contract (docs/commands.md): 0 done; 1 a feed failed or
the work could not be done; 2 the configuration cannot be used, with its ``file:line:col`` messages; 3
`verify` found something that is not word for word. With `--json`, standard output carries one object a line
and nothing else.
"""

import errno
import sys
from collections.abc import Sequence

from bot import printing
from bot.cli.base import cli
from bot.core.errors import BotError, ConfigError

# Importing them makes their commands known, in the order in which --help lists them.
# ruff: isort: off
from bot.cli import service, beginning, setting_up, asking, deciding, pausing, keeping
# ruff: isort: on

__all__ = ["asking", "beginning", "cli", "deciding", "keeping", "main", "pausing", "service", "setting_up"]


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
