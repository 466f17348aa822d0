"""The things Picketwire is about, as frozen data.

Every stage takes and returns these. Instants end in ``_at`` and are aware UTC datetimes; calendar
dates end in ``_on``. Nothing here does I/O or reads a clock.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

# --- what admins follow (from feeds.yaml) -----------------------------------------------------


class Platform(StrEnum):
    """A shared platform on which a union is known by a pinned account, not by a host."""

    BLUESKY = "bluesky"
    YOUTUBE = "youtube"
    MASTODON = "mastodon"


@dataclass(frozen=True, slots=True)
class Account:
    """A pinned account: ``did:…`` (Bluesky), ``UC…`` (YouTube channel), ``@user@host`` (Mastodon)."""

    platform: Platform
    value: str  #: as written in feeds.yaml, such as ``did:plc:abc123``


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as the rules and the poller need it, with its union's identity resolved."""

    id: str  #: unique in the file; the feed's identity in the database, whatever its URL
    url: str
    union_id: str
    union_name: str
    hosts: frozenset[str]  #: the union's own web hosts, normalised; compared exactly
    account: Account | None = None
    watched: bool = False  #: somebody else's feed: polled and stored, never direct
    every: timedelta = timedelta(minutes=5)
    backfill: int = 3  #: at most this many of the newest statements are posted when a route opens
    language: str | None = None
    authors: tuple[str, ...] = ()  #: who writes for the union here; others are held (none: anybody)
    skip_categories: tuple[str, ...] = ()  #: categories whose entries are no statements
    skip_hosts: frozenset[str] = frozenset()  #: hosts whose entries in this feed are no statements
    officers: tuple[str, ...] = ()  #: the union's officers, by whom a statement may be
    also_known_as: tuple[str, ...] = ()  #: other names the union goes by
    employers: tuple[str, ...] = ()  #: names of the other side, for warnings about look-alike hosts


@dataclass(frozen=True, slots=True)
class StrikeEvent:
    """Something that happened to a strike, as an admin entered it."""

    at: datetime
    evidence: str | None = None  #: the union's own page that says so; None: an admin's word alone


@dataclass(frozen=True, slots=True)
class Pause:
    """A spell in which a strike was paused; its days are counted."""

    begun: StrikeEvent
    over: StrikeEvent | None = None  #: None while it lasts


@dataclass(frozen=True, slots=True)
class Strike:
    """A strike as an admin entered it."""

    id: str
    union_id: str
    name: str
    timezone: ZoneInfo
    first_on: date  #: the first counted day, in `timezone`
    evidence: str | None = None  #: the union's own page that announces it
    ended: StrikeEvent | None = None
    suspended: StrikeEvent | None = None
    tentative_agreement: StrikeEvent | None = None
    pauses: tuple[Pause, ...] = ()  #: in order of time, none beginning before the one before is over


class StrikeState(StrEnum):
    """Where a strike stands on a given day; the values are the command line's contract."""

    UPCOMING = "upcoming"
    ON_STRIKE = "on_strike"
    PAUSED = "paused"
    TENTATIVE_AGREEMENT = "tentative_agreement"
    SUSPENDED = "suspended"
    ENDED = "ended"

    @property
    def is_counted(self) -> bool:
        """Tell whether days in this state have a number."""
        return self in (StrikeState.ON_STRIKE, StrikeState.PAUSED, StrikeState.TENTATIVE_AGREEMENT)

    @property
    def is_over(self) -> bool:
        """Tell whether counting has stopped, so that there is a total."""
        return self in (StrikeState.SUSPENDED, StrikeState.ENDED)


@dataclass(frozen=True, slots=True)
class StrikeDay:
    """The answer to “which day is it?” for one strike on one date."""

    strike: Strike
    on: date  #: in the strike's own zone
    state: StrikeState
    day: int | None  #: 1 on the first day; None when upcoming, suspended or ended
    total: int | None  #: counted days, once suspended or ended
    event: StrikeEvent | None = None  #: what brought it into this state; None: upcoming, or simply on strike

    @property
    def evidence(self) -> str | None:
        """Return the union's own page that says so: of what brought this state about, else of the start."""
        return self.event.evidence if self.event else self.strike.evidence


