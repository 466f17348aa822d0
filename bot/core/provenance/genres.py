"""Is it of a kind that unions don't write? Sermons, debates, and interviews by strangers.

Used by `bot.core.provenance.outside`, which holds what is found here.
"""

import re
from collections import Counter
from typing import Final

from bot.core.provenance.names import fold
from bot.core.provenance.reading import Reading
from bot.core.provenance.voice import has_own_voice, says_own, says_we
from bot.core.provenance.words import words

#: What kind of text a title announces, of which unions write none.
_GENRE: Final = re.compile(
    r"\b(?:sermon|homily|hansard|editorial|essay|poem|primer|transcript|interview|(?:\w+|\d+) questions for"
    r"|predigt|gedicht|leitartikel|kommentar|sermón|homilía|poema|editorial|entrevista|homélie|poème"
    r"|entretien"
    r"|question écrite|interpellation|kleine anfrage|pregunta parlamentaria|proposición no de ley)\b"
)
_GENRE_CUES: Final = words(
    "sermon homily hansard editorial essay poem primer transcript interview questions predigt gedicht "
    "leitartikel kommentar sermón homilía poema entrevista homélie poème entretien question interpellation "
    "anfrage pregunta ley"
)
_TURN: Final = re.compile(r"(?:\A|[\n.!?”»…\"] ?)(?P<who>[A-ZÀ-Þ][\w.'’ -]{1,28}): (?P<said>[^:\n]{3,300})")
_MANY_TURNS: Final = 4
_OFTEN: Final = 3
_FEW: Final = 2
_ASKED: Final = words("question frage pregunta question answer antwort respuesta réponse")


def genre_of_others(reading: Reading) -> str | None:
    """Return the title or beginning of a text of a kind that unions don't write."""
    is_likely = not _GENRE_CUES.isdisjoint(reading.parts)
    if is_likely and _GENRE.search(reading.folded_title) and not has_own_voice(reading):
        return reading.title
    if reading.own_words.count("?") >= _OFTEN and reading.names.officers.search(reading.folded_title):
        return None if says_own(reading) or says_we(reading) else reading.title
    if reading.body.count(": ") < _MANY_TURNS or says_own(reading):
        return None
    return _asked_by_stranger(reading)


def _asked_by_stranger(reading: Reading) -> str | None:
    """Return who asks, turn after turn, or is on air, without being the union's."""
    turns = [(turn["who"], turn["said"]) for turn in _TURN.finditer(reading.body)]
    asking = Counter(who for who, said in turns if "?" in said and len(who) > _FEW)
    for who, count in asking.items():
        if count >= _OFTEN and not reading.names.in_text(fold(who)) and fold(who) not in _ASKED:
            return f"{who}: …?"
    on_air = [who for who, count in Counter(who for who, _ in turns if who.isupper()).items() if count > 1]
    return ", ".join(on_air) if len(on_air) > 1 else None
