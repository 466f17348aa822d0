"""The seams between services and adapters.

Services are written against these Protocols; `bot.wiring` decides which adapter stands behind each.
There is no in-memory store: tests use the real SQLite one in a temporary folder.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol, runtime_checkable

from bot.core.chart import Chart
from bot.core.contact import Gap
from bot.core.duplicates import SaidBefore
from bot.core.errors import ConfigError
from bot.core.health import Findings, JobTurn
from bot.core.lacking import LackNews
from bot.core.model import (
    Absence,
    Alert,
    AuditRecord,
    Catalogue,
    DayPosted,
    Delivery,
    DeliveryEvent,
    DeliveryKind,
    DeliveryReceipt,
    DeliveryState,
    DigestMember,
    Entry,
    Feed,
    FeedState,
    FeedUpdate,
    Fetched,
    FileChange,
    FileInForce,
    FileRefusal,
    FileReport,
    Forgettable,
    KnownEntry,
    MainPage,
    Message,
    NotModified,
    Outage,
    Page,
    PageReading,
    ParsedFeed,
    PollReport,
    Raw,
    Refused,
    Review,
    StandingPost,
    Statement,
    Validators,
    Verdict,
    WantedLook,
    WantedPage,
)
from bot.core.outages import OutageNews, SourceOutage
from bot.core.quotes.model import Candidate
from bot.core.search import SearchPage, SearchQuery, TitleHit


class Clock(Protocol):
    """The only source of the current time."""

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""
        ...


class Configuration(Protocol):
    """What feeds.yaml says, as it is in force; it may change while the bot runs.

    An operation reads `catalogue` once and passes it along.
    """

    @property
    def catalogue(self) -> Catalogue:
        """Return what is in force now."""
        ...

    @property
    def is_settling(self) -> bool:
        """Return whether another trust has just come into force: nothing is posted until it is kept."""
        ...

    @property
    def kept_until(self) -> datetime | None:
        """Return until when posts for a channel that was taken out wait for its return; None: they don't."""
        ...

    def take_affected(self) -> frozenset[str]:
        """Return the ids of the feeds whose answers mean more since this was called last."""
        ...

    def unchanged(self, catalogue: Catalogue) -> AbstractAsyncContextManager[bool]:
        """Let nothing else come into force inside the ``async with`` block; tells if `catalogue` is in force.

        For the writing of what was judged by it: whoever waits to change it waits for the block.
        """
        ...


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it stood at one instant."""

    sha256: str
    body: bytes
    error: ConfigError | None = None  #: why it could not be read


class FeedsFile(Protocol):
    """feeds.yaml, wherever it is."""

    async def now(self) -> FileState:
        """Return its state as it is."""
        ...

    async def settled(self, seen: str) -> FileState:
        """Return its state; where that is another than was `seen` (a SHA-256), one that is fully written.

        While it is being written, its hash is what was `seen`.
        """
        ...

    async def understand(self, body: bytes) -> Catalogue:
        """Return what it says; ConfigError where that can't be used."""
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

    async def read_entry(self, raw: bytes, feed: Feed) -> Entry:
        """Read what was kept of a stored entry: its title, text, links and images; ParseError as above."""
        ...

    async def read_page(self, fetched: Fetched, feed: Feed) -> MainPage:
        """Reduce a statement's page to its main text; ParseError as above."""
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


@dataclass(frozen=True, slots=True)
class Visited:
    """A page of a site, for the addresses it names."""

    url: str  #: the one that answered, after redirects
    html: str
    obstacle: str = ""  #: why this is no page; its `html` is empty then


