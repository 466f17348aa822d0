"""What each phrase weighs, in log-odds: above zero it speaks for somebody else.

The table beside this module, ``weights.tsv``, is learned from the labelled set
(``python -m evaluation.write_weights``), not written by hand. A line is a place, a phrase and its weight;
lines of the place ``start`` and ``limit`` hold what an entry has before anything is read, and above which sum
it is held, on sites and accounts.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from sys import intern
from typing import Final

from bot.core.provenance.phrases import Phrase, Place

TABLE: Final = files("bot.core.provenance") / "weights.tsv"
SITE, ACCOUNT = "site", "account"
START, LIMIT = "start", "limit"


@dataclass(frozen=True, slots=True)
class Weights:
    """What phrases weigh at each place, and between what the sum is taken."""

    start: dict[str, float]  #: by `SITE` or `ACCOUNT`
    limit: dict[str, float]
    phrases: dict[Place, dict[Phrase, float]]


@lru_cache(maxsize=1)
def weights() -> Weights:
    """Return the weights in use."""
    bounds: dict[str, dict[str, float]] = {START: {}, LIMIT: {}}
    phrases: dict[str, dict[Phrase, float]] = {place: {} for place in Place}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        place, phrase, weight = line.split("\t")
        if place in bounds:
            bounds[place][phrase] = float(weight)
        else:
            phrases[place][_read(phrase)] = float(weight)
    return Weights(bounds[START], bounds[LIMIT], {place: phrases[place] for place in Place})


def _read(phrase: str) -> Phrase:
    first, _, second = phrase.partition(" ")
    # A word that stands in many phrases is kept once.
    return (intern(first), intern(second)) if second else intern(first)
