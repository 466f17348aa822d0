"""How the vetoes' words are written down: lists parted by spaces, and patterns with the cues they need."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_WORDS: Final = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
#: Has every letter of English, Spanish, French and German, and the signs that are set between them.
_WESTERN: Final = "cp1252"
#: For each byte itself where it stands for what words are made of, and a space for anything else.
_BETWEEN_WORDS: Final = bytes(
    code if bytes([code]).decode(_WESTERN, "replace").isalnum() or code in b"'-" else ord(" ")
    for code in range(256)
)

#: A hyphen or an apostrophe that does not stand within a word.
_LOOSE: Final = re.compile(rb"['-](?:(?![^ '-])|(?<![^ '-].))")


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
        for cue in self.cues:
            if cue in text:
                return self.pattern.search(text)
        return None


class ByFirstWord:
    """Patterns by the word that each begins with: looked for only where that word stands.

    One pattern of them all would be tried at every character of a text, and costs more than most rules.
    """

    def __init__(self, by_first: Mapping[str, str]) -> None:
        """Take patterns of what may follow one space behind a word; words with the same share a key."""
        self._by_first = {
            first: re.compile(rf"{first} (?<=\b{first} )(?:{rest})\b")  # beginning with letters: found fast
            for listed, rest in by_first.items()
            for first in listed.split()
        }
        self._first = frozenset(self._by_first)

    def is_in(self, text: str, parts: frozenset[str]) -> bool:
        """Tell whether one of them stands in a folded text that has these words and parts of words."""
        for first in self._first & parts:  # noqa: SIM110 - a generator would cost more than the search
            if self._by_first[first].search(text):
                return True
        return False


def words_of(folded: str) -> list[str]:
    """Return the words of a folded text in order: letters, digits, hyphens and apostrophes within."""
    coding = "ascii" if folded.isascii() else _WESTERN  # which takes longer
    try:
        coded = folded.encode(coding)
    except UnicodeEncodeError:
        return _WORDS.findall(folded)
    plain = coded.translate(_BETWEEN_WORDS)  # as `_WORDS` finds them, in a third of its time
    if b"'" in plain or b"-" in plain:
        plain = _LOOSE.sub(b" ", plain)
    return plain.decode(coding).split()
