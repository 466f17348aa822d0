"""Where some channels carry certain topics only: keeps statements out of those that don't carry theirs.

The poller asks between planning and storing, the reviewer when something is approved. Guarantees: what a
channel does not carry is decided in the words known when it would be posted, and no statement is posted twice
because two of the union's sources tell it in different words.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

from bot.core.choosing import Chooser, entries_to_recall, keep_chosen
from bot.core.duplicates import Earlier
from bot.core.model import (
    Catalogue,
    Feed,
    FeedUpdate,
    PlannedEntry,
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
        update = keep_chosen(update, chooser, {one.entry_id: one for one in recalled})
        return await self._posted_once(update) if recalled else update

    async def _posted_once(self, update: FeedUpdate) -> FeedUpdate:
        """Return the update without posts where a copy was posted since it was planned."""
        keys = [one.key for one in update.entries if one.known_id is not None and one.post_to]
        known = await self._store.known_entries(update.feed.id, keys)
        have_it: dict[int | None, Collection[str]] = {one.id: one.targets for one in known}

        def once(planned: PlannedEntry) -> PlannedEntry:
            there = have_it.get(planned.known_id, ())
            return replace(planned, post_to=tuple(to for to in planned.post_to if to not in there))

        return replace(update, entries=tuple(map(once, update.entries)))

    def declining(self, statement: Statement) -> Collection[str]:
        """Return which of the targets that follow a statement's feed don't carry it."""
        return self._chooser(self._feeds[statement.feed_id]).declining(statement)

    async def have_it(
        self, feed: Feed, firsts: Collection[Earlier], followers: Mapping[str, Collection[str]]
    ) -> Mapping[int, Collection[str]]:
        """Return, by entry id, where a copy on `feed` of these statements is not to be posted.

        `followers` are the targets of the statements' feeds. One that chooses topics has what the outbox says
        it has: by now a page or an edit may have made something else of what the statement is about. So have
        those of a feed that is followed no more.
        """
        choosing = self.choices(feed).keys()
        found: dict[int, Collection[str]] = {}
        for first in firsts:
            have_it = set(followers.get(first.feed_id, ())).difference(choosing)
            is_gone = first.feed_id not in followers
            if choosing or is_gone:
                known = await self._store.known_entries(first.feed_id, [first.key])
                have_it.update(*(one.targets for one in known if one.id == first.entry_id))
            found[first.entry_id] = have_it
        return found


def finders(catalogue: Catalogue) -> Mapping[str, TopicFinder]:
    """Return what finds the topics of each union, by union id."""
    unions = {feed.union_id for feed in catalogue.feeds} | catalogue.topics.keys()
    return {union_id: TopicFinder(catalogue.topics.get(union_id, ())) for union_id in unions}
