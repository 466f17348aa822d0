"""An entry's text taken apart for the vetoes: what is said in the union's own voice, and what is quoted.

Used by the vetoes of `bot.core.provenance`. Only the beginning and the end of a long text are read: who
speaks is told there. Computed once for each entry.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.core.model import Entry, Feed
from bot.core.provenance.names import OwnNames, fold, own_names
from bot.core.provenance.outlets import OUTLET_WORDS

_LONGEST: Final = 3_000  #: characters read of a text's beginning, and as many of its end
QUOTED: Final = re.compile(r"„[^“”„\n]*[“”]?|“[^”“\n]*”?|«[^»\n]*»?|\"[^\"\n]*\"?")
_SITE_TAIL: Final = re.compile(
    r"(?:^|\n)\s*(?:the post|la entrada|el artículo|l'article|l’article|der beitrag"
    r"|cet article)\b[^\n]{0,400}?"
    r"\b(?:appeared first on|se publicó primero en|apareció primero en|est apparu en premier sur"
    r"|erschien zuerst auf)\s+(?P<site>[^\n]{1,200}?)\s*\.?\s*\Z",
    re.IGNORECASE,
)
_TAIL_CUES: Final = ("appeared first on", "primero en", "premier sur", "zuerst auf")
_LONGEST_TAIL: Final = 900
_WORDS: Final = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_CASED: Final = re.compile(r"[^\W_]+")
_LEAD: Final = 420
_CLOSING_LINES: Final = 5
_CLOSING: Final = 320
_LONGEST_SIGNATURE: Final = 110
_SENTENCE_ENDS: Final = (".", "!", "?", "”", "»")
_FEW_WORDS: Final = 5


@dataclass(frozen=True, slots=True, eq=False)  # told apart by identity: answers about one are remembered
class Reading:
    """What the vetoes read of an entry."""

    names: OwnNames
    title: str
    body: str  #: without the site's tail and a repeated headline
    lines: tuple[str, ...]
    own_words: str  #: folded: the body without what stands in quotation marks
    words: frozenset[str]  #: folded words of title and body
    title_words: frozenset[str]
    said: frozenset[str]  #: folded words outside quotation marks
    count: int  #: words of the body
    said_count: int  #: those outside quotation marks
    outlets: int  #: words of the body that end or begin names of papers and stations, in capitals
    lead: str  #: the beginning of the body
    closing: str  #: its last lines
    signature: str  #: folded: what stands below the text, or the end of its only paragraph
    pinned: bool  #: posted by a pinned account, which is strong evidence of its own
    site_named: str | None  #: where the site's own tail says that it appeared first

    @property
    def folded_title(self) -> str:
        """Return the title as names are compared."""
        return fold(self.title)


@lru_cache(maxsize=4)  # every veto asks for the reading of the entry that is being judged
def read(entry: Entry, feed: Feed) -> Reading:
    """Take an entry of `feed` apart."""
    text = _bounded(entry.text)
    last = text[-_LONGEST_TAIL:]
    tail = _SITE_TAIL.search(last) if any(cue in fold(last) for cue in _TAIL_CUES) else None
    body = _without_headline(text[: len(text) - len(last) + tail.start()] if tail else text, entry.title)
    folded = fold(body)
    words = _WORDS.findall(folded)
    own_words = QUOTED.sub(" “” ", folded)
    said = _WORDS.findall(own_words) if "“”" in own_words else words
    title_words = frozenset(_WORDS.findall(fold(entry.title)))
    lines = tuple(line.strip() for line in body.split("\n") if line.strip())
    return Reading(
        names=own_names(feed),
        title=entry.title,
        body=body,
        lines=lines,
        own_words=own_words,
        words=frozenset(words) | title_words,
        title_words=title_words,
        said=frozenset(said),
        count=len(words),
        said_count=len(said),
        outlets=_outlets(body, words),
        lead=body[:_LEAD],
        closing=_closing(lines),
        signature=fold(_signature(lines)),
        pinned=feed.account is not None,
        site_named=tail["site"] if tail else None,
    )


def _outlets(body: str, words: list[str]) -> int:
    if OUTLET_WORDS.isdisjoint(words):
        return "funk" in body or "blatt" in body
    return sum(word[0].isupper() and word.casefold() in OUTLET_WORDS for word in _CASED.findall(body))


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


def _closing(lines: tuple[str, ...]) -> str:
    """Return the last lines, or the end of the only one: where a text is signed."""
    last = "\n".join(lines[-_CLOSING_LINES:])
    return last[-_CLOSING:]
