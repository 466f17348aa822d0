"""The seams between services and adapters.

Services are written against these Protocols; `bot.app` decides which adapter stands behind each.
There is no in-memory store: tests use the real SQLite one in a temporary folder.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.core.model import (
    AuditRecord,
    Delivery,
    DeliveryReceipt,
    Entry,
    Feed,
    FeedState,
    FeedUpdate,
    Fetched,
    KnownEntry,
    Message,
    NotModified,
    Page,
    PageReading,
    ParsedFeed,
    Review,
    Statement,
    Validators,
    Verdict,
    WantedPage,
)


class Clock(Protocol):
    """The only source of the current time."""

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""
        ...


class Fetcher(Protocol):
    """Asks a feed's server for its document."""

    async def fetch(self, feed: Feed, validators: Validators) -> Fetched | NotModified:
        """Fetch `feed.url`, conditionally where there are validators.

        Raises:
            FetchTemporary, FetchPermanent: with the feed's id and a sentence for the admin.
        """
        ...


class Parser(Protocol):
    """Turns a body into entries without letting it stall the bot."""

    async def parse(self, fetched: Fetched, feed: Feed) -> ParsedFeed:
        """Parse the body; raises ParseError where it is not a readable feed or takes over 5 s of CPU."""
        ...


class PageReader(Protocol):
    """Reads a statement's own page: fetches it under all the fetcher's guards and takes its main text."""

    async def read(self, feed: Feed, url: str) -> Page:
        """Fetch and reduce a page; at most one a second per host, robots.txt respected.

        A page that is none (an error, a challenge, an empty shell) is a `Page` with its obstacle.

        Raises:
            PageRefused: robots.txt asks not to fetch it.
            FetchError, ParseError: nothing that could be a page; worth another try where temporary.
        """
        ...


class Poster(Protocol):
    """Shows messages somewhere; `target_prefix` says which deliveries are its own."""

    @property
    def target_prefix(self) -> str:
        """Return ``discord:`` or ``terminal``: deliveries whose target starts so are this poster's."""
        ...

    @property
    def is_open(self) -> bool:
        """Return False while nothing can be posted yet, as before the login; it all waits then."""
        ...

    async def post(self, target: str, message: Message, *, nonce: str) -> str:
        """Post `message` and return its id; the same nonce never makes a second post within minutes.

        Raises:
            PostTemporary, PostPermanent
        """
        ...

    async def edit(self, target: str, message_id: str, message: Message) -> None:
        """Replace what a posted message shows."""
        ...

    async def publish(self, target: str, message_id: str) -> None:
        """Crosspost a message of an announcement channel to its followers; doing it twice is harmless."""
        ...


