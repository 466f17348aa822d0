"""Where do a text's sentences begin and end? Offsets into the text, so that quoting is cutting.

Called by `bot.core.summarise`. syntok finds the boundaries; this joins what it parts too eagerly (inside
quotations and brackets, after abbreviations) and says which pieces stand inside a quotation that opened
earlier. Guarantees: sentences come in order, do not overlap, and never reach over a paragraph or a line
that ends on its own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from syntok import segmenter

from bot.core.plaintext import BULLET

_ENDS: Final = re.compile(r"[.!?…。！？][^\w\s]*(?:\s+[^\w\s]+)*$")  # also before closing quotes and emoji
_ABBREVIATION: Final = re.compile(
    r"\b(?:[A-Za-z]\.)+$|\b(?:No|Nos|Art|Sec|vs|v|Inc|Co|Corp|Ltd|Jr|Sr|St|Dr|Mr|Mrs|Ms|Prof|Gov|Sen|Rep|Gen|Lt|Sgt|Jan"
    r"|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|approx|dept|est|etc|al)\.$"
)
_END_REACH: Final = 40  # characters in which a sentence's closing marks are looked for
_PARAGRAPH: Final = re.compile(r"[^\n]+(?:\n(?!\n)[^\n]+)*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence or list item: ``text`` is the source's ``[start:end]``."""

    start: int
    end: int
    text: str
    is_item: bool  #: a whole list item that is no sentence
    is_whole: bool  #: ends as a sentence does, and tears no quotation open


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of text that sentences do not reach beyond."""

    start: int
    end: int
    is_item: bool


def split_sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences and list items of a plain text (see `bot.core.plaintext`)."""
    quoting = _Quoting()
    for run in _runs(text):
        yield from _sentences(text, run, quoting)


def is_finished(sentence: str) -> bool:
    """Return whether a piece of text ends as a sentence does."""
    return _ENDS.search(sentence[-_END_REACH:]) is not None


def _runs(text: str) -> Iterator[_Run]:
    for paragraph in _PARAGRAPH.finditer(text):
        runs: list[_Run] = []
        for line in re.finditer(r"[^\n]+", paragraph[0]):
            start, end = paragraph.start() + line.start(), paragraph.start() + line.end()
            if runs and _goes_on(text[max(runs[-1].start, start - _END_REACH) : start], line[0]):
                runs[-1] = _Run(runs[-1].start, end, runs[-1].is_item)
            else:
                is_item = line[0].startswith(BULLET)
                runs.append(_Run(start + len(BULLET) * is_item, end, is_item))
        yield from runs


def _goes_on(before: str, line: str) -> bool:
    """Return whether a line continues the one before, as in text broken at a fixed width."""
    return line[:1].islower() and not is_finished(before.rstrip())


def _sentences(text: str, run: _Run, quoting: "_Quoting") -> Iterator[Sentence]:
    pieces = list(_pieces(text, run, quoting))
    for start, end, torn in pieces:
        words = text[start:end]
        lone_item = run.is_item and len(pieces) == 1 and not torn
        yield Sentence(start, end, words, is_item=lone_item, is_whole=not torn and is_finished(words))


def _pieces(text: str, run: _Run, quoting: "_Quoting") -> Iterator[tuple[int, int, bool]]:
    """Yield (start, end, torn): syntok's sentences, joined while a quotation or bracket is open.

    A piece is torn if it begins inside a quotation, or ends inside one that never closes in its run.
    """
    words = text[run.start : run.end]
    heeds_brackets = words.count("(") == words.count(")")
    begin, began_inside = run.start, quoting.is_open
    for start, end in pairwise([*_boundaries(words, run.start), run.end]):
        quoting.read(text[start:end])
        piece = text[begin:end].strip()
        if end < run.end and not began_inside:
            in_brackets = heeds_brackets and piece.count("(") > piece.count(")")
            if quoting.is_open or in_brackets or not _parts(piece, text[end]):
                continue
        at = text.index(piece, begin)
        yield at, at + len(piece), began_inside or quoting.is_open
        begin, began_inside = end, quoting.is_open
    quoting.end_run()


def _parts(piece: str, following: str) -> bool:
    return is_finished(piece) and not _ABBREVIATION.search(piece) and not following.islower()


def _boundaries(words: str, offset: int) -> Iterator[int]:
    # Only where a sentence begins is taken from syntok: what it calls a token is not always verbatim.
    for paragraph in segmenter.analyze(words):
        for tokens in paragraph:
            yield offset + tokens[0].offset


class _Quoting:
    """Follows quotation marks through a text: “…”, „…“, «…» and "…"."""

    _MARKS: Final = re.compile('["“”„«»]')
    _CLOSERS: Final = {'"': '"', "“": "”", "„": "“”", "«": "»"}

    def __init__(self) -> None:
        self._opener = ""

    @property
    def is_open(self) -> bool:
        return self._opener != ""

    def read(self, text: str) -> None:
        for mark in self._MARKS.findall(text):
            if not self._opener:
                self._opener = mark if mark in self._CLOSERS else ""
            elif mark in self._CLOSERS[self._opener]:
                self._opener = ""

    def end_run(self) -> None:
        """Forget a straight mark left open: unlike “, it may stand for inches."""
        if self._opener == '"':
            self._opener = ""
