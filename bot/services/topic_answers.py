"""What was said on a topic: the latest words on the talks in ``/status``, and ``/latest topic:``.

Called by `bot.services.answers` and `bot.services.status_answers`. From the store and the catalogue alone. At
most the newest `LOOKED_AT` statements of a union are looked at, and the answer says so where it matters.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.core.choosing import NotCarried, not_carried
from bot.core.model import Catalogue, Message, Statement, TopicLook, TopicWord
from bot.core.render.latest import render_latest_on
from bot.core.targets import DISCORD, own_host_feeds, topic_choices
from bot.core.topics import TopicFinder, latest_on
from bot.ports import Store
from bot.services.choosing import finders

#: The topic whose latest words `/status` shows.
TALKS: Final = "talks"
#: Statements of a union that are looked at; first the newest few, which mostly do.
LOOKED_AT: Final = 200
_FIRST_LOOK: Final = 3
#: Statements of all unions together that are looked at for the talks.
_LOOKED_AT_IN_ALL: Final = 240
SHOWN: Final = 5

#: What tells statements and their words apart: ids, digests, titles, and whether they are cut off.
_These = tuple[tuple[int, str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class _Union:
    """A union whose statements are looked through for a topic."""

    finder: TopicFinder
    feed_ids: Sequence[str]


class TopicAnswers:
    """Answers what the unions said on their topics."""

    def __init__(self, *, catalogue: Catalogue, store: Store) -> None:
        self._catalogue = catalogue
        self._store = store
        self._finders = finders(catalogue)
        self._own_hosts = own_host_feeds(catalogue)
        self._feeds = {feed.id: feed for feed in catalogue.feeds}
        self._looked: dict[tuple[str, int], tuple[_These, TopicWord | None]] = {}

    def topics(self) -> Mapping[str, str]:
        """Return the names of all topics by id; of one id in several unions, the first one's."""
        names: dict[str, str] = {}
        for topics in self._catalogue.topics.values():
            for topic in topics:
                names.setdefault(topic.id, topic.name)
        return names

    async def talks(self) -> Mapping[str, TopicLook]:
        """Return each union's latest words on the talks, by id of the union; of those that have the topic.

        Of many unions fewer statements each are looked at, so that it takes no longer.
        """
        unions = dict(self._having(TALKS))
        most = min(LOOKED_AT, max(_FIRST_LOOK, _LOOKED_AT_IN_ALL // max(len(unions), 1)))
        looks: dict[str, TopicLook] = {}
        for limit in dict.fromkeys((_FIRST_LOOK, most)):
            wanted = {one: union.feed_ids for one, union in unions.items() if _is_open(looks.get(one))}
            if wanted:
                newest = await self._store.newest_statements(wanted, limit, own_host_feed_ids=self._own_hosts)
                # In a thread: the texts of many statements take a while to look through.
                looks |= await asyncio.to_thread(self._looks, newest, limit)
        return looks

    def _looks(self, newest: Mapping[str, Sequence[Statement]], limit: int) -> Mapping[str, TopicLook]:
        return {union_id: self._look(union_id, statements, limit) for union_id, statements in newest.items()}

    def _look(self, union_id: str, statements: Sequence[Statement], limit: int) -> TopicLook:
        """Look through a union's newest statements, unless these very ones were looked through last time."""
        these = tuple((one.entry_id, one.sha256, one.title, one.cut_off) for one in statements)
        known, word = self._looked.get((union_id, limit), (None, None))
        if known != these:
            word = latest_on(self._finders[union_id], TALKS, statements)
            self._looked[union_id, limit] = these, word
        if word is not None:
            word = replace(word, statement=statements[word.since])
        return TopicLook(word, len(statements), is_all=len(statements) < limit)

    async def latest(self, topic_id: str, union_id: str | None = None) -> Message:
        """Answer ``/latest topic:``, for one union or all of them."""
        found: list[Statement] = []
        looked_at, is_all = 0, True
        for _, union in self._having(topic_id, union_id):
            statements = await self._newest(union, LOOKED_AT)
            looked_at, is_all = looked_at + len(statements), is_all and len(statements) < LOOKED_AT
            found += await asyncio.to_thread(_all_on, union.finder, topic_id, statements)
        found.sort(key=lambda one: one.published_at or one.first_seen_at, reverse=True)
        return render_latest_on(
            self.topics()[topic_id],
            found[:SHOWN],
            {feed.id: feed.union_name for feed in self._catalogue.feeds},
            looked_at=looked_at,
            is_all=is_all,
        )

    async def receipt(
        self, statement: Statement, channel_ids: Collection[int]
    ) -> tuple[Sequence[str], NotCarried | None]:
        """Return the names of a statement's topics, and why it is not in the channel where that is asked.

        `channel_ids` are the asker's channel and, of a thread, the one it belongs to.
        """
        feed = self._feeds.get(statement.feed_id)
        if feed is None or feed.watched or not statement.is_unions_word:
            return (), None
        finder = self._finders[feed.union_id]
        found = await asyncio.to_thread(finder.topics_of, statement.title, statement.text)
        names = {topic.id: topic.name for topic in self._catalogue.topics.get(feed.union_id, ())}
        choices = topic_choices(self._catalogue, feed, DISCORD)
        for target in (f"{DISCORD}{channel_id}" for channel_id in channel_ids):
            if target in choices and not await self._is_posted(statement, target):
                return [names[topic] for topic in found], not_carried(choices[target], found, names)
        return [names[topic] for topic in found], None

    async def _is_posted(self, statement: Statement, target: str) -> bool:
        """Tell whether a statement, or the same one from another source, is posted there or is to be."""
        known = await self._store.known_entries(statement.feed_id, [statement.key])
        return any(target in one.targets for one in known)

    def _having(self, topic_id: str, union_id: str | None = None) -> Sequence[tuple[str, _Union]]:
        """Return the unions that have a topic, or that one union if it has."""
        return [
            (one, _Union(finder, self._feed_ids(one)))
            for one, finder in self._finders.items()
            if topic_id in finder.ids and union_id in (None, one)
        ]

    def _feed_ids(self, union_id: str) -> Sequence[str]:
        return [feed.id for feed in self._catalogue.feeds if feed.union_id == union_id and not feed.watched]

    async def _newest(self, union: _Union, limit: int) -> Sequence[Statement]:
        return await self._store.latest_statements(union.feed_ids, limit, own_host_feed_ids=self._own_hosts)


def _all_on(finder: TopicFinder, topic_id: str, statements: Sequence[Statement]) -> list[Statement]:
    on_topic = (one for one in statements if topic_id in finder.topics_of(one.title, one.text))
    return [one for one, _ in zip(on_topic, range(SHOWN), strict=False)]


def _is_open(look: TopicLook | None) -> bool:
    """Tell whether older statements are to be looked at."""
    return look is None or (look.word is None and not look.is_all)