@dataclass(frozen=True, slots=True)
class RoleMention:
    """The one Discord role that a channel's posts may call, and for which statements."""

    role_id: int
    categories: frozenset[str]  #: as the feeds write them, case-folded; any one of them is enough


@dataclass(frozen=True, slots=True)
class Topic:
    """Something a union talks about, and the words by which that is recognised (`bot.core.topics`)."""

    id: str  #: known within its union; the same id in another union has that union's words
    name: str  #: as members know it
    words: tuple[str, ...]  #: words and phrases in any language; ``*`` at a word's end stands for any ending


@dataclass(frozen=True, slots=True)
class TopicChoice:
    """Which topics a channel carries."""

    only: frozenset[str] | None = None  #: ids of topics; None: whatever it is about
    skip: frozenset[str] = frozenset()

    def admits(self, topics: Collection[str]) -> bool:
        """Tell whether a statement on these topics is carried."""
        return (self.only is None or not self.only.isdisjoint(topics)) and self.skip.isdisjoint(topics)


@dataclass(frozen=True, slots=True)
class Channel:
    """A Discord channel and what it carries."""

    id: int
    feed_ids: frozenset[str]  #: whose statements it gets
    day_strike_id: str | None = None
    day_at: time | None = None  #: local time, in the strike's zone
    day_topic: bool = False  #: the channel's topic says which day it is
    publish: bool = False  #: crosspost to the followers of an announcement channel
    thread: bool = False  #: begin a thread for discussion under each statement's post
    mention: RoleMention | None = None
    language: str | None = None  #: of the bot's own words there, such as ``es``; None: English
    topics: TopicChoice | None = None  #: those that it is limited to; None: it carries everything


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything feeds.yaml says, resolved for the services."""

    feeds: tuple[Feed, ...]
    strikes: tuple[Strike, ...]
    channels: tuple[Channel, ...]
    review_channel: int | None = None
    union_names: Mapping[str, str] = field(default_factory=dict)  #: by union id
    review_role: int | None = None  #: members with this Discord role may review, besides Manage Server
    fetch_links: bool = False  #: pages that members ask about may be fetched, to check what they quote
    topics: Mapping[str, tuple[Topic, ...]] = field(default_factory=dict)  #: by union id
    review_language: str | None = None  #: of the bot's own words in the review channel; None: English
    union_timezones: Mapping[str, ZoneInfo] = field(default_factory=dict)  #: by union id, where one is given


# --- what a feed says ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as its feed lists it; nothing in it is trusted."""

    guid: str | None
    link: str | None  #: the permalink as written, made absolute; two at odds are parted by a space
    title: str  #: plain text, one line; empty where the feed gives none
    text: str  #: plain text; paragraphs parted by blank lines
    published_at: datetime | None = None
    updated_at: datetime | None = None
    author: str | None = None
    source_url: str | None = None  #: each source it names, on a line of its own: an address, else a name
    channel_id: str | None = None  #: yt:channelId
    categories: tuple[str, ...] = ()
    cut_off: bool = False  #: the feed carries only the beginning of the text
    links: tuple[str, ...] = ()  #: absolute addresses the text links to, in order; at most 50


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A readable feed document."""

    title: str
    link: str | None  #: the channel's own link
    entries: tuple[Entry, ...]  #: in document order


# --- fetching ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ConnectTo:
    """Connect a host name to another address, as curl's ``--connect-to``; every rule sees the real name."""

    host: str  #: normalised, as in a feed's address
    port: int
    to_host: str  #: an IP address (IPv6 without brackets) or a host name
    to_port: int