class SiteVisitor(Protocol):
    """Reads the pages of a site on which feeds are looked for."""

    async def visit(self, url: str) -> Visited:
        """Fetch a page by way of any hosts, under the fetcher's guards, robots.txt respected.

        Raises:
            FetchError: there was no answer, or it may not be asked for.
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
        """Post `message` and return its id; the same nonce makes no second post within `nonce_window`.

        Raises:
            PostUnknown: it may have been posted, and may not.
            PostTemporary, PostPermanent: it was not.
        """
        ...

    @property
    def nonce_window(self) -> timedelta:
        """Return for how long a post that may have been made can still appear.

        In its first third, sending again under the same nonce makes no second one.
        """
        ...

    @property
    def can_find(self) -> bool:
        """Return whether `find` can tell; where it can't, what may have been posted is posted again."""
        ...

    async def honours_nonce(self, target: str) -> bool:
        """Return whether posts at this target are known by their nonce within `nonce_window`.

        Where they are not, a post that may have been made is looked for before it is made again, once the
        window has passed within which it may still appear.
        """
        ...

    async def find(self, target: str, nonce: str, since: datetime) -> str | None:
        """Return the id of the message posted since that carries this nonce; None: there is none.

        It is looked for in the custom ids of its buttons (`bot.core.render.marks`).

        Raises:
            PostTemporary, PostPermanent: it can't be told, and why; mendable where an admin can change that.
        """
        ...

    async def edit(self, target: str, message_id: str, message: Message) -> None:
        """Replace what a posted message shows."""
        ...

    async def publish(self, target: str, message_id: str) -> None:
        """Crosspost a message of an announcement channel to its followers; doing it twice is harmless."""
        ...

    async def begin_thread(self, target: str, message_id: str, name: str) -> bool:
        """Begin a thread for discussion under a message that has none; return whether it has one now."""
        ...

    async def set_topic(self, target: str, topic: str) -> None:
        """Write a channel's topic, in Discord markdown, in place of what stands there."""
        ...


@runtime_checkable
class Places(Protocol):
    """Looks at the channels in which posts are to stand."""

    @property
    def is_open(self) -> bool:
        """Return False while nothing can be looked at yet, as before the login."""
        ...

    async def lacking(self, catalogue: Catalogue) -> Mapping[int, Sequence[str]]:
        """Return what would stop the bot in each channel of the catalogue, by id; empty where all is well.

        Raises:
            PostTemporary: it can't be told now.
        """
        ...


