"""How the vetoes' words are written down: lists parted by spaces, and patterns with the cues they need."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_WORDS: Final = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
#: Signs between words that stand in many texts which are plain ASCII otherwise.
_TYPOGRAPHY: Final = "“”„«»–—…•·"
_BETWEEN_WORDS: Final = {
    code: " " for code in range(128) if not chr(code).isalnum() and chr(code) not in "'-"
}
_ODD: Final = ("--", "''", "-'", "'-", "' ", " '", "- ", " -")


def words(listed: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset(listed.split())


@dataclass(frozen=True, slots=True)
class Cued:
    """A pattern that is only looked for in texts with one of its cues.

    Every match holds a cue; a search of the whole text costs as much as looking for fifty of them.
    """

    pattern: re.Pattern[str]
    cues: tuple[str, ...]

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match in `text`."""
        return self.pattern.search(text) if self.may_be_in(text) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Iterate over the matches in `text`."""
        return self.pattern.finditer(text) if self.may_be_in(text) else iter(())

    def may_be_in(self, text: str) -> bool:
        """Tell whether a cue stands in `text`."""
        for cue in self.cues:  # noqa: SIM110 - a generator would cost more than the searches
            if cue in text:
                return True
        return False


def words_of(folded: str) -> list[str]:
    """Return the words of a folded text in order: letters, digits, hyphens and apostrophes within."""
    plain = folded
    for mark in _TYPOGRAPHY:
        plain = plain.replace(mark, " ")
    if not plain.isascii():
        return _WORDS.findall(folded)
    plain = f" {plain.translate(_BETWEEN_WORDS)} "
    for mark in ("'", "-"):
        if mark in plain:
            plain = plain.replace(f"{mark} ", " ").replace(f" {mark}", " ")
    has_marks = "'" in plain or "-" in plain
    return _WORDS.findall(folded) if has_marks and any(odd in plain for odd in _ODD) else plain.split()