@dataclass(frozen=True, slots=True)
class Validators:
    """HTTP validators for a conditional GET (RFC 9110 §8.8), exactly as the server sent them."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A body, and the way to it."""

    hops: tuple[str, ...]  #: every address asked, in order; the last one gave the body
    body: bytes  #: decompressed
    content_type: str  #: the header as sent; may be empty
    validators: Validators
    fetched_at: datetime
    max_age: timedelta | None = None  #: Cache-Control: max-age, where the server sent one


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says nothing changed (304)."""

    hops: tuple[str, ...]
    validators: Validators
    fetched_at: datetime
    max_age: timedelta | None = None


# --- judging -------------------------------------------------------------------------------------


class Decision(StrEnum):
    """What a verdict says; the values are the command line's contract."""

    DIRECT = "direct"
    HELD = "held"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Check:
    """One rule that was asked on the way to a verdict."""

    rule: str  #: stable id
    passed: bool  #: it had nothing against the entry; the last one of a path may have decided
    seen: str
    expected: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision with the rule that made it and the evidence it was made on."""

    decision: Decision
    rule: str  #: stable id, such as ``link-host``
    reason: str  #: a sentence a member understands
    seen: str
    expected: str
    ruleset: int  #: version of the rule set
    path: tuple[Check, ...] = ()  #: every rule asked, in order, the deciding one last


# --- the statement's own page ---------------------------------------------------------------------


class PageOutcome(StrEnum):
    """What came of reading a statement's own page."""

    WHOLE = "whole"  #: its text holds the teaser's words, and is the statement's text now
    MISMATCH = "mismatch"  #: its text does not hold the teaser's words; the teaser stays
    FOREIGN = "foreign"  #: it led to, or names as canonical, a host that is not the union's
    UNAVAILABLE = "unavailable"  #: no page yet: an error, a challenge, an empty shell; tried again
    REFUSED = "refused"  #: robots.txt asks not to fetch it, or tries are used up; the teaser stays


@dataclass(frozen=True, slots=True)
class MainPage:
    """What a page says, as its reader found it (`bot.core.mainpage`)."""

    text: str  #: plain; empty where there was none
    canonical: str | None  #: each address it calls canonical, absolute, on a line of its own
    obstacle: str | None  #: completes “the page could not be read:”; None where it may be a statement's


@dataclass(frozen=True, slots=True)
class Page:
    """A fetched page, reduced to what is judged and kept."""

    hops: tuple[str, ...]  #: every address asked, in order
    canonical: str | None  #: each address it calls canonical, absolute, on a line of its own
    text: str  #: its main text, plain; empty where there was none
    obstacle: str | None  #: why this is no page of a statement: challenge, script shell, …; None: it may be
    fetched_at: datetime
    status: int | None = None  #: of the answer; None where the last address was not asked


@dataclass(frozen=True, slots=True)
class PageReading:
    """What is kept of reading a statement's page."""

    outcome: PageOutcome
    note: str  #: a sentence for the receipt
    hops: tuple[str, ...]
    canonical: str | None  #: each address it calls canonical, on a line of its own
    at: datetime
    attempts: int = 1  #: tries so far
    next_attempt_at: datetime | None = None  #: when to try again; None: never


@dataclass(frozen=True, slots=True)
class WantedPage:
    """A stored teaser whose page is to be read again."""

    entry_id: int
    number: int  #: of the revision
    feed_id: str
    url: str
    entry: "Entry"
    verdict: Verdict
    attempts: int


@dataclass(frozen=True, slots=True)
class Absence:
    """A posted statement that its feed no longer lists, and what its page said (`bot.core.absence`)."""

    entry_id: int
    next_look_at: datetime | None  #: when its page is to be looked at; None: not any more
    looks: int = 0  #: that found it gone since it is marked
    unclear: int = 0  #: looks in a row that told nothing
    first_gone_at: datetime | None = None  #: when its page was first found gone, and not back since
    gone_since_at: datetime | None = None  #: the same, once that is certain: its posts say so


