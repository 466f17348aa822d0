"""Does this full stop end a sentence? Judged by the words on both sides of it, in four languages.

Called by `bot.core.sentences`. Guarantees: looks a bounded way back and ahead, so that its time does not
grow with the text. Where neither answer is sure, the full stop ends nothing: two sentences kept together are
whole, half of one is not.
"""

import re
from typing import Final

from bot.core.shortened import (
    AND_SO_ON,
    BEFORE_ORDINAL,
    BEHIND_TIMES,
    COUNTING,
    ELIDED,
    FIRMS_AND_STREETS,
    FLOORS,
    GERMAN_MONTHS,
    IN_NAMES,
    LETTERED,
    MAYBE_LAST,
    MONTHS,
    NEVER_LAST,
    STARTERS,
    WEEKDAYS,
    WORDS_TOO,
    ZONES,
)

_REACH: Final = 32  # characters looked back and ahead; longer than any word here

_WORD_BEFORE: Final = re.compile(r"\b(?P<word>[^\W\d_]+)\.$")
_DOTTED: Final = re.compile(r"(?:^|[^\w.])(?:[^\W\d_]{1,2}\.[-\s]?)+[^\W\d_]{1,2}\.$")
_HALF_DAY: Final = re.compile(r"(?:^|[^\w.])(?:[ap]\.\s?m|[AP]\.M)\.$")
_AND_SO_ON_DOTTED: Final = re.compile(r"\bu\.\s?(?:v\.\s?m|s\.\s?w|a\.\s?m)\.$|\b(?:y\s|et\s)?al\.$")
_NEVER_DOTTED: Final = re.compile(
    r"\b(?:e\.\s?g|i\.\s?e|p\.\s?ej?|p\.\s?ex|c\.-?à-?d|z\.\s?B|d\.\s?h|u\.\s?U|z\.\s?T|z\.\s?Hd"
    r"|i\.\s?d\.\s?R|s\.\s?o"
    r"|s\.\s?u|i\.\s?V|o\.\s?g)\.$",
    re.IGNORECASE,
)
_NUMBER_BEFORE: Final = re.compile(r"(?:^|(?P<word>[^\W\d_]+)(?P<mark>[.,]*)\s+)\(?\d{1,3}\.$")
_UNIT_BEFORE: Final = re.compile(
    r"\d\s?(?:[ghlmst]|kg|km|cm|mm|ft|lbs?|oz|hrs?|min|mins|yrs?|qm|cts?|yds?|mi|gals?|pct|wks?|mos?|doz)\.$"
)
_CUT_SHORT: Final = re.compile(
    r"(?:^|\s)[B-DF-HJ-NP-TV-XZb-df-hj-np-tv-xz][b-df-hj-np-tv-xz]{1,3}\.$"
)  # no vowel: “Kpt.”
_CUT_ADJECTIVE: Final = re.compile(r"^[a-zäöüß]{3,}[bcdfghkmnpstzß]l$")  # “tarifl.”: no word ends so
_ROMAN: Final = re.compile(r"[IVX]{2,5}")  # “Wilhelm II.”
_DOUBLED: Final = re.compile(r"\b([A-Z])\1\.(?!\S)")  # “AA. VV.”
_DEGREE: Final = re.compile(r"\b(?:Prof|Dr|Mag|Dipl)\.(?:[-\s]?[a-z]{1,4}\.)+$")  # “Prof. em.”
_LETTERS: Final = re.compile(r"[B-HJ-Z][,;)]")  # “ann. B, p. 12”
_LETTER: Final = re.compile(r"(?:[B-HJ-Z]|[IVX]{2,4})\b(?!['’.])")  # “App. C”, not “No. I would not”
_WORD_TWO_BEFORE: Final = re.compile(r"([^\W_]+)[.,]?\s+[^\W\d_]+\.$")
_THING_BEFORE: Final = re.compile(r"(\w+)\s+\w\.$")
_DAY_BEFORE: Final = re.compile(r"\b\d{1,2}\s(?:de\s)?[^\W\d_]+\.$")  # “1 de sept.”
_ORDINAL_BEFORE: Final = re.compile(r"\d\.\s?[^\W\d_]+\.$")  # “3. Nov.”
_NEXT: Final = re.compile(r"\W*(?P<word>[^\W\d_]+)(?P<after>['’.]?)")
_PARTICLE: Final = re.compile(r"([^\W\d_]+)\s+(?:[a-z]{1,3}\s+)?[^\W\d_a-zß-ÿ]")
_STARTS_PLAINLY: Final = re.compile(r"\W{0,2}[^\W\d_a-zß-ÿ][a-zß-ÿ'’]+\s+[a-zß-ÿ]")  # “Workers say”, not “KG”
_DATE_BEFORE: Final = re.compile(r"(?:^|[^\d.,:])(?:\d{1,2}\.\s?[-–/]\s?)?\d{1,2}\.$")
_BEHIND_DATES: Final = GERMAN_MONTHS | FLOORS
_MONTH_NUMBER: Final = re.compile(r"(?:0?[1-9]|1[0-2])\.(?!\w)")
_MARK_BEFORE: Final = re.compile(r"(?:^|\n)(?:[A-Z]|[PN]\.\s?[SBD])\.$")  # “Q.”, “P. S.”
_STREET_NUMBER: Final = re.compile(
    r"\d+(?:st|nd|rd|th)|(?:First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth|Main|High"
    r"|Church)"
)


