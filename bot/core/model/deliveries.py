"""The outbox: what is to be done at a target, and what came of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.core.model.planning import Happening


class DeliveryKind(StrEnum):
    """What a delivery does at its target."""

    STATEMENT = "statement"
    EDIT = "edit"  #: brings the post of a changed statement up to date, in place
    PUBLISH = "publish"  #: crossposts a posted statement to an announcement channel's followers
    THREAD = "thread"  #: begins a thread for discussion under a posted statement
    THREAD_PAGE = "thread-page"  #: a page of the statement's whole text, in that thread
    DAY = "day"
    TOTAL = "total"  #: how many days a strike that is over was counted; once for each target
    CHANNEL_TOPIC = "channel-topic"  #: writes the day into a channel's topic
    REVIEW = "review"  #: a held entry's card in the review channel
    QUARANTINE = "quarantine"  #: a quarantined feed's card in the review channel
    MORE_HELD = "more-held"  #: says there how many of a feed's held entries have no card of their own
    DIGEST = "digest"  #: links what was said while nothing could be posted
    ALERT = "alert"  #: tells the admins there what is refused, and what to change
    CORRECTION = "correction"  #: a reply to a statement's post: the union changed what it says
    RECOVERY = "recovery"  #: tells the admins that the sources of an alert are well again
    FILE = "file"  #: tells the admins what became of feeds.yaml
    QUESTION = "question"  #: asks the admins whether a statement means something for a strike


#: To do one of these again does no harm.
REPEATABLE = frozenset(
    {DeliveryKind.EDIT, DeliveryKind.PUBLISH, DeliveryKind.THREAD, DeliveryKind.CHANNEL_TOPIC}
)


#: These change or follow what is posted already: no post waits for them.
BESIDE = REPEATABLE | {DeliveryKind.CORRECTION, DeliveryKind.THREAD_PAGE}


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
    number: int | None = None  #: the revision a card, an edit or a correction is about; of a page, from 1
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
class StandingPost:
    """A statement's post at one target, made or to be made."""

    state: DeliveryState
    message_id: str | None  #: once it is made; a digest's, where that links it


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
