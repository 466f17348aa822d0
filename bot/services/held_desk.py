"""``/held``: what waits for a person's decision, newest first, a page at a time.

A page begins below, or ends above, an entry, so that what was decided meanwhile shifts nothing out of sight.
"""

from bot.core.model import Catalogue, Deck
from bot.core.render.held import HELD_A_PAGE, render_held, render_held_number, turning_held
from bot.ports import Configuration, Store
from bot.services.in_force import in_force


class HeldDesk:
    """Shows what is held."""

    def __init__(self, *, catalogue: Catalogue | Configuration, store: Store) -> None:
        self._configuration = in_force(catalogue)
        self._store = store

    async def page(self, *, older_than: int | None = None, newer_than: int | None = None) -> Deck:
        """Answer ``/held``: the newest page, or the one next to an entry; past either end, the newest."""
        feeds = {feed.id: feed for feed in self._configuration.catalogue.feeds}
        found = await self._store.held_newest(HELD_A_PAGE, older_than=older_than, newer_than=newer_than)
        if not found:
            found = await self._store.held_newest(HELD_A_PAGE)
        number = sum((await self._store.counts()).held_by_feed.values())
        cards = (render_held_number(number), *(render_held(one, feeds.get(one.feed_id)) for one in found))
        if not found:
            return Deck(cards)
        newer = await self._store.held_newest(1, newer_than=found[0].entry_id)
        older = await self._store.held_newest(1, older_than=found[-1].entry_id)
        return Deck(cards, turning_held(found, has_newer=bool(newer), has_older=bool(older)))
