"""Which post about a strike's days is due? Asked by the day counter at every tick, of the clock alone.

A counted day is due from its hour on, in the strike's own zone, until the local date is over. A strike's
total is due from the first such hour after it was suspended or ended, whenever the bot learns of it within
a week. Nothing is due before a strike. That nothing is made twice, the outbox sees to.
"""

from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.core.daycount import local_date, strike_day
from bot.core.model import DeliveryKind, Strike, StrikeDay, StrikeEvent

#: A total is news for so long; a strike that was over for longer when the bot learned of it posts none.
TOTAL_IS_NEWS: Final = timedelta(days=7)
_EARLY_OCCASIONS: Final = frozenset({10, 25, 75})
_EVERY: Final = 50


def due_post(strike: Strike, at: time, now: datetime) -> DeliveryKind | None:
    """Return whether the day's post (DAY) or the total (TOTAL) is due at `now`, where one is."""
    if not hour_has_come(at, strike.timezone, now):
        return None
    on = local_date(strike, now)
    if strike_day(strike, on, now).state.is_counted:
        return DeliveryKind.DAY
    stopped = stopped_by(strike, now)
    if stopped is None or on - local_date(strike, stopped.at) > TOTAL_IS_NEWS:
        return None
    return DeliveryKind.TOTAL


def stopped_by(strike: Strike, now: datetime) -> StrikeEvent | None:
    """Return what ended the counting, if it has: an end that lies ahead, be it today's, is not told yet."""
    if not strike_day(strike, local_date(strike, now), now).state.is_over:
        return None
    happened = [event for event in (strike.suspended, strike.ended) if event and event.at <= now]
    return min(happened, key=lambda event: event.at, default=None)


def may_stop_today(strike: Strike, now: datetime) -> bool:
    """Tell whether the counting is to stop later on the local date that it is at `now`."""
    on = local_date(strike, now)
    ahead = [event for event in (strike.suspended, strike.ended) if event and event.at > now]
    return any(local_date(strike, event.at) == on for event in ahead)


def total_told(day: StrikeDay) -> str:
    """Return what a total says, to be compared: one that stands and says something else is out of date."""
    return f"{day.state} {day.strike.first_on.isoformat()} {day.total}"


def hour_has_come(at: time, zone: ZoneInfo, now: datetime) -> bool:
    """Tell whether the local time `at` was reached on the local date that it is at `now`.

    Where the clocks leave it out, from the first moment after it on; where they repeat it, from the first
    time on.
    """
    local = now.astimezone(zone)
    named = datetime.combine(local.date(), at, zone).astimezone(UTC)
    if named.astimezone(zone).date() > local.date():  # left out, and so is the rest of that date
        named = datetime.combine(local.date(), at, zone).replace(fold=1).astimezone(UTC)
    return local.time() >= at or now >= named


def hour_before(strike: Strike, at: time, now: datetime) -> datetime:
    """Return the same hour on the local date before the one at `now`, in UTC."""
    yesterday = local_date(strike, now) - timedelta(days=1)
    return datetime.combine(yesterday, at, strike.timezone).astimezone(UTC)


def is_occasion(day: int) -> bool:
    """Tell whether it is a day that unions mark: the 10th, 25th, 50th, 75th, 100th, and every 50th more."""
    return day in _EARLY_OCCASIONS or (day > 0 and day % _EVERY == 0)
