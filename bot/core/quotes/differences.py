"""What did somebody change in the union's words? Each change as both wrote it, and whether it weighs.

Called by `bot.core.quotes.matching` and `bot.core.quotes.near`. A change touches a negation, a date, a
number or a name where the one side has one that the other has not; of several, the first of these counts.
"""

from collections import Counter
from functools import lru_cache
from typing import Final

from bot.core.quotes.lexicon import is_article, is_date, is_day_or_month, is_german, is_negation, is_number
from bot.core.quotes.model import Difference, Sense
from bot.core.quotes.sentence_starts import begins_sentence
from bot.core.quotes.words import Words, comparable

_GERMAN_SHARE: Final = 0.12  # of a text's words
_NEAR_A_MONTH: Final = 2  # words: *14 de julio*


def difference(
    asked: Words, asked_at: tuple[int, int], said: Words, said_at: tuple[int, int], sense: Sense | None = None
) -> Difference:
    """Return the change from the union's words ``said_at`` to the words ``asked_at``, counted in words."""
    asked_chars, said_chars = _characters(asked, *asked_at), _characters(said, *said_at)
    return Difference(
        said=said.text[slice(*said_chars)],
        asked=asked.text[slice(*asked_chars)],
        sense=sense or _sense(asked, asked_at, said, said_at),
        said_at=said_chars,
        asked_at=asked_chars,
    )


def _characters(words: Words, start: int, end: int) -> tuple[int, int]:
    """Return where some words stand in their text, with the brackets of an editor's insertion."""
    text = words.text
    if start == end:
        at = words.place(start)[0] if start < len(words.forms) else len(text)
        return at, at
    first, last = words.place(start)[0], words.place(end - 1)[1]
    is_inserted = text[first - 1 : first] == "[" and text[last : last + 1] == "]"
    return first - is_inserted, last + is_inserted


def _sense(asked: Words, asked_at: tuple[int, int], said: Words, said_at: tuple[int, int]) -> Sense | None:
    ours, theirs = range(*said_at), range(*asked_at)
    if _negations(said, ours) != _negations(asked, theirs):
        return Sense.NEGATION
    if _dates(said, ours) != _dates(asked, theirs):
        return Sense.DATE
    if _numbers(said, ours) != _numbers(asked, theirs):
        return Sense.NUMBER
    if _names(said, ours) != _names(asked, theirs):
        return Sense.NAME
    return None


def _negations(words: Words, indexes: range) -> int:
    return sum(is_negation(words.forms[index]) for index in indexes)


def _dates(words: Words, indexes: range) -> Counter[str]:
    return Counter(words.forms[index] for index in indexes if _is_date(words, index))


def _is_date(words: Words, index: int) -> bool:
    form, written = words.forms[index], words.written(index)
    if is_date(form, is_capitalised=written[:1].isupper()):
        return not form.isdecimal() or written.isdecimal()  # 2,000 is no year
    around = words.forms[max(0, index - _NEAR_A_MONTH) : index + _NEAR_A_MONTH + 1]
    return is_number(form) and any(map(is_day_or_month, around))


def _numbers(words: Words, indexes: range) -> Counter[str]:
    return Counter(words.forms[index] for index in indexes if is_number(words.forms[index]))


def _names(words: Words, indexes: range) -> Counter[str]:
    return Counter(words.forms[index] for index in indexes if _is_name(words, index))


def _is_name(words: Words, index: int) -> bool:
    """Tell whether a word has a capital that its place in the sentence does not give it."""
    written = words.written(index).lstrip("[")
    if not written[:1].isupper() or _is_shouted(words, index):
        return False
    if _is_german(words.text):  # in which every noun has one
        return written.isupper() or any(_is_capitalised(words, near) for near in (index - 1, index + 1))
    if not begins_sentence(words, index):
        return True
    return _is_capitalised(words, index + 1) and not is_article(words.forms[index])  # Ana Ruiz


def _is_capitalised(words: Words, index: int) -> bool:
    if not 0 <= index < len(words.forms) or begins_sentence(words, index):
        return False
    return words.written(index)[0].isupper()


def _is_shouted(words: Words, index: int) -> bool:
    """Tell whether a word is one of several in capitals."""
    near = (words.written(one) for one in (index - 1, index + 1) if 0 <= one < len(words.forms))
    return words.written(index).isupper() and any(len(word) > 1 and word.isupper() for word in near)


@lru_cache(maxsize=256)
def _is_german(text: str) -> bool:
    forms = comparable(text).forms
    return sum(is_german(form) for form in forms) > _GERMAN_SHARE * len(forms)
