"""`bot.ports.Store` on SQLAlchemy: each method one transaction.

Opened by the composition root with `open_store`; used by the services. Guarantees: what a method has
returned from is on disk, what failed has left nothing behind, and every refusal of the database is a
StoreError that names the file and says what to do.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from bot.adapters.database import auditing, candidates, judging, newest, reading, reviewing, searching
from bot.adapters.database.configuring import Configuring
from bot.adapters.database.delivering import Delivering
from bot.adapters.database.engine import BUSY_SECONDS, check_folder, open_sides, read_url
from bot.adapters.database.failures import store_errors
from bot.adapters.database.following import Following
from bot.adapters.database.gaps import gaps_since
from bot.adapters.database.keeping import Keeping
from bot.adapters.database.migrate import migrate
from bot.adapters.database.overseeing import Overseeing
from bot.adapters.database.overview import overview
from bot.adapters.database.pausing import pause_feed, resume_feed
from bot.adapters.database.posting import post_to, standing_posts
from bot.adapters.database.rereading import Rereading
from bot.adapters.database.states import poll_soon, write_states
from bot.adapters.database.updates import write_update
from bot.core.contact import Gap
from bot.core.duplicates import SaidBefore
from bot.core.errors import NoSuchEntry
from bot.core.model import (
    AuditRecord,
    FeedState,
    FeedUpdate,
    KnownEntry,
    PageReading,
    Raw,
    Review,
    StandingPost,
    Statement,
    Verdict,
    WantedPage,
)
from bot.core.quotes.model import Candidate
from bot.core.search import SearchPage, SearchQuery, TitleHit
from bot.ports import Overview, SaidThen, StoreCounts, StoredEntry


@asynccontextmanager
async def open_store(
    database_url: str, *, busy_seconds: float = BUSY_SECONDS, filled: Callable[[], None] = lambda: None
) -> AsyncIterator["SqlStore"]:
    """Open a database, made or upgraded first where needed, and close it at the end.

    `filled` is called, in the event loop, once something that may be for the outbox is committed; what the
    deliverer itself puts there it finds by itself.

    Raises:
        StoreError: the address, the file or its schema cannot be used; the sentence says what to do.
    """
    place = read_url(database_url)
    check_folder(place)
    sides = open_sides(place, busy_seconds=busy_seconds)
    try:
        with store_errors(str(place)):
            await asyncio.to_thread(migrate, sides.writer.engine, where=str(place))
        yield SqlStore(place, sides, filled)
    finally:
        await asyncio.to_thread(sides.close)


class SqlStore(Configuring, Delivering, Following, Overseeing, Keeping, Rereading):
    """Everything that is remembered, in one SQL database."""

    # polling

    async def feed_states(self) -> Mapping[str, FeedState]:
        """Return what is remembered of every feed, by feed id."""
        return await self._read(reading.feed_states_again)

    async def routes(self) -> Mapping[str, Mapping[str, datetime]]:
        """Return by feed id the targets that follow it, with the instant each began to."""
        return await self._read(reading.opened_routes)

    async def known_entries(self, feed_id: str, keys: Collection[str]) -> Sequence[KnownEntry]:
        """Return this feed's stored entries that carry any of `keys`, in order of their ids."""
        return await self._read(reading.known_entries, feed_id, keys)

    async def apply(self, update: FeedUpdate) -> None:
        """Store a poll's outcome in one transaction; applying it again changes nothing.

        What is held gets a card at the update's `review_targets`, but in a quarantine, which has one for all.

        Raises:
            StoreError: also where the plan was overtaken; the next poll will plan anew.
        """
        await self._put(write_update, update)

    async def save_feed_states(self, states: Sequence[FeedState]) -> None:
        """Store feeds' states alone (not modified, or failed); this ends no quarantine, and renews none."""
        await self._write(write_states, states)

    async def poll_soon(
        self, feed_ids: Collection[str], now: datetime, *, asked_before: datetime, failing_too: bool = False
    ) -> None:
        """Have these feeds polled at `now` if not earlier; not those that fail, or were asked just now."""
        await self._write(poll_soon, feed_ids, now, asked_before, failing_too)

    async def pause_feed(self, feed_id: str, *, audit: AuditRecord) -> datetime | None:
        """Have a feed not asked any more; return since when it was paused already, if it was."""
        return await self._write(pause_feed, feed_id, audit)

    async def resume_feed(self, feed_id: str, *, audit: AuditRecord) -> bool:
        """Have a paused feed asked again; False where it was not paused."""
        return await self._write(resume_feed, feed_id, audit)

    # reading

    async def statement(self, entry_id: int) -> Statement:
        """Return a stored entry with its newest revision; StoreError where there is none."""
        return self._there(await self._read(reading.statement, entry_id), entry_id)

    async def statement_to_show(self, entry_id: int, own_host_feed_ids: Collection[str]) -> Statement:
        """Return what a post of this entry shows; StoreError where there is no such entry.

        Of the same statement on several of the union's sources: the text of its own site, else the entry.
        """
        found = await self._read(reading.statement_to_show, entry_id, own_host_feed_ids)
        return self._there(found, entry_id)

    def _there(self, found: Statement | None, entry_id: int) -> Statement:
        if found is None:
            raise NoSuchEntry(f"{self._place}: there is no entry {entry_id} in the database")
        return found

    async def statement_by_nonce(self, nonce: str) -> Statement | None:
        """Return the entry the delivery with this nonce posted, in its newest direct or approved revision.

        Where there is none any more: in its newest revision, whose verdict says so. The nonce of a review
        card names the revision which the card is about.
        """
        return await self._read(reading.statement_by_nonce, nonce)

    async def statements_by_link(self, canonical_link: str) -> Sequence[Statement]:
        """Return all stored entries with this canonical permalink, newest first."""
        return await self._read(reading.statements_by_link, canonical_link)

    async def latest_statements(
        self, feed_ids: Collection[str], limit: int, *, own_host_feed_ids: Collection[str] = ()
    ) -> Sequence[Statement]:
        """Return the newest statements of these feeds (by publication, else first seen).

        Direct or approved, not withdrawn; the same statement on several sources once, in the site's text.
        """
        return await self._read(reading.latest_statements, feed_ids, limit, own_host_feed_ids)

    async def newest_statements(
        self,
        unions: Mapping[str, Collection[str]],
        limit: int,
        *,
        own_host_feed_ids: Collection[str] = (),
    ) -> Mapping[str, Sequence[Statement]]:
        """Return by union what `latest_statements` has of its feeds, without the other places."""
        return await self._read(newest.newest_statements, unions, limit, own_host_feed_ids)

    async def recent_statements(self, feed_ids: Collection[str], since: datetime) -> Sequence[SaidBefore]:
        """Return what these feeds said since an instant, but duplicates, newest first, at most 200."""
        return await self._read(reading.recent_statements, feed_ids, since)

    async def withdrawn_statements(self, feed_ids: Collection[str]) -> Sequence[Statement]:
        """Return what was withdrawn of these feeds, each in all its revisions, newest first, at most 200."""
        return await self._read(reading.withdrawn_statements, feed_ids)

    async def posted_keys(
        self, feed_id: str, keys: Collection[str], target_prefix: str = ""
    ) -> frozenset[str]:
        """Return which of these entries have a statement post that was sent to such a target, by key."""
        return await self._read(reading.posted_keys, feed_id, keys, target_prefix)

    async def quote_candidates(
        self, groups: Sequence[Sequence[int]], limit: int
    ) -> Sequence[Sequence[Candidate]]:
        """Return for each group of fingerprints the revisions that share the most of it, best first."""
        return await self._read(candidates.quote_candidates, groups, limit)

    async def search(self, query: SearchQuery) -> SearchPage:
        """Return a page of the statements that hold the words asked for, best first."""
        return await self._read(searching.search, query)

    async def titles(self, typed: str, feed_ids: Collection[str], limit: int) -> Sequence[TitleHit]:
        """Return statements whose titles hold the words typed so far, newest first."""
        return await self._read(searching.titles, typed, feed_ids, limit)

    async def said_between(
        self, feed_ids: Collection[str], since: datetime, until: datetime, limit: int
    ) -> Sequence[SaidThen]:
        """Return what these feeds said from an instant to another (not included), newest first."""
        return await self._read(reading.said_between, feed_ids, since, until, limit)

    async def gaps(self, feed_ids: Collection[str], since: datetime) -> Mapping[str, Sequence[Gap]]:
        """Return for each of these feeds the spells without contact that ended after an instant."""
        return await self._read(gaps_since, feed_ids, since)

    async def counts(self) -> StoreCounts:
        """Return figures over the whole database."""
        return await self._read(reading.counts)

    async def overview(
        self, unions: Mapping[str, Collection[str]], now: datetime, *, own_host_feed_ids: Collection[str] = ()
    ) -> Overview:
        """Return what `/status` is made of, for the feed ids of each union; always the same few queries."""
        return await self._read(overview, unions, now, own_host_feed_ids)

    # pages

    async def wanted_pages(self, now: datetime, limit: int) -> Sequence[WantedPage]:
        """Return newest revisions whose page is to be tried again now, longest waiting first."""
        return await self._read(judging.wanted_pages, now, limit)

    async def save_page(
        self,
        wanted: WantedPage,
        reading: PageReading,
        *,
        text: str | None,
        verdict: Verdict,
        review_targets: Collection[str] = (),
        raw: Raw | None = None,
    ) -> None:
        """Record a reading; a `text` replaces the teaser of that revision, without a new revision or post.

        A verdict that changed replaces the revision's; where it is held, `review_targets` get its card.
        """
        await self._put(judging.save_page, wanted, reading, text, verdict, review_targets, raw)

    # review

    async def held_entries(self, limit: int) -> Sequence[Statement]:
        """Return entries whose newest revision is held and that nobody has decided, oldest first."""
        return await self._read(reading.held_entries, limit)

    async def held_without_card(self, feed_id: str) -> int:
        """Return how many of a feed's entries wait for a decision and no card shows."""
        return await self._read(reading.held_without_card, feed_id)

    async def decide(
        self,
        review: Review,
        *,
        targets: Collection[str],
        audit: AuditRecord,
        declined: Collection[str] = (),
    ) -> Review:
        """Record a person's decision and return the one that stands; StoreError: nothing to decide."""
        return await self._put(reviewing.decide, review, targets, audit, declined)

    async def withdraw(self, entry_id: int, *, audit: AuditRecord) -> bool:
        """Mark a statement and its duplicates as wrong and edit their posts; False if it was."""
        return await self._put(reviewing.withdraw, entry_id, audit)

    async def entry_of_message(self, target: str, message_id: str) -> int | None:
        """Return the entry whose statement post this is."""
        return await self._read(reading.entry_of_message, target, message_id)

    async def post_to(self, entry_id: int, target: str, *, audit: AuditRecord) -> StandingPost | None:
        """Put a post of a statement into the outbox, or return the one that is there or waits already."""
        return await self._put(post_to, entry_id, target, audit)

    async def standing_posts(self, entry_id: int) -> Mapping[str, StandingPost]:
        """Return by target where a statement is posted, or is to be."""
        return await self._read(standing_posts, entry_id)

    async def held_newest(
        self, limit: int, *, older_than: int | None = None, newer_than: int | None = None
    ) -> Sequence[Statement]:
        """Return a page of what waits for a decision, newest first."""
        return await self._read(reading.held_newest, limit, older_than, newer_than)

    # takeover

    async def quarantined_entries(self, feed_id: str) -> Sequence[Statement]:
        """Return entries held by the rule ``quarantine`` that nobody has decided, oldest first."""
        return await self._read(reading.quarantined_entries, feed_id)

    async def release(
        self,
        feed_id: str,
        *,
        approve: Sequence[Review],
        targets: Collection[str],
        audit: AuditRecord,
        declined: Mapping[int, Collection[str]] | None = None,
    ) -> bool:
        """End a quarantine and approve these entries, in one transaction; False where there was none."""
        return await self._put(reviewing.release, feed_id, approve, targets, audit, declined or {})

    # rejudging and the audit

    async def entries_after(self, entry_id: int, limit: int) -> Sequence[StoredEntry]:
        """Return entries with ids above `entry_id` in their newest revision, in order of id."""
        return await self._read(judging.entries_after, entry_id, limit)

    async def save_verdicts(
        self, verdicts: Sequence[tuple[StoredEntry, Verdict]], *, audit: AuditRecord
    ) -> None:
        """Replace newest revisions' verdicts; posts nothing and takes nothing back."""
        await self._write(judging.save_verdicts, verdicts, audit)

    async def audit_records(self, limit: int) -> Sequence[AuditRecord]:
        """Return the newest audit records, newest first."""
        return await self._read(auditing.audit_records, limit)

    async def audit_of(self, subject: str) -> Sequence[AuditRecord]:
        """Return the audit records of ``entry:<id>`` or ``feed:<id>``, newest first."""
        return await self._read(auditing.audit_of_subject, subject)
