"""Which lines of a plain text belong together? A paragraph's lines, parted where each stands for itself.

Called by `bot.core.sentences`. Guarantees: stretches come in order and do not overlap; a line that was broken
at a fixed width, as mail is, goes on in the next; headings, salutations, signatures and list items do not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise
from typing import Final

from bot.core.plaintext import BULLET

_PARAGRAPH: Final = re.compile(r"[^\n]+(?:\n(?!\n)[^\n]+)*")
_LINE: Final = re.compile(r"[^\n]+")
_MARKER: Final = re.compile(
    r"(?:[-–*·‣◦▪●■□►▶➤→✓✔✅☑★]|\d{1,2}(?:[.)°/]|\.[-–)]|°\)|\.?[ºª])|\(\d{1,2}\)|\(?[a-zA-Z]\)|[a-z]\."
    r"|[ivx]{1,4}[.)]|[IVX]{2,4}[.)])"
    r"\s+(?!de\b)(?=\S)"
)
_LETTERED: Final = re.compile(r"[A-Z]\.\s+(?=\S)")
_DATE: Final = re.compile(
    r"\d{1,2}\.\s+(?:Jan|Feb|M(?:är|ai)|Apr|Ju[nl]|Aug|Sep|O[kc]t|Nov|De[zc])\w*\b(?!\S*:)"
)
_SPEECH: Final = re.compile(r"[—―]\s?(?=\w|[¿¡«“])|–\s?(?=[¿¡])")
_SALUTATION: Final = re.compile(
    r"(?:dear|hello|hi|hey|greetings|to (?:all|our)|brothers|sisters|friends|comrades|colleagues"
    r"|querid|estimad|compañer|apreciad|hola|amig|buen[oa]s"
    r"|cher|chèr|bonjour|camarades|mesdames|madame|monsieur|bonsoir"
    r"|liebe|sehr geehrte|hallo|guten|kolleginnen|moin|werte)\w*[^.!?]{0,80}[,:!]$",
    re.IGNORECASE,
)
_SIGN_OFF: Final = re.compile(
    r"(?:in (?:solidarity|unity|struggle)|sincerely|fraternally|(?:(?:best|kind|warm) )?regards"
    r"|respectfully|yours"
    r"|(?:un )?(?:fuerte )?(?:abrazo|saludo)s?|fraternalmente|atentamente|con firmeza|en solidaridad|salud y"
    r"|(?:bien )?(?:fraternellement|solidairement|cordialement)|je vous embrasse|recevez\b|avec nos"
    r"|mit (?:\w+ )?(?:kollegialen|solidarische[nm]|freundlichen|herzlichen|besten) gr|herzlich"
    r"|(?:solidarische|beste|viele|liebe) grüße)",
    re.IGNORECASE,
)
_SIGN_OFF_WORDS: Final = 8  # a longer line that opens like one is a sentence in its own right
_SALUTATION_WORDS: Final = 10
_SHORTEST_BROKEN: Final = 50  # characters; a shorter line was not broken because it was full
_LONGEST_BROKEN: Final = 100
#: With these no line ends that stands for itself.
_UNFINISHED: Final = re.compile(
    r"\b(?:the|an?|of|at|in|on|to|for|from|with|and|or|by|our|their"
    r"|el|los|las|una?|del?|al|en|por|para|con|y|su|sus"
    r"|le|les|une|des|du|à|aux?|dans|pour|par|avec|et|ou|sur"
    r"|der|die|das|den|dem|eine[mnrs]?|im|am|auf|mit|und|oder|für|von|vom|zum|zur)$"
)
_ENDS: Final = re.compile(r"[.!?:…]\W*$")
_END_REACH: Final = 20


class Kind(Enum):
    """What a stretch is, as far as sentences are concerned."""

    PROSE = auto()
    ITEM = auto()  #: of a list; kept whole
    SPEECH = auto()  #: a line after a dialogue dash; kept whole


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines that sentences do not reach beyond; a bullet stands before, a typed marker within."""

    start: int
    end: int
    kind: Kind


def stretches(text: str) -> Iterator[Stretch]:
    """Yield the stretches of a plain text (see `bot.core.plaintext`)."""
    for paragraph in _PARAGRAPH.finditer(text):
        lines = [line.span() for line in _LINE.finditer(text, *paragraph.span())]
        width = max(end - start for start, end in lines)
        marked = frozenset(_marked(text, lines))
        current = _begun(text, *lines[0], marked)
        for before, line in pairwise(lines):
            if line[0] not in marked and _goes_on(text, before, line, width):
                current = Stretch(current.start, line[1], current.kind)
            else:
                yield current
                current = _begun(text, *line, marked)
        yield current


def _begun(text: str, start: int, end: int, marked: frozenset[int]) -> Stretch:
    if text.startswith(BULLET, start):
        return Stretch(start + len(BULLET), end, Kind.ITEM)
    if start in marked:
        return Stretch(start, end, Kind.ITEM)
    return Stretch(start, end, Kind.SPEECH if _SPEECH.match(text, start) else Kind.PROSE)


def _marked(text: str, lines: list[tuple[int, int]]) -> Iterator[int]:
    """Yield where lines with a typed marker begin; “A.” is one, and no initial, where “B.” comes next."""
    yield from (start for start, _ in lines if _MARKER.match(text, start) and not _DATE.match(text, start))
    for (start, _), (following, _) in pairwise(lines):
        is_next = ord(text[following]) == ord(text[start]) + 1
        if is_next and _LETTERED.match(text, start) and _LETTERED.match(text, following):
            yield from (start, following)


def _goes_on(text: str, before: tuple[int, int], line: tuple[int, int], width: int) -> bool:
    """Tell whether a line continues the one before."""
    start = line[0]
    if text.startswith(BULLET, start) or _SPEECH.match(text, start):
        return False
    last = text[max(before[0], before[1] - _END_REACH) : before[1]]
    if text[start].islower() and not _ENDS.search(last):
        line_before = text[before[0] : min(before[1], before[0] + _LONGEST_BROKEN)]
        return not (is_salutation(line_before) or is_sign_off(line_before))
    return _was_full(text, before, line, width) and not last.rstrip().endswith(":")


def _was_full(text: str, before: tuple[int, int], line: tuple[int, int], width: int) -> bool:
    """Tell whether a line was broken because the next one's first word had no place in it."""
    length = before[1] - before[0]
    if text[before[0] : before[1]].isupper() or not _SHORTEST_BROKEN <= length <= width <= _LONGEST_BROKEN:
        return False
    if _UNFINISHED.search(text, before[1] - _END_REACH, before[1]):
        return True
    first = text[line[0] : min(line[1], line[0] + _LONGEST_BROKEN)].split(" ", 1)[0]
    return length + 1 + len(first) > width


def is_sign_off(line: str) -> bool:
    """Tell whether a line takes leave of its readers, in one of four languages, and does nothing else."""
    return _SIGN_OFF.match(line) is not None and len(line.split()) <= _SIGN_OFF_WORDS


def is_salutation(line: str) -> bool:
    """Tell whether a line greets its readers, in one of four languages, and does nothing else."""
    return _SALUTATION.match(line) is not None and len(line.split()) <= _SALUTATION_WORDS
