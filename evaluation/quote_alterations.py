"""One word of a quotation altered, in eight ways. Each is given a passage and returns None where it has
nothing to work on; whether the outcome is not by chance said elsewhere is for the caller to see.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from random import Random

from evaluation.quote_corpus import Word, bank, words_of

#: An altered quotation has at least so many words.
FEWEST_ALTERED_WORDS = 10

_NUMBER = re.compile(r"\d[\d.,:]*")

Alteration = Callable[[str, str, Random], str | None]


def add_negation(passage: str, language: str, random: Random) -> str | None:
    """Put a negation behind a word that carries one."""
    style = bank(language, "words")
    words = words_of(passage)
    places = [
        word
        for word, after in pairwise(words)
        if word.written.casefold() in style["add_after"]
        and passage[word.end : after.start] == " "
        and after.written.casefold() not in style["negations"]
    ]
    if not places:
        return None
    word = random.choice(places)
    return f"{passage[: word.end]} {style['add_after'][word.written.casefold()]}{passage[word.end :]}"


def drop_negation(passage: str, language: str, random: Random) -> str | None:
    """Take a negation out, or put its opposite in its place."""
    return _exchange(passage, bank(language, "words")["drop"], random)


def change_number(passage: str, language: str, random: Random) -> str | None:
    """Change one digit of a number that is no date, or a number word."""
    spelled: list[str] = bank(language, "words")["number_words"]
    places = [
        word
        for word in words_of(passage)
        if word.written in spelled
        or (_NUMBER.fullmatch(word.written) and not _in_date(passage, word, language))
    ]
    if not places:
        return None
    word = random.choice(places)
    if word.written in spelled:
        return _with(passage, word, random.choice([one for one in spelled if one != word.written]))
    return _with(passage, word, _other_number(word.written, random))


def change_date(passage: str, language: str, random: Random) -> str | None:
    """Change a weekday, a month or the day of a month."""
    texts = bank(language, "statements")
    days = [str(day) for day in range(2, 29)]
    places = [
        (word, names)
        for word in words_of(passage)
        for names in (texts["weekdays"], texts["months"], days)
        if word.written in names and (names is not days or _in_date(passage, word, language))
    ]
    if not places:
        return None
    return _exchange_name(passage, *random.choice(places), random)


def swap_name(passage: str, language: str, random: Random) -> str | None:
    """Put another name in place of a person's first or last name or of a town's."""
    groups = _names(language)
    places = [(word, names) for word in words_of(passage) for names in groups if word.written in names]
    if not places:
        return None
    return _exchange_name(passage, *random.choice(places), random)


def add_word(passage: str, language: str, random: Random) -> str | None:
    """Put a word in front of some word that is not the first."""
    places = [word for word in words_of(passage)[1:] if word.written.islower() and len(word.written) > 3]
    if not places:
        return None
    word = random.choice(places)
    return _with(passage, word, f"{random.choice(bank(language, 'words')['added'])} {word.written}")


def remove_word(passage: str, language: str, random: Random) -> str | None:
    """Take out a word that is neither the first nor the last."""
    places = [
        word
        for word in words_of(passage)[1:-1]
        if passage[word.start - 1] == " " and passage[word.end : word.end + 1] == " "
    ]
    return _without(passage, random.choice(places)) if places else None


def exchange_synonym(passage: str, language: str, random: Random) -> str | None:
    """Put a word of like meaning in place of another."""
    return _exchange(passage, bank(language, "words")["synonyms"], random)


ALTERATIONS: dict[str, Alteration] = {
    "negation added": add_negation,
    "negation dropped": drop_negation,
    "number": change_number,
    "date": change_date,
    "name": swap_name,
    "word added": add_word,
    "word removed": remove_word,
    "synonym": exchange_synonym,
}


def _exchange_name(passage: str, word: Word, names: Sequence[str], random: Random) -> str:
    return _with(passage, word, random.choice([name for name in names if name != word.written]))


def _exchange(passage: str, exchanges: dict[str, str], random: Random) -> str | None:
    places = [
        (word, new)
        for word in words_of(passage)
        if (new := exchanges.get(word.written, exchanges.get(word.written.lower()))) is not None
    ]
    if not places:
        return None
    word, new = random.choice(places)
    if not new:
        return _without(passage, word)
    if word.written[:1].isupper():
        new = new[:1].upper() + new[1:]
    return _with(passage, word, new)


def _with(passage: str, word: Word, new: str) -> str:
    return passage[: word.start] + new + passage[word.end :]


def _without(passage: str, word: Word) -> str:
    return (passage[: word.start].rstrip() + " " + passage[word.end :].lstrip()).strip()


def _other_number(written: str, random: Random) -> str:
    """Change one digit; never make the first one a nought."""
    at = random.choice([place for place, character in enumerate(written) if character.isdigit()])
    digits = [digit for digit in "123456789" if digit != written[at]]
    return written[:at] + random.choice(digits) + written[at + 1 :]


def _in_date(passage: str, word: Word, language: str) -> bool:
    months: Sequence[str] = bank(language, "statements")["months"]
    before, after = passage[: word.start].rstrip(), passage[word.end :].lstrip(" .")
    if language == "en":
        return before.endswith(tuple(months))
    return after.removeprefix("de ").startswith(tuple(months))


@lru_cache(maxsize=4)
def _names(language: str) -> tuple[tuple[str, ...], ...]:
    """Return groups of names one of which may stand for another: first names, last names, towns."""
    texts = bank(language, "statements")
    firsts, lasts = zip(*(person.split(" ", 1) for person in texts["people"]), strict=True)
    return tuple(dict.fromkeys(firsts)), tuple(dict.fromkeys(lasts)), tuple(texts["cities"])
