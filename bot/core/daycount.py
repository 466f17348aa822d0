"""Which day of the strike is it? Counted as the unions count.

Day N is the local date less the first counted date, both in the strike's own zone, plus one. Unions and
press count like this: the dated figures in ``tests/data/daycounts.json`` all fit. A total counts the first
through the last full day, so it ends with the day before the local date of `Strike.ended_at`. Start
and end are what an admin wrote; nothing is inferred. Called by the day counter and by the commands.
"""

from collections.abc import Iterable
from datetime import date, datetime

from bot.core.model import Strike, StrikeDay, StrikeState


def local_date(strike: Strike, now: datetime) -> date:
    """Return the calendar date at the instant `now` in the strike's zone."""
    return now.astimezone(strike.timezone).date()


def day_number(strike: Strike, on: date) -> int:
    """Return the day count of a local date: 1 on the first day, 0 or less before it.

    The end of the strike is not looked at; `strike_day` does that.
    """
    return (on - strike.first_on).days + 1


def strike_day(strike: Strike, on: date) -> StrikeDay:
    """Return where the strike stands on a local date; from the local date of its end on it is over."""
    if on < strike.first_on:
        return StrikeDay(strike, on, StrikeState.UPCOMING, day=None, total=None)
    ended_on = local_date(strike, strike.ended_at) if strike.ended_at else None
    if ended_on is not None and on >= ended_on:
        counted = max(0, (ended_on - strike.first_on).days)
        return StrikeDay(strike, on, StrikeState.ENDED, day=None, total=counted)
    return StrikeDay(strike, on, StrikeState.ON_STRIKE, day=day_number(strike, on), total=None)


def strike_days(strikes: Iterable[Strike], now: datetime, on: date | None = None) -> tuple[StrikeDay, ...]:
    """Return where each strike stands on a date, by default on today's in its own zone."""
    return tuple(strike_day(strike, on or local_date(strike, now)) for strike in strikes)
