"""Hop 6: store what a poll planned, by one catalogue.

The poller has one for each catalogue and hands it what it planned. Guarantees: of two sources of a union that
carry the same statement at once one is the first, copies of what was withdrawn are held, and nothing is
stored that was judged by a catalogue which is in force no more.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from bot.core.duplicates import firsts_of, look_back, mark_duplicates
from bot.core.model import Catalogue, Feed, FeedUpdate, TopicChoice
from bot.core.standing import earned_with
from bot.core.strike_hints import with_questions
from bot.core.targets import question_targets, review_targets, statement_targets
from bot.core.withdrawn import hold_copies, is_to_be_compared
from bot.ports import Configuration, Store
from bot.services.choosing import TopicDesk
from bot.services.in_force import Derived
from bot.services.questions import log_unasked

log = logging.getLogger(__name__)

#: By union id: its feeds are stored one after another.
Turns = defaultdict[str, asyncio.Lock]


class Overtaken(Exception):
    """Another catalogue came into force meanwhile: what was found under the old one is not stored."""


class Applier:
    """Stores what was planned by one catalogue."""

    def __init__(
        self,
        catalogue: Catalogue,
        *,
        configuration: Configuration,
        store: Store,
        target_prefix: str,
        turns: Turns,
    ) -> None:
        self.catalogue = catalogue
        self._configuration = configuration
        self._store = store
        self._target_prefix = target_prefix
        self._turns = turns
        self._topics = TopicDesk(catalogue=catalogue, store=store, target_prefix=target_prefix)
        self._admins = question_targets(catalogue, target_prefix)
        self._earned: dict[str, str] = {}  # by feed id
        self.review_targets = review_targets(catalogue, target_prefix)

    def targets(self, feed: Feed) -> frozenset[str]:
        """Return where this feed's statements are posted."""
        return statement_targets(self.catalogue, feed, self._target_prefix)

    def choices(self, feed: Feed) -> Mapping[str, TopicChoice]:
        """Return which of these targets carry some topics only."""
        return self._topics.choices(feed)

    def earned(self, feed: Feed) -> str:
        """Return what this feed's validators are worth something with."""
        earned = self._earned.get(feed.id)
        if earned is None:
            topics = self.catalogue.topics.get(feed.union_id, ())
            earned = earned_with(feed, self.targets(feed), self.choices(feed), topics)
            self._earned[feed.id] = earned
        return earned

    async def apply(self, update: FeedUpdate) -> FeedUpdate:
        """Store an update, its duplicates marked and copies of what was withdrawn held.

        The union's feeds take turns: of two that carry the same statement at once, one is the first.

        Raises:
            Overtaken: nothing was stored.
        """
        async with (
            self._turns[update.feed.union_id],
            self._configuration.unchanged(self.catalogue) as is_in_force,
        ):
            if not is_in_force:
                raise Overtaken
            update = await self.finish(update)
            await self._store.apply(update)
        log_unasked(update)
        if (quarantine := update.state.quarantine) and quarantine.since_at == update.at:
            log.warning("%s is in quarantine: %s", update.feed.id, quarantine.sign.value)
        return update

    async def finish(self, update: FeedUpdate) -> FeedUpdate:
        """Return the update as it is to be stored, by what is stored of the union's other sources."""
        update = await self._without_duplicates(await self._topics.chosen(update))
        update = await self._without_copies(update)
        return with_questions(update, self.catalogue.strikes, self._admins)

    async def _without_duplicates(self, update: FeedUpdate) -> FeedUpdate:
        since = look_back(update)
        if since is None:
            return update
        followers: dict[str, Collection[str]] = {
            feed.id: self.targets(feed)
            for feed in self.catalogue.feeds
            if feed.union_id == update.feed.union_id and feed.id != update.feed.id and not feed.watched
        }
        compared = [*followers, *await self._former_ids(update.feed)]
        recent = await self._store.recent_statements(compared, since) if compared else ()
        firsts = firsts_of(update, recent)
        have_it = await self._topics.have_it(update.feed, firsts.values(), followers)
        return mark_duplicates(update, firsts, have_it)

    async def _former_ids(self, feed: Feed) -> Sequence[str]:
        """Return the ids under which this address was followed before: each has a history of its own."""
        present = {one.id for one in self.catalogue.feeds}
        states = (await self._store.feed_states()).values()
        return [one.feed_id for one in states if one.url == feed.url and one.feed_id not in present]

    async def _without_copies(self, update: FeedUpdate) -> FeedUpdate:
        if not is_to_be_compared(update):
            return update
        union_id = update.feed.union_id
        own = [feed.id for feed in self.catalogue.feeds if feed.union_id == union_id and not feed.watched]
        return hold_copies(update, await self._store.withdrawn_statements(own))


def applier_in_force(configuration: Configuration, *, store: Store, target_prefix: str) -> Derived[Applier]:
    """Return the applier of the catalogue that is in force; turns are taken across its changes."""
    turns = Turns(asyncio.Lock)

    def applier(catalogue: Catalogue) -> Applier:
        return Applier(
            catalogue, configuration=configuration, store=store, target_prefix=target_prefix, turns=turns
        )

    return Derived(configuration, applier)
