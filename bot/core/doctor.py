"""How is a feed doing, and what is to be mended? What one poll tells an admin, as a doctor would.

Called by ``check --live``. Guarantees: whatever is not well names the key of feeds.yaml to edit, or says that
there is nothing to edit; a sentence never claims more than this one poll showed.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.core.escape import clip
from bot.core.model import Decision, Feed, PlannedEntry, PollReport, Validators, Verdict
from bot.core.standing import strange_hop

LAST: Final = 10  #: entries that are looked at
_QUIET: Final = timedelta(days=180)  #: after that a feed may be one that the union left behind
_AHEAD: Final = timedelta(days=1)
_LONGEST_TITLE: Final = 60


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    NOTE = "note"  #: worth knowing
    WARNING = "warning"  #: probably not what the admin wants
    ERROR = "error"  #: the feed is not read


@dataclass(frozen=True, slots=True)
class Symptom:
    """One thing that was looked at."""

    level: Level
    words: str
    key: str = "url"  #: of the feed, or of its union, where something is to be edited


def examine(report: PollReport, feed: Feed, now: datetime) -> tuple[Symptom, ...]:
    """Return what one poll, made without validators, tells of a feed."""
    if report.error is not None:
        return (Symptom(Level.ERROR, report.error.removeprefix(f"{feed.id}: ")),)
    if report.paused:
        return (Symptom(Level.NOTE, "it is paused, and was not asked"),)
    newest_last = sorted(
        report.entries, key=lambda planned: _date(planned) or datetime.min.replace(tzinfo=now.tzinfo)
    )
    last = newest_last[-LAST:]
    return (
        _way(report.hops, feed),
        _cost(report.validators, feed),
        _newest(last, now),
        *(_watched(last) if feed.watched else _provenance(last)),
    )


def _way(hops: Sequence[str], feed: Feed) -> Symptom:
    if stranger := strange_hop(feed, tuple(hops)):
        words = f"it leads to {stranger}, which is not on the union's list, so that all of it is held"
        return Symptom(
            Level.WARNING, f"{words}; if that is the union's own, add its host to `hosts`", "hosts"
        )
    if len(hops) > 1:
        return Symptom(Level.NOTE, f"it leads on to {hops[-1]}; write that address into `url`")
    return Symptom(Level.OK, "it answers at its address")


def _cost(validators: Validators, feed: Feed) -> Symptom:
    sent = [
        name
        for name, value in (("ETag", validators.etag), ("Last-Modified", validators.last_modified))
        if value is not None
    ]
    if sent:
        return Symptom(
            Level.OK, f"it sends {' and '.join(sent)}: while nothing is new, nothing is sent again"
        )
    words = "it sends neither ETag nor Last-Modified, so that all of it is sent at every poll"
    return Symptom(
        Level.NOTE, f"{words}, every {_written(feed.every)}; a longer `every` spares the site", "every"
    )


def _written(every: timedelta) -> str:
    """Return a duration as feeds.yaml writes it."""
    seconds = int(every.total_seconds())
    return next(
        (f"{seconds // size}{unit}" for unit, size in (("h", 3600), ("m", 60)) if not seconds % size),
        f"{seconds}s",
    )


def _newest(entries: Sequence[PlannedEntry], now: datetime) -> Symptom:
    if not entries:
        return Symptom(Level.WARNING, "it lists nothing; is `url` the feed of the union's statements?")
    at = max(filter(None, map(_date, entries)), default=None)
    if at is None:
        words = "its entries have no dates; each counts as said when it was first seen"
        return Symptom(Level.NOTE, words)
    if at > now + _AHEAD:
        return Symptom(Level.NOTE, f"its newest entry is dated {at:%Y-%m-%d}, which is still to come")
    days = max((now - at).days, 0)
    words = f"its newest entry is of {at:%Y-%m-%d}, {'today' if not days else _days(days)}"
    if now - at > _QUIET:
        return Symptom(Level.WARNING, f"{words}; does the union still use this feed? Else correct `url`")
    return Symptom(Level.OK, words)


def _days(days: int) -> str:
    return "a day ago" if days == 1 else f"{days} days ago"


# --- whose words ------------------------------------------------------------------------------------


def _watched(entries: Sequence[PlannedEntry]) -> Iterator[Symptom]:
    if entries:
        yield Symptom(Level.OK, "it is under `watch`: it is read, and nothing of it is ever posted")


def _provenance(entries: Sequence[PlannedEntry]) -> Iterator[Symptom]:
    if not entries:
        return
    decisions = Counter(planned.verdict.decision for planned in entries)
    told = ", ".join(f"{decisions[decision]} {decision}" for decision in Decision if decisions[decision])
    level = Level.OK if decisions[Decision.DIRECT] else Level.WARNING
    last = f"its last {len(entries)} entries" if len(entries) > 1 else "its one entry"
    yield Symptom(level, f"{last}: {told}")
    kinds: dict[tuple[str, str], list[PlannedEntry]] = {}
    for planned in reversed(entries):
        verdict = planned.verdict
        if verdict.decision is not Decision.DIRECT:
            kinds.setdefault((verdict.rule, verdict.seen if verdict.rule in _BY_HOST else ""), []).append(
                planned
            )
    for (rule, _), alike in kinds.items():
        yield _against(rule, alike)


def _against(rule: str, alike: Sequence[PlannedEntry]) -> Symptom:
    newest = alike[0]
    verdict = newest.verdict
    title = clip(newest.entry.title or newest.entry.link or newest.key, _LONGEST_TITLE)
    remedy = _REMEDIES.get(rule)
    advice = remedy.advice(verdict) if remedy else _ELSE[verdict.decision]
    words = f"{len(alike)} {verdict.decision} by {rule}, such as “{title}”: {verdict.reason} {advice}"
    return Symptom(Level.NOTE, words, remedy.key if remedy else "url")


@dataclass(frozen=True, slots=True)
class _Remedy:
    """What an admin can edit where a rule decided."""

    key: str
    advice: Callable[[Verdict], str]


def _add_host(verdict: Verdict) -> str:
    return f"Only if {verdict.seen} is the union's own host alone, add it to `hosts`."


def _plainly(words: str) -> Callable[[Verdict], str]:
    return lambda _: words


_OTHER_ACCOUNT: Final = _plainly("See that `account` and `url` name the union's own account.")
#: Rules of which each host that was seen is told by itself.
_BY_HOST: Final = frozenset({"link-host", "link-subdomain", "redirect", "skip-host"})
_REMEDIES: Final = {
    "link-host": _Remedy("hosts", _add_host),
    "link-subdomain": _Remedy("hosts", _add_host),
    "redirect": _Remedy("hosts", _add_host),
    "feed-host": _Remedy(
        "url", _plainly("Correct `url`, or add its host to `hosts` if it is the union's own.")
    ),
    "look-alike": _Remedy("hosts", _plainly("Add nothing; look closely at that name.")),
    "skip-host": _Remedy("skip_hosts", _plainly("That is what `skip_hosts` asks for.")),
    "author": _Remedy("authors", _plainly("If that author speaks for the union, add the name to `authors`.")),
    "category": _Remedy(
        "skip_categories", _plainly("Categories of your own to leave out stand in `skip_categories`.")
    ),
    "other-speaker": _Remedy(
        "officers", _plainly("If the speaker is an officer of the union, add the name to `officers`.")
    ),
    "youtube-channel": _Remedy("account", _OTHER_ACCOUNT),
    "bluesky-account": _Remedy("account", _OTHER_ACCOUNT),
    "mastodon-account": _Remedy("account", _OTHER_ACCOUNT),
    "quarantine": _Remedy("url", _plainly("Look at the feed, then end it with `release`, or correct `url`.")),
}
_ELSE: Final = {
    Decision.HELD: "There is nothing to edit: the review channel, or `held`, lets a person decide.",
    Decision.REJECTED: "There is nothing to edit.",
    Decision.DIRECT: "",
}


def _date(planned: PlannedEntry) -> datetime | None:
    return planned.entry.published_at or planned.entry.updated_at