class Charts(Protocol):
    """Draws pictures, outside this process."""

    async def draw(self, chart: Chart) -> bytes:
        """Return the picture as a PNG, one at a time; DrawError where it can't be drawn."""
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

        What is held gets a card at the `review_targets`, except in a quarantine, which has one for all; of
        many held at once the newest get one each, and one more says how many others wait.

        Raises:
            StoreError: also where the plan was overtaken, as by a quarantine it did not know of.
        """
        ...

    async def save_feed_states(self, states: Sequence[FeedState]) -> None:
        """Store feeds' states alone (not modified, or failed); this ends no quarantine, and renews none."""
        ...

    async def poll_soon(
        self, feed_ids: Collection[str], now: datetime, *, asked_before: datetime, failing_too: bool = False
    ) -> None:
        """Bring the next poll of these feeds forward to `now` where it is later.

        Left as they are: paused feeds, those asked at `asked_before` or later, and those that failed when
        last asked, but with `failing_too`.
        """
        ...

    async def pause_feed(self, feed_id: str, *, audit: AuditRecord) -> datetime | None:
        """Have a feed not asked any more, until it is resumed, over restarts too.

        Where it was paused already: return since when, and nothing changes.
        """
        ...

    async def resume_feed(self, feed_id: str, *, audit: AuditRecord) -> bool:
        """Have a paused feed asked again when it is due; False: it was not paused, and nothing changes."""
        ...

    # delivering
    async def add_day_post(self, *, strike_id: str, on: date, target: str, at: datetime) -> bool:
        """Put a day post into the outbox; False where (strike, date, target), or the day after, has one."""
        ...

    async def last_day_post(self, *, strike_id: str, target: str, before: date) -> DayPosted | None:
        """Return the newest day post of a strike that was made at a target for a date before this one."""
        ...

    async def note_known(self, delivery_id: int, known_to: int) -> None:
        """Remember the highest id of the entries that a day post knows, as it is put together.

        Where an earlier attempt may have made the post, what that one knew stands.
        """
        ...

    async def put_total(
        self, *, strike_id: str, target: str, days: int, told: str, at: datetime, is_news: bool
    ) -> bool:
        """Put the total of a strike into the outbox where this target has none yet and it is news.

        One that was `told` otherwise is brought up to date. Return whether anything was to be done.
        """
        ...

    async def add_channel_topic(self, *, strike_id: str, target: str, occasion: str, at: datetime) -> bool:
        """Have a channel's topic say which day it is; False where it was put in for this occasion already."""
        ...

    async def take_back_total(self, *, strike_id: str, target: str, at: datetime) -> bool:
        """Have a total that was posted say that the strike goes on; False where there is none.

        A later total of the same strike is posted anew.
        """
        ...

    async def next_due_at(self, target_prefix: str) -> datetime | None:
        """Return from when on something is due at targets with this prefix; None where nothing waits there.

        Until then there is nothing for `due_deliveries` or `overdue_statements`; asking is cheap.
        """
        ...

    async def due_deliveries(
        self, target_prefix: str, now: datetime, *, busy: Collection[str] = ()
    ) -> Sequence[Delivery]:
        """Return what is due at `now` outside the `busy` lanes (`Delivery.lane`), each lane in its order.

        That is: tried ones first, then as they were said. Behind one that waits for its next try, those of
        its lane wait too; an edit waits while nobody knows whether its post was made. At most a few of each
        lane, the first of every lane first.
        """
        ...

    async def mark_sending(
        self, delivery_id: int, at: datetime, *, doubt_since: datetime | None = None
    ) -> None:
        """Record that an attempt begins (attempts + 1), in the row's `attempted_at` too.

        `doubt_since`: when an earlier attempt began that may have made it.
        """
        ...

    async def mark_delivered(
        self, receipt: DeliveryReceipt, *, then: Collection[DeliveryKind] = ()
    ) -> Sequence[str]:
        """Record success, with the message's id, and return the problems that are over with it.

        In the same transaction: the statements of a digest are delivered with it, alerts whose problem is
        over are resolved, and what is `then` to be done (PUBLISH, THREAD) is put into the outbox.
        """
        ...

    async def mark_retry(
        self,
        delivery_id: int,
        *,
        at: datetime,
        error: str,
        next_attempt_at: datetime,
        doubt_since: datetime | None = None,
    ) -> None:
        """Record a failed attempt that is to be tried again.

        `doubt_since`: when the first attempt began that may have made it.
        """
        ...

    async def mark_obsolete(self, delivery_id: int, *, at: datetime, reason: str) -> None:
        """Record that a delivery was overtaken and will never be made; a digest's statements with it."""
        ...

    async def mark_parked(
        self,
        delivery_id: int,
        *,
        at: datetime,
        error: str,
        problem: str | None = None,
        next_attempt_at: datetime | None = None,
        doubt_since: datetime | None = None,
        tell: Collection[str] = (),
    ) -> bool:
        """Record a refusal that only an admin can mend; without `next_attempt_at`, one for good.

        Of each `problem` at its target (by default the error) the targets in `tell` get one card until it is
        over. Return whether it is new.
        """
        ...

    async def notice_restore(self, now: datetime) -> datetime | None:
        """Take note, once, that this database is a snapshot taken earlier; return when, else None.

        Whatever may have been posted since is looked for in its channel before it is posted.
        """
        ...

    async def resume_parked(self, target_prefix: str, now: datetime) -> None:
        """Make what is parked for a while due now, as at a start, when an admin may have mended it."""
        ...

    async def delivery_history(self, delivery_id: int) -> Sequence[DeliveryEvent]:
        """Return every step of a delivery since it was put in, in order."""
        ...

    async def alert(self, alert_id: int) -> Alert | None:
        """Return what admins were told of a refusal."""
        ...

    async def overdue_statements(
        self, target_prefix: str, said_before: datetime, *, more_than: int
    ) -> Mapping[str, Sequence[DigestMember]]:
        """Return by target, in order, what was said before an instant and was never tried, where it is much.

        Not what a new route asked for, and nothing of a target where a post was tried and is not through yet.
        """
        ...

    async def add_digests(self, target: str, parts: Sequence[Sequence[DigestMember]], at: datetime) -> None:
        """Put digests into the outbox, all or none; their statements are not posted themselves any more.

        Raises:
            StoreError: one of the statements does not wait any more.
        """
        ...

    async def digest_members(self, digest_id: int) -> Sequence[DigestMember]:
        """Return the statements a digest links, in order; not those let go."""
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

    async def newest_statements(
        self,
        unions: Mapping[str, Collection[str]],
        limit: int,
        *,
        own_host_feed_ids: Collection[str] = (),
    ) -> Mapping[str, Sequence[Statement]]:
        """Return by union what `latest_statements` has of its feed ids, without the other places.

        The number of queries does not depend on how many unions or feeds there are.
        """
        ...

    async def recent_statements(self, feed_ids: Collection[str], since: datetime) -> Sequence[SaidBefore]:
        """Return what these feeds said since an instant, newest first, at most 200.

        Direct or approved, not withdrawn, and not duplicates themselves: what a new one may be the same as.
        """
        ...

    async def withdrawn_statements(self, feed_ids: Collection[str]) -> Sequence[Statement]:
        """Return what was withdrawn of these feeds, each in all its revisions, newest first, at most 200."""
        ...

    async def posted_keys(
        self, feed_id: str, keys: Collection[str], target_prefix: str = ""
    ) -> frozenset[str]:
        """Return which of these entries have a statement post that was sent to such a target, by key."""
        ...

    async def quote_candidates(
        self, groups: Sequence[Sequence[int]], limit: int
    ) -> Sequence[Sequence[Candidate]]:
        """Return for each group of fingerprints the revisions that share the most of it, best first.

        A group is what `bot.core.quotes.fingerprints` makes of one piece of text; at most `limit` revisions
        for each, of equal ones the newest. All that count as the union's word are looked through, earlier
        revisions too; what shares less than a third of a group is left out.
        """
        ...

    async def search(self, query: SearchQuery) -> SearchPage:
        """Return a page of the statements that hold all the words asked for, best first.

        Direct or approved, not withdrawn, in the newest revision; the same statement on several sources
        once. Where none holds all the words: those that hold words which begin so.
        """
        ...

    async def titles(self, typed: str, feed_ids: Collection[str], limit: int) -> Sequence[TitleHit]:
        """Return statements, as `search` does, whose titles hold the words typed so far, newest first.

        The last word is taken as begun; without any word these are the newest statements.
        """
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
        raw: Raw | None = None,
    ) -> None:
        """Record a reading; a `text` replaces the teaser of that revision, without a new revision or post.

        With a text the feed's validators are forgotten: its next poll sees where the statement belongs now.
        A verdict that is no longer direct replaces the revision's; its pending posts are not made then, and
        where it is held the `review_targets` get its card. `raw` is what the text was made of.
        """
        ...

    # feeds.yaml
    async def file_in_force(self) -> FileInForce | None:
        """Return the state of feeds.yaml that was last in force; None: none was noted yet."""
        ...

    async def keep_file(self, change: FileChange, tell: Collection[str]) -> None:
        """Note that another state of feeds.yaml comes into force; where it is in force, nothing more is told.

        In the same transaction the targets in `tell` get its cards, the audit its records, and the card of
        a file that could not be used says that it can.
        """
        ...

    async def refuse_file(self, refusal: FileRefusal, tell: Collection[str]) -> bool:
        """Note that feeds.yaml can't be used as it is; False where that was known of this state of it.

        Until it can be used there is one card at each target in `tell`, brought up to date.
        """
        ...

    async def file_report(self, report_id: int) -> FileReport | None:
        """Return what a card about feeds.yaml shows."""
        ...

    # what is changed or taken down
    async def revisions_that_count(self, entry_id: int, *, up_to: int, limit: int = 1) -> Sequence[Statement]:
        """Return an entry's revisions that count as the union's word, newest first.

        Those with the number `up_to` or a lower one; none of what was withdrawn.
        """
        ...

    async def revision_told(self, delivery_id: int) -> int:
        """Return the number of the revision that members knew of before the one a correction is about."""
        ...

    async def put_off_until(self, entry_id: int, now: datetime) -> datetime | None:
        """Return when an entry's posts will show its newest words, where it changes too often for now."""
        ...

    async def wanted_looks(self, now: datetime, limit: int) -> Sequence[WantedLook]:
        """Return posted statements missing from their feeds whose page is to be looked at now."""
        ...

    async def save_look(self, absence: Absence, at: datetime) -> None:
        """Record what a look found, if the statement is missing still; bring its posts up to date."""
        ...

    # review
    async def held_entries(self, limit: int) -> Sequence[Statement]:
        """Return entries whose newest revision is held and that nobody has decided, oldest first."""
        ...

    async def held_newest(
        self, limit: int, *, older_than: int | None = None, newer_than: int | None = None
    ) -> Sequence[Statement]:
        """Return entries as `held_entries` does, newest first: the next ones below an entry id, or above one.

        Of those above it the ones that are nearest.
        """
        ...

    async def held_without_card(self, feed_id: str) -> int:
        """Return how many of a feed's entries wait for a decision and no card in a review channel shows."""
        ...

    async def decide(
        self,
        review: Review,
        *,
        targets: Collection[str],
        audit: AuditRecord,
        declined: Collection[str] = (),
    ) -> Review:
        """Record a person's decision, audited; return the one that stands (an earlier one, where there is).

        An approval puts statement posts for `targets` into the outbox in the same transaction, but for those
        of them that have `declined` the statement's topics; where that leaves none, and it stands nowhere,
        the entry's silence says so. Every decision brings the entry's review card up to date through the
        outbox.

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

    async def post_to(self, entry_id: int, target: str, *, audit: AuditRecord) -> StandingPost | None:
        """Put a post of a statement into the outbox of one target because an admin asks for it, audited.

        Where it, or the same statement from another source, is posted there or is to be: return that, and
        nothing changes. StoreError: it does not count as the union's word, or its feed is in quarantine.
        """
        ...

    async def standing_posts(self, entry_id: int) -> Mapping[str, StandingPost]:
        """Return by target the post of an entry, or of the same statement from another source."""
        ...

    async def entry_of_message(self, target: str, message_id: str) -> int | None:
        """Return the entry whose statement post this is."""
        ...

    # takeover
    async def quarantined_entries(self, feed_id: str) -> Sequence[Statement]:
        """Return entries held by the rule ``quarantine`` that nobody has decided, oldest first."""
        ...

    async def release(
        self,
        feed_id: str,
        *,
        approve: Sequence[Review],
        targets: Collection[str],
        audit: AuditRecord,
        declined: Mapping[int, Collection[str]] | None = None,
    ) -> bool:
        """End a quarantine and approve these entries, in one transaction; False where there was none.

        `declined` are, by entry id, the targets that don't carry an entry's topics.
        What stays held gets cards where the quarantine had one. Each approval is audited besides.
        StoreError, as of `decide`: nothing was changed.
        """
        ...

    # what texts were made of
    async def entry_raws(self, entry_ids: Collection[int]) -> Mapping[int, bytes]:
        """Return by entry what is kept of what its feed carried for the newest revision."""
        ...

    async def kept_after(self, last: tuple[int, int], limit: int) -> Sequence["KeptEntry"]:
        """Return revisions of which something is kept, in order, after the one with this entry and number.

        Not those that a person approved or is asked to by a card: an approval is of the words that were seen.
        """
        ...

    async def save_rereadings(self, changes: Sequence["Reread"], at: datetime) -> int:
        """Write texts read anew over those they were read anew for, with what is looked up by words.

        No revision is made and nothing is put into the outbox. Return how many were written: what was
        changed by a poll or a page in the meantime is left as it is.
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

    async def said_between(
        self, feed_ids: Collection[str], since: datetime, until: datetime, limit: int
    ) -> Sequence["SaidThen"]:
        """Return what these feeds said from an instant to another (not included), newest first.

        Direct or approved, not withdrawn; the same statement on several sources once.
        """
        ...

    async def gaps(self, feed_ids: Collection[str], since: datetime) -> Mapping[str, Sequence[Gap]]:
        """Return for each of these feeds, by id, the spells without contact that ended after an instant.

        Those that last still are told by the feeds' states (`bot.core.contact.current_gaps`).
        """
        ...

    async def work_signs(self, target_prefix: str, now: datetime) -> "WorkSigns":
        """Return what tells whether the bot is at work, for targets with this prefix; cheap."""
        ...

    async def figures(self) -> "StoreFigures":
        """Return what is counted in the store; cheap, however much was ever posted."""
        ...

    async def lasting_outages(self) -> Sequence[SourceOutage]:
        """Return the outages of sources that admins were told of and that are not over."""
        ...

    async def outages_of(self, alert_id: int) -> Sequence[SourceOutage]:
        """Return what an alert about sources tells, in the order in which it was told."""
        ...

    async def tell_lacks(
        self, found: Mapping[str, Collection[str]], tell: Collection[str], at: datetime
    ) -> LackNews:
        """Keep what the bot lacks, by each target that was looked at; return what was not known already.

        What is new gets a card at the targets in `tell`, but for the one that it is about; what is over
        brings its cards up to date.
        """
        ...

    async def tell_outages(self, news: OutageNews, tell: Collection[str], at: datetime) -> OutageNews:
        """Keep what has changed and have the targets in `tell` told; return what was not known already.

        Outages that begin within an hour share a card. Their ends bring it up to date; when all are over, one
        more card says so.
        """
        ...

    async def prunable(self, part: Forgettable, before: datetime) -> int:
        """Return how many rows of a part are older than an instant and may go."""
        ...

    async def prune(self, part: Forgettable, before: datetime) -> int:
        """Let go of some rows that are older than an instant, in one short transaction; 0: none is left."""
        ...

    async def counts(self) -> "StoreCounts":
        """Return figures over the whole database."""
        ...

    async def overview(
        self, unions: Mapping[str, Collection[str]], now: datetime, *, own_host_feed_ids: Collection[str] = ()
    ) -> "Overview":
        """Return what `/status` is made of, for the feed ids of each union (watched ones are nobody's).

        The number of queries does not depend on how many feeds, unions or statements there are.
        """
        ...


