"""Is it told from outside the union? The last veto: the cues of whose voice it is, weighed together.

Asked by `bot.core.provenance.ruleset`. It only ever holds: no sum of hints proves that somebody else spoke.
"""

from typing import Final

from bot.core.language import mark
from bot.core.model import Verdict
from bot.core.provenance.case import Case
from bot.core.provenance.genres import genre_of_others
from bot.core.provenance.verdicts import Rule, held
from bot.core.provenance.voice_score import evidence, score

_EXPECTED: Final = "the union's own voice"
_LONG_ENOUGH: Final = 25  #: words, below which the union's own site is proof enough


def _voice(case: Case) -> Verdict | None:
    """Hold a text of others' kind, and one that reads more like others' than like the union's."""
    if case.reading.count < _LONG_ENOUGH and not case.reading.pinned:
        return None
    genre = genre_of_others(case.reading)
    if genre:
        return held("voice", mark("It is of a kind that unions do not write."), genre, _EXPECTED)
    if not score(case.reading).is_foreign:
        return None
    reason = mark("It reads as if somebody other than the union spoke.")
    return held("voice", reason, evidence(case.reading), _EXPECTED)


OUTSIDE: tuple[Rule[Case], ...] = (Rule("voice", _voice, _EXPECTED),)
