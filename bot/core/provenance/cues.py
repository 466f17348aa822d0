"""What in a text hints at whose voice it is? Named cues, counted in one pass over its words.

Used by `bot.core.provenance.voice_score`, which weighs them, and by the evaluation, which learns the weights
(``python -m evaluation.fit_voice``). A cue proves nothing by itself, and knows nothing of what others find.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from math import log2
from typing import Final

from bot.core.provenance.lexicon import KINDS, kinds_of
from bot.core.provenance.names import fold
from bot.core.provenance.organisations import is_body
from bot.core.provenance.reading import Reading
from bot.core.provenance.voice import is_signed
from bot.core.provenance.words import words

#: Every cue that is no kind of words, and how it is told to a member.
BUILD: Final[dict[str, str]] = {
    "the_union": "“the union”, as outsiders say",
    "our_house": "“our” members, committee, local",
    "our_business": "“our” customers, teams, offer",
    "your_house": "“your” steward, ballot, committee",
    "your_strike": "“your” strike, picket, walkout",
    "silent": "nobody is “we” or “you”",
    "no_house": "no word of a union's daily life",
    "length": "its length",
    "own_title": "the union or an officer in the title",
    "own_first": "the union or an officer in its first words",
    "own_body": "the union or an officer named",
    "signed": "the union or an officer signs",
    "own_body_author": "put up by one of the union's committees",
    "trade": "words of the union's name, such as its trade",
    "numbers": "figures",
    "times": "times of day",
    "quotations": "quotations",
    "quoted": "how much is quotation",
    "questions": "questions",
    "listed": "a list",
    "salutation": "a salutation for others than members",
    "place_line": "a place line, as in the press",
    "name_last": "a stranger's name at the end",
}

_FULL: Final = 3.0
#: A first one tells more than a seventh.
_WEIGHED: Final = tuple(min(log2(1 + count), _FULL) for count in range(8))
_OUR: Final = words("our nuestra nuestro nuestras nuestros notre nos unser unsere unserem unseren unserer")
_YOUR: Final = words("your vuestra vuestro votre vos euer eure eurem euren eurer")
_THE: Final = words("the el le la die der")
_OWNED: Final = {("our", "house"), ("our", "business"), ("your", "house"), ("your", "strike")}
_SPOKEN: Final = ("we", "our", "you", "your")
_SALUTATIONS: Final = words(
    "dear liebe lieber sehr cher chers chère chères estimada estimado estimadas estimados querida querido "
    "queridas queridos"
)
_TIME: Final = re.compile(r"\d(?::\d\d)? ?[ap]\.?m\b|\d\d[:.]\d\d|\d ?uhr\b|\d ?h\b")
_NUMBER: Final = re.compile(r"\d+")
_PLACE_LINE: Final = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ ,.'’-]{3,}[^\n]{0,20}?[—–-] ")
_NAME_LAST: Final = re.compile(r"(?:\n|[.!?”»—–-] ?)(?:[A-ZÀ-Þ][\w.'’-]+ ?){2,4}(?:, [^.\n]{3,60})?\.?\Z")
_LAST: Final = 110
_FIRST: Final = 160
_GREETED: Final = 4  #: words, with those who are greeted


def cues_of(reading: Reading) -> dict[str, float]:
    """Return the cues in a text and how much of each there is; those that are absent are left out."""
    cues = _counted(reading)
    cues.update((name, float(value)) for name, value in _built(reading) if value)
    cues.update((name, 1.0) for name in _named(reading))
    return cues


def _counted(reading: Reading) -> dict[str, float]:
    """Count the kinds of words in the title and outside quotation marks, and what belongs to whom."""
    said = reading.title_listed + reading.listed_said
    counts: dict[str, int] = {}
    owner, reach = "", -1
    for place, kinds in enumerate(map(kinds_of, said)):
        if not kinds:
            continue
        word = said[place]
        for kind in kinds:
            counts[kind] = counts.get(kind, 0) + 1
            if place <= reach and (owner, kind) in _OWNED:
                counts[f"{owner}_{kind}"] = 1
        if "union" in kinds and place and said[place - 1] in _THE:
            counts["the_union"] = counts.get("the_union", 0) + 1
        if word in _OUR or word in _YOUR:
            owner, reach = ("our" if word in _OUR else "your"), place + _NEAR
    cues = {kind: _WEIGHED[count] if count < len(_WEIGHED) else _FULL for kind, count in counts.items()}
    if "house" not in counts:
        cues["no_house"] = 1.0
    if not any(kind in counts for kind in _SPOKEN):
        cues["silent"] = 1.0
    cues["length"] = log2(1 + min(len(said), _LONG))
    return cues


_LONG: Final = 150  #: words, beyond which a text is no longer for this
_NEAR: Final = 2  #: words, within which stands what is called one's own


def _built(reading: Reading) -> Iterator[tuple[str, float]]:
    """Iterate over how the text is built."""
    said, body = reading.own_words, reading.body
    has_digit = _NUMBER.search(said) is not None
    yield "numbers", log2(1 + len(_NUMBER.findall(said))) if has_digit else 0
    yield "times", has_digit and _TIME.search(said) is not None
    yield "quotations", log2(1 + said.count("“”"))
    yield "quoted", 1 - reading.said_count / max(reading.count, 1)
    yield "questions", "?" in said
    yield "listed", "•" in said
    yield "salutation", _is_addressed_to_others(reading.listed[:_GREETED])
    yield "place_line", _PLACE_LINE.match(body[:120]) is not None
    last = body[-_LAST:]
    yield "name_last", _NAME_LAST.search(last) is not None and not reading.names.in_text(fold(last))


def _is_addressed_to_others(first: list[str]) -> bool:
    """Tell whether a text begins with a salutation that is not for a union's own people."""
    return bool(first) and first[0] in _SALUTATIONS and not any("house" in kinds_of(word) for word in first)


def _named(reading: Reading) -> Iterator[str]:
    """Iterate over the cues of who is named, signs, and put it up."""
    names, said = reading.names, reading.own_words
    if names.in_text(reading.folded_title):
        yield "own_title"
    if names.in_text(said):
        yield "own_body"
        if names.in_text(said[:_FIRST]):
            yield "own_first"
    if is_signed(reading):
        yield "signed"
    if reading.author and is_body(reading.author, names):
        yield "own_body_author"
    if not reading.told.isdisjoint(_plurals(names.trade)):
        yield "trade"


@lru_cache(maxsize=256)  # of a union the same for every entry
def _plurals(trade: frozenset[str]) -> frozenset[str]:
    """Return words as they end in one s, two or none."""
    singular = {word.rstrip("s") for word in trade}
    return frozenset(f"{word}{end}" for word in singular for end in ("", "s", "ss"))


def words_of_kind(kind: str, reading: Reading) -> list[str]:
    """Return the first words of a kind in a text, each once: evidence that a member can look up."""
    if kind not in KINDS:
        return []
    found = (word for word in reading.title_listed + reading.listed_said if kind in kinds_of(word))
    return list(dict.fromkeys(found))


def told(cue: str) -> str:
    """Return what a cue is called for members."""
    return KINDS[cue][0] if cue in KINDS else BUILD[cue]
