"""Which stretches of a text stand in quotation marks or brackets? Nothing ends inside one that closes.

Called by `bot.core.sentences`, paragraph by paragraph. Guarantees: time grows with the length of the text
alone, however deep its marks are nested; a quotation that is opened and does not close is told apart as
torn, and goes on in the next paragraph, as letters quote each other, until it is closed there or plainly was
a slip.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

Span = tuple[int, int]

_MARKS: Final = re.compile("[\"“”„«»‹›‘’‚'()\\[\\]]")
_QUOTES: Final = re.compile("[“”„«»]")
_CLOSERS: Final = {
    "“": "”",
    "„": "“”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    "‘": "’",
    "‚": "‘’",
    "(": ")",
    "[": "]",
}
_CLOSED_LATER: Final = re.compile("[^‘’]*(?:’(?=\\w)[^‘’]*)*[.,!?…]’(?!\\w)")
_FAR: Final = 200  # characters
_CARRIED: Final = frozenset("“„«")  #: a straight mark left open may stand for inches
_DEEPEST: Final = 8
_OPENED_BEFORE: Final = re.compile(r"(?:^|[\s(\[—–\-/“„«»‘‚\"'¿¡:])$")


@dataclass(frozen=True, slots=True)
class Enclosures:
    """The pairs of marks in a stretch of text, as offsets into the whole text."""

    pairs: dict[int, int]  #: where a pair ends (behind its closing mark) -> where it begins
    ends: dict[int, int]  #: the other way round
    outermost: tuple[Span, ...]  #: in order, apart from each other
    torn: tuple[Span, ...]  #: quotations that begin or end elsewhere

    def encloses(self, at: int) -> bool:
        """Tell whether an offset lies inside a pair, between its marks."""
        place = bisect_right(self.outermost, at, key=lambda span: span[0]) - 1
        return place >= 0 and self.outermost[place][0] < at < self.outermost[place][1]

    def tears(self, start: int, end: int) -> bool:
        """Tell whether a stretch holds a part of a quotation that is not whole."""
        return any(start < torn[1] and torn[0] < end for torn in self.torn)


class EnclosureReader:
    """Reads a text's paragraphs in order, and remembers a quotation that is left open."""

    def __init__(self) -> None:
        self._open = ""  # the mark of a quotation that goes on

    def read(self, text: str, start: int, end: int) -> Enclosures:
        """Return the pairs in the paragraph ``text[start:end]``."""
        stack: list[tuple[str, int]] = []
        pairs: dict[int, int] = {}
        torn: list[Span] = []
        if self._open and not self._was_slip(text, start, end):
            stack.append((self._open, start - 1))
        repeated = text.startswith(self._open, start) if stack else False
        for at in _places(text, start + repeated, end):
            mark = text[at]
            if (place := _closed_by(mark, at, text, end, stack)) is not None:
                opened = stack[place][1]
                del stack[place:]
                if opened < start:
                    torn.append((start, at + 1))
                else:
                    pairs[at + 1] = opened
            elif len(stack) < _DEEPEST and _opens(mark, at, text, start, end):
                stack.append((mark, at))
        return self._finish(stack, pairs, torn, (start, end))

    def _finish(
        self, stack: list[tuple[str, int]], pairs: dict[int, int], torn: list[Span], whole: Span
    ) -> Enclosures:
        left_open = [(mark, at) for mark, at in stack if mark in _CARRIED or mark == '"']
        torn += [(max(at, whole[0]), whole[1]) for _, at in left_open[:1]]
        self._open = next((mark for mark, _ in left_open if mark in _CARRIED), "")
        return Enclosures(
            pairs, {start: end for end, start in pairs.items()}, tuple(_outermost(pairs)), tuple(torn)
        )

    def _was_slip(self, text: str, start: int, end: int) -> bool:
        """Tell whether the open quotation was a slip: the next mark opens one, within the paragraph."""
        first = _QUOTES.search(text, start, end)
        return first is not None and first.start() > start and first[0] not in _CLOSERS[self._open]


def _places(text: str, start: int, end: int) -> Iterator[int]:
    return (match.start() for match in _MARKS.finditer(text, start, end))


def _closed_by(mark: str, at: int, text: str, end: int, stack: list[tuple[str, int]]) -> int | None:
    """Return which of the open marks this one closes."""
    following = text[at + 1] if at + 1 < end else ""
    if mark in "’‘'" and following.isalnum():
        return None  # an apostrophe
    if mark == "'" and text[at - 1] not in ".,!?…":
        return None
    if mark == "’" and text[at - 1] == "s" and _CLOSED_LATER.match(text, at + 1, min(end, at + _FAR)):
        return None  # an apostrophe, too: “the workers’ hall”
    for place in range(len(stack) - 1, -1, -1):
        opener = stack[place][0]
        if mark == opener in ('"', "'") or mark in _CLOSERS.get(opener, ""):
            return place
    return None


def _opens(mark: str, at: int, text: str, start: int, end: int) -> bool:
    following = text[at + 1] if at + 1 < end else " "
    if mark in "([":
        return True
    if mark in "“„«‹":
        return True
    if mark in "\"'‘‚»":
        before = text[at - 1] if at > start else ""
        return not following.isspace() and _OPENED_BEFORE.search(before) is not None
    return False


def _outermost(pairs: dict[int, int]) -> Iterator[Span]:
    reach: list[Span] = []
    for end, start in pairs.items():  # by where they end
        while reach and reach[-1][0] > start:
            reach.pop()
        reach.append((start, end))
    yield from reach
