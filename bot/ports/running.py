"""What runs the recurring work, and what watches it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.health import Findings, JobTurn
from bot.core.model import Delivery, PollReport
from bot.ports.overseeing import StoreFigures


class Clock(Protocol):
    """The only source of the current time."""

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""
        ...


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
