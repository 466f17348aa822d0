"""Structured logs on standard error: for a terminal, or one JSON object a line.

Whatever a log line carries from outside (a feed's name for an error, a host) has its control characters
shown as escapes, so that it can neither start a line of its own nor drive the terminal.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from bot.core.escape import printable


def _printable_values(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: _printable(key, value) for key, value in event.items()}


def _printable(key: str, value: Any) -> Any:
    if key == "exception" or not isinstance(value, str):
        return value  # our own traceback: its line breaks are meant
    return printable(value)


def set_up_logging(*, as_json: bool) -> None:
    """Send every log record of the process to standard error, through structlog's formatter."""
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    final: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if as_json:
        final.append(structlog.processors.format_exc_info)
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared, processors=[*final, _printable_values, renderer]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # It warns at every tick that comes while the job's last run is still in hand, as when Discord is slow.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    logging.getLogger("discord").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)
