"""What has changed about the strikes between two states of feeds.yaml? In words for admins.

A part of `bot.core.config_changes`.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from bot.core.language import mark
from bot.core.model import Sentence, Strike, StrikeEvent

ADDED: Final = mark("Added: {strike}, its first day {on}.")
REMOVED: Final = mark("Removed: {strike}. Its days are not counted any more.")
FIRST_DAY: Final = mark("{strike}: its first day is {on} now.")
ENDED: Final = mark("{strike} now ended on {on}.")
NOT_ENDED: Final = mark("{strike} is not over any more.")
SUSPENDED: Final = mark("{strike} is now suspended since {on}.")
NOT_SUSPENDED: Final = mark("{strike} is not suspended any more.")
AGREED: Final = mark("{strike} now has a tentative agreement of {on}.")
NOT_AGREED: Final = mark("{strike} has no tentative agreement any more.")
PAUSED: Final = mark("The pauses of {strike} changed.")
KEYS: Final = mark("{strike}: {keys} changed.")

_EVENTS: Final = (
    ("ended", ENDED, NOT_ENDED),
    ("suspended", SUSPENDED, NOT_SUSPENDED),
    ("tentative_agreement", AGREED, NOT_AGREED),
)
_PLAIN: Final = ("name", "timezone", "evidence", "union_id")


def strike_changes(before: Sequence[Strike], after: Sequence[Strike]) -> Iterator[Sentence]:
    """Yield a sentence for each thing that is different; dates are parts named ``on``, in ISO 8601."""
    known = {strike.id: strike for strike in before}
    for strike in after:
        was = known.pop(strike.id, None)
        if was is None:
            first = (("strike", strike.name), ("on", strike.first_on.isoformat()))
            yield Sentence(ADDED, first)
            was = Strike(
                strike.id, strike.union_id, strike.name, strike.timezone, strike.first_on, strike.evidence
            )
        yield from _strike(was, strike)
    for strike in known.values():
        yield Sentence(REMOVED, (("strike", strike.name),))


def _strike(before: Strike, after: Strike) -> Iterator[Sentence]:
    named = ("strike", after.name)
    if after.first_on != before.first_on:
        yield Sentence(FIRST_DAY, (named, ("on", after.first_on.isoformat())))
    for name, told, untold in _EVENTS:
        event: StrikeEvent | None = getattr(after, name)
        was: StrikeEvent | None = getattr(before, name)
        if event is None and was is not None:
            yield Sentence(untold, (named,))
        elif event is not None and (was is None or was.at != event.at):
            yield Sentence(told, (named, ("on", event.at.astimezone(after.timezone).date().isoformat())))
        elif event != was:
            yield Sentence(KEYS, (named, ("keys", "evidence")))
    if after.pauses != before.pauses:
        yield Sentence(PAUSED, (named,))
    keys = [key for key in _PLAIN if getattr(after, key) != getattr(before, key)]
    if keys:
        yield Sentence(KEYS, (named, ("keys", ", ".join(keys))))
