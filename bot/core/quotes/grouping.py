"""Is 1.250 a thousand or little more than one? In what language the union writes tells.

Called by `bot.core.quotes.matching` and `bot.core.quotes.fingerprints`. *1.250* is *1250* and *1 250* in a
Spanish, French or German statement, and one and a quarter in an English one: by itself it tells nothing, so
`bot.core.quotes.words` leaves it as it is, and the language of the statement decides here.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final

from bot.core.quotes.lexicon import is_of_comma_language
from bot.core.quotes.words import Words, comparable

_POINT: Final = re.compile(r"(?<=\d)\.(?=\d{3}(?!\d))")
_BY_COMMA: Final = re.compile(r"\d,\d{3}(?!\d)")  # as in Mexico, whose words are Spanish
_SHARE: Final = 0.12  # of a text's words


def ungrouped(form: str) -> str:
    """Return a word's form without points that could part thousands."""
    return _POINT.sub("", form) if "." in form else form


def as_said(asked: Words, said: Words) -> Words:
    """Return what is asked with each number in the form that `said` has, where it is the same there."""
    numbers = [index for index, form in enumerate(asked.forms) if _is_large(form)]
    own = _numbers(said.text) if numbers else {}
    forms = list(asked.forms)
    for index in numbers:
        ours = own.get(ungrouped(forms[index]))
        if ours is not None and "," not in asked.written(index):  # there 1,250 is no 1250
            forms[index] = ours
    return replace(asked, forms=tuple(forms)) if own else asked


@lru_cache(maxsize=256)  # each piece is compared with the same few statements
def _numbers(text: str) -> Mapping[str, str]:
    """Return a statement's numbers of a thousand and more, by their digits; none where a point parts none."""
    forms = comparable(text).forms
    numbers = list(filter(_is_large, forms))
    if not numbers or _BY_COMMA.search(text) or not _has_comma_language(forms):
        return {}
    return {ungrouped(form): form for form in numbers}


def _is_large(form: str) -> bool:
    return len(form) > 3 and form[-3:].isdecimal()


def _has_comma_language(forms: tuple[str, ...]) -> bool:
    return sum(map(is_of_comma_language, forms)) > _SHARE * len(forms)
