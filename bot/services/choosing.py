"""Where some channels carry certain topics only: keeps statements out of those that don't carry theirs.

The poller asks between planning and storing, the reviewer when something is approved. Guarantees: what a
channel does not carry is decided in the words known when it would be posted, and no statement is posted twice
because two of the union's sources tell it in different words.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

from bot.core.choosing import Chooser, entries_to_recall, keep_chosen
from bot.core.model import (
    Catalogue,
    Feed,
    FeedUpdate,
    Statement,
    TopicChoice,
)
from bot.core.targets import topic_choices
from bot.core.topics import TopicFinder
from bot.ports import Store


class TopicDesk:
    """Keeps statements out of the channels that don't carry their topics."""

    def __init__(self, *, catalogue: Catalogue, store: Store, target_prefix: str) -> None:
        self._store = store
        self._catalogue = catalogue
        self._target_prefix = target_prefix
        self._feeds = {feed.id: feed for feed in catalogue.feeds}
        self._finders = finders(catalogue)

    def choices(self, feed: Feed) -> Mapping[str, TopicChoice]:
        """Return which of the targets that follow a feed carry some topics only."""
        return topic_choices(self._catalogue, feed, self._target_prefix)

    def _chooser(self, feed: Feed) -> Chooser:
        return Chooser(self._finders[feed.union_id], self.choices(feed))

    async def chosen(self, update: FeedUpdate) -> FeedUpdate:
        """Return the update without posts to targets that don't carry their topics."""
        chooser = self._chooser(update.feed)
        recalled = [await self._store.statement(one) for one in entries_to_recall(update, chooser)]
        return keep_chosen(update, chooser, {one.entry_id: one for one in recalled})

    def declining(self, statement: Statement) -> Collection[str]:
        """Return which of the targets that follow a statement's feed don't carry it."""
        return self._chooser(self._feeds[statement.feed_id]).declining(statement)

    async def posted_once(self, update: FeedUpdate, recent: Collection[Statement]) -> FeedUpdate:
        """Return the update without posts of duplicates where the first one's post stands already.

        It may stand where an edit has taken the first one out of the topics since.
        """
        choosing = self.choices(update.feed).keys()
        firsts = {one.entry_id: one for one in recent}
        entries = []
        for planned in update.entries:
            first = None if planned.duplicate_of is None else firsts[planned.duplicate_of]
            have_it: frozenset[str] = frozenset()
            if first is not None and not choosing.isdisjoint(planned.post_to):
                known = await self._store.known_entries(first.feed_id, [first.key])
                have_it = have_it.union(*(one.targets for one in known))
            post_to = tuple(target for target in planned.post_to if target not in have_it)
            entries.append(replace(planned, post_to=post_to))
        return replace(update, entries=tuple(entries))


def finders(catalogue: Catalogue) -> Mapping[str, TopicFinder]:
    """Return what finds the topics of each union, by union id."""
    unions = {feed.union_id for feed in catalogue.feeds} | catalogue.topics.keys()
    return {union_id: TopicFinder(catalogue.topics.get(union_id, ())) for union_id in unions}
