"""Is it straight from the union? Ordered rules, of which the first that has something to say decides.

Hop 5: `bot.core.plan` calls `judge` for every new or changed entry. Identity decides and text can only
veto: an entry is direct where the way to the feed, the feed, the permalink and, on shared platforms, the
pinned account are all proven to be the union's, and nothing in it shows that somebody else speaks. What is
unknown or odd is held for a person. ``docs/provenance.md`` explains every rule to members under its id.
"""

from dataclasses import replace

from bot.core.model import Check, Decision, Entry, Feed, Verdict
from bot.core.provenance.carried import CARRIED
from bot.core.provenance.guests import GUESTS
from bot.core.provenance.identity import IDENTITY, PROOF
from bot.core.provenance.outside import OUTSIDE
from bot.core.provenance.republished import REPUBLISHED
from bot.core.provenance.round_ups import ROUND_UPS
from bot.core.provenance.speakers import SPEAKERS
from bot.core.provenance.verdicts import Hops, held, shown

#: In the order they are asked: the way, then whose entry, then what it carries and who speaks, then proof.
RULES = (*IDENTITY, *CARRIED, *ROUND_UPS, *REPUBLISHED, *GUESTS, *SPEAKERS, *OUTSIDE, *PROOF)


def judge(entry: Entry, feed: Feed, hops: Hops) -> Verdict:
    """Return the verdict on an entry of `feed` whose body came by way of `hops`, the addresses asked."""
    path: list[Check] = []
    for rule in RULES:
        if not rule.concerns(feed):
            continue
        verdict = rule.check(entry, feed, hops)
        if verdict is not None:
            passed = verdict.decision is Decision.DIRECT
            path.append(Check(rule.id, passed, verdict.seen, verdict.expected))
            return replace(verdict, path=tuple(path))
        path.append(Check(rule.id, True, shown(rule.seen(entry, feed, hops)), rule.expected))
    return replace(_unproven(entry), path=tuple(path))


def _unproven(entry: Entry) -> Verdict:
    # No rule leaves anything to this one today; it keeps a gap between rules from ever being a “direct”.
    reason = "No rule could prove that this is the union's."
    return held("unproven", reason, entry.link or "", "a proof of origin")
