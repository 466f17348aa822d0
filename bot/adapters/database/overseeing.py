"""The store's part for whoever looks after the bot: see `bot.ports.Store`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from bot.adapters.database import figures, lacks, outages
from bot.adapters.database.access import Access
from bot.core.lacking import LackNews
from bot.core.outages import OutageNews, SourceOutage
from bot.ports import StoreFigures, WorkSigns


class Overseeing(Access):
    """Signs of life, figures, sources that are down, and what the bot lacks in channels."""

    async def work_signs(self, target_prefix: str, now: datetime) -> WorkSigns:
        """Return what tells whether the bot is at work."""
        return await self._read(figures.work_signs, target_prefix, now)

    async def figures(self) -> StoreFigures:
        """Return what is counted in the store."""
        return await self._read(figures.store_figures)

    async def lasting_outages(self) -> Sequence[SourceOutage]:
        """Return the outages of sources that were told and are not over."""
        return await self._read(outages.lasting_outages)

    async def outages_of(self, alert_id: int) -> Sequence[SourceOutage]:
        """Return what an alert about sources tells, in the order in which it was told."""
        return await self._read(outages.outages_of, alert_id)

    async def tell_lacks(
        self, found: Mapping[str, Collection[str]], tell: Collection[str], at: datetime
    ) -> LackNews:
        """Keep what the bot lacks, by target, and have the targets in `tell` told; return what is new."""
        return await self._put(lacks.tell_lacks, found, tell, at)

    async def tell_outages(self, news: OutageNews, tell: Collection[str], at: datetime) -> OutageNews:
        """Keep what has changed and have it told, each outage once; return what was not known already."""
        return await self._put(outages.tell_outages, news, tell, at)
