"""Gathers what was said while nothing could be posted into catch-up digests.

`Deliverer` calls `CatchUp.gather` before it takes what is due. Many statements that all waited for more than
an hour and were never tried go out as digests that link each, instead of as a flood of cards.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta

from bot.core.model import Catalogue, DigestMember
from bot.core.render import digest_parts
from bot.core.targets import is_current
from bot.ports import Clock, Store
from bot.services.composer import Composer

CATCH_UP = 10  #: so many are posted one by one; more of them become a digest
MISSED_AFTER = timedelta(hours=1)


class CatchUp:
    """Puts digests into the outbox for one poster's targets."""

    def __init__(
        self, *, catalogue: Catalogue, store: Store, composer: Composer, clock: Clock, target_prefix: str
    ) -> None:
        self._catalogue = catalogue
        self._store = store
        self._composer = composer
        self._clock = clock
        self._prefix = target_prefix

    async def gather(self, busy: Collection[str] = ()) -> None:
        """Put in the digests that are due, but at targets whose posts are being made, by lane, just now."""
        now = self._clock.now()
        overdue = await self._store.overdue_statements(self._prefix, now - MISSED_AFTER, more_than=CATCH_UP)
        for target, members in overdue.items():
            if f"{target} post" in busy or not is_current(self._catalogue, target):
                continue
            if parts := await self._parts(members):
                await self._store.add_digests(target, parts, now)

    async def _parts(self, members: Sequence[DigestMember]) -> Sequence[Sequence[DigestMember]]:
        # What is no longer the union's word is left to be let go by itself.
        items = [(member, await self._composer.digest_item(member.entry_id)) for member in members]
        left = [member for member, item in items if item.is_shown]
        if len(left) <= CATCH_UP:
            return ()
        parts = []
        for part in digest_parts([item for _, item in items if item.is_shown]):
            parts.append(left[: len(part)])
            left = left[len(part) :]
        return parts
