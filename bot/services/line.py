"""Keeps in mind how the connection to Discord is doing.

The gateway's client and the poster tell it; `bot.services.checkup` and the metrics ask. It is of this process
alone.
"""

import time
from collections.abc import Callable
from datetime import timedelta


class Line:
    """Whether the gateway is up, and how often Discord asked us to go slower."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin as down: `clock` counts seconds, and never goes back."""
        self._clock = clock
        self._down_since: float | None = clock()
        self._was_up = False
        self.reconnects = 0  #: how often it was up again after it was down
        self.refusals = 0  #: answers that asked us to wait (429)
        self.waited_seconds = 0.0  #: that our own pace made requests wait

    @property
    def is_up(self) -> bool:
        """Tell whether Discord hears us and we hear it."""
        return self._down_since is None

    @property
    def down_for(self) -> timedelta | None:
        """Return how long the gateway has been down; None: it is up."""
        return None if self._down_since is None else timedelta(seconds=self._clock() - self._down_since)

    def went_up(self) -> None:
        """Take note that the gateway is ready, or goes on after a break."""
        if self._down_since is not None and self._was_up:
            self.reconnects += 1
        self._down_since, self._was_up = None, True

    def went_down(self) -> None:
        """Take note that the connection broke; told again of the same break, it changes nothing."""
        if self._down_since is None:
            self._down_since = self._clock()

    def was_refused(self) -> None:
        """Take note that Discord asked us to wait."""
        self.refusals += 1

    def waited(self, seconds: float) -> None:
        """Take note that a request waited for its turn."""
        self.waited_seconds += seconds