@dataclass(frozen=True, slots=True)
class WantedLook:
    """A statement whose page is to be looked at."""

    absence: Absence
    feed_id: str
    url: str


# --- takeover -------------------------------------------------------------------------------------


class Sign(StrEnum):
    """A sign that a feed has changed hands."""

    REDIRECT_HOST = "redirect-host"  #: it leads to a host that is not the union's
    CHANNEL_LINK = "channel-link"  #: its own <link> moved to another host
    BULK = "bulk"  #: a sudden bulk of entries that are new even after matching
    REVIVAL = "revival"  #: dead for long, it comes back with links elsewhere


@dataclass(frozen=True, slots=True)
class Quarantine:
    """A feed's quarantine: it is polled, and nothing of it is posted until an admin releases it."""

    sign: Sign
    seen: str
    expected: str
    since_at: datetime


# --- planning ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EntryKeys:
    """The ways to recognise an entry, strongest first (see `bot.core.identity`)."""

    guid: str | None
    link: str | None  #: canonical permalink
    title: str | None  #: folded title and publication date; without these the whole text

    def __iter__(self) -> Iterator[str]:
        """Iterate over the keys there are, strongest first."""
        return (key for key in (self.guid, self.link, self.title) if key)


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """What the store remembers of an entry, as far as planning needs it."""

    id: int
    key: str
    keys: EntryKeys
    content_hash: str
    published_at: datetime | None
    verdict: Verdict
    targets: frozenset[str]  #: targets that have (or are to have) its post, or that of a duplicate of it
    approved: bool = False  #: a person approved its newest revision
    duplicate_of: int | None = None  #: the stored entry that is the same statement on another source
    first_seen_at: datetime | None = None
    silence: "Silence | None" = None
    rejected: bool = False  #: a person rejected its newest revision
    withdrawn: bool = False
    completed: bool = False  #: its text, and the verdict on it, are of its own page


class Silence(StrEnum):
    """Why a direct statement was not posted to a target it is routed to."""

    BACKFILL = "backfill"  #: the feed was new there, and newer statements filled its backfill
    OLD = "old"  #: published more than 48 hours before the target followed, or before it was found direct
    TOPIC = "topic"  #: it is on none of the topics that the channels which follow its feed carry


class Happening(StrEnum):
    """What a statement may look like it tells of a strike; a question to the admins, never an answer."""

    AUTHORISED = "authorised"  #: members voted to allow one
    BEGUN = "begun"
    PAUSED = "paused"
    RESUMED = "resumed"  #: a pause is over
    TENTATIVE_AGREEMENT = "tentative-agreement"
    SUSPENDED = "suspended"
    ENDED = "ended"
    RATIFIED = "ratified"  #: members accepted the agreement


@dataclass(frozen=True, slots=True)
class Question:
    """What the admins are to be asked about a statement (`bot.core.strike_hints`)."""

    happening: Happening
    strike_id: str | None  #: None: about a strike that is not in feeds.yaml


class Change(StrEnum):
    """How an entry in a body relates to what is stored."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class PlannedEntry:
    """What is to be done about one entry of a body."""

    entry: Entry
    key: str  #: unique within the feed
    keys: EntryKeys
    content_hash: str
    change: Change
    verdict: Verdict
    known_id: int | None  #: the stored entry it is, unless new
    post_to: tuple[str, ...] = ()  #: targets that are to get a statement post
    edit_at: tuple[str, ...] = ()  #: targets whose post is to be brought up to date
    page: PageReading | None = None  #: of a teaser's own page, where it was read
    duplicate_of: int | None = None  #: the stored entry that is the same statement on another of its sources
    silence: Silence | None = None  #: why a direct, new entry is posted nowhere
    post_if_on_topic: tuple[str, ...] = ()  #: targets that get it if a change brought it into their topics
    questions: tuple[Question, ...] = ()  #: what it may mean for a strike, for the admins


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is remembered of a feed between polls."""

    feed_id: str
    url: str | None = None  #: the address the validators belong to
    validators: Validators = field(default_factory=Validators)
    polled_at: datetime | None = None  #: last try
    reached_at: datetime | None = None  #: last time the source answered with a feed or with 304
    changed_at: datetime | None = None  #: last time it had something new
    failing_since_at: datetime | None = None
    failures: int = 0  #: in a row
    error: str | None = None
    next_poll_at: datetime | None = None
    link_host: str | None = None  #: host of the channel's own <link>, as last accepted
    quarantine: Quarantine | None = None
    validators_for: str | None = None  #: what the validators were earned with (`bot.core.standing`)


