"""The server's time: as fast as a test wants it, and movable, so that no test has to wait.

simcord dates messages by it; limits, nonces and waits are counted in its seconds.
"""

import time
from datetime import UTC, datetime, timedelta

from simcord._clock import Clock

from tests.discord_server.bell import Bell


class ServerClock(Clock):
    """Time that runs `scale` times as fast as the machine's, from `starts_at` on."""

    def __init__(self, *, scale: float = 1.0, starts_at: datetime | None = None) -> None:
        super().__init__()
        self.scale = scale
        self._starts_at = starts_at or datetime.now(UTC)
        self._began = time.monotonic()
        self._moved = Bell()

    def seconds(self) -> float:
        """Return the server's seconds since its start."""
        return (time.monotonic() - self._began) * self.scale + self.elapsed

    def now(self) -> datetime:
        """Return the server's time of day, in UTC."""
        return self._starts_at + timedelta(seconds=self.seconds())

    def advance(self, seconds: float) -> None:
        """Let so many of the server's seconds pass at once."""
        super().advance(seconds)
        self._moved.ring()

    async def wait(self, seconds: float) -> None:
        """Return when so many of the server's seconds have passed, by themselves or by `advance`."""
        deadline = self.seconds() + seconds
        while (left := deadline - self.seconds()) > 0:
            await self._moved.wait(left / self.scale)
