"""Is it straight from the union? Ordered rules, of which the first that has something to say decides.

Hop 5: `bot.core.plan` calls `judge` for every new or changed entry. Identity decides and text can only
veto: an entry is direct where the way to the feed, the feed, the permalink and, on shared platforms, the
pinned account are all proven to be the union's, and nothing in it shows that somebody else speaks. What is
unknown or odd is held for a person. ``docs/provenance.md`` explains every rule to members under its id.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.core.language import mark
from bot.core.model import Check, Decision, Entry, Feed, Verdict
from bot.core.provenance.carried import CARRIED
from bot.core.provenance.case import Case, Way
from bot.core.provenance.guests import GUESTS
from bot.core.provenance.identity import IDENTITY, PROOF, WAY
from bot.core.provenance.names import OwnNames, own_names
from bot.core.provenance.outside import OUTSIDE
from bot.core.provenance.republished import REPUBLISHED
from bot.core.provenance.round_ups import ROUND_UPS
from bot.core.provenance.speakers import SPEAKERS
from bot.core.provenance.verdicts import Rule, held, shown

#: In the order they are asked: the way, then whose entry, then what it carries and who speaks, then proof.
RULES: tuple[Rule[Any], ...] = (
    *IDENTITY,
    *CARRIED,
    *ROUND_UPS,
    *REPUBLISHED,
    *GUESTS,
    *SPEAKERS,
    *OUTSIDE,
    *PROOF,
)

#: A rule with its parts at hand, and what is noted where it passes something without telling what it saw.
_Prepared = tuple[Rule[Any], Callable[[Any], Verdict | None], Callable[[Any], str] | None, Check]


def judge(entry: Entry, feed: Feed, hops: tuple[str, ...]) -> Verdict:
    """Return the verdict on an entry of `feed` whose body came by way of `hops`, the addresses asked."""
    begun = _begun(feed, hops)
    if begun.verdict is not None:
        return begun.verdict
    path = [*begun.path]
    verdict = _asked(begun.rules, Case(entry, feed, hops, begun.names), path)
    return verdict or _with_path(_unproven(entry), path)


@dataclass(frozen=True, slots=True)
class _Begun:
    """What is known of every entry that came by a way, and what is left to ask of each."""

    verdict: Verdict | None  #: where the way decides about all
    path: tuple[Check, ...]
    rules: tuple[_Prepared, ...]
    names: OwnNames  #: of the feed's union


@lru_cache(maxsize=256)  # the entries of a body are judged one after another
def _begun(feed: Feed, hops: tuple[str, ...]) -> _Begun:
    """Ask the rules that look at the way alone, and get those about entries ready."""
    prepared = [
        (rule, rule.check, rule.seen, Check(rule.id, True, "", rule.expected))
        for rule in RULES
        if rule.concerns(feed)
    ]
    path: list[Check] = []
    verdict = _asked([each for each in prepared if each[0] in WAY], Way(feed, hops), path)
    rules = tuple(each for each in prepared if each[0] not in WAY)
    return _Begun(verdict, tuple(path), rules, own_names(feed))


def _asked(rules: Sequence[_Prepared], judged: Way, path: list[Check]) -> Verdict | None:
    """Return the verdict of the first rule that has one, with every check in its path; note what passed."""
    for rule, check, seen, passed in rules:
        verdict = check(judged)
        if verdict is not None:
            is_direct = verdict.decision is Decision.DIRECT
            path.append(Check(rule.id, is_direct, verdict.seen, verdict.expected))
            return _with_path(verdict, path)
        path.append(passed if seen is None else _passed(rule.id, seen(judged), rule.expected))
    return None


def _with_path(verdict: Verdict, path: Sequence[Check]) -> Verdict:
    decision, rule, reason = verdict.decision, verdict.rule, verdict.reason
    # `dataclasses.replace` would take three times as long, for every entry there is.
    return Verdict(decision, rule, reason, verdict.seen, verdict.expected, verdict.ruleset, tuple(path))


@lru_cache(maxsize=1024)  # most entries of a feed pass most rules in the same way
def _passed(rule: str, seen: str, expected: str) -> Check:
    return Check(rule, True, shown(seen), expected)


def _unproven(entry: Entry) -> Verdict:
    # No rule leaves anything to this one today; it keeps a gap between rules from ever being a “direct”.
    reason = mark("No rule could prove that this is the union's.")
    return held("unproven", reason, entry.link or "", "a proof of origin")
