"""Where do a text's sentences begin and end? Offsets into the text, so that quoting is cutting.

Called by `bot.core.summarise`, `bot.core.topics` and `bot.core.strike_hints`. The rules are our own
(evaluation/splitting/README.md tells why): lines by `bot.core.textlines`, quotations and brackets by
`bot.core.enclosures`, full stops by `bot.core.abbreviations` and `bot.core.labels`. Guarantees: sentences
come in order, do not overlap, and never reach over a paragraph or a line that ends on its own; list items and
quotations are kept whole; the time grows with the length of the text alone.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.core.abbreviations import ends_sentence, resumes_clearly
from bot.core.enclosures import EnclosureReader, Enclosures
from bot.core.labels import enumerated, is_label
from bot.core.textlines import Kind, Stretch, stretches

_ENDS: Final = re.compile(r"[.!?…。！？][^\w\s]*(?:\s+[^\w\s]+)*$")  # also before closing quotes and emoji
_END_REACH: Final = 40  # characters in which a sentence's closing marks are looked for
_STOP: Final = re.compile(r"[.!?…。！？]+")
_ELLIPSES: Final = frozenset(("…", "..."))
_FULL_WIDTH: Final = frozenset("。！？")
_CLOSING: Final = frozenset("\"'”’»)]*_")
_OPENING: Final = frozenset("\"'“„«»‘‚([*_—–- ")
_NEVER_FIRST: Final = frozenset(",;:)]%")
_MOST_OPENING: Final = 8
_MOST_IN_CHAIN: Final = 10
_PICTURES: Final = frozenset(("So", "Sk", "Mn", "Me", "Cf"))  # emoji and what they are made of
_SPEAKS: Final = re.compile(
    r"(?:[^\W\d_][\w.'’-]*\s+){1,4}(?:said|says|asked|asks|added|adds|told|wrote|writes|replied|shouted"
    r"|answered)\b"
)
_SPEAKER_REACH: Final = 80


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence or list item: ``text`` is the source's ``[start:end]``."""

    start: int
    end: int
    text: str
    is_item: bool  #: a whole list item, be it a sentence, several or none
    is_whole: bool  #: ends as a sentence does, and tears no quotation open


def split_sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences and list items of a plain text (see `bot.core.plaintext`)."""
    reader = EnclosureReader()
    for stretch in stretches(text):
        enclosed = reader.read(text, stretch.start, stretch.end)
        begin = stretch.start
        for end in _ends(text, stretch, enclosed):
            yield from _sentence(text, begin, end, stretch, enclosed)
            begin = end


def is_finished(sentence: str) -> bool:
    """Return whether a piece of text ends as a sentence does."""
    return _ENDS.search(sentence[-_END_REACH:]) is not None


def _sentence(text: str, begin: int, end: int, stretch: Stretch, enclosed: Enclosures) -> Iterator[Sentence]:
    words = text[begin:end].strip()
    if words:
        start = text.index(words, begin)
        end = start + len(words)
        is_torn = enclosed.tears(start, end)
        is_item = stretch.kind is Kind.ITEM and not is_torn
        yield Sentence(start, end, words, is_item, is_whole=not is_torn and is_finished(words))


def _ends(text: str, stretch: Stretch, enclosed: Enclosures) -> Iterator[int]:
    """Yield where the sentences of a stretch end, the stretch's own end last."""
    begin = first = _behind_space(text, stretch.start, stretch.end)
    if stretch.kind is Kind.PROSE:
        points = enumerated(text, begin, stretch.end)
        for stop in _STOP.finditer(text, begin, stretch.end):
            if stop.end() in points or is_label(text, begin, stop.end(), opens_line=begin == first):
                continue
            end = _end_behind(text, stop, begin, stretch.end, enclosed)
            if end is not None:
                yield end
                begin = _behind_space(text, end, stretch.end)
    yield stretch.end


