"""What members are told when they ask: the words behind every slash command.

Called by `bot.discord_app.commands` and by `python -m bot status` and `day`. Answers come from the
store and the catalogue alone: nothing is fetched, so that an answer never waits for a union's site.
"""

import asyncio
import logging
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from bot.core.daycount import strike_days
from bot.core.errors import NoSuchEntry
from bot.core.hosts import permalink_host
from bot.core.identity import link_key
from bot.core.language import _
from bot.core.model import (
    Catalogue,
    Feed,
    Message,
    Statement,
    Status,
)
from bot.core.quotes.links import spellings
from bot.core.reading import ReadAsked
from bot.core.render import (
    PAGE_SIZE,
    render_changes,
    render_days,
    render_help,
    render_latest,
    render_no_record,
    render_page,
    render_receipt,
    render_search,
    render_sources,
    render_unknown_post,
    render_unknown_statement,
)
from bot.core.rewording import rewording
from bot.core.search import SearchAsked, SearchQuery, TitleHit
from bot.core.targets import own_host_feeds
from bot.ports import Clock, Store
from bot.services.cards import statement_card
from bot.services.status_answers import StatusAnswers
from bot.services.topic_answers import TopicAnswers
from bot.services.vigil import Vigil

log = logging.getLogger(__name__)

LATEST_SHOWN = 5
#: The newest text is compared with so many earlier ones at most, until one differs in its words.
COMPARED = 5

#: Stands for a stored entry where its address is too long, or missing.
_ENTRY: Final = re.compile(r"entry:([0-9]{1,18})")