@dataclass(frozen=True, slots=True)
class SaidThen:
    """When a statement was said, and its words."""

    at: datetime
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class StoreCounts:
    """Figures over the whole database."""

    held_by_feed: Mapping[str, int]
    pending: int
    parked: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What `/status` is made of, as one state of the database."""

    states: Mapping[str, FeedState]  #: by feed id
    outages: Mapping[str, Outage]  #: by feed id, the last one that ended in the last two days
    held_by_feed: Mapping[str, int]
    last_statements: Mapping[str, Statement]  #: by union id, as `latest_statements` has the newest
    pending: int
    parked: int
    waiting_since_at: datetime | None  #: since when the oldest pending delivery is due; None: none is
    refused: tuple[Refused, ...]  #: what is parked by target and reason, the most first, at most 20
    schema: str  #: revision of the tables
    database_bytes: int
    file_refused: FileReport | None = None  #: why feeds.yaml as it stands is not in force; None: it is


@dataclass(frozen=True, slots=True)
class WorkSigns:
    """What the store can tell of whether the bot is at work."""

    states: Mapping[str, FeedState]  #: by feed id
    untried_since: datetime | None  #: when the oldest delivery became due that is free and was never tried
    last_step_at: datetime | None  #: when anything was last done to any delivery


@dataclass(frozen=True, slots=True)
class StoreFigures:
    """What is counted in the store, for an operator."""

    states: Mapping[str, FeedState]  #: by feed id
    held_by_feed: Mapping[str, int]
    waiting: Mapping[tuple[DeliveryKind, DeliveryState], int]  #: of what is not made yet
    database_bytes: int


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """A stored entry as the rules need it to judge it again."""

    id: int
    number: int  #: of its newest revision
    feed_id: str
    entry: Entry
    hops: tuple[str, ...]
    verdict: Verdict
    page: PageReading | None = None  #: where the statement's own page was asked for


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """A stored revision, and what its text was made of."""

    id: int
    number: int  #: of the revision
    feed_id: str
    entry: Entry
    hops: tuple[str, ...]
    verdict: Verdict
    page: PageReading | None
    sha256: str  #: of the text
    content_hash: str | None  #: of the feed's words, by which an edit is told; None: not the newest revision
    raw: bytes  #: `bot.core.rawcoding`
    page_raw: Raw | None  #: of the statement's own page, where the text was made of it


@dataclass(frozen=True, slots=True)
class Reread:
    """What today's code makes of a revision's raw pieces, where that is something else."""

    kept: KeptEntry
    entry: Entry
    content_hash: str  #: of the feed's words


@dataclass(frozen=True, slots=True)
class Job:
    """A named piece of recurring work; running it twice does no harm."""

    name: str
    every: timedelta
    run: Callable[[], Awaitable[None]]
    wake: "Wake | None" = None  #: tells it not to wait for its next tick


class Wake(Protocol):
    """Tells one job that there is work for it."""

    async def wait(self) -> None:
        """Return once there may be work, at once where that was so since the last time."""
        ...


class Watch(Protocol):
    """Is told how the jobs fare."""

    def began(self, job: Job) -> None:
        """Take note that a run of a job begins."""
        ...

    def ended(self, job: str, error: Exception | None) -> None:
        """Take note that a job's run ended, with an error or well."""
        ...


