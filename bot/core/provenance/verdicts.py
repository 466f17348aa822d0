"""What a rule is, and how a verdict and its evidence are written down.

Used by every module of `bot.core.provenance`. Guarantees: evidence is short, on one line and in visible
ASCII, so that a look-alike letter cannot hide in it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.core.hosts import LinkFault, link_host, permalink_host
from bot.core.model import Decision, Entry, Feed, Verdict
from bot.core.platforms import platform_hosts

#: Goes up whenever a rule changes what it decides.
RULESET_VERSION = 2

_LONGEST_EVIDENCE = 200

Hops = tuple[str, ...]


def _nothing(entry: Entry, feed: Feed, hops: Hops) -> str:
    return ""


def _every_feed(feed: Feed) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule under its stable id; `check` answers None where it has nothing to say."""

    id: str
    check: Callable[[Entry, Feed, Hops], Verdict | None]
    expected: str  #: what it looks for, told in the path of an entry that passed it
    seen: Callable[[Entry, Feed, Hops], str] = _nothing  #: what it looked at, told there too
    concerns: Callable[[Feed], bool] = _every_feed  #: whether it is asked at all for entries of a feed


def held(rule: str, reason: str, seen: str, expected: str) -> Verdict:
    """Return the verdict that leaves the entry to a person."""
    return verdict(Decision.HELD, rule, reason, seen, expected)


def rejected(rule: str, reason: str, seen: str, expected: str) -> Verdict:
    """Return the verdict that these are somebody else's words."""
    return verdict(Decision.REJECTED, rule, reason, seen, expected)


def verdict(decision: Decision, rule: str, reason: str, seen: str, expected: str) -> Verdict:
    """Return a verdict with its evidence made visible."""
    return Verdict(decision, rule, reason, shown(seen), shown(expected), RULESET_VERSION)


@lru_cache(maxsize=256)  # hosts and rules' own words come again with every entry
def shown(value: str) -> str:
    """Return a value as evidence: short, and with every character visible that could pass for another."""
    visible = value[: _LONGEST_EVIDENCE + 1].encode("unicode_escape").decode("ascii").replace("\\\\", "\\")
    return visible if len(visible) <= _LONGEST_EVIDENCE else f"{visible[: _LONGEST_EVIDENCE - 3]}..."


def one_of(names: Iterable[str]) -> str:
    """Return names as what was expected."""
    ordered = sorted(names)
    return f"one of: {', '.join(ordered)}" if len(ordered) > 1 else "".join(ordered)


@lru_cache(maxsize=64)
def host_of(url: str) -> str | LinkFault:
    """Return the host of an address, as `link_host`; several rules ask the same few addresses."""
    return link_host(url)


@lru_cache(maxsize=64)
def place_of(url: str) -> str | LinkFault:
    """Return the host of an address that nobody fetches, as `permalink_host`: plain HTTP will do."""
    return permalink_host(url)


def entry_host(entry: Entry) -> str:
    """Return the host of an entry's permalink; empty where it names none beyond doubt."""
    host = place_of(entry.link or "")
    return "" if isinstance(host, LinkFault) else host


def own_hosts(feed: Feed) -> frozenset[str]:
    """Return where the union's entries may stand: its hosts, and its pinned account's platform."""
    return feed.hosts | platform_hosts(feed.account) if feed.account else feed.hosts


def is_neighbour(host: str, hosts: Iterable[str]) -> bool:
    """Tell whether `host` is above or below one of `hosts`, whose ``www.`` counts for nothing here."""
    sites = [own.removeprefix("www.") for own in hosts]
    return any(host.endswith(f".{site}") or site.endswith(f".{host}") or host == site for site in sites)
