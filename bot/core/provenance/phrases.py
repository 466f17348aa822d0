"""Which words, parts and pairs of words stand where in an entry? With names made alike: they tell no voice.

Used by `bot.core.provenance.voice_score`, which weighs them, and by the evaluation, which learns the weights.
What stands in quotation marks doesn't count, and only what a text begins and ends with is read: who speaks is
told there.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from itertools import pairwise
from typing import Final

from bot.core.provenance.names import OwnNames
from bot.core.provenance.reading import Reading, unquoted
from bot.core.provenance.words import words

#: What stands for a name, a number and the like.
UNION, OFFICER, NAME, NAMES, ACRONYM = "UNION", "OFFICER", "NAME", "NAMES", "ABC"
NUMBER, TIME, DAY, LINE = "123", "12:00", "DAY", "¶"

#: Set in a text where the union or an officer is named.
_UNION, _OFFICER = "\x02", "\x03"
_TOKEN: Final = re.compile(rf"\w+(?:['’.,:-]\w+)*|[“”„«»\";:!?.,()•—–\n#@€£$%{_UNION}{_OFFICER}-]")
#: What is no word, and how it is read.
_SIGNS: Final = {sign: sign for sign in "“”;:!?.,()•—–#@€£$%-"} | {
    "„": "“", "«": "“", "»": "”", '"': "”", "\n": LINE, _UNION: UNION, _OFFICER: OFFICER,
}  # fmt: skip
_BEGINS: Final = frozenset({".", "!", "?", ":", "\n", "“", "„", "«", "•", ""})
#: As names are written: Spanish and French days in small letters are words like others.
_DAYS: Final = words(
    "monday tuesday wednesday thursday friday saturday sunday lunes martes miércoles jueves viernes sábado "
    "domingo lundi mardi mercredi jeudi vendredi samedi dimanche montag dienstag mittwoch donnerstag freitag "
    "samstag sonntag"
)
#: Words in names that tell what kind of body or company is named.
_BODIES: Final = words(
    "council university authority department ministry company inc ltd llc gmbh ag sa board court committee "
    "association federation union guild local alliance coalition institute centre center group hospital "
    "school college bank agency office commission party parliament senate congress ministerio ayuntamiento "
    "empresa universidad federación sindicato asociación consejería tribunal ministère mairie conseil "
    "syndicat fédération université gericht ministerium verband gewerkschaft bund firma universität landtag "
    "bundestag news times post herald gazette tribune radio"
)
_LONGEST_ACRONYM: Final = 6
_OPENING: Final = 650  #: characters read of a text's beginning
_ENDING: Final = 220  #: and of its end
_LEAD: Final = 6  #: words and signs
_LAST: Final = 8
_LONG: Final = 6  #: letters: of longer words the beginning and the end are read by themselves, too
_STEM: Final = 5
_SUFFIX: Final = 3
_NAMED: Final = (NAME, NAMES)

Phrase = str | tuple[str, str]  #: a word, a sign or a part of a word, or two words or signs


class Place(StrEnum):
    """Where a phrase stands; what stands in the title, the lead or at the end stands in the text too."""

    TEXT = "text"
    APART = "apart"  # in the text, two words with another between them
    STEM = "stem"  # in the text, the beginning of a long word
    SUFFIX = "suffix"  # and its end
    TITLE = "title"
    LEAD = "lead"
    END = "end"
    AUTHOR = "author"  # as the feed names who put it up


def phrases_of(reading: Reading) -> Iterator[tuple[Place, set[Phrase]]]:
    """Iterate over the places of an entry with the phrases that stand there."""
    names, body = reading.names, unquoted(reading.body)
    title = _tokens(unquoted(reading.title), names)
    if len(body) <= _OPENING + _ENDING:
        said = _tokens(body, names)
    else:
        said = [*_tokens(body[:_OPENING], names), *_tokens(body[-_ENDING:], names)]
    told = [*title, LINE, *said]
    yield Place.TEXT, _phrases(told)
    yield Place.APART, {*zip(told, told[2:], strict=False)}
    long = {word for word in told if len(word) > _LONG and word.isalpha() and word.islower()}
    yield Place.STEM, {word[:_STEM] for word in long}
    yield Place.SUFFIX, {word[-_SUFFIX:] for word in long}
    yield Place.TITLE, _phrases(title)
    yield Place.LEAD, _phrases(said[:_LEAD])
    yield Place.END, _phrases(said[-_LAST:])
    yield Place.AUTHOR, _phrases(_tokens(reading.author, names))


def _phrases(tokens: list[str]) -> set[Phrase]:
    return {*tokens, *pairwise(tokens)}


def _tokens(text: str, names: OwnNames) -> list[str]:
    """Return the words of a text in small letters, and its signs, with names and numbers made alike."""
    tokens: list[str] = []
    before = ""
    for word in _TOKEN.findall(_with_names_marked(text, names)):
        token = word if word.islower() else _SIGNS.get(word) or _made_alike(word, before)
        before = word
        if token is NAME and tokens and tokens[-1] in _NAMED:
            tokens[-1] = NAMES
        else:
            tokens.append(token)
    return tokens


def _with_names_marked(text: str, names: OwnNames) -> str:
    # The marks are ours alone: a text that brings them along names nobody by them.
    return names.marked(text.replace(_UNION, "").replace(_OFFICER, ""), union=_UNION, officer=_OFFICER)


def _made_alike(word: str, before: str) -> str:
    if word[0].isdigit():
        return TIME if ":" in word else NUMBER
    small = word.lower()
    if small in _DAYS:
        return DAY
    if small in _BODIES:
        return small.title()
    if before in _BEGINS:
        return small
    return ACRONYM if word.isupper() and 1 < len(word) <= _LONGEST_ACRONYM else NAME
