"""Whose voice is it? The cues of a text, weighed: a number that says how likely somebody else speaks.

Used by `bot.core.provenance.outside`. The weights are learned offline from the labelled set and checked in
(`bot.core.provenance.weights`): here they are only added up, so anybody can do the sum again.
"""

from dataclasses import dataclass
from typing import Final

from bot.core.provenance.cues import cues_of, told, words_of_kind
from bot.core.provenance.reading import Reading
from bot.core.provenance.weights import ACCOUNT_LIMIT, ACCOUNT_WEIGHTS, SITE_LIMIT, SITE_WEIGHTS

START: Final = "start"  #: the weight of an entry before anything is read


@dataclass(frozen=True, slots=True)
class Score:
    """What the cues of a text come to, in log-odds: above the limit it is held."""

    value: float
    limit: float
    parts: tuple[tuple[str, float], ...]  #: what each cue adds, the heaviest against the union first

    @property
    def is_foreign(self) -> bool:
        """Tell whether somebody else seems to speak."""
        return self.value > self.limit


def score(reading: Reading) -> Score:
    """Return what the cues of a text come to."""
    weights = ACCOUNT_WEIGHTS if reading.pinned else SITE_WEIGHTS
    limit = ACCOUNT_LIMIT if reading.pinned else SITE_LIMIT
    value = weights[START]
    parts = []
    for cue, amount in cues_of(reading).items():
        part = amount * weights.get(cue, 0.0)
        value += part
        parts.append((cue, part))
    return Score(value, limit, tuple(parts))


def evidence(scored: Score, reading: Reading) -> str:
    """Return the heaviest cues against the union and the heaviest for it, with words that can be found."""
    ordered = sorted(scored.parts, key=lambda part: -part[1])
    against = [_shown(cue, reading) for cue, part in ordered[:_HEAVIEST] if part > 0]
    speaking = [_shown(cue, reading) for cue, part in ordered[:-2:-1] if part < 0]
    sentence = f"against: {'; '.join(against) or 'nothing of the union'}"
    return f"{sentence}. For: {speaking[0]}" if speaking else sentence


_HEAVIEST: Final = 3
_FEW: Final = 2


def _shown(cue: str, reading: Reading) -> str:
    found = ", ".join(words_of_kind(cue, reading)[:_FEW])
    return f"{told(cue)} ({found})" if found else told(cue)
