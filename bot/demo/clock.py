"""The story's time: one clock for the bot, the sites and the person who watches.

`bot.demo.story` moves it on from beat to beat; everything else only reads it.
"""

from datetime import UTC, datetime
from typing import Protocol


class StoryClock(Protocol):
    """A clock that the story moves on (`bot.ports.Clock`, and `advance_to`)."""

    def now(self) -> datetime:
        """Return the story's instant, aware, in UTC."""
        ...

    async def advance_to(self, at: datetime) -> None:
        """Move on to `at`; an earlier instant leaves the clock where it is."""
        ...


class PlainClock:
    """A story's clock without Discord."""

    def __init__(self, at: datetime) -> None:
        self._now = at.astimezone(UTC)

    def now(self) -> datetime:
        """Return the story's instant."""
        return self._now

    async def advance_to(self, at: datetime) -> None:
        """Move on to `at`."""
        self._now = max(self._now, at.astimezone(UTC))
