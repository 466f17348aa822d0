"""Forgets, once a day, what feeds.yaml says need not be kept (`keep`), a little at a time.

Run by the service as a job, and by ``python -m bot prune``; beside a delivering bot too. What was seen,
judged, decided and posted is never forgotten: the store knows no way to.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bot.core.model import Catalogue, Forgettable
from bot.ports import Clock, Configuration, Store
from bot.services.in_force import in_force

log = logging.getLogger(__name__)

EVERY = timedelta(days=1)
#: A start has other things to do.
AFTER_START = timedelta(minutes=10)


class Keeper:
    """Keeps the database from growing without end."""

    def __init__(self, *, catalogue: Catalogue | Configuration, store: Store, clock: Clock) -> None:
        self._configuration = in_force(catalogue)
        self._store = store
        self._clock = clock
        self._next_at: datetime | None = None

    async def prune_daily(self, is_stopping: Callable[[], bool] = lambda: False) -> None:
        """Forget what is old enough, where a day has passed since the last time."""
        now = self._clock.now()
        if self._next_at is None:
            self._next_at = now + AFTER_START
        elif now >= self._next_at:
            self._next_at = now + EVERY
            forgotten = await self.prune(is_stopping)
            if any(forgotten.values()):
                told = ", ".join(f"{count} of {part.value}" for part, count in forgotten.items() if count)
                log.info("forgotten, as `keep` in feeds.yaml says: %s", told)

    async def prune(self, is_stopping: Callable[[], bool] = lambda: False) -> Mapping[Forgettable, int]:
        """Forget what is old enough and return how many rows of each part went."""
        limits = self._configuration.catalogue.keep.limits(self._clock.now())
        return {part: await self._forget(part, before, is_stopping) for part, before in limits.items()}

    async def prunable(self) -> Mapping[Forgettable, int]:
        """Return how many rows of each part would go, changing nothing."""
        limits = self._configuration.catalogue.keep.limits(self._clock.now())
        return {part: await self._store.prunable(part, before) for part, before in limits.items()}

    async def _forget(self, part: Forgettable, before: datetime, is_stopping: Callable[[], bool]) -> int:
        forgotten = 0
        while not is_stopping() and (some := await self._store.prune(part, before)):
            forgotten += some
            await asyncio.sleep(0)  # whoever waits to write goes first
        return forgotten
