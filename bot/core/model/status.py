"""How the sources and the bot itself are doing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.model.catalogue import Feed
from bot.core.model.configuration import FileReport
from bot.core.model.planning import FeedState
from bot.core.model.statements import Statement, TopicLook
from bot.core.model.strikes import StrikeDay


class Contact(StrEnum):
    """What is known of a source's present words, by when it was asked and whether it answered."""

    NOT_ASKED = "not_asked"  #: not yet, or an admin paused it (`FeedState.paused_at`)
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
        if state.polled_at is None or state.paused_at is not None:
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
    WAITING = "waiting"  #: some source has not been asked yet, or an admin paused it, or none is followed


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
    file_refused: FileReport | None = None  #: why feeds.yaml as it stands is not in force; None: it is


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
