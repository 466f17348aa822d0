"""Structured logs on standard error: for a terminal, or one JSON object a line.

Whatever a log line carries from outside (a feed's name for an error, a host) has its control characters
shown as escapes, so that it can neither start a line of its own nor drive the terminal. No line carries a
secret: what was written is looked through once more, tracebacks included, which show no local values.
"""

import logging
import sys
from collections.abc import Collection, MutableMapping
from types import TracebackType
from typing import Any

import structlog

from bot.core.escape import printable
from bot.core.redaction import redacted

log = logging.getLogger(__name__)


def _printable_values(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: _printable(key, value) for key, value in event.items()}


def _printable(key: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if key in ("exception", "stack"):  # our own traceback: its line breaks are meant
        return "\n".join(map(printable, value.split("\n")))
    return printable(value)


class _Redacting(logging.Formatter):
    """Formats as another formatter does, and leaves out what must not be read."""

    def __init__(self, inner: logging.Formatter, secrets: Collection[str]) -> None:
        super().__init__()
        self._inner = inner
        self._secrets = tuple(secrets)

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return redacted(self._inner.format(record), self._secrets)


def set_up_logging(*, as_json: bool, secrets: Collection[str] = ()) -> None:
    """Send every log record of the process to standard error, through structlog's formatter.

    `secrets` are in no line, whoever writes it.
    """
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    final: list[Any] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,  # the plain one, which shows no local values
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared, processors=[*final, _printable_values, renderer]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Redacting(formatter, secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # It warns at every tick that comes while the job's last run is still in hand, as when Discord is slow.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    logging.getLogger("discord").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    sys.excepthook = _log_end


def _log_end(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Have what ends the process in the log as well, for the same guards hold there."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    log.critical("the program ends with an error of ours", exc_info=(kind, error, trace))