def _end_behind(text: str, stop: re.Match[str], begin: int, limit: int, enclosed: Enclosures) -> int | None:
    """Return where the sentence that these stops end is over, with its closing marks; None if it goes on."""
    end, opened = _behind_closing_marks(text, stop.end(), limit, enclosed)
    following = _behind_space(text, end, limit)
    if following >= limit or enclosed.encloses(end):
        return None
    if following == end and stop[0][-1] not in _FULL_WIDTH:
        return None
    if not _can_begin(text, following, limit) or _is_bracketed_words(text, following, enclosed):
        return None
    if _is_aside(text, opened, begin):
        return None
    if opened is not None:
        if following in enclosed.ends and _is_announced(text, opened, enclosed):
            return None
        opens_so = begin in enclosed.ends
        return None if _goes_on_behind_quotation(text, stop, following, enclosed, opens_so) else end
    if stop[0] in _ELLIPSES and text[stop.start() - 1 : stop.start()] == " ":
        return end if resumes_clearly(text, following) else None
    if stop[0] == "." and not ends_sentence(text, stop.end(), following):
        return None
    return end


def _behind_closing_marks(text: str, at: int, limit: int, enclosed: Enclosures) -> tuple[int, int | None]:
    """Return the offset behind the marks that close here, and where the last pair so closed begins."""
    opened: int | None = None
    while at < limit:
        if (pair := enclosed.pairs.get(at + 1)) is not None:
            at, opened = at + 1, pair
        elif text[at] == " " and (pair := enclosed.pairs.get(at + 2)) is not None:
            at, opened = at + 2, pair
        elif text[at] in _CLOSING:
            at += 1
        else:
            break
    return _behind_pictures(text, at, limit), opened


def _behind_pictures(text: str, at: int, limit: int) -> int:
    """Return the offset behind emoji: they stand behind the sentence that they belong to."""
    end = at
    while at < limit and (text[at] == " " or unicodedata.category(text[at]) in _PICTURES):
        at += 1
        end = at if text[at - 1] != " " else end
    return end


def _behind_space(text: str, at: int, limit: int) -> int:
    while at < limit and text[at].isspace():
        at += 1
    return at


def _can_begin(text: str, at: int, limit: int) -> bool:
    """Tell whether a sentence may begin here: anything may but a lower-case letter, behind marks or not."""
    first = at
    while first < min(limit - 1, at + _MOST_OPENING) and text[first] in _OPENING:
        first += 1
    return not text[first].islower() and text[at] not in _NEVER_FIRST


def _is_aside(text: str, opened: int | None, begin: int) -> bool:
    """Tell whether a bracket that closes here stands within a sentence: then its stops end nothing.

    So do the dots of one that holds nothing else: “[…]”.
    """
    if opened is None or text[opened] not in "([":
        return False
    return opened != begin or text[opened + 1] in ".…"


def _is_bracketed_words(text: str, at: int, enclosed: Enclosures) -> bool:
    """Tell whether a bracket opens here that holds no sentence: it belongs to the words before it."""
    end = enclosed.ends.get(at)
    return end is not None and text[at] == "(" and not is_finished(text[at + 1 : end - 1])


def _is_announced(text: str, opened: int, enclosed: Enclosures) -> bool:
    """Tell whether a colon stands before a quotation and those it follows: “Soon.” “Later.” and more."""
    for _ in range(_MOST_IN_CHAIN):
        before = text[max(0, opened - 2) : opened].rstrip()
        if before.endswith(":"):
            return True
        if (earlier := enclosed.pairs.get(opened - 1)) is None:
            return False
        opened = earlier
    return False


def _goes_on_behind_quotation(
    text: str, stop: re.Match[str], at: int, enclosed: Enclosures, opens_so: bool
) -> bool:
    """Tell whether what follows a quotation says who spoke: “Is it?” Ruiz asked, “One!” “Two!” they sang."""
    if stop[0] != "." and _SPEAKS.match(text, at, at + _SPEAKER_REACH):
        return True
    for _ in range(_MOST_IN_CHAIN if opens_so else 0):
        end = enclosed.ends.get(at)
        if end is None or text[end - 2] not in ".!?…":
            return False
        at = _behind_space(text, end, min(len(text), end + _MOST_OPENING))
        if text[at : at + 1].islower():
            return True
    return False
