"""``/preview``: what would be posted for an address, and why or why not; posts and stores nothing.

What is stored is answered at once. For what is not, a command only queues a look here and goes on; the job
``previews`` (`Previews.look_next`) asks the feeds that could list it and completes the answer in place.
Guarantees: a bounded queue, a few looks a minute for each admin; an address that nobody here speaks for is
never asked.
"""

import asyncio
import hashlib
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.core.errors import BotError
from bot.core.hosts import LinkFault, link_host, permalink_host
from bot.core.identity import link_key
from bot.core.language import Language, mark, speaking, spoken
from bot.core.model import (
    AlsoAt,
    Catalogue,
    Change,
    Decision,
    Deck,
    Feed,
    FeedUpdate,
    PlannedEntry,
    Statement,
)
from bot.core.platforms import platform_hosts
from bot.core.quotes.links import spellings
from bot.core.render import render_receipt
from bot.core.render.preview import (
    as_shown,
    render_known,
    render_look_failed,
    render_looking,
    render_not_listed,
    render_planned,
    render_too_many,
    render_unfollowed,
)
from bot.core.targets import DISCORD, own_host_feeds, statement_targets
from bot.ports import Clock, Configuration, Store
from bot.services.allowance import Allowance
from bot.services.answers import Answers
from bot.services.cards import statement_card
from bot.services.choosing import TopicDesk
from bot.services.in_force import Derived, in_force

log = logging.getLogger(__name__)

MOST_WAITING: Final = 10
A_MINUTE: Final = 4  #: looks for one admin
MOST_FEEDS: Final = 6  #: asked about one address
PATIENCE: Final = 60.0  #: seconds for one feed
_PAUSED: Final = mark("an admin paused it")
_LATE: Final = mark("it did not answer in time")
_ONE_TOO_MANY: Final = mark("only so many feeds are asked about one address")

