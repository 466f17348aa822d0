"""What is stored of a statement, and what people decided about it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.model.entries import Image
from bot.core.model.pages import PageReading
from bot.core.model.planning import Silence
from bot.core.model.verdicts import Decision, Verdict


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
    TRUST = "trust"  #: feeds.yaml says otherwise which hosts or accounts are a union's
    PAUSE = "pause"  #: a feed is not to be asked
    RESUME = "resume"
    POST = "post"  #: a statement is to be posted in a channel that did not have it


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One line of the audit table."""

    at: datetime
    by: str  #: as in `Review.by`, ``bot`` or ``feeds.yaml``
    action: AuditAction
    subject: str  #: ``entry:<id>``, ``feed:<id>`` or ``union:<id>``
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
    images: tuple[Image, ...] = ()
    reread_at: datetime | None = None  #: when its text was made anew from what was kept of it

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
