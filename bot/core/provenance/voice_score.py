"""Whose voice is it? The phrases of a text, weighed: a number that says how likely somebody else speaks.

Used by `bot.core.provenance.outside`. The weights are learned offline from the labelled set and checked in
(`bot.core.provenance.weights`): here they are only added up, so anybody can do the sum again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from typing import Final

from bot.core.provenance.phrases import (
    ACRONYM,
    DAY,
    LINE,
    NAME,
    NAMES,
    NUMBER,
    OFFICER,
    TIME,
    UNION,
    Phrase,
    Place,
    phrases_of,
)
from bot.core.provenance.reading import Reading
from bot.core.provenance.weights import ACCOUNT, SITE, weights

_Placed = tuple[Place, set[Phrase]]  #: a place and the phrases that stand there
_Part = tuple[float, tuple[str, ...], Place]  #: what a phrase weighs, its words, and where they stand

_HEAVIEST: Final = 3
_TELLING: Final = 4  #: letters, below which a word stands in any text
_TOLD: Final = {
    UNION: "the union",
    OFFICER: "an officer",
    NAME: "a name",
    NAMES: "a name",
    ACRONYM: "an abbreviation",
    NUMBER: "a number",
    TIME: "a time",
    DAY: "a day",
    LINE: "a new line",
}
_WHERE: Final = {
    Place.TEXT: "",
    Place.APART: "",
    Place.TITLE: " in the title",
    Place.LEAD: " in the beginning",
    Place.END: " at the end",
    Place.AUTHOR: " as its author",
}


@dataclass(frozen=True, slots=True)
class Score:
    """What the phrases of a text come to, in log-odds: above the limit it is held."""

    value: float
    limit: float
    found: tuple[_Placed, ...]  #: what was added up, and what weighs nothing

    @property
    def is_foreign(self) -> bool:
        """Tell whether somebody else seems to speak."""
        return self.value > self.limit


def score(reading: Reading) -> Score:
    """Return what the phrases of a text come to: their sum, by the square root of how many there are."""
    table = weights()
    count, total, found = 1, 0.0, tuple(phrases_of(reading))
    for place, phrases in found:
        known = table.phrases[place]
        count += len(phrases)
        total += sum(map(known.__getitem__, known.keys() & phrases))
    kind = ACCOUNT if reading.pinned else SITE
    return Score(table.start[kind] + total / sqrt(count), table.limit[kind], found)


def evidence(score: Score) -> str:
    """Return the heaviest phrases against the union and the heaviest for it, of those that tell something."""
    table = weights().phrases
    parts = sorted(
        (table[place][phrase], phrase if isinstance(phrase, tuple) else (phrase,), place)
        for place, phrases in score.found
        if place in _WHERE
        for phrase in table[place].keys() & phrases
    )
    against = _telling(reversed([part for part in parts if part[0] > 0]), _HEAVIEST)
    speaking = _telling([part for part in parts if part[0] < 0], 1)
    sentence = f"against: {'; '.join(against) or 'nothing of the union'}"
    return f"{sentence}. For: {speaking[0]}" if speaking else sentence


def _telling(parts: Iterable[_Part], most: int) -> list[str]:
    """Return the first phrases with a word that can be found in the text and that none before them has."""
    told: set[str] = set()
    shown: list[str] = []
    for _, phrase, place in parts:
        new = {word for word in phrase if _tells(word)} - told
        if new and len(shown) < most:
            told |= new
            shown.append(_shown(phrase, place))
    return shown


def _tells(word: str) -> bool:
    return word in (UNION, OFFICER) or (word.isalpha() and word.islower() and len(word) >= _TELLING)


def _shown(phrase: tuple[str, ...], place: Place) -> str:
    """Return a phrase as a member can find it in the text."""
    words = [f"({_TOLD[word]})" if word in _TOLD else word for word in phrase]
    return f"“{(' … ' if place is Place.APART else ' ').join(words)}”{_WHERE[place]}"
