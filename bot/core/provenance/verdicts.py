"""What a rule is, and how a verdict and its evidence are written down.

Used by every module of `bot.core.provenance`. Guarantees: evidence is short, on one line and in visible
ASCII, so that a look-alike letter cannot hide in it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from bot.core.model import Decision, Feed, Verdict
from bot.core.provenance.case import Way

#: Goes up whenever a rule changes what it decides.
RULESET_VERSION = 8

_LONGEST_EVIDENCE = 200


Judged = TypeVar("Judged", bound=Way)  #: what a rule looks at: a case, or no more than the way of its body


def _every_feed(feed: Feed) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Rule(Generic[Judged]):
    """A rule under its stable id; `check` answers None where it has nothing to say."""

    id: str
    check: Callable[[Judged], Verdict | None]
    expected: str  #: what it looks for, told in the path of an entry that passed it
    seen: Callable[[Judged], str] | None = None  #: what it looked at, told there too
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
    if len(value) <= _LONGEST_EVIDENCE and value.isascii() and value.isprintable():
        return value
    visible = value[: _LONGEST_EVIDENCE + 1].encode("unicode_escape").decode("ascii").replace("\\\\", "\\")
    return visible if len(visible) <= _LONGEST_EVIDENCE else f"{visible[: _LONGEST_EVIDENCE - 3]}..."


def one_of(names: Iterable[str]) -> str:
    """Return names as what was expected."""
    ordered = sorted(names)
    return f"one of: {', '.join(ordered)}" if len(ordered) > 1 else "".join(ordered)