def ends_sentence(text: str, stop: int, following: int) -> bool:
    """Tell whether the full stop before `stop` ends a sentence; `following` is where the next words begin.

    What follows is no lower-case letter: those never begin a sentence.
    """
    before = text[max(0, stop - _REACH) : stop]
    after = text[following : following + _REACH]
    if _MARK_BEFORE.search(before):
        return False
    if _DATE_BEFORE.search(before) and (_next(after)[0] in _BEHIND_DATES or _MONTH_NUMBER.match(after)):
        return False
    if numbered := _NUMBER_BEFORE.search(before):
        return not _is_ordinal(numbered["word"] or "", numbered["mark"] or "", after)
    if _UNIT_BEFORE.search(before):
        return True
    if _HALF_DAY.search(before):
        return not _continues_time(after)
    if _NEVER_DOTTED.search(before) or _DEGREE.search(before) or _LETTERS.match(after):
        return False
    if _AND_SO_ON_DOTTED.search(before):
        return not after[:1].isdigit()
    known = _WORD_BEFORE.search(before)
    if known and known["word"] in ZONES:
        return True
    if _DOTTED.search(before):
        return _starts(after) and not _is_initial(after) and not _is_name(after)
    return known is None or _ends_behind(known["word"], before, after)


def resumes_clearly(text: str, following: int) -> bool:
    """Tell whether a sentence clearly begins behind an ellipsis; else it is the same that goes on."""
    return _starts(text[following : following + _REACH])


def _ends_behind(word: str, before: str, after: str) -> bool:
    """Tell whether a sentence ends behind a word with a full stop."""
    if len(word) == 1 and before[-3:-2] not in ("'", "’"):
        return word.isupper() and _ends_behind_letter(before, after)
    if word in NEVER_LAST or (word.lower() in NEVER_LAST and word.istitle()):
        return False
    if word in AND_SO_ON or (word == "St" and _is_street(before)):
        return not after[:1].isdigit()
    if word in COUNTING:
        return _ends_behind_count(word, after)
    if word in MONTHS or word in WEEKDAYS or (word.isupper() and word.capitalize() in MONTHS):
        return _ends_behind_date(word, before, after)
    if _CUT_ADJECTIVE.search(word):
        return False
    if word in FIRMS_AND_STREETS or word.endswith(("str", "pl")) or _ROMAN.fullmatch(word):
        return _starts(after) or _starts_plainly(after)
    if _DOUBLED.search(before):
        return _DOUBLED.match(after) is None
    if {word, word.lower()} & MAYBE_LAST or _CUT_SHORT.search(before):
        return _starts(after)
    return True