class Store(Protocol):
    """Everything that is remembered. Every method is one transaction; errors are StoreError."""

    # polling
    async def feed_states(self) -> Mapping[str, FeedState]:
        """Return what is remembered of every feed, by feed id."""
        ...

    async def routes(self) -> Mapping[str, Mapping[str, datetime]]:
        """Return by feed id the targets that follow it, with the instant each began to."""
        ...

    async def known_entries(self, feed_id: str, keys: Collection[str]) -> Sequence[KnownEntry]:
        """Return this feed's stored entries that carry any of `keys` (guid, link or title key, or key)."""
        ...

    async def apply(self, update: FeedUpdate) -> None:
        """Store a poll's outcome in one transaction: state, entries, verdicts, routes, deliveries.

        What is held gets a card at the `review_targets`, except in a quarantine, which has one for all.

        Raises:
            StoreError: also where the plan was overtaken, as by a quarantine it did not know of.
        """
        ...

    async def save_feed_states(self, states: Sequence[FeedState]) -> None:
        """Store feeds' states alone (not modified, or failed); this ends no quarantine, and renews none."""
        ...

    # delivering
    async def add_day_post(self, *, strike_id: str, on: date, target: str, at: datetime) -> bool:
        """Put a day post into the outbox; False where (strike, date, target) already has one."""
        ...

    async def due_deliveries(self, target_prefix: str, now: datetime) -> Sequence[Delivery]:
        """Return deliveries pending, left in `sending` or parked for a while, due at `now`, in order of id.

        That is the order of posting: behind a post that waits for its next try, those of its target wait too.
        """
        ...

    async def mark_sending(self, delivery_id: int, at: datetime) -> None:
        """Record that an attempt begins (attempts + 1)."""
        ...

    async def mark_delivered(self, receipt: DeliveryReceipt, *, then_publish: bool = False) -> None:
        """Record success, with the message's id; `then_publish` puts its crosspost into the outbox too."""
        ...

    async def mark_retry(self, delivery_id: int, *, error: str, next_attempt_at: datetime) -> None:
        """Record a failed attempt that is to be tried again."""
        ...

    async def mark_obsolete(self, delivery_id: int, *, reason: str) -> None:
        """Record that a delivery was overtaken and will never be made."""
        ...

    async def mark_parked(
        self, delivery_id: int, *, error: str, next_attempt_at: datetime | None = None
    ) -> None:
        """Record a refusal that only an admin can mend; None: the same post will never go through."""
        ...

    async def resume_parked(self, target_prefix: str, now: datetime) -> None:
        """Make what is parked for a while due now, as at a start, when an admin may have mended it."""
        ...

    # reading
    async def statement(self, entry_id: int) -> Statement:
        """Return a stored entry with its newest revision; StoreError where there is none."""
        ...

    async def statement_by_nonce(self, nonce: str) -> Statement | None:
        """Return the entry the delivery with this nonce posted, in its newest direct or approved revision.

        Where there is none any more: in its newest revision, whose verdict says so. The nonce of a review
        card names the revision which the card is about.
        """
        ...

    async def statements_by_link(self, canonical_link: str) -> Sequence[Statement]:
        """Return all stored entries with this canonical permalink, newest first."""
        ...

    async def statement_to_show(self, entry_id: int, own_host_feed_ids: Collection[str]) -> Statement:
        """Return what a post of this entry shows: of the same statement on several sources, the best text.

        That is one on the union's own site, where there is one; else the entry itself. Where none of them
        counts as the union's word: the entry itself. StoreError where there is no such entry.
        """
        ...

    async def latest_statements(
        self, feed_ids: Collection[str], limit: int, *, own_host_feed_ids: Collection[str] = ()
    ) -> Sequence[Statement]:
        """Return the newest statements of these feeds (by publication, else first seen).

        Direct or approved, not withdrawn; the same statement on several sources once, in the site's text.
        """
        ...

    async def recent_statements(self, feed_ids: Collection[str], since: datetime) -> Sequence[Statement]:
        """Return what these feeds said since an instant, newest first, at most 200.

        Direct or approved, not withdrawn, and not duplicates themselves: what a new one may be the same as.
        """
        ...

    async def posted_keys(
        self, feed_id: str, keys: Collection[str], target_prefix: str = ""
    ) -> frozenset[str]:
        """Return which of these entries have a statement post that was sent to such a target, by key."""
        ...

    # pages
    async def wanted_pages(self, now: datetime, limit: int) -> Sequence[WantedPage]:
        """Return newest revisions whose page is to be tried again now, longest waiting first."""
        ...

    async def save_page(
        self,
        wanted: WantedPage,
        reading: PageReading,
        *,
        text: str | None,
        verdict: Verdict,
        review_targets: Collection[str] = (),
    ) -> None:
        """Record a reading; a `text` replaces the teaser of that revision, without a new revision or post.

        A verdict that is no longer direct replaces the revision's; its pending posts are not made then, and
        where it is held the `review_targets` get its card.
        """
        ...

    # review
    async def held_entries(self, limit: int) -> Sequence[Statement]:
        """Return entries whose newest revision is held and that nobody has decided, oldest first."""
        ...

    async def decide(self, review: Review, *, targets: Collection[str], audit: AuditRecord) -> Review:
        """Record a person's decision, audited; return the one that stands (an earlier one, where there is).

        An approval puts statement posts for `targets` into the outbox in the same transaction. Every
        decision brings the entry's review card up to date through the outbox.

        Raises:
            StoreError: there is no such entry, it was withdrawn, or its newest revision is not held or is
                a later one.
        """
        ...

    async def withdraw(self, entry_id: int, *, audit: AuditRecord) -> bool:
        """Mark a statement as wrong and put an edit of each of its posts into the outbox; False if it was.

        The same statement on the union's other sources is withdrawn with it. StoreError: no such entry.
        """
        ...

    async def entry_of_message(self, target: str, message_id: str) -> int | None:
        """Return the entry whose statement post this is."""
        ...

    # takeover
    async def quarantined_entries(self, feed_id: str) -> Sequence[Statement]:
        """Return entries held by the rule ``quarantine`` that nobody has decided, oldest first."""
        ...

    async def release(
        self, feed_id: str, *, approve: Sequence[Review], targets: Collection[str], audit: AuditRecord
    ) -> bool:
        """End a quarantine and approve these entries, in one transaction; False where there was none.

        Each approval is audited besides. StoreError, as of `decide`: nothing was changed.
        """
        ...

    # rejudging and the audit
    async def entries_after(self, entry_id: int, limit: int) -> Sequence["StoredEntry"]:
        """Return entries with ids above `entry_id` in their newest revision, in order of id."""
        ...

    async def save_verdicts(
        self, verdicts: Sequence[tuple["StoredEntry", Verdict]], *, audit: AuditRecord
    ) -> None:
        """Replace newest revisions' verdicts; posts nothing and takes nothing back."""
        ...

    async def audit_records(self, limit: int) -> Sequence[AuditRecord]:
        """Return the newest audit records, newest first."""
        ...

    async def audit_of(self, subject: str) -> Sequence[AuditRecord]:
        """Return the audit records of ``entry:<id>`` or ``feed:<id>``, newest first."""
        ...

    async def counts(self) -> "StoreCounts":
        """Return the figures `/status` shows."""
        ...


@dataclass(frozen=True, slots=True)
class StoreCounts:
    """Figures over the whole database."""

    held_by_feed: Mapping[str, int]
    pending: int
    parked: int


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """A stored entry as the rules need it to judge it again."""

    id: int
    number: int  #: of its newest revision
    feed_id: str
    entry: Entry
    hops: tuple[str, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Job:
    """A named piece of recurring work; running it twice does no harm."""

    name: str
    every: timedelta
    run: Callable[[], Awaitable[None]]


class Runner(Protocol):
    """Ticks jobs until it is asked to stop."""

    async def run(self, jobs: Sequence[Job], stop: "Stop") -> None:
        """Run each job at its interval; return once `stop` is set and the jobs in hand are finished."""
        ...


class Stop(Protocol):
    """A request to stop (an `asyncio.Event` is one)."""

    def is_set(self) -> bool:
        """Return whether stopping was asked for."""
        ...

    async def wait(self) -> object:
        """Return once stopping is asked for."""
        ...
