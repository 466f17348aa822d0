"""How fast may we ask? As fast as Discord lets a bot, and no faster.

`DiscordPoster` takes a turn before every request. Discord allows 50 a second in all
(https://discord.com/developers/docs/topics/rate-limits) and tells nothing of it until it is hit. discord.py
finds out by being refused: of 500 posts it sends all at once, has 450 refused, and sends those all at once.
"""

import asyncio
from collections import deque
from collections.abc import Callable

MOST_REQUESTS = 50
#: Discord's second and a little more, for requests do not take the same time on their way.
WITHIN_SECONDS = 1.03


class Pace:
    """Hands out turns in the order in which they are asked for, so many at most in any so many seconds."""

    def __init__(
        self,
        turns: int = MOST_REQUESTS,
        seconds: float = WITHIN_SECONDS,
        waited: Callable[[float], None] = lambda _: None,
    ) -> None:
        """Begin with every turn free; `waited` is told of each wait, in seconds."""
        self._seconds = seconds
        self._waited = waited
        self._taken: deque[float] = deque([float("-inf")] * turns, maxlen=turns)
        self._queue = asyncio.Lock()

    async def turn(self) -> None:
        """Return when a request may be made."""
        clock = asyncio.get_running_loop().time
        async with self._queue:
            if (wait := self._taken[0] + self._seconds - clock()) > 0:
                await asyncio.sleep(wait)
                self._waited(wait)
            self._taken.append(clock())
