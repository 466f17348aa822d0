"""Where on a page is its text? Its runs of words, and how many of them each element holds.

Used by `bot.core.statementroom` and `bot.core.furniture`. Guarantees: the tree is only read, what was cut is
passed over, and the time grows with the number of its elements and words alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, Final

from lxml import etree

from bot.core.plaintext import BLOCKS, is_hidden

_SPACE: Final = re.compile(r"\s+")
_MOST_NAMES: Final = 40
_LONGEST_NAME: Final = 80  # characters
_SENTENCE_END: Final = re.compile(r"[.!?…][\"'”’»«“)\]]*$")
_PROSE: Final = 40  # characters beside links that make a run read as prose, whatever ends it
_SENTENCE: Final = 20  # the same for one that ends as a sentence does


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stand in one line, unless it is too long: nothing but inline elements parts them."""

    text: str  #: white space folded
    linked: int  #: characters of them that are links


@dataclass(slots=True)
class Cut:
    """What is no part of the text: elements with all that is in them, and words that follow elements."""

    elements: set[Any] = field(default_factory=set)
    tails: set[Any] = field(default_factory=set)  #: elements whose following words are cut


@dataclass(slots=True)
class Survey:
    """A tree's runs, elements in document order, and which runs each element holds."""

    runs: list[Run]
    spans: dict[Any, tuple[int, int]]  #: first run and the one after the last; of what is not cut
    _prose: list[int]
    _characters: list[int]
    _linked: list[int]

    def elements(self) -> Iterator[Any]:
        """Yield the elements that are not cut, in document order."""
        yield from self.spans

    def prose(self, element: Any) -> int:
        """Return how many characters of running prose an element holds."""
        return self._sum(self._prose, element)

    def characters(self, element: Any) -> int:
        """Return how many characters an element holds, runs of white space counted as one."""
        return self._sum(self._characters, element)

    def linked(self, element: Any) -> int:
        """Return how many of an element's characters are links."""
        return self._sum(self._linked, element)

    def text(self, element: Any) -> str:
        """Return an element's words, a line for each run."""
        first, end = self.spans[element]
        return "\n".join(run.text for run in self.runs[first:end])

    def is_prose(self, number: int) -> bool:
        """Return whether the run of this number reads as prose."""
        return self._prose[number + 1] > self._prose[number]

    def prose_between(self, first: int, end: int) -> int:
        """Return how many characters of running prose the runs hold from one number up to another."""
        return self._prose[end] - self._prose[first]

    def _sum(self, sums: list[int], element: Any) -> int:
        first, end = self.spans[element]
        return sums[end] - sums[first]


def survey(root: Any, cut: Cut) -> Survey:
    """Look through a tree for its runs of words."""
    surveyor = _Surveyor(cut)
    surveyor.walk(root)
    runs = surveyor.runs()
    return Survey(
        runs=runs,
        spans=surveyor.spans,
        _prose=_sums(map(_weight, runs)),
        _characters=_sums(len(run.text) for run in runs),
        _linked=_sums(run.linked for run in runs),
    )


def names_of(element: Any) -> list[str]:
    """Return an element's classes; of very many the first, and none that is very long."""
    classes = (element.get("class") or "").split(maxsplit=_MOST_NAMES)[:_MOST_NAMES]
    return [name for name in classes if len(name) <= _LONGEST_NAME]


def _sums(numbers: Iterator[int]) -> list[int]:
    return list(accumulate(numbers, initial=0))


def _weight(run: Run) -> int:
    own = len(run.text) - run.linked
    is_prose = own >= _PROSE or (own >= _SENTENCE and _SENTENCE_END.search(run.text[-8:]) is not None)
    return own if is_prose else 0


class _Surveyor:
    def __init__(self, cut: Cut) -> None:
        self._pieces: list[list[str]] = []  # of each run
        self._linked: list[int] = []
        self.spans: dict[Any, tuple[int, int]] = {}
        self._cut = cut
        self._is_open = False  # whether the last run goes on
        self._links = 0

    def runs(self) -> list[Run]:
        """Return what was found."""
        texts = (_SPACE.sub(" ", "".join(pieces)).strip() for pieces in self._pieces)
        return [Run(text, min(linked, len(text))) for text, linked in zip(texts, self._linked, strict=True)]

    def walk(self, root: Any) -> None:
        walker = etree.iterwalk(root, events=("start", "end"))
        skipped = None
        for event, element in walker:
            if event == "start":
                if element is not root and self._is_skipped(element):
                    skipped = element
                    walker.skip_subtree()
                else:
                    self._start(element)
                continue
            if element is skipped:
                skipped = None
            else:
                self._end(element)
            if element is not root and element not in self._cut.tails:
                self._words(element.tail)

    def _is_skipped(self, element: Any) -> bool:
        return element in self._cut.elements or is_hidden(element.tag, element.attrib)

    def _start(self, element: Any) -> None:
        self._edge(element.tag)
        self.spans[element] = (len(self._pieces), -1)
        self._links += element.tag == "a" and bool(element.get("href"))
        self._words(element.text)

    def _end(self, element: Any) -> None:
        self._links -= element.tag == "a" and bool(element.get("href"))
        self.spans[element] = (self.spans[element][0], len(self._pieces))
        self._edge(element.tag)

    def _edge(self, tag: str) -> None:
        if tag in BLOCKS:
            self._is_open = False

    def _words(self, text: str | None) -> None:
        if not text or (not self._is_open and not text.strip()):
            return
        if not self._is_open:
            self._pieces.append([])
            self._linked.append(0)
            self._is_open = True
        self._pieces[-1].append(text)
        if self._links:
            self._linked[-1] += len(_SPACE.sub(" ", text))