@dataclass(frozen=True, slots=True)
class FeedUpdate:
    """Everything one poll of one feed changes; applied in one transaction or not at all."""

    feed: Feed
    state: FeedState
    entries: tuple[PlannedEntry, ...]  #: oldest first, which is the order of posting
    opened_routes: tuple[str, ...]  #: targets that follow this feed from now on
    hops: tuple[str, ...]
    at: datetime
    review_targets: tuple[str, ...] = ()  #: where held entries and a quarantine are shown to the admins
    question_targets: tuple[str, ...] = ()  #: where the admins are asked what a statement means for a strike


# --- stored --------------------------------------------------------------------------------------


class ReviewDecision(StrEnum):
    """What a person decided about a held entry."""

    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Review:
    """A person's decision about one revision of a held entry; the first one stands."""

    entry_id: int
    number: int  #: of the revision; a later one is held anew
    decision: ReviewDecision
    by: str  #: ``discord:<user id>`` or ``cli:<system user>``
    at: datetime


class AuditAction(StrEnum):
    """What is kept in the append-only audit table."""

    APPROVE = "approve"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    QUARANTINE = "quarantine"
    RELEASE = "release"
    REJUDGE = "rejudge"


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One line of the audit table."""

    at: datetime
    by: str  #: as in `Review.by`, or ``bot``
    action: AuditAction
    subject: str  #: ``entry:<id>`` or ``feed:<id>``
    detail: str  #: a sentence


@dataclass(frozen=True, slots=True)
class AlsoAt:
    """Another of the union's own places that carries the same statement."""

    entry_id: int
    feed_id: str
    url: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A stored entry with its newest revision, as members see it."""

    entry_id: int
    feed_id: str
    key: str
    url: str | None
    title: str
    text: str
    published_at: datetime | None
    first_seen_at: datetime
    revised_at: datetime | None  #: when we saw the newest revision, if it is not the first
    revision: int  #: 1 for the text as first seen
    sha256: str  #: of the stored text (UTF-8)
    hops: tuple[str, ...]  #: addresses asked when this revision was fetched
    fetched_at: datetime
    verdict: Verdict
    cut_off: bool = False
    silence: Silence | None = None
    page: PageReading | None = None  #: where the statement's own page was asked for
    review: Review | None = None  #: of this revision
    withdrawn_at: datetime | None = None  #: a person found that it was wrong; its words are not shown
    also_at: tuple[AlsoAt, ...] = ()  #: the same statement on the union's other sources
    categories: tuple[str, ...] = ()  #: as its feed lists them
    gone_since_at: datetime | None = None  #: its page is no longer on the union's site; nobody retracted it

    @property
    def is_approved(self) -> bool:
        """Tell whether a person, not the rules, took it for the union's word."""
        approved = self.review is not None and self.review.decision is ReviewDecision.APPROVED
        return approved and self.verdict.decision is not Decision.DIRECT

    @property
    def is_unions_word(self) -> bool:
        """Tell whether it counts as the union's word: proven or approved, and not withdrawn."""
        proven = self.verdict.decision is Decision.DIRECT
        return self.withdrawn_at is None and (proven or self.is_approved)


