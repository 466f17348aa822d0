"""What in a text hints at whose voice it is? Named cues, counted in one pass over its words.

Used by `bot.core.provenance.voice_score`, which weighs them, and by the evaluation, which learns the weights
(``python -m evaluation.fit_voice``). A cue proves nothing by itself, and knows nothing of what others find.
"""

import re
from collections import Counter
from functools import lru_cache
from itertools import chain, compress, count
from math import log2
from typing import Final

from bot.core.provenance.lexicon import CLOCK, KINDS, NUMERAL, kinds_of
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

_MANY: Final = 7
#: A first one tells more than a seventh, and more than that tell nothing.
_WEIGHED: Final = tuple(log2(1 + times) for times in range(_MANY + 1))
_OUR: Final = words("our nuestra nuestro nuestras nuestros notre nos unser unsere unserem unseren unserer")
_YOUR: Final = words("your vuestra vuestro votre vos euer eure eurem euren eurer")
_OWNERS: Final = {**dict.fromkeys(_YOUR, "your"), **dict.fromkeys(_OUR, "our")}
_THE: Final = words("the el le la die der")
_TELLING: Final = ("union", "our", "your")
_TOLD_BY: Final = words(KINDS["union"][1]).union(_OWNERS)
_OWNED: Final = {("our", "house"), ("our", "business"), ("your", "house"), ("your", "strike")}
_SPOKEN: Final = ("we", "our", "you", "your")
_SALUTATIONS: Final = words(
    "dear liebe lieber sehr cher chers chère chères estimada estimado estimadas estimados querida querido "
    "queridas queridos"
)
#: Times of day with a word for them (“6 p.m.”), which is of the kind `CLOCK`, and without (“18:30”).
_TOLD_TIME: Final = re.compile(r"\d(?:(?::\d\d)? ?[ap]\.?m\b| ?uhr\b| ?h\b)")
_BARE_TIME: Final = re.compile(r"[:.](?<=\d\d[:.])\d\d")
_NUMBER: Final = re.compile(r"\d+")
_PLACE_LINE: Final = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ ,.'’-]{3,}[^\n]{0,20}?[—–-] ")
_NAME_LAST: Final = re.compile(r"(?:\n|[.!?”»—–-] ?)(?:[A-ZÀ-Þ][\w.'’-]+ ?){2,4}(?:, [^.\n]{3,60})?\.?\Z")
_LAST: Final = 110
_FIRST: Final = 160
_GREETED: Final = 4  #: words, with those who are greeted


def cues_of(reading: Reading) -> dict[str, float]:
    """Return the cues in a text and how much of each there is; those that are absent are left out."""
    said = reading.title_listed + reading.listed_said
    counts = Counter(chain.from_iterable(map(kinds_of, said)))
    numbers, clocks = counts.pop(NUMERAL, 0), counts.pop(CLOCK, 0)
    if not counts.keys().isdisjoint(_TELLING):
        _count_belongings(said, counts)
    cues = {kind: _WEIGHED[min(times, _MANY)] for kind, times in counts.items()}
    if "house" not in counts:
        cues["no_house"] = 1.0
    if counts.keys().isdisjoint(_SPOKEN):
        cues["silent"] = 1.0
    cues["length"] = log2(1 + min(len(said), _LONG))
    if numbers:
        cues |= _figures(reading, numbers, has_clock=clocks > 0)
    return cues | _built(reading) | _named(reading)


def _count_belongings(said: list[str], counts: dict[str, int]) -> None:
    """Count “the union”, and note what somebody calls “our” or “your” own."""
    for place in compress(count(), map(_TOLD_BY.__contains__, said)):
        word = said[place]
        if word not in _OWNERS:
            if place and said[place - 1] in _THE:
                counts["the_union"] = counts.get("the_union", 0) + 1
            continue
        owned = said[place + 1 : place + 1 + _NEAR]
        if owned and owned[0] in _OWNERS:
            del owned[1:]  # what comes then is theirs
        for kind in chain.from_iterable(map(kinds_of, owned)):
            if (_OWNERS[word], kind) in _OWNED:
                counts[f"{_OWNERS[word]}_{kind}"] = 1


_LONG: Final = 150  #: words, beyond which a text is no longer for this
_NEAR: Final = 2  #: words, within which stands what is called one's own


def _figures(reading: Reading, numbers: int, *, has_clock: bool) -> dict[str, float]:
    """Return the cues of a text with so many numbers in title and body."""
    cues, said = {}, reading.own_words
    if numbers := numbers - len(_NUMBER.findall(reading.folded_title)):
        cues["numbers"] = log2(1 + numbers)
    if _BARE_TIME.search(said) or (has_clock and _TOLD_TIME.search(said)):
        cues["times"] = 1.0
    return cues


def _built(reading: Reading) -> dict[str, float]:
    """Return the cues in how the text is built."""
    cues = {}
    said, body = reading.own_words, reading.body
    if quotations := said.count("“”"):
        cues["quotations"] = log2(1 + quotations)
    if quoted := 1 - reading.said_count / max(reading.count, 1):
        cues["quoted"] = quoted
    if "?" in said:
        cues["questions"] = 1.0
    if "•" in said:
        cues["listed"] = 1.0
    if _is_addressed_to_others(reading.listed[:_GREETED]):
        cues["salutation"] = 1.0
    if _PLACE_LINE.match(body[:120]):
        cues["place_line"] = 1.0
    last = body[-_LAST:]
    if _NAME_LAST.search(last) and not reading.names.in_text(fold(last)):
        cues["name_last"] = 1.0
    return cues


def _is_addressed_to_others(first: list[str]) -> bool:
    """Tell whether a text begins with a salutation that is not for a union's own people."""
    return bool(first) and first[0] in _SALUTATIONS and not any("house" in kinds_of(word) for word in first)


def _named(reading: Reading) -> dict[str, float]:
    """Return the cues of who is named, signs, and put it up."""
    cues = {}
    names = reading.names
    if reading.is_named_in_title:
        cues["own_title"] = 1.0
    if reading.is_named_in_body:
        cues["own_body"] = 1.0
        if names.in_text(reading.own_words[:_FIRST]):
            cues["own_first"] = 1.0
    if is_signed(reading):
        cues["signed"] = 1.0
    if reading.author and is_body(reading.author, names):
        cues["own_body_author"] = 1.0
    if not reading.told.isdisjoint(_plurals(names.trade)):
        cues["trade"] = 1.0
    return cues


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
