"""Time that passes faster for a whole process: its clock, its event loop and its scheduler.

`tests.kill.starter` calls `compress` in each bot it starts. Nothing sleeps less than it was told: a second of
the bot's is a fraction of a real one, for its waits, its time-outs and its time of day alike. A real CPU does
not run faster with it, so what bounds real work (parsing, a connection on loopback) is given as much real
time as it has in production.
"""

import asyncio
import selectors
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from types import ModuleType
from typing import Any, Self

import apscheduler.schedulers.base
import apscheduler.triggers.interval

import bot.adapters.runner
import bot.app
import bot.discord_app.poster
import bot.services.keeper
import bot.wiring

CHORES_TICK = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Pace:
    """How time passes; the same values in two processes give the same time."""

    starts_at: str  #: ISO 8601 with zone: the time it is at `origin`
    origin: float  #: of the machine's monotonic clock, which all processes share
    scale: float = 1.0  #: seconds in a real second
    ahead: float = 0.0  #: seconds that were left out since

    @classmethod
    def begin(cls, starts_at: datetime, scale: float) -> Self:
        """Let time pass from now on."""
        return cls(starts_at.isoformat(), time.monotonic(), scale)

    def now(self) -> datetime:
        """Return what time it is, in UTC."""
        seconds = (time.monotonic() - self.origin) * self.scale + self.ahead
        return datetime.fromisoformat(self.starts_at).astimezone(UTC) + timedelta(seconds=seconds)

    def to_json(self) -> dict[str, Any]:
        """Return what `from_json` reads."""
        return asdict(self)

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        return cls(**given)


class CompressedLoop(asyncio.SelectorEventLoop):
    """An event loop whose seconds are shorter."""

    def __init__(self, scale: float) -> None:
        self._scale = scale
        super().__init__(_Selector(scale))

    def time(self) -> float:
        """Return the loop's seconds."""
        return super().time() * self._scale


class _Selector(selectors.DefaultSelector):
    def __init__(self, scale: float) -> None:
        super().__init__()
        self._scale = scale

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        return super().select(None if timeout is None else timeout / self._scale)


def compress(pace: Pace, *, nonce_window: float | None) -> None:
    """Let time pass so in this process, for everything of the bot's that asks for it.

    `nonce_window` is how many seconds the bot trusts in nonces, where it is not the product's own.
    """
    scheduled, scale = _datetime_of(pace), pace.scale
    for module in (apscheduler.schedulers.base, apscheduler.triggers.interval, bot.adapters.runner):
        _replace(module, "datetime", scheduled)
    _replace(bot.app, "SystemClock", lambda: pace)
    _give(
        bot.wiring,
        "HttpFetcher",
        connect_timeout=10 * scale,
        idle_timeout=20 * scale,
        total_timeout=30 * scale,
    )
    _give(bot.wiring, "ProcessParser", wall_seconds=30 * scale)
    _give(bot.wiring, "PageCompleter", patience=timedelta(seconds=30 * scale))
    # What is looked after once a minute or a day is so soon after a start: a life here lasts for minutes.
    for tick in ("ABSENCE_TICK", "OUTAGE_TICK", "KEEP_TICK"):
        _replace(bot.wiring, tick, CHORES_TICK)
    _replace(bot.services.keeper, "AFTER_START", CHORES_TICK)
    if nonce_window is not None:
        _give(bot.discord_app.poster, "DiscordPoster", nonce_window=timedelta(seconds=nonce_window))


def _give(module: ModuleType, name: str, **options: object) -> None:
    """Let what is made by this name be made with these options."""
    _replace(module, name, partial(getattr(module, name), **options))


def _replace(module: ModuleType, name: str, value: object) -> None:
    setattr(module, name, value)


def _datetime_of(pace: Pace) -> type[datetime]:
    """Return a `datetime` that knows the time; other instants are `datetime`s to it all the same."""

    class Meta(type):
        def __instancecheck__(cls, instance: object) -> bool:
            return isinstance(instance, datetime)

    class Scheduled(datetime, metaclass=Meta):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return pace.now().astimezone(tz)

    return Scheduled
