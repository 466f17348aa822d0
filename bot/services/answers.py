"""What members are told when they ask: the words behind every slash command.

Called by `bot.discord_app.commands` and by `python -m bot status` and `day`. Answers come from the
store and the catalogue alone: nothing is fetched, so that an answer never waits for a union's site.
"""

from collections.abc import Sequence
from datetime import date

from bot.core.daycount import strike_days
from bot.core.hosts import permalink_host
from bot.core.identity import link_key
from bot.core.model import (
    Catalogue,
    Feed,
    FeedState,
    Message,
    SourceStatus,
    Statement,
    Status,
)
from bot.core.render import (
    render_days,
    render_help,
    render_latest,
    render_no_record,
    render_receipt,
    render_sources,
    render_status,
    render_unknown_post,
)
from bot.core.targets import own_host_feeds
from bot.ports import Clock, Store

LATEST_SHOWN = 5


class Answers:
    """Answers members' questions from the store."""

    def __init__(self, *, catalogue: Catalogue, store: Store, clock: Clock) -> None:
        self._catalogue = catalogue
        self._store = store
        self._clock = clock
        self._feeds = {feed.id: feed for feed in catalogue.feeds}

    def unions(self) -> Sequence[tuple[str, str]]:
        """Return the followed unions as (id, name)."""
        return tuple(self._catalogue.union_names.items())

    async def current_status(self) -> Status:
        """Gather the state of strikes, sources and outbox."""
        counts = await self._store.counts()
        states = await self._store.feed_states()
        return Status(
            at=self._clock.now(),
            days=strike_days(self._catalogue.strikes, self._clock.now()),
            sources=tuple(
                SourceStatus(
                    feed=feed,
                    state=states.get(feed.id) or FeedState(feed.id),
                    held=counts.held_by_feed.get(feed.id, 0),
                )
                for feed in self._catalogue.feeds
            ),
            last_statements=await self._last_statements(),
            held=sum(counts.held_by_feed.values()),
            pending=counts.pending,
            parked=counts.parked,
        )

    async def status(self) -> Message:
        """Answer ``/status``."""
        return render_status(await self.current_status(), self._catalogue.union_names)

    async def day(self, on: date | None = None) -> Message:
        """Answer ``/day``."""
        days = strike_days(self._catalogue.strikes, self._clock.now(), on)
        return render_days(days, self._catalogue.union_names)

    async def latest(self, union_id: str | None = None) -> Message:
        """Answer ``/latest``, for one union or all of them."""
        statements = await self._latest(union_id, LATEST_SHOWN)
        names = {feed.id: feed.union_name for feed in self._catalogue.feeds}
        return render_latest(statements, names)

    async def sources(self) -> Message:
        """Answer ``/sources``."""
        status = await self.current_status()
        return render_sources(status.sources)

    async def why(self, link: str) -> Message:
        """Answer ``/why``: the receipt of the entry with this address, if any feed ever listed it."""
        link = link.strip()
        found = await self._store.statements_by_link(link_key(link))
        if found:
            # The same address may be listed by a watched feed too: the union's own listing answers first.
            unions_first = sorted(found, key=lambda one: not one.is_unions_word)
            return await self._receipt_of(unions_first[0])
        host = permalink_host(link)
        hosts = frozenset().union(*(feed.hosts for feed in self._catalogue.feeds))
        return render_no_record(link, host=host, on_own_host=host in hosts)

    async def receipt(self, nonce: str) -> Message:
        """Answer **How do we know?** under the post that carries `nonce`."""
        statement = await self._store.statement_by_nonce(nonce)
        return render_unknown_post() if statement is None else await self._receipt_of(statement)

    def help(self) -> Message:
        """Answer ``/help``."""
        return render_help(self._catalogue)

    async def _receipt_of(self, statement: Statement) -> Message:
        state = (await self._store.feed_states()).get(statement.feed_id)
        feed = self._feeds.get(statement.feed_id)
        return render_receipt(statement, feed=feed, quarantine=state.quarantine if state else None)

    async def _latest(self, union_id: str | None, limit: int) -> Sequence[Statement]:
        feed_ids = self._feed_ids(union_id)
        own_hosts = own_host_feeds(self._catalogue)
        return await self._store.latest_statements(feed_ids, limit, own_host_feed_ids=own_hosts)

    def _feed_ids(self, union_id: str | None) -> Sequence[str]:
        return [feed.id for feed in self._catalogue.feeds if _follows(feed, union_id)]

    async def _last_statements(self) -> dict[str, Statement]:
        last: dict[str, Statement] = {}
        for union_id, _ in self.unions():
            for statement in await self._latest(union_id, 1):
                last[union_id] = statement
        return last


def _follows(feed: Feed, union_id: str | None) -> bool:
    return not feed.watched and union_id in (None, feed.union_id)
