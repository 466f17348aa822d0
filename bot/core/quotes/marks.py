"""Where does a text quote? Quotation marks of many kinds, read as a reader does.

Called by `bot.core.quotes.pieces` for what is asked and by `bot.core.quotes.matching` for what a union
itself quotes. Takes text whose mojibake is mended. Guarantees: quotations come in order and do not overlap;
one that stands in another is part of it; the time grows with the text's length alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from bot.core.quotes.mojibake import LEADER

#: What closes each mark that may open. ” opens in Swedish and » in German; ‘ and ' are apostrophes as well.
_CLOSERS: Final = {
    "“": "”",
    "„": "“”",
    "«": "»",
    "»": "«",
    "”": "”",
    '"': '"',
    "＂": "＂",
    "‹": "›",
    "‘": "’",
    "‚": "‘’",
    "'": "'",
    "「": "」",
    "『": "』",
}
_MARK: Final = re.compile("[“”„«»\"‹›‘’‚'「」『』＂]")
_SINGLE: Final = frozenset("‘‚'")
#: A mark of these that is not closed is cut off; any other may stand for an inch or an apostrophe.
_PLAIN: Final = frozenset('“„«"‹「『＂')
#: Close what begins with another of them where its own mark is missing: „so" and "so“.
_MIXED: Final = frozenset('“„"”')
_EITHER_WAY: Final = frozenset("\"”»＂‘'‚")
_PARAGRAPH: Final = re.compile(r"[^\n]+(?:\n(?![^\S\n]*\n)[^\n]*)*")
_SINGLE_END: Final = re.compile("(?<=\\S)['’‘](?!\\w)|(?P<double>[“”„«»\"])")
_BEFORE_WORD: Final = tuple("[(…¿¡$£€@#*_‘“'\"")
_AFTER_CLOSING: Final = ("", *",.;:!?)\n")
_REACH: Final = 400  # marks among which the closing one is looked for
_SINGLE_REACH: Final = 1500  # characters of a quotation in single marks


@dataclass(frozen=True, slots=True)
class Quotation:
    """What stands between quotation marks: ``text[start:end]`` without them."""

    start: int
    end: int
    outer_start: int  #: with them
    outer_end: int


def quotations(text: str) -> Iterator[Quotation]:
    """Yield the quotations of a text.

    One that is not closed ends with its paragraph: it is cut off, or the next paragraph opens it anew.
    """
    if _MARK.search(text) is None:
        return
    for paragraph in _PARAGRAPH.finditer(text):
        yield from _in_paragraph(text, *paragraph.span())


def _in_paragraph(text: str, at: int, end: int) -> Iterator[Quotation]:
    barren = at  # before this place no single mark closes a quotation
    while opening := _MARK.search(text, at, end):
        start, at = opening.start(), opening.end()
        is_single = opening[0] in _SINGLE
        if not _opens(text, start) or (is_single and start < barren):
            continue
        closing = _single_closing(text, start, end) if is_single else _closing(text, start, end)
        if closing is not None:
            at = closing + 1
            yield Quotation(start + 1, _beginning(text, closing), start, at)
        elif is_single:
            barren = min(start + _SINGLE_REACH, end)
        elif opening[0] in _PLAIN:
            at = end
            yield Quotation(start + 1, end, start, end)


def _beginning(text: str, at: int) -> int:
    """Return where a mark begins that was mended: what is left over of its bytes stands before it."""
    while text[at - 1] == LEADER:
        at -= 1
    return at


def _opens(text: str, at: int) -> bool:
    """Tell whether a mark can open; one that can close as well has to stand as an opening one does."""
    mark = text[at]
    return mark in _CLOSERS and (mark not in _EITHER_WAY or _leads(text, at))


def _leads(text: str, at: int) -> bool:
    """Tell whether a mark stands before a word and behind none."""
    after = text[at + 1 : at + 2]
    return (after.isalnum() or after in _BEFORE_WORD) and not text[at - 1 : at].isalnum()


def _ends(text: str, at: int) -> bool:
    """Tell whether a mark stands behind a word and before none."""
    return not (text[at - 1].isspace() or text[at + 1 : at + 2].isalnum())


def _closing(text: str, at: int, end: int) -> int | None:
    """Return where a quotation closes, past those within it; the first place, where they do not come out."""
    opener, first, mixed, depth = text[at], None, None, 1
    for found in islice(_MARK.finditer(text, at + 1, end), _REACH):
        place, mark = found.start(), found[0]
        if mark == opener and _leads(text, place):
            if mixed is not None:
                return mixed
            depth += 1
        elif mark == opener or mark in _CLOSERS[opener]:
            first, depth = first or place, depth - 1
        elif mixed is None and opener in _MIXED and mark in _MIXED and _ends(text, place):
            mixed = place
        if depth == 0:
            return place
    return first or mixed


def _single_closing(text: str, at: int, end: int) -> int | None:
    """Return where a quotation in single marks closes; apostrophes do not close it."""
    closers, doubtful = _CLOSERS[text[at]], None
    for found in _SINGLE_END.finditer(text, at + 1, min(at + _SINGLE_REACH, end)):
        place = found.start()
        if found["double"]:
            if text[at] == "'":
                break
        elif found[0] in closers:
            if text[place - 1] not in "sxzSXZ" or text[place + 1 : place + 2] in _AFTER_CLOSING:
                return place
            doubtful = doubtful or place  # the workers’
    return doubtful
