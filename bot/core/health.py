"""Is the running bot at work? Says what has come to a standstill, and since when.

`bot.services.checkup` gathers the `Signs` of one instant and asks `troubles`. Guarantees: each part has a
bound of its own; the first minutes after a start, and a source or a Discord that merely refuses, are no
standstill of ours.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.core.escape import clip, printable
from bot.core.model import OVERDUE_AFTER, Feed, FeedState
from bot.core.redaction import redacted
from bot.core.schedule import is_from_the_future

#: A run that lasts so many of its job's ticks, and three minutes at least, will hardly end.
STUCK_TICKS: Final = 60
STUCK_AFTER: Final = timedelta(minutes=3)
FAILING_AFTER: Final = timedelta(minutes=5)
UNTRIED_AFTER: Final = timedelta(minutes=5)
GATEWAY_AFTER: Final = timedelta(minutes=5)
#: To connect anew is discord.py's work, and an outage of Discord's is not ours; after that it may be ours.
GATEWAY_LOST_AFTER: Final = timedelta(minutes=30)
STORE_AFTER: Final = timedelta(minutes=1)
_NAMED: Final = 3  # sources that a reason names
_ERROR_SHOWN: Final = 200  # characters


class Part(StrEnum):
    """What can come to a standstill."""

    JOBS = "jobs"
    STORE = "store"
    POLLS = "polls"
    DELIVERIES = "deliveries"
    GATEWAY = "gateway"


@dataclass(frozen=True, slots=True)
class JobTurn:
    """How one recurring job fares; spells are of this process's own clock."""

    name: str
    every: timedelta
    in_hand_for: timedelta | None = None  #: how long its run lasts by now
    idle_for: timedelta = timedelta()  #: how long its last run is over, where none is in hand
    failing_for: timedelta | None = None  #: since its first run of late that failed
    error: str = ""  #: what the last run that failed said
    is_expected: bool = True  #: it was one of our own errors, which a restart does not mend
    runs: int = 0  #: that ended
    failures: int = 0
    well_for: timedelta | None = None  #: how long the last run that went well is over