@dataclass(frozen=True, slots=True)
class TopicWord:
    """The newest statement on a topic, and its sentence about it."""

    statement: Statement
    sentence: str | None  #: verbatim, one whole sentence of the text; None: its title alone speaks of it
    since: int  #: newer statements, none of them on the topic


@dataclass(frozen=True, slots=True)
class TopicLook:
    """What a look for a union's latest words on a topic found."""

    word: TopicWord | None
    looked_at: int  #: statements, the newest ones
    is_all: bool  #: there are no older ones


class DeliveryKind(StrEnum):
    """What a delivery does at its target."""

    STATEMENT = "statement"
    EDIT = "edit"  #: brings the post of a changed statement up to date, in place
    PUBLISH = "publish"  #: crossposts a posted statement to an announcement channel's followers
    THREAD = "thread"  #: begins a thread for discussion under a posted statement
    DAY = "day"
    TOTAL = "total"  #: how many days a strike that is over was counted; once for each target
    CHANNEL_TOPIC = "channel-topic"  #: writes the day into a channel's topic
    REVIEW = "review"  #: a held entry's card in the review channel
    QUARANTINE = "quarantine"  #: a quarantined feed's card in the review channel
    MORE_HELD = "more-held"  #: says there how many of a feed's held entries have no card of their own
    DIGEST = "digest"  #: links what was said while nothing could be posted
    ALERT = "alert"  #: tells the admins there what is refused, and what to change
    CORRECTION = "correction"  #: a reply to a statement's post: the union changed what it says
    QUESTION = "question"  #: asks the admins whether a statement means something for a strike


#: To do one of these again does no harm.
REPEATABLE = frozenset(
    {DeliveryKind.EDIT, DeliveryKind.PUBLISH, DeliveryKind.THREAD, DeliveryKind.CHANNEL_TOPIC}
)
#: These change or follow what is posted already: no post waits for them.
BESIDE = REPEATABLE | {DeliveryKind.CORRECTION}


class DeliveryState(StrEnum):
    """How far a delivery has come."""

    PENDING = "pending"
    SENDING = "sending"  #: recorded before the poster is called; after a crash the outcome is unknown
    SENT = "sent"
    FAILED = "failed"  #: an attempt failed; it is tried again at `next_attempt_at`
    PARKED = "parked"  #: refused for good until an admin changes something
    OBSOLETE = "obsolete"  #: overtaken before it was made, such as yesterday's day post


@dataclass(frozen=True, slots=True)
class Delivery:
    """One row of the outbox."""

    id: int
    kind: DeliveryKind
    target: str  #: ``discord:<channel id>`` or ``terminal``
    state: DeliveryState
    attempts: int
    nonce: str  #: at most 25 characters, the same at every attempt
    created_at: datetime
    next_attempt_at: datetime
    entry_id: int | None = None
    strike_id: str | None = None
    feed_id: str | None = None  #: of a card that is about a feed
    on: date | None = None  #: the local date of a day post
    message_id: str | None = None  #: of the post; for an edit or reply, of its post (None: not yet sent)
    post_nonce: str | None = None  #: for an edit, the nonce of the post it edits: its buttons carry it
    error: str | None = None
    number: int | None = None  #: the revision a review card, an edit or a correction is about
    edits: DeliveryKind | None = None  #: for an edit or a reply, the kind of its post
    attempted_at: datetime | None = None  #: when the first attempt began that may have made it; None: none
    said_at: datetime | None = None  #: when it was said; posts of one target go out in this order
    alert_id: int | None = None  #: the alert its card shows
    digest_id: int | None = None  #: for an edit of a statement that stands in a digest: that digest
    post_entry_id: int | None = None  #: for an edit or a reply, the entry its post is of
    happening: Happening | None = None  #: what a question is about

    @property
    def lane(self) -> str:
        """Name its queue: of one target, posts, edits, crossposts and threads each keep their own order.

        Discord limits edits and crossposts for up to an hour, and news must not queue behind them.
        """
        return f"{self.target} {self.kind if self.kind in BESIDE else 'post'}"


