"""The store's part for what unions change and take down after it was posted: see `bot.ports.Store`."""

from collections.abc import Sequence
from datetime import datetime

from bot.adapters.database import absences, corrections
from bot.adapters.database.access import Access
from bot.core.model import Absence, Statement, WantedLook


class Following(Access):
    """Revisions after the first, and pages that are gone."""

    async def revisions_that_count(self, entry_id: int, *, up_to: int, limit: int = 1) -> Sequence[Statement]:
        """Return an entry's revisions that count as the union's word, `up_to` a number, newest first."""
        return await self._read(corrections.revisions_that_count, entry_id, up_to, limit)

    async def revision_told(self, delivery_id: int) -> int:
        """Return the revision that members knew of before the one a reply is about."""
        return await self._read(corrections.revision_told, delivery_id)

    async def put_off_until(self, entry_id: int, now: datetime) -> datetime | None:
        """Return when an entry's posts show its newest words, where that is put off."""
        return await self._read(corrections.put_off_until, entry_id, now)

    async def wanted_looks(self, now: datetime, limit: int) -> Sequence[WantedLook]:
        """Return statements missing from their feeds whose page is to be looked at now."""
        return await self._read(absences.wanted_looks, now, limit)

    async def save_look(self, absence: Absence, at: datetime) -> None:
        """Record what is known after a look; posts are brought up to date where that changes them."""
        await self._put(absences.save_look, absence, at)