@dataclass(frozen=True, slots=True)
class Signs:
    """What is seen of the running bot at one instant."""

    at: datetime
    up_for: timedelta
    jobs: tuple[JobTurn, ...] = ()
    due_since: Mapping[str, datetime] = field(default_factory=dict)  #: by feed id, of those to be asked now
    last_asked_at: datetime | None = None  #: any of the sources
    is_open: bool = True  #: what waits can be posted
    open_for: timedelta = timedelta()  #: since when, at least
    untried_since: datetime | None = None  #: when the oldest delivery became due that nobody has tried
    last_step_at: datetime | None = None  #: when anything was last done to any delivery
    gateway_down_for: timedelta | None = None  #: None: it is up, or there is none
    refused_for: timedelta | None = None  #: how long the database has refused; None: it answers
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that has come to a standstill."""

    part: Part
    words: str  #: a sentence for whoever looks after the machine
    restart_helps: bool  #: a new process may get it going again
    job: str | None = None  #: the one that it is about

    @property
    def name(self) -> str:
        """Name it, the same as long as it lasts."""
        return self.part.value if self.job is None else f"{self.part.value}: {self.job}"


@dataclass(frozen=True, slots=True)
class Findings:
    """How the running bot is doing."""

    at: datetime
    up_for: timedelta
    troubles: tuple[Trouble, ...] = ()
    lacking: tuple[str, ...] = ()  #: what it takes to be ready and is not there yet, in words

    @property
    def is_well(self) -> bool:
        """Tell whether everything is at work."""
        return not self.troubles

    @property
    def is_alive(self) -> bool:
        """Tell whether a restart would help nothing."""
        return not any(trouble.restart_helps for trouble in self.troubles)


def due_since(
    feed: Feed, state: FeedState | None, followed_since: datetime, now: datetime
) -> datetime | None:
    """Return since when a feed is to be asked; None where it is not.

    What became due before the bot followed it, as while it was off, is due from then on.
    """
    if state is None or state.polled_at is None:
        return followed_since
    if state.paused_at is not None:
        return None
    if is_from_the_future(state, now):
        return min(followed_since, now)
    due_at = state.next_poll_at or state.polled_at + feed.every
    return max(due_at, followed_since) if due_at <= now else None


def troubles(signs: Signs) -> tuple[Trouble, ...]:
    """Return what has come to a standstill; nothing where the bot is at work.

    Where the database refuses, nothing is said of polls and deliveries, for nothing is known of them.
    """
    found = [*_jobs(signs)]
    refused = signs.refused_for is not None
    looks: tuple[Callable[[Signs], Trouble | None], ...]
    looks = (_store, _gateway) if refused else (_polls, _deliveries, _gateway)
    found += [trouble for look in looks if (trouble := look(signs)) is not None]
    return tuple(found)


def lacking(signs: Signs) -> tuple[str, ...]:
    """Return in words what it takes to be ready, and is not there."""
    found = []
    if signs.refused_for is not None:
        found.append(f"the database: {_shown(signs.refusal)}")
    if signs.gateway_down_for is not None:
        found.append("the connection to Discord's gateway")
    return tuple(found)


def spell(length: timedelta) -> str:
    """Say how long something lasted, in whole hours, minutes or seconds."""
    seconds = int(length.total_seconds())
    for size, unit in ((3600, "hour"), (60, "minute")):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}s"
    return f"{seconds} second{'' if seconds == 1 else 's'}"


def _jobs(signs: Signs) -> Iterator[Trouble]:
    for job in signs.jobs:
        bound = max(STUCK_TICKS * job.every, STUCK_AFTER)
        if job.in_hand_for is not None and job.in_hand_for > bound:
            words = f"the job {job.name} began {spell(job.in_hand_for)} ago and has not ended"
            yield Trouble(Part.JOBS, words, restart_helps=True, job=job.name)
        elif job.in_hand_for is None and job.idle_for > bound:
            words = (
                f"the job {job.name} is to run every {spell(job.every)}, and last did {spell(job.idle_for)}"
            )
            yield Trouble(Part.JOBS, f"{words} ago", restart_helps=True, job=job.name)
        elif job.failing_for is not None and job.failing_for > FAILING_AFTER:
            words = f"the job {job.name} has failed for {spell(job.failing_for)}: {_shown(job.error)}"
            yield Trouble(Part.JOBS, words, restart_helps=not job.is_expected, job=job.name)


def _store(signs: Signs) -> Trouble | None:
    if signs.refused_for is None or signs.refused_for <= STORE_AFTER:
        return None
    words = f"the database has refused for {spell(signs.refused_for)}: {_shown(signs.refusal)}"
    return Trouble(Part.STORE, words, restart_helps=False)


def _polls(signs: Signs) -> Trouble | None:
    overdue = {feed: at for feed, at in signs.due_since.items() if signs.at - at > OVERDUE_AFTER}
    if not overdue:
        return None
    first = min(overdue.values())
    named = ", ".join(sorted(overdue)[:_NAMED]) + (", …" if len(overdue) > _NAMED else "")
    words = f"{len(overdue)} of the sources ({named}) should have been asked {spell(signs.at - first)} ago"
    is_asking = signs.last_asked_at is not None and signs.at - signs.last_asked_at <= OVERDUE_AFTER
    return Trouble(Part.POLLS, words, restart_helps=not is_asking)


def _deliveries(signs: Signs) -> Trouble | None:
    since = signs.untried_since
    if since is None or not signs.is_open or min(signs.at - since, signs.open_for) <= UNTRIED_AFTER:
        return None
    if signs.last_step_at is not None and signs.at - signs.last_step_at <= UNTRIED_AFTER:
        return None  # much is to be posted, and it goes out
    words = f"something has waited to be posted for {spell(signs.at - since)}, and nobody has tried"
    return Trouble(Part.DELIVERIES, words, restart_helps=True)


def _gateway(signs: Signs) -> Trouble | None:
    down = signs.gateway_down_for
    if down is None or down <= GATEWAY_AFTER:
        return None
    words = f"there has been no connection to Discord's gateway for {spell(down)}: no command is answered"
    return Trouble(Part.GATEWAY, words, restart_helps=down > GATEWAY_LOST_AFTER)


def _shown(error: str) -> str:
    # Clipped afterwards: the beginning of a secret does not look like one.
    return clip(redacted(printable(error)), _ERROR_SHOWN)
