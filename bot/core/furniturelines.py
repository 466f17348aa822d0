"""Take out the lines of a text that are a site's furniture: headline and date above it, labels within it.

Called by `bot.core.mainpage` once a page's text stands in lines. Guarantees: only whole lines go; within a
text only those that are nothing but words of every site's furniture; never an item of a list, nor a line that
reads as a sentence.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import takewhile
from typing import Final

from bot.core.furniturewords import (
    BY,
    BYLINE,
    COOKIES,
    DATE_WORD,
    FOOT,
    FORMS_OWN,
    LABEL,
    NUMBERED,
    OF_COOKIES,
    PLAYED,
    POSTED,
    READ_ALSO,
    WHEN,
)
from bot.core.plaintext import BULLET

_LONGEST_LABEL: Final = 160  # characters
_MOST_SPACES: Final = 8  # in a label that ends as a sentence does, such as “Failed to load the news.”
_LONGEST_FOOT: Final = 450
_LONGEST_NOTICE: Final = 450
_LONGEST_HEADLINE: Final = 200
_MOST_HEAD_WORDS: Final = 10  # a longer line is no date and no byline
_MOST_DATED_WORDS: Final = 14
_MOST_OVER_HEADLINE: Final = 4  # lines looked at for the headline
_MOST_HEAD_LINES: Final = 12  # lines looked at above a statement
_SENTENCES: Final = re.compile(r"(?<=[.!?])\s+")
_PARTS: Final = re.compile(r"\s+[|·•]\s+")
_BARS: Final = re.compile(r"\s+[|·•–—-]\s+")
_ALL_RIGHTS: Final = re.compile(r"all rights reserved\.?\s*\Z", re.IGNORECASE)
_NO_LETTERS: Final = re.compile(r"[\W_]+")
_MAY_GO_ON: Final = re.compile(r"[.!?:,;…]$")


def without_furniture(text: str, *, names: Iterable[str], is_own: bool) -> str:
    """Return a text without its lines of furniture.

    `names` are what the page calls itself, its site and its headline. `is_own` says that the text comes from
    a field that its platform keeps for it alone: what date or name stands above it there is its writer's, and
    stays. What says whose a text is (a copyright, “appeared first on …”) goes only where it is the site's.
    """
    known = frozenset(map(folded, names)) - {""}
    lines = _above_foot([line for line in text.split("\n") if not is_label(line)], known)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(_Head(known, is_own).below(lines))).strip("\n")


def is_label(line: str) -> bool:
    """Return whether a line is nothing but a label or a leftover that every site has."""
    if line.startswith(BULLET):
        return False  # “• Subscribe to the bulletin” may well be one of the things to do
    if "ookie" in line and len(line) <= _LONGEST_NOTICE and COOKIES.fullmatch(line):
        return all(map(OF_COOKIES.search, _SENTENCES.split(line)))
    if len(line) <= _LONGEST_LABEL and FORMS_OWN.fullmatch(line):
        return True
    if len(line) > _LONGEST_LABEL or (line.endswith((".", "!", "?")) and line.count(" ") > _MOST_SPACES):
        return False
    if LABEL.fullmatch(line) or READ_ALSO.fullmatch(line):
        return True
    first, *others = _PARTS.split(line)
    return LABEL.fullmatch(first) is not None and all(
        LABEL.fullmatch(part) or PLAYED.fullmatch(part) for part in others
    )


def is_date(line: str) -> bool:
    """Return whether a line is nothing but a date, or a time to read, as sites print them above a text."""
    words = re.findall(r"[^\s,:|·•()–—]+", line)
    if len(words) > _MOST_HEAD_WORDS or not WHEN.search(line):
        return False
    return all(DATE_WORD.fullmatch(word) or DATE_WORD.fullmatch(word.strip(".")) for word in words)


def is_dated(line: str) -> bool:
    """Return whether a line tells when a text was put there, or by whom, and nothing else."""
    return is_date(line) or is_posted(line)


def is_posted(line: str) -> bool:
    """Return whether a line tells who put a text there, or when and where that is said of it."""
    if len(line.split()) > _MOST_DATED_WORDS:
        return False
    return _is_dated_byline(line) or BYLINE.fullmatch(line) is not None or POSTED.match(line) is not None


def _above_foot(lines: Sequence[str], names: Collection[str]) -> Sequence[str]:
    end = len(lines)
    while end and (not lines[end - 1] or _is_own_foot(lines[end - 1], names)):
        end -= 1
    return lines[:end]


def _is_own_foot(line: str, names: Collection[str]) -> bool:
    found = FOOT.fullmatch(line) if len(line) <= _LONGEST_FOOT else None
    if found is None:
        return False
    owner = _ALL_RIGHTS.sub("", next(filter(None, found.groups())))
    return folded(owner) in names


class _Head:
    """What stands above a text: its headline, its date, who wrote it."""

    def __init__(self, names: Collection[str], is_own: bool) -> None:
        self._names = names
        self._is_own = is_own

    def below(self, lines: Sequence[str]) -> Sequence[str]:
        """Return the lines from the first on that is no part of the head."""
        filled = [number for number, line in enumerate(lines) if line]
        filled = filled[self._over_headline([lines[number] for number in filled[:_MOST_OVER_HEADLINE]]) :]
        for place, number in enumerate(filled[:_MOST_HEAD_LINES]):
            following = lines[filled[place + 1]] if place + 1 < len(filled) else ""
            if not self._holds(lines[number], following, is_first=place == 0):
                return lines[number:]
        return lines[filled[_MOST_HEAD_LINES] :] if len(filled) > _MOST_HEAD_LINES else []

    def _over_headline(self, lines: Sequence[str]) -> int:
        """Return how many lines with a bulletin's number stand over a headline with a date under it."""
        over = len(list(takewhile(NUMBERED.fullmatch, lines)))
        if self._is_own or over + 1 >= len(lines) or folded(lines[over]) not in self._names:
            return 0
        return over if is_dated(lines[over + 1]) else 0

    def _holds(self, line: str, following: str, *, is_first: bool) -> bool:
        if not line.startswith(BULLET) and folded(line) in self._names:
            return True
        if self._is_own:
            return False
        if is_date(line) or _is_dated_byline(line):
            return True
        if len(line.split()) <= _MOST_HEAD_WORDS and BYLINE.fullmatch(line):
            return True
        return is_first and _is_headline(line, following)


def _is_dated_byline(line: str) -> bool:
    """Return whether a line tells when a text was put there and, between bars or dashes, by whom."""
    parts = _BARS.split(line)
    if len(line.split()) > _MOST_DATED_WORDS or not any(map(is_date, parts)):
        return False
    return any(map(BY.match, parts))


def _is_headline(line: str, following: str) -> bool:
    """Return whether a page's first line is its headline: no sentence, and a date below it."""
    return len(line) <= _LONGEST_HEADLINE and not _MAY_GO_ON.search(line) and is_date(following)


def folded(line: str) -> str:
    """Return a line's letters and digits alone, case folded, to compare it with another."""
    return _NO_LETTERS.sub("", line.casefold())
