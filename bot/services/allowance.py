"""How often one person may ask for something that costs somebody else's time; known in memory alone."""

from collections import defaultdict, deque
from datetime import datetime, timedelta
from typing import Final

from bot.ports import Clock

A_MINUTE: Final = timedelta(minutes=1)


class Allowance:
    """So many a minute for each member; who asked is forgotten within a minute."""

    def __init__(self, clock: Clock, *, a_minute: int) -> None:
        self._clock = clock
        self._most = a_minute
        self._asked_at: defaultdict[int, deque[datetime]] = defaultdict(deque)

    def take(self, member: int) -> bool:
        """Count one more for this member; False, uncounted, where it would be too many."""
        self._forget()
        if len(self._asked_at[member]) >= self._most:
            return False
        self._asked_at[member].append(self._clock.now())
        return True

    def _forget(self) -> None:
        past = self._clock.now() - A_MINUTE
        for member, instants in list(self._asked_at.items()):
            while instants and instants[0] <= past:
                instants.popleft()
            if not instants:
                del self._asked_at[member]
