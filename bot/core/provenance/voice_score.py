"""Whose voice is it? The phrases of a text, weighed: a number that says how likely somebody else speaks.

Used by `bot.core.provenance.outside`. The weights are learned offline from the labelled set and checked in
(`bot.core.provenance.weights`): here they are only added up, so anybody can do the sum again.
"""

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

_HEAVIEST: Final = 3
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

    @property
    def is_foreign(self) -> bool:
        """Tell whether somebody else seems to speak."""
        return self.value > self.limit


def score(reading: Reading) -> Score:
    """Return what the phrases of a text come to: their sum, by the square root of how many there are."""
    table = weights()
    count, total = 1, 0.0
    for place, phrases in phrases_of(reading):
        known = table.phrases[place]
        count += len(phrases)
        total += sum(map(known.__getitem__, known.keys() & phrases))
    kind = ACCOUNT if reading.pinned else SITE
    return Score(table.start[kind] + total / sqrt(count), table.limit[kind])


def evidence(reading: Reading) -> str:
    """Return the heaviest phrases against the union and the heaviest for it."""
    table = weights().phrases
    parts = sorted(
        (-table[place][phrase], _shown(phrase, place))
        for place, phrases in phrases_of(reading)
        for phrase in table[place].keys() & phrases
    )
    against = [shown for weight, shown in parts[:_HEAVIEST] if weight < 0]
    speaking = [shown for weight, shown in parts[-1:] if weight > 0]
    sentence = f"against: {'; '.join(against) or 'nothing of the union'}"
    return f"{sentence}. For: {speaking[0]}" if speaking else sentence


def _shown(phrase: Phrase, place: Place) -> str:
    """Return a phrase as a member can find it in the text."""
    words = (phrase,) if isinstance(phrase, str) else phrase
    parts = [f"({_TOLD[word]})" if word in _TOLD else word for word in words]
    return f"“{' '.join(parts)}”{_WHERE[place]}"
