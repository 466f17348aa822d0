"""Is it straight from the union? Ordered rules, of which the first that has something to say decides.

Hop 5: `bot.core.plan` calls `judge` for every new or changed entry. Identity decides and text can only
veto: an entry is direct where the way to the feed, the feed, the permalink and, on shared platforms, the
pinned account are all proven to be the union's, and nothing in it shows that somebody else speaks. What is
unknown or odd is held for a person. ``docs/provenance.md`` explains every rule to members under its id.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from bot.core.language import mark
from bot.core.model import Check, Decision, Entry, Feed, Verdict
from bot.core.provenance.carried import CARRIED
from bot.core.provenance.case import Case
from bot.core.provenance.guests import GUESTS
from bot.core.provenance.identity import IDENTITY, PROOF
from bot.core.provenance.names import OwnNames, own_names
from bot.core.provenance.outside import OUTSIDE
from bot.core.provenance.republished import REPUBLISHED
from bot.core.provenance.round_ups import ROUND_UPS
from bot.core.provenance.speakers import SPEAKERS
from bot.core.provenance.verdicts import Rule, held, shown

#: In the order they are asked: the way, then whose entry, then what it carries and who speaks, then proof.
RULES = (*IDENTITY, *CARRIED, *ROUND_UPS, *REPUBLISHED, *GUESTS, *SPEAKERS, *OUTSIDE, *PROOF)

_Prepared = tuple[Rule, Callable[[Case], Verdict | None], Callable[[Case], str] | None, Check]


def judge(entry: Entry, feed: Feed, hops: tuple[str, ...]) -> Verdict:
    """Return the verdict on an entry of `feed` whose body came by way of `hops`, the addresses asked."""
    rules, names = _prepared(feed)
    case = Case(entry, feed, hops, names)
    path: list[Check] = []
    for rule, check, seen, passed in rules:
        verdict = check(case)
        if verdict is not None:
            is_direct = verdict.decision is Decision.DIRECT
            path.append(Check(rule.id, is_direct, verdict.seen, verdict.expected))
            return replace(verdict, path=tuple(path))
        path.append(passed if seen is None else _passed(rule.id, seen(case), rule.expected))
    return replace(_unproven(entry), path=tuple(path))


@lru_cache(maxsize=256)  # a feed's entries are judged one after another
def _prepared(feed: Feed) -> tuple[list[_Prepared], OwnNames]:
    """Return the rules that concern a feed, each with its parts at hand, and the names of its union."""
    rules = [rule for rule in RULES if rule.concerns(feed)]
    prepared = [(rule, rule.check, rule.seen, Check(rule.id, True, "", rule.expected)) for rule in rules]
    return prepared, own_names(feed)


@lru_cache(maxsize=1024)  # most entries of a feed pass most rules in the same way
def _passed(rule: str, seen: str, expected: str) -> Check:
    return Check(rule, True, shown(seen), expected)


def _unproven(entry: Entry) -> Verdict:
    # No rule leaves anything to this one today; it keeps a gap between rules from ever being a “direct”.
    reason = mark("No rule could prove that this is the union's.")
    return held("unproven", reason, entry.link or "", "a proof of origin")
