"""An entry's text taken apart for the vetoes: what is said in the union's own voice, and what is quoted.

Used by the vetoes of `bot.core.provenance`. Only the beginning and the end of a long text are read: who
speaks is told there.
"""

import re
from dataclasses import dataclass
from typing import Final

from bot.core.model import Entry
from bot.core.provenance.lazily import lazily
from bot.core.provenance.names import OwnNames, fold
from bot.core.provenance.outlets import OUTLET_WORDS
from bot.core.provenance.words import Cued, words_of

_LONGEST: Final = 3_000  #: characters read of a text's beginning, and as many of its end
#: A quotation in one paragraph; unclosed, it ends with its line.
QUOTED: Final = re.compile(
    r"„(?:[^“”„\n]|\n(?!\n))*[“”]|“(?:[^”“\n]|\n(?!\n))*”|«(?:[^»\n]|\n(?!\n))*»|\"[^\"\n]*\"?"
    r"|„[^“”„\n]*|“[^”“\n]*|«[^»\n]*"
)
_SITE_TAIL: Final = Cued(
    re.compile(
        r"(?:^|\n)\s*(?:the post|la entrada|el artículo|l'article|l’article|der beitrag"
        r"|cet article)\b[^\n]{0,400}?"
        r"\b(?:appeared first on|se publicó primero en|apareció primero en|est apparu en premier sur"
        r"|erschien zuerst auf)\s+(?P<site>[^\n]{1,200}?)\s*\.?\s*\Z",
        re.IGNORECASE,
    ),
    ("first on", "primero en", "premier sur", "zuerst auf", "First On", "FIRST ON"),
)
_LONGEST_TAIL: Final = 900
_MARKS: Final = '„“«"'
_CASED: Final = re.compile(r"[^\W_]+")
_LEAD: Final = 420
_CLOSING_LINES: Final = 5
_CLOSING: Final = 320
_LONGEST_SIGNATURE: Final = 110
_SENTENCE_ENDS: Final = (".", "!", "?", "”", "»")
_FEW_WORDS: Final = 5