def _ends_behind_date(word: str, before: str, after: str) -> bool:
    """Tell whether a sentence ends behind a month or a day of the week."""
    if _is_plain_month(word):
        return True
    if after[:1].isdigit():
        return False
    is_plain = word in MONTHS and word not in GERMAN_MONTHS and not _ORDINAL_BEFORE.search(before)
    return _DAY_BEFORE.search(before) is not None or _starts(after) or (is_plain and _starts_plainly(after))


def _is_plain_month(word: str) -> bool:
    """Tell whether this is a month or a day written out: its full stop is one."""
    return len(word) > 5 or word in ("March", "April", "May", "June", "July", "Mai", "Juni", "Juli", "März")


def _ends_behind_count(word: str, after: str) -> bool:
    """Tell whether a sentence ends behind a word that stands before numbers: “No.”, not “No. 5”."""
    is_word = word in WORDS_TOO and not _is_initial(after) and not _LETTER.match(after)
    return not after[:1].isdigit() and (is_word or _starts(after))


def _ends_behind_letter(before: str, after: str) -> bool:
    """Tell whether a sentence ends behind a lone capital: “Gate B.”, not “B. Aubier”."""
    if _is_initial(after) or after[:1].isdigit():
        return False
    thing = _THING_BEFORE.search(before)
    if thing and (thing[1].lower() in LETTERED or thing[1][-1] in "0123456789º"):
        return True
    return _starts(after) and not _is_name(after)


def _is_ordinal(before: str, mark: str, after: str) -> bool:
    """Tell whether a number with a full stop is a German ordinal: “am 3. Mai”, not “am 12. Danach”."""
    word = _next(after)[0]
    if mark and word in MONTHS:
        return True
    return word[:1].isupper() and before.lower() in BEFORE_ORDINAL and not _starts(after)


def _continues_time(after: str) -> bool:
    """Tell whether what follows a time of the day belongs to it: a day, a zone, a title, a number."""
    word = _next(after)[0]
    return not word or word in BEHIND_TIMES or word.removesuffix("s") in WEEKDAYS


def _is_street(before: str) -> bool:
    """Tell whether “St.” is a street here, not a saint."""
    name = _WORD_TWO_BEFORE.search(before)
    return name is not None and _STREET_NUMBER.fullmatch(name[1]) is not None


def _starts(after: str) -> bool:
    """Tell whether words clearly begin a sentence."""
    word, mark = _next(after)
    if after[:1] in ("¿", "¡") or (mark in ("'", "’") and word.lower() in ELIDED):
        return True
    is_cut = mark == "." if len(word) == 1 else word.isupper()  # an initial, an acronym
    return word.lower() in STARTERS and not is_cut


def _starts_plainly(after: str) -> bool:
    """Tell whether a word with a capital and one without begin here: “Workers say”, not “Tuesday was”."""
    return _STARTS_PLAINLY.match(after) is not None and _next(after)[0] not in WEEKDAYS | MONTHS


def _is_name(after: str) -> bool:
    """Tell whether a name follows that begins as a sentence may: “Le Goff”."""
    particle = _PARTICLE.match(after)
    return particle is not None and particle[1].lower() in IN_NAMES


def _is_initial(after: str) -> bool:
    """Tell whether a lone letter with a full stop follows."""
    word, mark = _next(after)
    return len(word) == 1 and mark == "."


def _next(after: str) -> tuple[str, str]:
    """Return the next word and the mark right behind it; nothing where a number comes first."""
    following = _NEXT.match(after)
    return (following["word"], following["after"]) if following else ("", "")
