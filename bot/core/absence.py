"""Is a statement still on the union's site? What is missing from a feed, and what looking at its page tells.

Asked by the store when a poll is applied (`missed`) and by `bot.services.absences` after each look at a page.
Guarantees: only a page that says twice, hours apart, that it is not there counts as gone; whatever is unclear
(a refusal, a failure, a browser check, a redirect) changes nothing. Nothing here says that anything was
retracted: a union takes pages down for many reasons.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.core.model import Absence, Page
from bot.core.obstacles import CHALLENGE

#: More than this missing at once is a site that was rebuilt, or another's; a few looks will tell.
MOST_AT_ONCE: Final = 3
#: A site being moved or mended answers so for an hour or an afternoon.
GONE_AGAIN_AFTER: Final = timedelta(hours=6)

_UNCLEAR_AGAIN: Final = timedelta(hours=1)  # doubled each time
_MOST_UNCLEAR: Final = 5
_STILL_GONE: Final = timedelta(days=1)  # doubled each time
_LONGEST: Final = timedelta(days=7)
_MOST_LOOKS: Final = 30  # some half a year; then only the feed can bring it back

_OK: Final = 200
_GONE: Final = frozenset({404, 410})  # RFC 9110 §15.5.5 and §15.5.11


class Sight(StrEnum):
    """What a look at a statement's page showed."""

    THERE = "there"
    GONE = "gone"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Place:
    """An entry's place in a feed's order of time."""

    entry_id: int
    said_at: datetime


def missed(not_listed: Sequence[Place], listed: Sequence[Place]) -> tuple[int, ...]:
    """Return which entries the feed listed before and should list still: an older one is listed yet.

    Of many only the newest few. Those older than all that is listed fell off the feed's end.
    """
    oldest = min((place.said_at for place in listed), default=None)
    if oldest is None:
        return ()
    missing = sorted(
        (place for place in not_listed if place.said_at > oldest),
        key=lambda place: (place.said_at, place.entry_id),
    )
    return tuple(place.entry_id for place in missing[-MOST_AT_ONCE:])


def sight_of(page: Page) -> Sight:
    """Return what a page's answer tells; a redirect may lead from what is gone to anywhere."""
    if len(page.hops) > 1 or page.obstacle == CHALLENGE:
        return Sight.UNCLEAR
    if page.status in _GONE:
        return Sight.GONE
    return Sight.THERE if page.status == _OK and page.obstacle is None else Sight.UNCLEAR


def after_look(absence: Absence, sight: Sight, now: datetime) -> Absence:
    """Return what is known after a look at the page, and when to look again."""
    if sight is Sight.THERE:
        return replace(absence, looks=0, unclear=0, first_gone_at=None, gone_since_at=None, next_look_at=None)
    if sight is Sight.UNCLEAR and absence.gone_since_at is None:
        return _unclear(absence, now)
    if sight is Sight.GONE and absence.gone_since_at is None:
        return _gone(absence, now)
    looks = absence.looks + 1
    again = now + min(_STILL_GONE * (1 << min(looks, 8)), _LONGEST)
    return replace(absence, looks=looks, next_look_at=again if looks < _MOST_LOOKS else None)


def postponed(absence: Absence, now: datetime) -> Absence:
    """Return it to be looked at later, where no look is to be taken now."""
    return replace(absence, next_look_at=now + _UNCLEAR_AGAIN)


def _gone(absence: Absence, now: datetime) -> Absence:
    first = absence.first_gone_at or now
    if now - first < GONE_AGAIN_AFTER:
        return replace(absence, unclear=0, first_gone_at=first, next_look_at=first + GONE_AGAIN_AFTER)
    return replace(
        absence, looks=0, unclear=0, first_gone_at=first, gone_since_at=first, next_look_at=now + _STILL_GONE
    )


def _unclear(absence: Absence, now: datetime) -> Absence:
    unclear = absence.unclear + 1
    again = now + _UNCLEAR_AGAIN * (1 << (unclear - 1))
    return replace(absence, unclear=unclear, next_look_at=again if unclear < _MOST_UNCLEAR else None)
