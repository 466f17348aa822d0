"""Which statements could hold these words? A text's fingerprints: a few of the hashes of its runs of words.

Written by the store beside each revision, and asked again for each piece of a text that is checked. The
hashes are winnowed: Schleimer, Wilkerson and Aiken, “Winnowing: Local Algorithms for Document
Fingerprinting” (SIGMOD 2003). Guarantees: two texts that share a run of `CERTAIN` words share a fingerprint,
wherever in them it stands; a hash is the same in every process, on every machine and in every release of
Python (changing anything here calls for a migration that computes the stored ones anew).
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from bot.core.quotes.grouping import ungrouped
from bot.core.quotes.sentence_starts import sentence_starts
from bot.core.quotes.words import Words, comparable

RUN: Final = 3  #: words that are hashed together, see `_hashes`
WINDOW: Final = 2  #: of so many runs that follow one another, one is kept
CERTAIN: Final = RUN + WINDOW - 1  #: a common run of so many words is sure to be found

_BITS: Final = (1 << 63) - 1  # fits the signed 64-bit integers of SQL
_FACTOR: Final = 0x2545F4914F6CDD1D
_FACTOR_2: Final = _FACTOR * _FACTOR & _BITS
_SPREAD: Final = 0x1B03738712FAD5C9


def fingerprint(text: str) -> tuple[int, ...]:
    """Return the chosen hashes of a text's runs of words, each once; none for fewer words than `RUN`."""
    words = comparable(text)
    hashes = _hashes(words.forms)
    return tuple(dict.fromkeys((*_winnowed(hashes), *_at_edges(hashes, words))))


def _hashes(forms: Sequence[str]) -> list[int]:
    """Return the hash of each run."""
    words = list(map(_word_hashes, forms))
    mixed = [
        (first[0] + second[1] + third[2]) & _BITS
        for first, second, third in zip(words, words[1:], words[2:], strict=False)
    ]
    # The low bits of a product depend on low bits alone, and the least hash must be any run's.
    return [((one ^ one >> 29) * _SPREAD) & _BITS for one in mixed]


def _winnowed(hashes: Sequence[int]) -> Iterator[int]:
    """Return the least hash of each window."""
    return map(min, *(hashes[start:] for start in range(WINDOW)))


def _at_edges(hashes: Sequence[int], words: Words) -> Iterator[int]:
    """Yield the hashes of runs that begin or end a sentence.

    Where statements differ in the last word of a sentence alone (“Doors open at 8:30.”), no other run tells
    which of them is quoted.
    """
    if not hashes:
        return
    yield hashes[0]
    for first in sentence_starts(words):
        yield from hashes[first : first + 1]
        yield from hashes[max(0, first - RUN) : first - RUN + 1]
    yield hashes[-1]


@lru_cache(maxsize=1 << 15)
def _word_hashes(form: str) -> tuple[int, int, int]:
    """Return a word's hash as it counts where it is the first, the second and the third of a run."""
    # A number may be found in any spelling; whether it is the same is for the comparison to say.
    word = ungrouped(form).encode(errors="surrogatepass")
    one = int.from_bytes(blake2b(word, digest_size=8).digest()) & _BITS
    return one * _FACTOR_2 & _BITS, one * _FACTOR & _BITS, one
