"""Is it told from outside the union? The last veto: a text in which the union's own voice is not heard.

Asked by `bot.core.provenance.ruleset`. It holds a reporter's account and somebody's personal story.
"""

import re
from collections import Counter
from typing import Final

from bot.core.model import Entry, Feed, Verdict
from bot.core.provenance.names import fold
from bot.core.provenance.reading import Reading, read
from bot.core.provenance.republished import is_press, looks_like_press, tells_both_sides
from bot.core.provenance.verdicts import Hops, Rule, held
from bot.core.provenance.voice import (
    has_own_voice,
    is_named,
    is_personal,
    says_own,
    says_we,
    speaks_to_somebody,
    strength,
)
from bot.core.provenance.words import words

_LONG_ENOUGH: Final = 25  #: words, below which the place alone is proof enough
_LONG: Final = 45
_ENOUGH: Final = 3
_REPORT: Final = 50
_MEMBERS_STORY: Final = re.compile(
    r"\b(?:(?:member|steward|captain|striker|worker)s?'?s? (?:spotlight|profile|story|stories|voices?"
    r"|of the (?:week|month|year)))|\bspotlight\b|\bmitgliederporträt\b|\bportrait d'adhérent"
)
#: What kind of text a title announces, of which unions write none.
_GENRE: Final = re.compile(
    r"\b(?:sermon|homily|hansard|editorial|essay|poem|primer|transcript|interview|(?:\w+|\d+) questions for"
    r"|predigt|gedicht|leitartikel|kommentar|sermón|homilía|poema|editorial|entrevista|homélie|poème"
    r"|entretien"
    r"|question écrite|interpellation|kleine anfrage|pregunta parlamentaria|proposición no de ley)\b"
)
_TURN: Final = re.compile(r"(?:\A|[\n.!?”»…\"] ?)(?P<who>[A-ZÀ-Þ][\w.'’ -]{1,28}): (?P<said>[^:\n]{3,300})")
_MANY_TURNS: Final = 4
_OFTEN: Final = 3


def _voice(entry: Entry, feed: Feed, hops: Hops) -> Verdict | None:
    """Hold a text in which nothing shows that the union itself speaks."""
    reading = read(entry, feed)
    if reading.count < _LONG_ENOUGH or feed.account:
        return None
    if not (_is_of_other_kind(reading) or _is_told_from_outside(reading) or _is_too_faint(reading)):
        return None
    reason = "Nothing in it shows that the union itself speaks."
    return held("voice", reason, reading.lead[:120], "the union's own voice")


def _is_too_faint(reading: Reading) -> bool:
    """Tell whether too little of the union's voice is heard for a text of this length."""
    if _MEMBERS_STORY.search(reading.folded_title):
        return False
    if is_personal(reading) and not is_named(reading) and not has_own_voice(reading):
        return strength(reading) < _ENOUGH + 1
    return strength(reading) < (_ENOUGH if reading.count >= _LONG else _ENOUGH - 1)


def _is_told_from_outside(reading: Reading) -> bool:
    """Tell whether it is an account of the union by somebody else: nobody in it is “we”, or “you”."""
    if speaks_to_somebody(reading) or has_own_voice(reading):
        return is_press(reading) and not has_own_voice(reading) and not says_we(reading)
    if is_press(reading) or tells_both_sides(reading):
        return True
    if is_named(reading) and "“”" not in reading.own_words and _is_faint_report(reading):
        return True
    begins = f"{reading.folded_title}\n{fold(reading.lead)}"
    return looks_like_press(reading) > 0 and is_named(reading) and not reading.names.in_text(begins)


def _is_faint_report(reading: Reading) -> bool:
    """Tell whether a long account quotes nobody and says hardly anything that the press would not say."""
    return reading.count >= _REPORT and strength(reading) < _ENOUGH + 2


def _is_of_other_kind(reading: Reading) -> bool:
    """Tell whether it is of a kind that unions don't write: a sermon, a reporter's interview, a debate."""
    if _GENRE.search(reading.folded_title) and not has_own_voice(reading):
        return True
    if reading.own_words.count("?") >= _OFTEN and reading.names.officers.search(reading.folded_title):
        return not says_own(reading) and not says_we(reading)
    return reading.body.count(": ") >= _MANY_TURNS and _is_interview(reading)


def _is_interview(reading: Reading) -> bool:
    """Tell whether somebody who is not the union's asks, turn after turn."""
    if says_own(reading):
        return False
    turns = [(turn["who"], turn["said"]) for turn in _TURN.finditer(reading.body)]
    asking = Counter(who for who, said in turns if "?" in said and len(who) > _FEW)
    strangers = (who for who in asking if not reading.names.in_text(fold(who)) and fold(who) not in _ASKED)
    on_air = Counter(who for who, _ in turns if who.isupper())
    return any(asking[who] >= _OFTEN for who in strangers) or sum(count > 1 for count in on_air.values()) > 1


_FEW: Final = 2
_ASKED: Final = words("question frage pregunta question answer antwort respuesta réponse")


OUTSIDE: tuple[Rule, ...] = (Rule("voice", _voice, "the union's own voice"),)
