"""Where in a statement do exactly these words stand? In one run, or in several that an ellipsis joins.

Called by `bot.core.quotes.matching`. Guarantees: every word of what is asked is a word of the statement, in
the same order; between two runs the asked text has an ellipsis.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from typing import Final

from bot.core.quotes.words import Words, comparable

#: Where in a statement a run of words begins and ends, counted in words.
Run = tuple[int, int]

_MOST_PLACES: Final = 20  # at which a quotation may begin
_MOST_PARTS: Final = 12  # that ellipses join
_FEWEST_WORDS: Final = 3  # in a run; with fewer, anything could be put together from a long text
_FEWEST_WORDS_REACH: Final = 12  # words after which shorter runs are not looked for


@dataclass(frozen=True, slots=True)
class _Line:
    """A statement's words in one line, each between two spaces."""

    forms: Sequence[str]
    text: str

    def places(self, forms: Sequence[str], since: int) -> Iterator[Run]:
        """Yield where a run of words stands, from the word `since` on."""
        needle = f" {' '.join(forms)} "
        start, at = since, sum(map(len, self.forms[:since])) + since
        while (found := self.text.find(needle, at)) >= 0:
            start += self.text.count(" ", at, found)
            yield start, start + len(forms)
            start, at = start + 1, self.text.find(" ", found + 1)


def runs_of(asked: Words, said: Words) -> Iterator[tuple[Run, ...]]:
    """Yield the places at which `asked` stands in `said`, each as its runs; in one run wherever it does."""
    line = _line(said.text)
    whole = [(run,) for run in islice(line.places(asked.forms, 0), _MOST_PLACES)]
    yield from whole
    parts = segments(asked)
    if not whole and 1 < len(parts) <= _MOST_PARTS:
        for first in islice(line.places(parts[0], 0), _MOST_PLACES):
            runs = _continued(first, parts, line)
            if runs is not None:
                yield runs


def segments(asked: Words) -> list[Sequence[str]]:
    """Return the words between the ellipses of what is asked."""
    bounds = [0, *sorted(asked.gaps - {0, len(asked.forms)}), len(asked.forms)]
    return [asked.forms[start:end] for start, end in pairwise(bounds)]


def _continued(first: Run, parts: Sequence[Sequence[str]], line: _Line) -> tuple[Run, ...] | None:
    """Return the runs of all parts, each as early after the one before as it stands."""
    runs = [first]
    for before, part in pairwise(parts):
        run = next(line.places(part, runs[-1][1]), None)
        if run is None:
            return None
        is_short = min(len(before), len(part)) < _FEWEST_WORDS
        if is_short and run[0] - runs[-1][1] > _FEWEST_WORDS_REACH:
            return None
        runs.append(run)
    return tuple(runs)


@lru_cache(maxsize=256)  # each piece is compared with the same few statements
def _line(text: str) -> _Line:
    forms = comparable(text).forms
    return _Line(forms, f" {' '.join(forms)} ")
