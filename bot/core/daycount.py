"""Which day of the strike is it? Counted as the unions count.

Day N is the local date less the first counted date, both in the strike's own zone, plus one. Unions and
press count like this: the dated figures in ``tests/data/daycounts.json`` all fit. Counting goes on through a
pause and a tentative agreement. A total counts the first through the last full day, so it ends with the day
before the local date on which the strike was suspended or ended, whichever came first. Start and events are
what an admin wrote; nothing is inferred. Called by the day counter and by the commands.
"""

from collections.abc import Iterable
from datetime import date, datetime

from bot.core.model import Pause, Strike, StrikeDay, StrikeEvent, StrikeState


def local_date(strike: Strike, now: datetime) -> date:
    """Return the calendar date at the instant `now` in the strike's zone."""
    return now.astimezone(strike.timezone).date()


def day_number(strike: Strike, on: date) -> int:
    """Return the day count of a local date: 1 on the first day, 0 or less before it.

    The end of the strike is not looked at; `strike_day` does that.
    """
    return (on - strike.first_on).days + 1


def strike_day(strike: Strike, on: date, now: datetime | None = None) -> StrikeDay:
    """Return where the strike stands on a local date; an event counts from its local date on.

    On the date that it is at `now`, where that is given, an event does not count before its own time.
    """
    now = now if now is not None and local_date(strike, now) == on else None
    if on < strike.first_on:
        return StrikeDay(strike, on, StrikeState.UPCOMING, day=None, total=None)
    state, event = _state(strike, on, now)
    if state.is_over:
        return StrikeDay(strike, on, state, day=None, total=_total(strike), event=event)
    return StrikeDay(strike, on, state, day=day_number(strike, on), total=None, event=event)


def strike_days(strikes: Iterable[Strike], now: datetime, on: date | None = None) -> tuple[StrikeDay, ...]:
    """Return where each strike stands on a date, by default on today's in its own zone."""
    return tuple(strike_day(strike, on or local_date(strike, now), now) for strike in strikes)


def _state(strike: Strike, on: date, now: datetime | None) -> tuple[StrikeState, StrikeEvent | None]:
    """Return the state on or after the first day: an end outweighs an agreement, and that a pause."""
    for state, event in (
        (StrikeState.ENDED, strike.ended),
        (StrikeState.SUSPENDED, strike.suspended),
        (StrikeState.TENTATIVE_AGREEMENT, strike.tentative_agreement),
    ):
        if event is not None and _has_come(event, strike, on, now):
            return state, event
    for pause in strike.pauses:
        if _lasts(pause, strike, on, now):
            return StrikeState.PAUSED, pause.begun
    return StrikeState.ON_STRIKE, None


def _has_come(event: StrikeEvent, strike: Strike, on: date, now: datetime | None) -> bool:
    return local_date(strike, event.at) <= on if now is None else event.at <= now


def _lasts(pause: Pause, strike: Strike, on: date, now: datetime | None) -> bool:
    is_over = pause.over is not None and _has_come(pause.over, strike, on, now)
    return _has_come(pause.begun, strike, on, now) and not is_over


def _total(strike: Strike) -> int:
    stopped_on = min(local_date(strike, event.at) for event in (strike.suspended, strike.ended) if event)
    return max(0, (stopped_on - strike.first_on).days)
