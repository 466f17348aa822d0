"""``/post-latest``: an admin has the newest statement posted in a channel that carries it and lacks it.

Nothing is posted here: it goes through the outbox, under the same unique keys as what a poll puts there, so
that nothing can stand in a channel twice. Only what counts as the union's word, only where feeds.yaml sends
it, and nothing of a feed in quarantine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.errors import ReviewError
from bot.core.escape import clip
from bot.core.language import _, tell
from bot.core.model import (
    AuditAction,
    AuditRecord,
    Catalogue,
    Channel,
    Feed,
    StandingPost,
    Statement,
)
from bot.core.targets import DISCORD, discord_target, own_host_feeds
from bot.ports import Clock, Configuration, Store
from bot.services.allowance import Allowance
from bot.services.choosing import TopicDesk
from bot.services.in_force import Derived, in_force

A_MINUTE: Final = 5  #: times for one admin
#: The newest statements that are looked at for one which the channel carries.
_LOOKED_AT: Final = 50
_LONGEST_TITLE: Final = 120  # in the audit


@dataclass(frozen=True, slots=True)
class NotConfigured:
    """The channel does not carry what was asked for."""

    channel_id: int
    wanted: tuple[str, ...]  #: ids of unions or feeds to add to its `statements`
    is_listed: bool  #: the channel is in feeds.yaml


@dataclass(frozen=True, slots=True)
class Posting:
    """What came of it: a statement that goes out, stands there or waits, or none."""

    channel_id: int
    statement: Statement | None
    standing: StandingPost | None = None  #: None: it goes out now
    left_out: tuple[str, ...] = ()  #: feeds in quarantine


class LatestPoster:
    """Puts the newest statement into the outbox of one channel."""

    def __init__(self, *, catalogue: Catalogue | Configuration, store: Store, clock: Clock) -> None:
        self._configuration = in_force(catalogue)
        self._store = store
        self._clock = clock
        self._allowance = Allowance(clock, a_minute=A_MINUTE)
        self._topics = Derived(
            self._configuration, lambda now: TopicDesk(catalogue=now, store=store, target_prefix=DISCORD)
        )

    def sources(self) -> Sequence[tuple[str, str]]:
        """Return what may be asked for, as (id, name): unions, and feeds of theirs."""
        catalogue = self._configuration.catalogue
        feeds = [(feed.id, feed.id) for feed in catalogue.feeds if not feed.watched]
        return [*catalogue.union_names.items(), *feeds]

    async def post(
        self, channel_ids: Sequence[int], source: str | None, *, member: int
    ) -> Posting | NotConfigured:
        """Have the newest statement posted; of one union or feed where a `source` is named by id or name.

        `channel_ids`: the channel where it is asked and, of a thread, the one it belongs to.

        Raises:
            ReviewError: there is no such source, or this member asked too often.
        """
        catalogue = self._configuration.catalogue
        channel = _channel(catalogue, channel_ids)
        wanted = _feeds(catalogue, source)
        feed_ids = {feed.id for feed in wanted} & (channel.feed_ids if channel else frozenset())
        if channel is None or not feed_ids:
            names = tuple(catalogue.union_names) if source is None else (_id_of(wanted, source),)
            asked_in = channel_ids[0] if channel is None else channel.id
            return NotConfigured(asked_in, names, is_listed=channel is not None)
        if not self._allowance.take(member):
            raise ReviewError(_("You have asked for this several times within a minute; wait a moment"))
        states = await self._store.feed_states()
        quarantined = {one for one in feed_ids if one in states and states[one].quarantine is not None}
        statement = await self._newest(catalogue, channel, feed_ids - quarantined)
        left_out = tuple(sorted(quarantined))
        if statement is None:
            return Posting(channel.id, None, left_out=left_out)
        standing = await self._store.post_to(
            statement.entry_id, discord_target(channel), audit=self._audit(statement, channel, member)
        )
        return Posting(channel.id, statement, standing, left_out)

    async def _newest(
        self, catalogue: Catalogue, channel: Channel, feed_ids: frozenset[str] | set[str]
    ) -> Statement | None:
        own_hosts = own_host_feeds(catalogue)
        newest = await self._store.latest_statements(feed_ids, _LOOKED_AT, own_host_feed_ids=own_hosts)
        topics, target = self._topics.now, discord_target(channel)
        return next((one for one in newest if target not in topics.declining(one)), None)

    def _audit(self, statement: Statement, channel: Channel, member: int) -> AuditRecord:
        title = clip(statement.title or statement.url or statement.key, _LONGEST_TITLE)
        detail = f"“{title}” of {statement.feed_id}, to {discord_target(channel)}"
        by = f"{DISCORD}{member}"
        return AuditRecord(self._clock.now(), by, AuditAction.POST, f"entry:{statement.entry_id}", detail)


def _channel(catalogue: Catalogue, channel_ids: Sequence[int]) -> Channel | None:
    """Return the channel of feeds.yaml that is meant: where it is asked, before the one it belongs to."""
    channels = {channel.id: channel for channel in catalogue.channels}
    return next((channels[one] for one in channel_ids if one in channels), None)


def _feeds(catalogue: Catalogue, source: str | None) -> Sequence[Feed]:
    """Return the feeds of a union or the one feed that is named; ReviewError where none is."""
    own = [feed for feed in catalogue.feeds if not feed.watched]
    if source is None:
        return own
    named = source.strip().casefold()
    found = [
        feed
        for feed in own
        if named in (feed.id.casefold(), feed.union_id.casefold(), feed.union_name.casefold())
    ]
    if not found:
        raise ReviewError(
            tell("There is no union and no feed {name} in feeds.yaml", name=repr(source.strip()))
        )
    return found


def _id_of(wanted: Sequence[Feed], source: str) -> str:
    """Return how feeds.yaml names what was asked for, by id or by name: a feed, or else its union."""
    named = source.strip().casefold()
    return next((feed.id for feed in wanted if feed.id.casefold() == named), wanted[0].union_id)
