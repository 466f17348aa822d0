"""The store's part for what may be forgotten one day: see `bot.ports.Store`."""

from datetime import datetime

from bot.adapters.database import pruning
from bot.adapters.database.access import Access
from bot.core.model import Forgettable


class Keeping(Access):
    """What is kept, and how long."""

    async def prunable(self, part: Forgettable, before: datetime) -> int:
        """Return how many rows of a part are older than an instant and may go."""
        return await self._read(pruning.prunable, part, before)

    async def prune(self, part: Forgettable, before: datetime) -> int:
        """Let go of some rows that are older than an instant, in one short transaction; 0: none is left."""
        return await self._write(pruning.prune, part, before)
