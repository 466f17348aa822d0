"""How a test starts bots by way of the warm parent (`tests.kill.starter`).

Plain and blocking: an order is answered in a moment.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from tests.kill.compressed import Pace

REPOSITORY = Path(__file__).parents[2]
PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class BotOrder:
    """A bot that is to be started."""

    folder: Path  #: where its feeds.yaml is
    log: Path  #: where it writes what a terminal would show; appended to
    environment: Mapping[str, str]
    pace: Pace
    nonce_window: float | None = None  #: seconds; by default the product's
    command: str = "run"  #: or ``reread``


class WarmParent:
    """A running starter; a context manager."""

    def __init__(self) -> None:
        command = [sys.executable, "-W", "ignore::DeprecationWarning", "-m", "tests.kill.starter"]
        self._process = subprocess.Popen(
            command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._read()

    def start(self, order: BotOrder) -> "RunningBot":
        """Start a bot and return at once."""
        start = {
            "folder": str(order.folder),
            "log": str(order.log),
            "environment": dict(order.environment),
            "pace": order.pace.to_json(),
            "nonce_window": order.nonce_window,
            "command": order.command,
        }
        return RunningBot(self, self._ask({"start": start})["pid"])

    def status(self, pid: int) -> int | None:
        """Return how a bot ended, a signal as a negative number; None while it runs."""
        status: int | None = self._ask({"status": pid})["status"]
        return status

    def _ask(self, order: Mapping[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the warm parent has ended; standard error says why"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._process:
            assert self._process.stdin is not None
            self._process.stdin.close()
            self._process.wait(PATIENCE)


@dataclass(frozen=True, slots=True)
class RunningBot:
    """A bot that was started."""

    parent: WarmParent
    pid: int

    @property
    def status(self) -> int | None:
        """Return how it ended, a signal as a negative number; None while it runs."""
        return self.parent.status(self.pid)

    def send(self, number: signal.Signals) -> None:
        """Send it a signal, unless it has ended."""
        if self.status is None:
            os.kill(self.pid, number)
