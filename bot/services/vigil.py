"""Keeps in mind how the running bot's own work is going, so that `/status` and `/healthz` can say it.

The runner tells `Vigil` when a run of a job begins and how it ended; `Answers` and `Checkup` ask. It is of
this process alone: what another one, such as ``python -m bot status``, can know is in the store.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.core.errors import BotError
from bot.core.health import JobTurn
from bot.ports import Job


@dataclass(slots=True)
class _Course:
    """What is known of one job; instants are seconds of the vigil's clock."""

    every: timedelta
    began_at: float | None = None  # of the run in hand
    ended_at: float = 0.0
    well_at: float | None = None
    failing_since: float | None = None
    error: Exception | None = None
    runs: int = 0
    failures: int = 0


class Vigil:
    """How each job fares, and which failed when they last ran."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin now: `clock` counts seconds, and never goes back, nor on while the machine sleeps."""
        self._clock = clock
        self._begun_at = clock()
        self._courses: dict[str, _Course] = {}
        self._failing: dict[str, None] = {}  # in the order in which they began to

    @property
    def failing_jobs(self) -> tuple[str, ...]:
        """Return the names of the jobs that can't do their work, first the one that failed first."""
        return tuple(self._failing)

    @property
    def up_for(self) -> timedelta:
        """Return how long the bot runs."""
        return timedelta(seconds=self._clock() - self._begun_at)

    @property
    def turns(self) -> tuple[JobTurn, ...]:
        """Return how each job that ever ran fares now."""
        return tuple(self._turn(name, course) for name, course in self._courses.items())

    def began(self, job: Job) -> None:
        """Take note that a run of a job begins."""
        course = self._courses.setdefault(job.name, _Course(job.every))
        course.began_at = self._clock()

    def ended(self, job: str, error: Exception | None) -> None:
        """Take note that a job's run ended, with an error or well."""
        if error is None:
            self._failing.pop(job, None)
        else:
            self._failing.setdefault(job)
        if (course := self._courses.get(job)) is not None:
            self._note(course, error)

    def _note(self, course: _Course, error: Exception | None) -> None:
        now = self._clock()
        course.began_at, course.ended_at = None, now
        course.runs += 1
        if error is None:
            course.well_at, course.failing_since, course.error = now, None, None
            return
        course.failures += 1
        course.error = error
        if course.failing_since is None:
            course.failing_since = now

    def _turn(self, name: str, course: _Course) -> JobTurn:
        in_hand_for = self._since(course.began_at)
        return JobTurn(
            name=name,
            every=course.every,
            in_hand_for=in_hand_for,
            idle_for=timedelta(seconds=self._clock() - course.ended_at)
            if in_hand_for is None
            else timedelta(),
            failing_for=self._since(course.failing_since),
            error="" if course.error is None else str(course.error) or type(course.error).__name__,
            is_expected=isinstance(course.error, BotError),
            runs=course.runs,
            failures=course.failures,
            well_for=self._since(course.well_at),
        )

    def _since(self, at: float | None) -> timedelta | None:
        return None if at is None else timedelta(seconds=self._clock() - at)