@dataclass(frozen=True, slots=True)
class DayPosted:
    """A day post that was made."""

    on: date  #: the local date it is for
    at: datetime  #: when it was put together; what was known later, it did not tell
    known_to: int | None = None  #: the highest id of the statements that it knew; None: not written down


@dataclass(frozen=True, slots=True)
class DeliveryEvent:
    """One step in a delivery's history."""

    at: datetime
    state: DeliveryState  #: the one it came into
    reason: str  #: a sentence for an admin


@dataclass(frozen=True, slots=True)
class Alert:
    """A refusal at one target, told to the admins once."""

    id: int
    target: str
    problem: str  #: what stands in the way, and what to change; the same words for every post there
    is_mendable: bool  #: what was refused goes out by itself once that is changed
    since_at: datetime
    resolved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DigestMember:
    """A statement that a digest links instead of its own post."""

    delivery_id: int
    entry_id: int


@dataclass(frozen=True, slots=True)
class DeliveryReceipt:
    """Proof that a delivery was made."""

    delivery_id: int
    message_id: str
    at: datetime
    how: str = "posted"  #: for the delivery's history


# --- rendering -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Summary:
    """Verbatim spans of a text: ``text[start:end]`` for each, in order."""

    spans: tuple[tuple[int, int], ...]

    def sentences(self, text: str) -> tuple[str, ...]:
        """Return the sentences themselves, cut from `text`."""
        return tuple(text[start:end] for start, end in self.spans)


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of a message, for Discord and for plain terminals."""

    markdown: str  #: Discord markdown; whatever came from a feed is escaped
    plain: str  #: the same for a terminal; control characters removed


@dataclass(frozen=True, slots=True)
class LinkButton:
    """A button that opens an address; its label shows the host."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class ActionButton:
    """A button the bot answers; `custom_id` survives restarts."""

    label: str
    custom_id: str
    is_danger: bool = False  #: shown as a warning: it takes something away
    is_chosen: bool = False  #: what it would show is shown already


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that a message shows."""

    name: str  #: of its file, such as ``timeline.png``
    png: bytes = field(repr=False)
    alt: str  #: the same in words; at most 1,024 characters


class MessageKind(StrEnum):
    """What a message is, for its colour and its terminal title."""

    STATEMENT = "statement"
    DAY = "day"
    ANSWER = "answer"
    REVIEW = "review"
    DIGEST = "digest"
    ALERT = "alert"


@dataclass(frozen=True, slots=True)
class Message:
    """What is shown, whichever poster shows it."""

    kind: MessageKind
    blocks: tuple[Block, ...]
    buttons: tuple[LinkButton | ActionButton, ...] = ()
    name: str = ""  #: of a forum's post or a thread that begins with it; empty: its first words
    tags: tuple[str, ...] = ()  #: in a forum, its tags of these names are set, in capitals or not
    mention_role: int | None = None  #: the one Discord role that posting it calls; an edit calls nobody
    reply_to: str | None = None  #: id of the post under which it is shown as a reply
    picture: Picture | None = None  #: shown below the first block


# --- reports -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PollReport:
    """What one poll of one feed found."""

    feed_id: str
    entries: tuple[PlannedEntry, ...] = ()  #: every entry of the body that was fetched
    not_modified: bool = False
    error: str | None = None


class Contact(StrEnum):
    """What is known of a source's present words, by when it was asked and whether it answered."""

    NOT_ASKED = "not_asked"
    OVERDUE = "overdue"  #: it was to be asked long ago and was not, as when the bot was off
    UNREACHED = "unreached"  #: it did not answer when it was last asked
    RECOVERING = "recovering"  #: it answers again, and had not for a while
    ANSWERED = "answered"

    @property
    def is_known(self) -> bool:
        """Tell whether what the source says now is known here."""
        return self in (Contact.RECOVERING, Contact.ANSWERED)


