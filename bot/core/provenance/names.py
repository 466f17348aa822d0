"""What is the union called, and who are its officers? Their names as they can be found in a text.

Used by the vetoes of `bot.core.provenance`. Built once for each feed from its configuration: the union's
name, `also_known_as`, `officers` and `hosts`. Short forms that any reader would form are derived.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.core.model import Feed
from bot.core.provenance.words import words

_WORD: Final = re.compile(r"[^\W_]+(?:['&.-][^\W_]+)*")
_SMALL: Final = words(
    "of and the for de del la las los el le les des du et y und der die das von zu zur an at in"
)
#: Words around what a union is really called: “Northvale Nurses” of “Northvale Nurses United”.
_FRAME: Final = words(
    "united union unions association federation alliance brotherhood together local international national "
    "amalgamated guild council society sindicato sindicatos unitario unión federación syndicat union "
    "fédération gewerkschaft bund verband nord süd ost west north south east"
)
#: What unions call the body they are.
_BODIES: Final = words(
    "union guild association federation alliance brotherhood society council sindicato unión federación "
    "syndicat fédération gewerkschaft bund verband lodge"
)
_TITLES: Final = words("dr rn md esq jr sr mr ms mrs phd cpa ii iii")
_SHORTEST_ACRONYM: Final = 3
_NOTHING: Final = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class OwnNames:
    """How the union and its officers are found in folded text (see `fold`)."""

    officers: re.Pattern[str]
    anyone: re.Pattern[str]  #: the union or an officer
    union_as_written: re.Pattern[str]  #: in a text that isn't folded
    officers_as_written: re.Pattern[str]
    spelled: tuple[str, ...]  #: each of their names, folded: quick to look for
    called: frozenset[str]  #: every folded word of the union's names
    kinds: frozenset[str]  #: what kind of body it is by its names: “association”
    first_names: frozenset[str]  #: with which officers sign letters
    sites: frozenset[str]  #: the union's hosts without ``www.``

    def in_text(self, folded: str) -> bool:
        """Tell whether the union or an officer is named."""
        for name in self.spelled:
            if name in folded:
                return self.anyone.search(folded) is not None
        return False

    def marked(self, text: str, *, union: str, officer: str) -> str:
        """Return a text with these marks in place of the union's names and the officers'."""
        folded = fold(text)
        if not any(name in folded for name in self.spelled):
            return text
        return self.officers_as_written.sub(officer, self.union_as_written.sub(union, text))


def fold(text: str) -> str:
    """Return `text` in small letters with plain apostrophes and spaces, of which names are compared."""
    if text.isascii():
        return text.lower()
    return text.replace("’", "'").replace("\u00a0", " ").casefold()


@lru_cache(maxsize=256)  # asked for every entry
def own_names(feed: Feed) -> OwnNames:
    """Return the names of the union of `feed`."""
    unions = [name for known in (feed.union_name, *feed.also_known_as) for name in _union_forms(known)]
    people = [officer.partition(",")[0].strip() for officer in feed.officers]
    officers = [form for person in people for form in _person_forms(person)]
    return OwnNames(
        officers=_any_of(officers),
        anyone=_any_of([*unions, *officers]),
        union_as_written=_any_of(unions, re.IGNORECASE),
        officers_as_written=_any_of(officers, re.IGNORECASE),
        spelled=tuple({fold(name) for name in (*unions, *officers) if name.strip()}),
        called=frozenset(
            fold(word) for name in (feed.union_name, *feed.also_known_as) for word in _WORD.findall(name)
        ),
        kinds=_BODIES & {fold(word) for word in _WORD.findall(feed.union_name)},
        first_names=frozenset(fold(person).split()[0] for person in people if person),
        sites=frozenset(host.removeprefix("www.") for host in feed.hosts),
    )


def _any_of(names: Iterable[str], flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    wanted = sorted({fold(name) for name in names if name.strip()}, key=len, reverse=True)
    if not wanted:
        return _NOTHING
    alternatives = "|".join(re.escape(name) for name in wanted)
    # “the Guild” is this union, “the Guild of Bakers” is another.
    return re.compile(rf"(?<![\w-])(?:{alternatives})(?!\w|-\w|\s(?:of|for a)\s)", flags)


def _union_forms(name: str) -> Iterator[str]:
    """Yield a name, without its article, its acronym, and what is left without the frame around it."""
    yield name
    words = _WORD.findall(name)
    if words and words[0].casefold() == "the" and len(words) > 2:
        yield " ".join(words[1:])
    acronym = "".join(word[0] for word in words if word[0].isupper())
    if len(acronym) >= _SHORTEST_ACRONYM and len(words) >= _SHORTEST_ACRONYM:
        yield acronym
    core = _without_frame(words)
    if len(core) > 1 and sum(word.casefold() not in _SMALL for word in core) > 1:
        yield " ".join(core)


def _without_frame(words: list[str]) -> list[str]:
    skipped = _FRAME | _SMALL
    start, end = 0, len(words)
    while start < end and (words[start].casefold() in skipped or words[start].isdecimal()):
        start += 1
    while end > start and (words[end - 1].casefold() in skipped or words[end - 1].isdecimal()):
        end -= 1
    return words[start:end]


def _person_forms(person: str) -> Iterator[str]:
    """Yield a person's whole name, and the last one where it is long enough to tell anybody."""
    words = [word for word in person.split() if fold(word).strip(".") not in _TITLES]
    yield " ".join(words)
    if len(words) > 1 and len(words[-1]) > 3:
        yield words[-1]
