"""Strikes, as an admin entered them, and the days they are counted in."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo


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
