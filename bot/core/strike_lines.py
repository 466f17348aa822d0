"""Which lines of feeds.yaml would say what a statement looks like it says? For an admin to check and paste.

Used by `bot.core.render.question`. Guarantees: what is returned is valid YAML whatever the feed wrote, and
`python -m bot check` accepts it at the place named; evidence is only what is on the union's own host.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Final
from zoneinfo import ZoneInfo

from bot.core.hosts import link_host
from bot.core.model import Catalogue, Feed, Happening, Statement, Strike
from bot.core.strike_hints import Hint

_KEYS: Final = {
    Happening.TENTATIVE_AGREEMENT: "tentative_agreement_at",
    Happening.SUSPENDED: "suspended_at",
    Happening.ENDED: "ended_at",
    Happening.RATIFIED: "ended_at",
}
_LONGEST_URL: Final = 500


class Where(Enum):
    """To what in feeds.yaml the lines are added."""

    STRIKE = auto()  #: as another key of the strike
    FIRST_PAUSE = auto()  #: as another key of the strike, of several lines, below which the next pauses fit
    PAUSES = auto()  #: to the strike's list `paused`
    LAST_PAUSE = auto()  #: as another key of the last one in that list
    UNION = auto()  #: as another key of the union
    STRIKES = auto()  #: to the union's list `strikes`


@dataclass(frozen=True, slots=True)
class Addition:
    """What to add to feeds.yaml, and where."""

    yaml: str  #: one line or several, not indented
    where: Where
    zone: ZoneInfo  #: of the times in it
    has_evidence: bool  #: the statement is on the union's own host, and named


def addition(hint: Hint, statement: Statement, feed: Feed, catalogue: Catalogue) -> Addition:
    """Return what an admin would add if the hint is right, with the statement's own time."""
    at = min(statement.published_at or statement.first_seen_at, statement.first_seen_at)
    evidence = _evidence(statement, feed)
    if hint.strike is None:
        return _new_strike(at, evidence, feed, catalogue)
    event = _event(at, evidence, hint.strike.timezone)
    yaml, where = _of_strike(hint.happening, hint.strike, event)
    return Addition(yaml, where, hint.strike.timezone, evidence is not None)


def _of_strike(happening: Happening, strike: Strike, event: str) -> tuple[str, Where]:
    match happening:
        case Happening.PAUSED if strike.pauses:
            return f"- from: {event}", Where.PAUSES
        case Happening.PAUSED:
            return f"paused:\n  - from: {event}", Where.FIRST_PAUSE
        case Happening.RESUMED:
            return f"until: {event}", Where.LAST_PAUSE
        case _:
            return f"{_KEYS[happening]}: {event}", Where.STRIKE


def _new_strike(at: datetime, evidence: str | None, feed: Feed, catalogue: Catalogue) -> Addition:
    of_union = [strike for strike in catalogue.strikes if strike.union_id == feed.union_id]
    zone_of_union = catalogue.union_timezones.get(feed.union_id)
    zone = zone_of_union or (of_union[-1].timezone if of_union else ZoneInfo("UTC"))
    first_day = at.astimezone(zone).date().isoformat()
    strike_id = _unused(f"strike-{first_day}", {strike.id for strike in catalogue.strikes})
    lines = [f"- id: {strike_id}", "  name: Strike", f"  first_day: {first_day}"]
    lines += [f"  evidence: {evidence}"] if evidence else []
    lines += [] if zone_of_union else [f"  timezone: {zone.key}"]
    if of_union:
        return Addition("\n".join(lines), Where.STRIKES, zone, evidence is not None)
    lines = ["strikes:", *(f"  {line}" for line in lines)]
    return Addition("\n".join(lines), Where.UNION, zone, evidence is not None)


def _unused(name: str, taken: Collection[str]) -> str:
    number = 2
    free = name
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    return free


def _event(at: datetime, evidence: str | None, zone: ZoneInfo) -> str:
    when = _written(at, zone)
    return f"{{at: {when}, evidence: {evidence}}}" if evidence else when


def _written(at: datetime, zone: ZoneInfo) -> str:
    """Write an instant in local time; with its offset where the clock shows that time again."""
    local = at.astimezone(zone)
    return local.isoformat(timespec="minutes") if local.fold else f"{local:%Y-%m-%dT%H:%M}"


def _evidence(statement: Statement, feed: Feed) -> str | None:
    """Return the statement's address on the union's own host, as a YAML scalar."""
    for url in (statement.url or "", *(other.url for other in statement.also_at)):
        if url.isascii() and len(url) <= _LONGEST_URL and link_host(url) in feed.hosts:
            return json.dumps(url).replace("`", "\\u0060")  # a backtick could end the block it is shown in
    return None
