"""What one poll of one feed changes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.core.model.catalogue import Feed
from bot.core.model.entries import Entry, Raw
from bot.core.model.fetching import Validators
from bot.core.model.pages import PageReading
from bot.core.model.verdicts import Quarantine, Verdict


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
    page_raw: Raw | None = field(default=None, compare=False, repr=False)  #: of which the text was made


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
    paused_at: datetime | None = None  #: since when an admin wants it not to be asked


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


@dataclass(frozen=True, slots=True)
class PollReport:
    """What one poll of one feed found."""

    feed_id: str
    entries: tuple[PlannedEntry, ...] = ()  #: every entry of the body that was fetched
    not_modified: bool = False
    error: str | None = None
    paused: bool = False  #: it was not asked
    seconds: float | None = None  #: that it took
    hops: tuple[str, ...] = ()  #: the way to the body that was fetched
    validators: Validators = field(default_factory=Validators)  #: that came with it
