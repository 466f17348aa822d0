"""Which full stops stand behind a label, and so end nothing? “Step 1. Read it”, “A. No”, “1. pay, 2. rest”.

Called by `bot.core.sentences`, stretch by stretch. Guarantees: time grows with the length of the text alone.
"""

import re
from typing import Final

from bot.core.abbreviations import resumes_clearly

#: Nothing but a letter, a number or a Roman number: what a question, a point or a postscript is marked with.
_MARK: Final = re.compile(r"[^\w\s]*(?:[^\W\d_]|\d{1,2}|[IVX]{2,4}|[PN]\.[-\s]{0,2}[SBD])\.")
#: A word and its number, where a line begins: “Article 5. Hours of Work”, but not “Section 8. That is all.”
_NUMBERED: Final = re.compile(r"[^\W\d_]{2,}\s(?:\d{1,3}|[IVX]{1,4}|[A-Z])\.")
_STEP: Final = re.compile(
    r"(?:step|rule|point|paso|regla|punto|étape|règle|schritt|regel|punkt)\b", re.IGNORECASE
)
_POINT: Final = re.compile(r"(?<!\S)\(?(\d{1,2})\.(?=\s)")
#: What stands before the first point of an enumeration, and before the others.
_RUNNING: Final = re.compile(r"[^\W\d_]\s+$|:\s+$")
_JOINED: Final = re.compile(r"(?:[,;]|\b(?:and|or|y|e|o|u|et|ou|und|oder|sowie))\s+$")
_REACH: Final = 12  # characters looked back; longer than any word that joins
_LONGEST: Final = 32  # characters of a label


def is_label(text: str, start: int, stop: int, opens_line: bool) -> bool:
    """Tell whether ``text[start:stop]``, up to a full stop, is no sentence but the label of what follows."""
    if stop - start > _LONGEST:
        return False
    if opens_line and text[start].isupper() and _NUMBERED.fullmatch(text, start, stop):
        return _STEP.match(text, start) is not None or not resumes_clearly(text, stop + 1)
    return _MARK.fullmatch(text, start, stop) is not None


def enumerated(text: str, start: int, end: int) -> frozenset[int]:
    """Return the offsets behind the full stops of enumerations within a sentence: “1. pay, 2. rest”."""
    found: list[int] = []
    run: list[int] = []
    for point in _POINT.finditer(text, start, end):
        before = text[max(start, point.start() - _REACH) : point.start()]
        if run and int(point[1]) == len(run) + 1 and _JOINED.search(before):
            run.append(point.end())
        else:
            found += run if len(run) > 1 else []
            run = [point.end()] if point[1] == "1" and _RUNNING.search(before) else []
    return frozenset(found + (run if len(run) > 1 else []))