class Meter(Protocol):
    """Is told what happens, for figures that an operator collects."""

    def polled(self, report: PollReport) -> None:
        """Take note of a poll that ended."""
        ...

    def made(self, delivery: Delivery, at: datetime) -> None:
        """Take note of a delivery that was made."""
        ...

    def failed(self, delivery: Delivery) -> None:
        """Take note of an attempt that failed."""
        ...


class Supervisor(Protocol):
    """Is told how the whole process is doing, such as systemd."""

    def ready(self, status: str) -> None:
        """Tell that the bot is at work."""
        ...

    def alive(self, status: str, *, is_well: bool) -> None:
        """Tell how it is doing; only where `is_well` it counts as a sign of life."""
        ...

    def stopping(self) -> None:
        """Tell that the bot ends, as it was asked to."""
        ...


@dataclass(frozen=True, slots=True)
class Figures:
    """What an operator collects, as it stands at one instant."""

    at: datetime
    feed_ids: tuple[str, ...]  #: of the configuration in force
    findings: Findings
    jobs: tuple[JobTurn, ...]
    store: StoreFigures | None  #: None: the database refuses
    gateway_up: bool | None  #: None: there is none
    reconnects: int = 0
    rate_limited: int = 0  #: answers of Discord that asked us to wait
    waited_seconds: float = 0.0  #: that our own pace made requests wait


class Runner(Protocol):
    """Ticks jobs until it is asked to stop."""

    async def run(self, jobs: Sequence[Job], stop: "Stop") -> None:
        """Run each job at its interval, and when it is woken, each at most once at a time.

        Returns once `stop` is set and the jobs in hand are finished.
        """
        ...


class Stop(Protocol):
    """A request to stop (an `asyncio.Event` is one)."""

    def is_set(self) -> bool:
        """Return whether stopping was asked for."""
        ...

    async def wait(self) -> object:
        """Return once stopping is asked for."""
        ...
