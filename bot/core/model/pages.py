"""A statement's own page: reading it, and looking whether it is still there."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.core.model.entries import Entry, Raw
from bot.core.model.verdicts import Verdict


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
    raw: Raw | None = field(default=None, compare=False, repr=False)  #: what `text` was made of


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