#: A source that was not asked for so long after it was to be was forgotten: the bot was not at work.
OVERDUE_AFTER = timedelta(minutes=10)
_RECOVERS_FOR = (timedelta(hours=1), timedelta(days=1))  # at least, at most; between them, as it was away


@dataclass(frozen=True, slots=True)
class Outage:
    """A spell in which a source did not answer, and which is over."""

    since_at: datetime  #: the first try that failed
    over_at: datetime  #: the first one that was answered again


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """How one feed is doing."""

    feed: Feed
    state: FeedState
    held: int  #: entries held for a person
    outage: Outage | None = None  #: the last one, where it was not long ago

    def contact(self, now: datetime) -> Contact:
        """Tell what is known at the instant `now` of what the source says."""
        state = self.state
        if state.polled_at is None:
            return Contact.NOT_ASKED
        if now - (state.next_poll_at or state.polled_at + self.feed.every) > OVERDUE_AFTER:
            return Contact.OVERDUE
        if state.failures:
            return Contact.UNREACHED
        return Contact.RECOVERING if self.outage and _is_news(self.outage, now) else Contact.ANSWERED

    def is_heard(self, now: datetime) -> bool:
        """Tell whether what the union says there now is known; a quarantined feed may be a stranger's."""
        return self.state.quarantine is None and self.contact(now).is_known


def _is_news(outage: Outage, now: datetime) -> bool:
    least, most = _RECOVERS_FOR
    return now < outage.over_at + min(max(least, outage.over_at - outage.since_at), most)


class Health(StrEnum):
    """How the bot and the sources it follows are doing, taken together."""

    FAILING = "failing"  #: the bot itself can't do its work, as when its disk is full
    OK = "ok"  #: every source answered when last asked, and was asked when it was to be
    DEGRADED = "degraded"  #: a source is overdue, not reachable or in quarantine, or a delivery is parked
    WAITING = "waiting"  #: some source has not been asked yet, or none is followed


@dataclass(frozen=True, slots=True)
class Refused:
    """What is parked at one target for one reason."""

    target: str
    reason: str  #: what stands in the way, and what to change
    number: int
    since_at: datetime  #: when the oldest was put into the outbox


@dataclass(frozen=True, slots=True)
class Works:
    """The bot's own parts, for its admins."""

    version: str  #: of the program
    ruleset: int  #: version of the rules
    schema: str  #: revision of the database's tables
    database_bytes: int
    waiting_since_at: datetime | None = None  #: since when the oldest pending delivery is due; None: none is
    refused: tuple[Refused, ...] = ()  #: what is parked, the most of one kind first


@dataclass(frozen=True, slots=True)
class Status:
    """What ``/status`` and ``python -m bot status`` answer, from the store alone."""

    at: datetime
    days: tuple[StrikeDay, ...]
    sources: tuple[SourceStatus, ...]
    last_statements: Mapping[str, Statement]  #: by union id
    held: int
    pending: int
    parked: int
    failing_jobs: tuple[str, ...] = ()  #: what the running bot could not do when it last tried
    works: Works | None = None
    #: By id of the unions with that topic; None: they could not be looked up in time.
    talks: Mapping[str, TopicLook] | None = field(default_factory=dict)

    @property
    def health(self) -> Health:
        """Tell how things are going; trouble outweighs waiting, and the bot's own outweighs all."""
        if self.failing_jobs:
            return Health.FAILING
        contacts = {source.contact(self.at) for source in self.sources}
        is_quarantined = any(source.state.quarantine for source in self.sources)
        if self.parked or is_quarantined or contacts & {Contact.OVERDUE, Contact.UNREACHED}:
            return Health.DEGRADED
        return Health.WAITING if not contacts or Contact.NOT_ASKED in contacts else Health.OK
