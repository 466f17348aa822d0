"""Is it told from outside the union? The last veto: what it says, weighed word by word.

Asked by `bot.core.provenance.ruleset`. It only ever holds: no sum of hints proves that somebody else spoke.
"""

from typing import Final

from bot.core.language import mark
from bot.core.model import Verdict
from bot.core.provenance.case import Case
from bot.core.provenance.verdicts import Rule, held
from bot.core.provenance.voice_score import evidence, score

_EXPECTED: Final = "the union's own voice"
_LONG_ENOUGH: Final = 15  #: words; of shorter texts, which the labelled set has not, nothing was learned


def _voice(case: Case) -> Verdict | None:
    """Hold a text that reads more like others' than like the union's."""
    if case.reading.count < _LONG_ENOUGH and not case.reading.pinned:
        return None
    found = score(case.reading)
    if not found.is_foreign:
        return None
    reason = mark("It reads as if somebody other than the union spoke.")
    return held("voice", reason, evidence(found), _EXPECTED)


OUTSIDE: tuple[Rule[Case], ...] = (Rule("voice", _voice, _EXPECTED),)
