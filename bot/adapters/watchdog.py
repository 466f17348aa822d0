"""Tells systemd how the service is doing, in the few words of its protocol (sd_notify(3)).

One datagram for each message, to the socket that systemd names in NOTIFY_SOCKET. Guarantees: it never waits,
and where nobody listens the bot goes on as if nobody had asked.
"""

import logging
import socket

from bot.core.escape import printable
from bot.core.redaction import redacted

log = logging.getLogger(__name__)

_STATUS_SHOWN = 400  # characters


class Systemd:
    """The service manager that started us."""

    def __init__(self, path: str) -> None:
        """Open nothing yet; `path` is absolute, or a name in Linux's abstract namespace after an ``@``."""
        self._address = "\0" + path[1:] if path.startswith("@") else path
        self._is_refused = False

    def ready(self, status: str) -> None:
        """Tell that the bot is at work."""
        self._send("READY=1", _status(status))

    def alive(self, status: str, *, is_well: bool) -> None:
        """Tell how it is doing; where it is not well, the watchdog is left to bark."""
        self._send(*(["WATCHDOG=1"] if is_well else []), _status(status))

    def stopping(self) -> None:
        """Tell that the bot ends, as it was asked to."""
        self._send("STOPPING=1", _status("finishing what is in hand"))

    def _send(self, *lines: str) -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to_manager:
            to_manager.setblocking(False)
            try:
                to_manager.sendto("\n".join(lines).encode(), self._address)
            except OSError as error:
                if not self._is_refused:
                    log.warning("systemd could not be told how the service is doing: %s", error)
                self._is_refused = True
            else:
                self._is_refused = False


def _status(words: str) -> str:
    return f"STATUS={redacted(printable(words))[:_STATUS_SHOWN]}"