@dataclass(eq=False)  # told apart by identity: answers about one are remembered
class Reading:
    """What the vetoes read of an entry; most of it is found only where a rule asks for it.

    Nobody changes one. It is not frozen because it is made for every entry, and that takes its time.
    """

    names: OwnNames
    title: str
    author: str  #: as the entry names it; may be empty
    categories: tuple[str, ...]
    body: str  #: without the site's tail and a repeated headline
    pinned: bool  #: posted by a pinned account, which is strong evidence of its own
    site_named: str | None  #: where the site's own tail says that it appeared first

    @lazily
    def folded_title(self) -> str:
        """Return the title as names are compared."""
        return fold(self.title)

    @lazily
    def folded(self) -> str:
        """Return the body as names are compared."""
        return fold(self.body)

    @lazily
    def lines(self) -> tuple[str, ...]:
        """Return the body's lines that hold anything."""
        return tuple(line for line in map(str.strip, self.body.split("\n")) if line)

    @lazily
    def own_words(self) -> str:
        """Return the folded body without what stands in quotation marks, each quotation marked as “”."""
        return unquoted(self.folded)

    @lazily
    def listed(self) -> list[str]:
        """Return the body's folded words, in order."""
        return words_of(self.folded)

    @lazily
    def listed_said(self) -> list[str]:
        """Return those outside quotation marks, in order."""
        return words_of(self.own_words) if "“”" in self.own_words else self.listed

    @lazily
    def title_words(self) -> frozenset[str]:
        """Return the folded words of the title."""
        return frozenset(words_of(self.folded_title))

    @lazily
    def body_words(self) -> frozenset[str]:
        """Return the folded words of the body."""
        return frozenset(self.listed)

    @lazily
    def words(self) -> frozenset[str]:
        """Return the folded words of title and body."""
        return self.title_words | self.body_words

    @lazily
    def told(self) -> frozenset[str]:
        """Return the folded words of the title, and of the body outside quotation marks."""
        return self.title_words | self.said if "“”" in self.own_words else self.words

    @lazily
    def parts(self) -> frozenset[str]:
        """Return the words of `told`, those with hyphens and apostrophes taken apart."""
        told = " ".join(self.told)
        if "-" not in told and "'" not in told:
            return self.told
        return frozenset(told.replace("-", " ").replace("'", " ").split())

    @lazily
    def said(self) -> frozenset[str]:
        """Return the body's folded words outside quotation marks."""
        return frozenset(self.listed_said) if "“”" in self.own_words else self.body_words

    @property
    def count(self) -> int:
        """Return how many words the body has."""
        return len(self.listed)

    @property
    def said_count(self) -> int:
        """Return how many of them stand outside quotation marks."""
        return len(self.listed_said)

    @lazily
    def outlets(self) -> int:
        """Return how many words of the body end or begin names of papers and stations, in capitals."""
        named = OUTLET_WORDS & self.body_words
        if not named:
            return "funk" in self.body or "blatt" in self.body
        if not any(word.title() in self.body or word.upper() in self.body for word in named):
            return 0
        return sum(
            word[0].isupper() and word.casefold() in OUTLET_WORDS for word in _CASED.findall(self.body)
        )

    @property
    def lead(self) -> str:
        """Return the beginning of the body."""
        return self.body[:_LEAD]

    @lazily
    def closing(self) -> str:
        """Return the last lines, or the end of the only one: where a text is signed."""
        return "\n".join(self.lines[-_CLOSING_LINES:])[-_CLOSING:]

    @lazily
    def folded_closing(self) -> str:
        """Return the last lines as names are compared."""
        return fold(self.closing)

    @lazily
    def signature(self) -> str:
        """Return folded: what stands below the text, or the end of its only paragraph."""
        return fold(_signature(self.lines))


def read(entry: Entry, names: OwnNames, *, is_pinned: bool) -> Reading:
    """Take an entry of the union with these names apart; `is_pinned` tells that its account is pinned."""
    text = _bounded(entry.text)
    last = text[-_LONGEST_TAIL:]
    tail = _SITE_TAIL.search(last)
    body = _without_headline(text[: len(text) - len(last) + tail.start()] if tail else text, entry.title)
    return Reading(
        names=names,
        title=entry.title,
        author=entry.author or "",
        categories=entry.categories,
        body=body,
        pinned=is_pinned,
        site_named=tail["site"] if tail else None,
    )


def unquoted(text: str) -> str:
    """Return a text without what stands in quotation marks, each quotation marked as “”."""
    return QUOTED.sub(" “” ", text) if _has_marks(text) else text


def _has_marks(text: str) -> bool:
    for mark in _MARKS:  # noqa: SIM110 - a generator would cost more than the searches
        if mark in text:
            return True
    return False


def _bounded(text: str) -> str:
    if len(text) <= 2 * _LONGEST:
        return text
    return f"{text[:_LONGEST]}\n\n{text[-_LONGEST:]}"


def _without_headline(body: str, title: str) -> str:
    """Drop a first line that repeats the title, as Drupal's feeds have it, with who put it up."""
    first, _, rest = body.partition("\n")
    return rest.strip() if title and rest and first.startswith(title) else body.strip()


def _signature(lines: tuple[str, ...]) -> str:
    """Return the short lines that a text ends with, or the end of its last paragraph."""
    signed: list[str] = []
    for line in reversed(lines[-_CLOSING_LINES:]):
        if len(line) > _LONGEST_SIGNATURE or (
            line.endswith(_SENTENCE_ENDS) and len(line.split()) > _FEW_WORDS
        ):
            break
        signed.insert(0, line)
    if not signed or len(signed) == len(lines):
        return lines[-1][-_LONGEST_SIGNATURE:] if lines else ""
    return "\n".join(signed)