class Answers:
    """Answers members' questions from the store."""

    def __init__(
        self, *, catalogue: Catalogue, store: Store, clock: Clock, vigil: Vigil | None = None
    ) -> None:
        self._catalogue = catalogue
        self._store = store
        self._clock = clock
        self._feeds = {feed.id: feed for feed in catalogue.feeds}
        self._topics = TopicAnswers(catalogue=catalogue, store=store)
        self._standing = StatusAnswers(catalogue=catalogue, store=store, clock=clock, vigil=vigil or Vigil())

    def unions(self) -> Sequence[tuple[str, str]]:
        """Return the followed unions as (id, name)."""
        return tuple(self._catalogue.union_names.items())

    async def current_status(self) -> Status:
        """Gather the state of strikes, unions, sources and outbox; StoreError where it can't be read."""
        return await self._standing.current_status()

    async def status(self, *, for_admin: bool = False) -> Message:
        """Answer ``/status``, in time even where the store can't be read; with more for an admin."""
        return await self._standing.status(for_admin=for_admin)

    async def day(self, on: date | None = None) -> Message:
        """Answer ``/day``."""
        days = strike_days(self._catalogue.strikes, self._clock.now(), on)
        return render_days(days, self._catalogue.union_names)

    def topics(self) -> Mapping[str, str]:
        """Return the names of the followed unions' topics, by id."""
        return self._topics.topics()

    async def latest(self, union_id: str | None = None, topic_id: str | None = None) -> Message:
        """Answer ``/latest``, for one union or all of them, on one of `topics` or whatever it is about."""
        if topic_id is not None:
            return await self._topics.latest(topic_id, union_id)
        statements = await self._latest(union_id, LATEST_SHOWN)
        names = {feed.id: feed.union_name for feed in self._catalogue.feeds}
        return render_latest(statements, names)

    async def search(self, asked: SearchAsked) -> Message:
        """Answer ``/search``, a page at a time."""
        since = self._clock.now() - timedelta(days=asked.days) if asked.days else None
        query = SearchQuery(
            asked.words, self._feed_ids(asked.union_id), since, limit=PAGE_SIZE, offset=asked.page * PAGE_SIZE
        )
        found = await self._store.search(query)
        names = {feed.id: feed.union_name for feed in self._catalogue.feeds}
        union_name = self._catalogue.union_names[asked.union_id] if asked.union_id else None
        return render_search(found, asked, union_name=union_name, union_names=names)

    async def titles(self, typed: str, limit: int) -> Sequence[TitleHit]:
        """Return statements to choose from while a title is being typed."""
        return await self._store.titles(typed, self._feed_ids(None), limit)

    async def statement(self, named: str) -> Message:
        """Answer ``/latest`` for one statement: by its address, as ``entry:<id>``, or by its title."""
        found = next((one for one in await self._named(named) if one.is_unions_word), None)
        if found is None:
            return render_unknown_statement()
        statement = await self._store.statement_to_show(found.entry_id, own_host_feeds(self._catalogue))
        feed = self._feeds.get(statement.feed_id)
        if feed is None or feed.watched:
            return render_unknown_statement()
        return statement_card(statement, feed, nonce=None)

    async def _named(self, named: str) -> Sequence[Statement]:
        named = named.strip()
        if found := await self._stored(named):
            return found
        return [await self._store.statement(hit.entry_id) for hit in await self.titles(named, 1)]

    async def _stored(self, named: str) -> Sequence[Statement]:
        """Return what is stored under an address, or as ``entry:<id>``."""
        if (entry := _ENTRY.fullmatch(named)) is None:
            return await self._listed(named)
        try:
            return [await self._store.statement(int(entry[1]))]
        except NoSuchEntry:
            return []

    async def _listed(self, link: str) -> Sequence[Statement]:
        for spelling in spellings(link):
            if found := await self._store.statements_by_link(link_key(spelling)):
                return found
        return ()

    async def sources(self) -> Message:
        """Answer ``/sources``."""
        status = await self.current_status()
        return render_sources(status.sources, status.at)

    async def why(self, link: str, *, channel_ids: Collection[int] = ()) -> Message:
        """Answer ``/why``: the receipt of the entry with this address, if any feed ever listed it.

        ``entry:<id>`` stands for a stored entry without an address. `channel_ids` say where it is asked: the
        channel and, of a thread, the one it belongs to.
        """
        link = link.strip()
        found = await self.stored_under(link)
        if found:
            return await self._receipt_of(found[0], channel_ids)
        host = permalink_host(link)
        hosts = frozenset().union(*(feed.hosts for feed in self._catalogue.feeds))
        return render_no_record(link, host=host, on_own_host=host in hosts)

    async def stored_under(self, link: str) -> Sequence[Statement]:
        """Return the entries stored under an address, or as ``entry:<id>``.

        The same address may be listed by a watched feed too: the union's own listing comes first.
        """
        return sorted(await self._stored(link), key=lambda one: not one.is_unions_word)

    async def receipt(self, nonce: str) -> Message:
        """Answer **How do we know?** under the post that carries `nonce`."""
        statement = await self._store.statement_by_nonce(nonce)
        return render_unknown_post() if statement is None else await self._receipt_of(statement)

    async def read(self, asked: ReadAsked) -> Message:
        """Answer **Read it here**, and the buttons that turn its pages."""
        posted = await self._asked_for(asked)
        if posted is None:
            return render_unknown_post()
        shown = await self._store.statement_to_show(posted.entry_id, own_host_feeds(self._catalogue))
        if posted.withdrawn_at is not None or not shown.is_unions_word:
            return await self._receipt_of(posted)
        feed = self._feeds.get(shown.feed_id)
        name = feed.union_name if feed else _("the union")
        # In a thread: the pages of a text of great length take a while.
        return await asyncio.to_thread(render_page, shown, union_name=name, asked=asked)

    async def _asked_for(self, asked: ReadAsked) -> Statement | None:
        if asked.nonce is not None:
            return await self._store.statement_by_nonce(asked.nonce)
        try:
            return await self._store.statement(asked.entry_id or 0)
        except NoSuchEntry:
            return None

    async def what_changed(self, nonce: str) -> Message:
        """Answer **What changed?** under the post that carries `nonce`."""
        posted = await self._store.statement_by_nonce(nonce)
        if posted is None:
            return render_unknown_post()
        shown = await self._store.statement_to_show(posted.entry_id, own_host_feeds(self._catalogue))
        newest = shown if shown.is_unions_word else posted
        if not newest.is_unions_word:
            return await self._receipt_of(newest)
        earlier = await self._store.revisions_that_count(
            newest.entry_id, up_to=newest.revision - 1, limit=COMPARED
        )
        before, changed = None, None
        for before in earlier:
            # In a thread: a text of great length takes about a second.
            changed = await asyncio.to_thread(rewording, before, newest)
            if not changed.is_none:
                break
        return render_changes(newest, before, changed)

    async def receipt_of(self, entry_id: int) -> Message:
        """Answer a button that names a stored entry."""
        return await self._receipt_of(await self._store.statement(entry_id))

    def help(self) -> Message:
        """Answer ``/help``."""
        return render_help(self._catalogue)

    async def _receipt_of(self, statement: Statement, channel_ids: Collection[int] = ()) -> Message:
        topics, not_here = await self._topics.receipt(statement, channel_ids)
        state = (await self._store.feed_states()).get(statement.feed_id)
        feed = self._feeds.get(statement.feed_id)
        return render_receipt(
            statement,
            feed=feed,
            quarantine=state.quarantine if state else None,
            put_off_until=await self._store.put_off_until(statement.entry_id, self._clock.now()),
            topics=topics,
            not_here=not_here,
        )

    async def _latest(self, union_id: str | None, limit: int) -> Sequence[Statement]:
        feed_ids = self._feed_ids(union_id)
        own_hosts = own_host_feeds(self._catalogue)
        return await self._store.latest_statements(feed_ids, limit, own_host_feed_ids=own_hosts)

    def _feed_ids(self, union_id: str | None) -> Sequence[str]:
        return [feed.id for feed in self._catalogue.feeds if _follows(feed, union_id)]


def _follows(feed: Feed, union_id: str | None) -> bool:
    return not feed.watched and union_id in (None, feed.union_id)
