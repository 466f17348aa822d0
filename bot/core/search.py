"""Search over what the union said: what is asked for, what comes back, and how words become terms.

The store runs a `SearchQuery` (`bot.ports.Store.search`); `terms_of` makes of a member's words what it looks
for, and `searchable` makes of a statement's text what it looks in. Guarantees: whatever a member types is
words to look for, never an instruction to the database.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

#: Bounds of what a member's words make of a search.
LONGEST_WORDS: Final = 1_000
MOST_TERMS: Final = 16
LONGEST_TERM: Final = 64

#: Parts the characters of a script that is written without spaces; shows nothing, and `plaintext` leaves it
#: out of every statement, so that one found in an excerpt was put there by `searchable`.
PARTING: Final = "\u200b"

_UNSPACED: Final = re.compile(
    # Thai, Lao, Burmese, Khmer; kana; Han with its extensions. A mark stays with the letter before it.
    "(?<=[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff])"
    "(?=[\u0e00-\u0e30\u0e32\u0e40-\u0e46\u0e81-\u0eb0\u0ebd-\u0ec6\u1000-\u102a\u1780-\u17b3"
    "\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])"
)
_QUOTED_OR_WORD: Final = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]|([^\s"“”„«»]+)')


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What a member looks for; all conditions hold together."""

    words: str  #: as typed; words in quotation marks stand together
    feed_ids: Collection[str]  #: only what these feeds carried
    since: datetime | None = None  #: said at this instant or later
    until: datetime | None = None  #: said before this instant
    limit: int = 5
    offset: int = 0  #: hits of the pages before


@dataclass(frozen=True, slots=True)
class SearchAsked:
    """What a member asked `/search` for, and which page of it is shown."""

    words: str  #: as typed
    union_id: str | None = None  #: only what this union said
    days: int | None = None  #: only what was said in so many days up to now
    page: int = 0  #: from 0


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of a statement's text around the words that were found."""

    text: str  #: one line; an ellipsis stands where the text goes on
    highlights: tuple[tuple[int, int], ...] = ()  #: ``text[start:end]`` is a word that was looked for


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A statement that holds the words, in its newest revision."""

    entry_id: int
    feed_id: str
    url: str | None
    title: str
    published_at: datetime | None
    first_seen_at: datetime
    excerpt: Excerpt
    is_approved: bool = False  #: a person, not the rules, took it for the union's word


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of what was found, best first."""

    hits: tuple[SearchHit, ...]
    total: int  #: hits on all pages; counted no further than a hundred
    is_total_exact: bool = True  #: else there are at least `total`


@dataclass(frozen=True, slots=True)
class TitleHit:
    """A statement to choose from while its title is being typed."""

    entry_id: int
    title: str
    url: str | None


def terms_of(words: str) -> tuple[str, ...]:
    """Return what to look for: single words, and words that stand together; at most `MOST_TERMS`.

    A term holds at least one letter or digit, and no quotation mark.
    """
    terms: dict[str, None] = {}
    for together, word in _QUOTED_OR_WORD.findall(words[:LONGEST_WORDS]):
        term = searchable(_plain(together or word)[:LONGEST_TERM])
        if any(character.isalnum() for character in term):
            terms[term] = None
        if len(terms) == MOST_TERMS:
            break
    return tuple(terms)


def _plain(text: str) -> str:
    """Leave out what is no text: control, format and unassigned characters, surrogates."""
    kept = (" " if unicodedata.category(one)[0] in "ZC" else one for one in text)
    return " ".join("".join(kept).split())


def searchable(text: str) -> str:
    """Return a text with the characters of unspaced scripts parted, so that each can be found as a word."""
    return _UNSPACED.sub(PARTING, text)


def excerpt_of(marked: str, opening: str, closing: str) -> Excerpt:
    """Read an excerpt in which `opening` and `closing` (one character each) surround what was found."""
    first, *rest = " ".join(marked.replace(PARTING, "").split()).split(opening)
    text = first.replace(closing, "")
    highlights: list[tuple[int, int]] = []
    for part in rest:
        found, end, after = part.partition(closing)
        if end:
            highlights.append((len(text), len(text) + len(found)))
        text += found + after.replace(closing, "")
    return Excerpt(text, tuple(highlights))
