"""Where do sentences begin? Judged by what stands between two words.

Called by the modules of `bot.core.quotes` that look around a word or take a text apart. Ten times as fast as
`bot.core.sentences`, and rougher: what is posted has to be whole sentences, while a quotation that is parted
at a wrong place is found in parts.
"""

import re
from collections.abc import Iterator
from typing import Final

from bot.core.quotes.lexicon import is_day_or_month
from bot.core.quotes.words import Words

_SENTENCE_END: Final = re.compile(r"[.!?…]\W*\s|[。！？]|\n\s*\n|\n•")
_ABBREVIATED: Final = re.compile(
    r"[^\W\d_]|Mr|Mrs|Ms|Dr|St|vs|etc|Inc|Co|Jr|Sr|Gov|Sen|Rep|Prof|Nr|Art|Mme|Sra"
)
_NEXT_WORD: Final = re.compile(r"\s+(\w+)")
_STOP: Final = re.compile(r"(?P<stop>[.!?…]+[\"”’»›)\]*_']*)(?=\s+(?![a-zß-ÿ]))|[。！？]+[」』”’]*|\n")
_WORD_BEFORE: Final = re.compile(r"\w*\Z")
_LONGEST_BEFORE: Final = 8  # characters; longer than any abbreviation


def begins_sentence(words: Words, index: int) -> bool:
    """Tell whether a word is the first of its sentence."""
    if index == 0:
        return True
    between = words.between(index)
    if _SENTENCE_END.search(between) is None:
        return False
    is_full_stop = between.startswith(".") and "\n" not in between
    return not (is_full_stop and _goes_on(words.written(index - 1), words.forms[index]))


def sentence_starts(words: Words) -> Iterator[int]:
    """Yield the words but for the first one with which sentences begin, in order."""
    if _SENTENCE_END.search(words.text.rstrip()) is None:
        return
    for index, distance in enumerate(words.distances(), 1):
        # A space alone ends nothing, and is what mostly stands between words.
        if distance > 1 and begins_sentence(words, index):
            yield index


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the sentences of a text begin and end; none reaches over the end of a line."""
    start = 0
    for stop in _STOP.finditer(text):
        if stop["stop"] and stop[0].endswith(".") and _is_within(text, *stop.span()):
            continue
        yield from _stripped(text, start, stop.end())
        start = stop.end()
    yield from _stripped(text, start, len(text))


def _is_within(text: str, stop: int, end: int) -> bool:
    """Tell whether a full stop stands within a sentence."""
    before = _WORD_BEFORE.findall(text[max(0, stop - _LONGEST_BEFORE) : stop])[0]
    after = _NEXT_WORD.match(text, end)
    return _goes_on(before, after[1].lower() if after else "")


def _goes_on(before: str, after: str) -> bool:
    """Tell whether a full stop between two words ends no sentence: *Mr. Lee*, *am 9. Mai*."""
    is_date = before.isdecimal() and (is_day_or_month(after) or after == "mai")  # in Italian, never
    return is_date or _ABBREVIATED.fullmatch(before) is not None


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    words = text[start:end].strip()
    if words:
        at = text.index(words, start)
        yield at, at + len(words)
