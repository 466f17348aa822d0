"""Do a strike's dates and pages fit together? A part of `bot.config.checks`, for one union's strikes."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from bot.config.document_places import Place
from bot.config.reading import Document
from bot.config.values import read_day, read_https, read_instant, read_zone, valid_or_none
from bot.core.errors import Mistake
from bot.core.hosts import link_host

#: What can happen to a strike once, and the words for it.
_EVENTS: Final = {
    "ended_at": "the strike ends",
    "suspended_at": "the strike is suspended",
    "tentative_agreement_at": "the tentative agreement is",
}


def check_strikes(document: Document, union: Place, hosts: frozenset[str]) -> Iterator[Mistake]:
    """Find what does not fit together in a union's strikes; `hosts` are the union's own."""
    for strike in union.items("strikes"):
        zone = _zone(strike, union)
        if zone.value is None and isinstance(strike.value, dict):
            hint = "write `timezone: America/Los_Angeles`, or whichever it is, here or at the union"
            yield document.mistake((*strike.path, "timezone"), "a strike's days need a time zone", hint)
        yield from _check_order(document, strike, valid_or_none(read_zone, zone.value))
        for page in (strike.key("evidence"), *(event.key("evidence") for event in _events(strike))):
            address = valid_or_none(read_https, page.value)
            if address and link_host(address) not in hosts:
                message = f"{link_host(address)} is not one of the union's hosts"
                hint = "name a page of the union's own; if this is one, add its host to `hosts:`"
                yield document.mistake(page.path, message, hint)


def strike_notices(document: Document, union: Place) -> Iterator[Mistake]:
    """Find dates of strikes that no page of the union's own stands behind."""
    for strike in union.items("strikes"):
        bare = [strike] if strike.key("evidence").value is None else []
        bare += [event for event in _events(strike) if event.key("evidence").value is None]
        for place in bare:
            message = "no page of the union's own says so: posts will say “entered by an admin”"
            hint = "add `evidence:` with the address of the union's statement"
            if place is not strike:
                hint = "write {at: …, evidence: https://…} with the address of the union's statement"
            yield document.mistake(place.path, message, hint)


def _zone(strike: Place, union: Place) -> Place:
    own = strike.key("timezone")
    return union.key("timezone") if own.value is None else own


def _events(strike: Place) -> Iterator[Place]:
    """Iterate over the events that are written."""
    places = [strike.key(name) for name in _EVENTS]
    places += [spell.key(name) for spell in strike.items("paused") for name in ("from", "until")]
    return (place for place in places if place.value is not None)


def _at(event: Place) -> Place:
    return event if event.text else event.key("at")


def _check_order(document: Document, strike: Place, zone: ZoneInfo | None) -> Iterator[Mistake]:
    first = valid_or_none(read_day, strike.key("first_day").value)
    if zone is None:
        return
    for name, words in _EVENTS.items():
        at = _at(strike.key(name))
        local = _local(at, zone)
        if local and first and local.date() < first:
            message = f"{words} on {local.date()}, before its first day {first}"
            yield document.mistake(at.path, message, "correct this or `first_day`")
    yield from _check_end(document, strike, zone)
    yield from _check_pauses(document, strike, zone)


def _check_end(document: Document, strike: Place, zone: ZoneInfo) -> Iterator[Mistake]:
    ended = _local(_at(strike.key("ended_at")), zone)
    for name in ("suspended_at", "tentative_agreement_at"):
        at = _at(strike.key(name))
        local = _local(at, zone)
        if ended and local and local > ended:
            message = f"{_EVENTS[name]} on {local.date()}, after its end on {ended.date()}"
            yield document.mistake(at.path, message, "correct this or `ended_at`")


def _check_pauses(document: Document, strike: Place, zone: ZoneInfo) -> Iterator[Mistake]:
    spells = list(strike.items("paused"))
    for spell in spells:
        begun, over = (_at(spell.key(name)) for name in ("from", "until"))
        if _is_before(over, begun, zone):
            yield document.mistake(over.path, "the pause is over before it begins", "correct this or `from`")
    for earlier, later in pairwise(spells):
        begun, over = _at(later.key("from")), _at(earlier.key("until"))
        if over.value is None or _is_before(begun, over, zone):
            message = "this pause begins before the one above it is over"
            hint = "write the pauses in order of time, each with its `until` before the next"
            yield document.mistake(begun.path, message, hint)


def _is_before(one: Place, other: Place, zone: ZoneInfo) -> bool:
    at, other_at = _local(one, zone), _local(other, zone)
    return at is not None and other_at is not None and at < other_at


def _local(at: Place, zone: ZoneInfo) -> datetime | None:
    """Return the instant written at a place in the strike's zone; None where there is none, or none valid."""
    instant = valid_or_none(read_instant, at.value)
    if instant is None:
        return None
    return instant.astimezone(zone) if instant.tzinfo else instant.replace(tzinfo=zone)