#: Puts the finished answer in the place of the first one; fails in silence, for that may be gone by then.
Reply = Callable[[Sequence[Deck]], Awaitable[None]]
#: What a poll of a feed would do about the first entry wanted; see `Looker.look`.
Look = Callable[[Feed, Callable[[PlannedEntry], bool]], Awaitable[FeedUpdate | None]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address that feeds are to be asked about."""

    link: str
    feed_ids: tuple[str, ...]
    language: Language


@dataclass(frozen=True, slots=True)
class Preview:
    """What is shown at once, one message a deck, and what is to be looked for, where anything is."""

    decks: tuple[Deck, ...]
    wanted: Wanted | None = None


class Previews:
    """Answers what would be posted; also tells the runner that feeds are to be asked (`bot.ports.Wake`)."""

    def __init__(self, *, catalogue: Catalogue | Configuration, store: Store, clock: Clock) -> None:
        self._configuration = in_force(catalogue)
        self._store = store
        self._allowance = Allowance(clock, a_minute=A_MINUTE)
        self._answers = Derived(
            self._configuration, lambda now: Answers(catalogue=now, store=store, clock=clock)
        )
        self._topics = Derived(
            self._configuration, lambda now: TopicDesk(catalogue=now, store=store, target_prefix=DISCORD)
        )
        self._waiting: deque[tuple[Wanted, Reply]] = deque()
        self._is_waiting = asyncio.Event()

    @property
    def is_waited_for(self) -> bool:
        """Tell whether somebody waits for feeds to be asked."""
        return bool(self._waiting)

    async def answer(self, link: str, *, member: int) -> Preview:
        """Answer for an address; what is wanted is to be handed to `enqueue`."""
        link = link.strip()
        stored = await self._answers.now.stored_under(link)
        if stored:
            return Preview(await self._known(stored[0]))
        host, catalogue = permalink_host(link), self._configuration.catalogue
        feeds = () if isinstance(host, LinkFault) else _may_list(catalogue, host)
        if not feeds:
            return Preview((Deck((render_unfollowed(link, host),)),))
        if len(self._waiting) >= MOST_WAITING or not self._allowance.take(member):
            return Preview((Deck((render_too_many(),)),))
        wanted = Wanted(link, tuple(feed.id for feed in feeds), spoken())
        return Preview((Deck((render_looking(link, wanted.feed_ids[:MOST_FEEDS]),)),), wanted)

    def enqueue(self, wanted: Wanted, reply: Reply) -> None:
        """Have feeds asked about an address, and its asker told."""
        self._waiting.append((wanted, reply))
        self._is_waiting.set()

    async def wait(self) -> None:
        """Return once feeds are to be asked."""
        await self._is_waiting.wait()
        self._is_waiting.clear()

    async def look_next(self, look: Look) -> None:
        """Ask about the address that has waited longest, where one waits, and tell its asker."""
        if not self._waiting:
            return
        wanted, reply = self._waiting.popleft()
        if self._waiting:
            self._is_waiting.set()
        with speaking(wanted.language):
            try:
                decks = await self._looked(wanted, look)
            except Exception as error:
                # Whoever asked must not go on reading that feeds are being asked.
                log.warning("a preview failed (%s)", type(error).__name__)
                await reply((Deck((render_look_failed(wanted.link),)),))
                raise
        await reply(decks)

    async def _known(self, entry: Statement) -> tuple[Deck, ...]:
        """Return the decks for a stored entry: what its post shows, and the receipt."""
        catalogue = self._configuration.catalogue
        feed = next((one for one in catalogue.feeds if one.id == entry.feed_id), None)
        targets = sorted(statement_targets(catalogue, feed, DISCORD)) if feed else ()
        declining = self._topics.now.declining(entry) if targets else ()
        standing = await self._store.standing_posts(entry.entry_id)
        is_shown = feed is not None and not feed.watched and entry.is_unions_word
        head = render_known(entry, standing, targets, declining=declining, is_shown=is_shown)
        receipt = await self._answers.now.receipt_of(entry.entry_id)
        if feed is None or not is_shown:
            return Deck((head,)), Deck((receipt,))
        shown = await self._store.statement_to_show(entry.entry_id, own_host_feeds(catalogue))
        return Deck((head, statement_card(shown, feed, nonce=None))), Deck((receipt,))

    async def _looked(self, wanted: Wanted, look: Look) -> tuple[Deck, ...]:
        """Ask one feed after the other until one lists the address."""
        feeds = {feed.id: feed for feed in self._configuration.catalogue.feeds}
        states = await self._store.feed_states()
        keys = {link_key(spelling) for spelling in spellings(wanted.link)}
        asked: list[str] = []
        failed: dict[str, str] = {}
        for place, feed in enumerate(feeds[one] for one in wanted.feed_ids if one in feeds):
            if place >= MOST_FEEDS:
                failed[feed.id] = _ONE_TOO_MANY
                continue
            if feed.id in states and states[feed.id].paused_at is not None:
                failed[feed.id] = _PAUSED
                continue
            try:
                async with asyncio.timeout(PATIENCE):
                    found = await look(feed, lambda planned: planned.keys.link in keys)
            except TimeoutError:
                failed[feed.id] = _LATE
            except BotError as error:
                failed[feed.id] = str(error).removeprefix(f"{feed.id}: ")
            else:
                if found is not None:
                    return await self._found(feed, found)
                asked.append(feed.id)
        return (Deck((render_not_listed(wanted.link, asked, failed),)),)

    async def _found(self, feed: Feed, update: FeedUpdate) -> tuple[Deck, ...]:
        """Return the decks for an entry that its feed lists; one that a poll leaves alone is as it is stored.

        What was withdrawn stays so under whatever address and in whatever words its feed lists it again.
        """
        [planned] = update.entries
        if planned.known_id is not None:
            stored = await self._store.statement(planned.known_id)
            if stored.withdrawn_at is not None or planned.change is Change.UNCHANGED:
                return await self._known(stored)
        statement = _as_statement(planned, update)
        if planned.duplicate_of is not None:
            own_hosts = own_host_feeds(self._configuration.catalogue)
            first = await self._store.statement_to_show(planned.duplicate_of, own_hosts)
            return _planned(feed, update, statement, shown=_as_one(statement, first, own_hosts))
        return _planned(feed, update, statement, shown=statement)


def _may_list(catalogue: Catalogue, host: str) -> Sequence[Feed]:
    """Return the feeds that may list an address on a host: those that are there, then the union's others."""

    def speaks_for(feed: Feed) -> bool:
        if feed.account is not None and host in platform_hosts(feed.account):
            return True
        return host in feed.hosts and not feed.watched

    there = [feed for feed in catalogue.feeds if link_host(feed.url) == host]
    others = [feed for feed in catalogue.feeds if feed not in there and speaks_for(feed)]
    return [*there, *others]


def _as_one(ours: Statement, first: Statement, own_hosts: Collection[str]) -> Statement:
    """Return what a post of `ours` shows, the same statement being known elsewhere: as `best_of` has it."""
    is_better = ours.feed_id not in own_hosts or (ours.cut_off and not first.cut_off)
    shown, other = (first, ours) if first.feed_id in own_hosts and is_better else (ours, first)
    also_at = () if other.url is None else (AlsoAt(other.entry_id, other.feed_id, other.url),)
    return replace(shown, also_at=(*shown.also_at, *also_at))


def _planned(feed: Feed, update: FeedUpdate, statement: Statement, *, shown: Statement) -> tuple[Deck, ...]:
    """Return the decks for an entry that was looked at and not stored; `shown` is what its post shows."""
    [planned] = update.entries
    head = render_planned(feed.id, planned)
    receipt = render_receipt(statement, feed=feed, quarantine=update.state.quarantine)
    if planned.verdict.decision is not Decision.DIRECT:
        return Deck((head,)), Deck((receipt,))
    return Deck((head, as_shown(statement_card(shown, feed, nonce=None)))), Deck((receipt,))


def _as_statement(planned: PlannedEntry, update: FeedUpdate) -> Statement:
    """Return an entry as it would be stored."""
    entry = planned.entry
    return Statement(
        entry_id=planned.known_id or 0,
        feed_id=update.feed.id,
        key=planned.key,
        url=entry.link,
        title=entry.title,
        text=entry.text,
        published_at=entry.published_at,
        first_seen_at=update.at,
        revised_at=None,
        revision=1,
        sha256=hashlib.sha256(entry.text.encode("utf-8", "replace")).hexdigest(),
        hops=update.hops,
        fetched_at=update.at,
        verdict=planned.verdict,
        cut_off=entry.cut_off,
        silence=planned.silence,
        page=planned.page,
        categories=entry.categories,
        images=entry.images,
    )
