"""The store's part for what texts were made of: see `bot.ports.Store`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from bot.adapters.database import raws
from bot.adapters.database.access import Access
from bot.ports import KeptEntry, Reread


class Rereading(Access):
    """Raw pieces of entries and pages, and texts made of them anew."""

    async def entry_raws(self, entry_ids: Collection[int]) -> Mapping[int, bytes]:
        """Return by entry what is kept of what its feed carried for the newest revision."""
        return await self._read(raws.entry_raws, entry_ids)

    async def kept_after(self, last: tuple[int, int], limit: int) -> Sequence[KeptEntry]:
        """Return revisions of which something is kept, in order, after an entry's and a revision's number."""
        return await self._read(raws.kept_after, last, limit)

    async def save_rereadings(self, changes: Sequence[Reread], at: datetime) -> int:
        """Write texts read anew in place, posting nothing; return how many were still those read again."""
        return await self._write(raws.save_rereadings, changes, at)
