"""Puts the day post of each strike into the outbox, once per local date.

The runner calls `DayCounter.enqueue_due` at every tick. What is due is asked of the clock in the
strike's own zone, and the store refuses a second post for the same (strike, date, target): restarts,
a changed hour and the repeated hour of an autumn night can not make two.
"""

from datetime import datetime

from bot.core.daycount import strike_day
from bot.core.model import Catalogue, StrikeState
from bot.core.targets import DayTarget, day_targets
from bot.ports import Clock, Store


class DayCounter:
    """Enqueues day posts that are due."""

    def __init__(self, *, catalogue: Catalogue, store: Store, clock: Clock, target_prefix: str) -> None:
        self._targets = day_targets(catalogue, target_prefix)
        self._store = store
        self._clock = clock
        self._enqueued: set[tuple[str, str, str]] = set()

    async def enqueue_due(self) -> None:
        """Enqueue the day post of every strike whose hour has come today and that has something to count."""
        now = self._clock.now()
        for day_target in self._targets:
            if _is_due(day_target, now):
                await self._enqueue(day_target, now)

    async def _enqueue(self, day_target: DayTarget, now: datetime) -> None:
        on = now.astimezone(day_target.strike.timezone).date()
        once = (day_target.strike.id, day_target.target, on.isoformat())
        if once in self._enqueued:
            return  # spares the database a look at every tick; the database's unique key is what decides
        await self._store.add_day_post(
            strike_id=day_target.strike.id, on=on, target=day_target.target, at=now
        )
        self._enqueued.add(once)


def _is_due(day_target: DayTarget, now: datetime) -> bool:
    """Tell whether today's post is to be made: every day of the strike, and the day it ended on."""
    local = now.astimezone(day_target.strike.timezone)
    if local.time() < day_target.at:
        return False
    day = strike_day(day_target.strike, local.date())
    if day.state is StrikeState.ENDED:
        ended = day_target.strike.ended
        return ended is not None and ended.at.astimezone(local.tzinfo).date() == local.date()
    return day.state.is_counted
