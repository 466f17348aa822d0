"""Does a page hold the words of a feed's teaser, and which of its words are the statement? Found by letters.

Called by `bot.core.completion`. Guarantees: the text is a stretch of the page's text exactly as the page
gives it; only the comparison overlooks spaces, typography and letter case. Its time grows with the page's
length.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from typing import Final

from bot.core.model import Entry
from bot.core.tails import has_ellipsis, is_invitation, without_invitation, without_site_tail

_FEWEST_LETTERS: Final = 20  # fewer prove nothing: any page holds them
_PIECE_LETTERS: Final = 12  # sentences shorter than this are looked for together with the next one
_GAPS: Final = 400  # letters that a page may have between a teaser's sentences, besides as many as it has
_STARTS: Final = 20  # places at which a teaser may seem to begin
_SENTENCE_ENDS: Final = re.compile(r"(?<=[.!?:])\s+|\n+")

_HEAD_WORDS: Final = 10  # a longer line is no date and no byline
_DATE_WORD: Final = re.compile(
    r"\d{1,4}(?:st|nd|rd|th)?|\d+[./:-]\d+(?:[./:-]\d+)?(?:am|pm)?|updated|posted|published|date|on|at"
    r"|am|pm|utc|[ecmp][sd]?t"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
    r"|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|mins?|minutes?|read",
    re.IGNORECASE,
)
_BYLINE: Final = re.compile(r"(?:written |posted )?by:? \S.*[^.!?:]", re.IGNORECASE)


def whole_text(entry: Entry, page_text: str) -> str | None:
    """Return the statement's text out of its page's text; None where that holds other words, or no more.

    Spaces and typography make no difference. Between two sentences of the teaser the page may have
    something more (a caption, an inserted link); within a sentence it may not. What stands before the
    teaser's first words is left out as far as it is the page's headline, date and byline; nothing else is.
    """
    letters, places = _fold(page_text)
    teaser = _words_of(entry.text)
    span = _span(teaser, letters) or _span(_without_title(teaser, entry.title), letters)
    if span is None:
        return None
    start, end = span
    if end == len(letters) and (has_ellipsis(entry.text) or is_invitation(entry.text)):
        return None
    return _without_head(page_text, places[start], entry)


def _words_of(teaser: str) -> str:
    """Return a teaser without the site's tail and its “Read more”."""
    return without_invitation(without_site_tail(teaser))


def _without_title(teaser: str, title: str) -> str:
    """Return a teaser without the headline that some feeds repeat before it; empty where there is none."""
    letters, places = _fold(teaser)
    headline = _fold(title)[0]
    repeated = headline and letters.startswith(headline) and len(letters) > len(headline)
    return teaser[places[len(headline)] :] if repeated else ""


def _fold(text: str) -> tuple[str, list[int]]:
    """Return a text's letters and digits in one spelling, and where in the text each one stands."""
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if character.isascii():
            if character.isalnum():
                folded.append(character.lower())
                places.append(place)
            continue
        plain = [one for one in unicodedata.normalize("NFKD", character).casefold() if one.isalnum()]
        folded.extend(plain)
        places.extend([place] * len(plain))
    return "".join(folded), places


def _span(teaser: str, letters: str) -> tuple[int, int] | None:
    """Return the first and last place of a teaser's words among a page's letters."""
    pieces = list(_pieces(teaser))
    whole = "".join(pieces)
    if len(whole) < _FEWEST_LETTERS:
        return None
    at = letters.find(whole)
    if at >= 0:
        return at, at + len(whole)
    first, *others = pieces
    starts = islice(re.finditer(re.escape(first), letters), _STARTS)
    return next((span for found in starts if (span := _spread(found.span(), others, letters))), None)


def _spread(first: tuple[int, int], others: list[str], letters: str) -> tuple[int, int] | None:
    """Return the span of sentences that follow one another with something between them, if not too far."""
    start, end = first
    reach = end + 2 * sum(map(len, others)) + _GAPS
    for piece in others:
        found = letters.find(piece, end, reach)
        if found < 0:
            return None
        end = found + len(piece)
    return start, end


def _pieces(teaser: str) -> Iterator[str]:
    """Yield a teaser's sentences as letters; a short one together with the next."""
    gathered = ""
    for sentence in _SENTENCE_ENDS.split(teaser):
        gathered += _fold(sentence)[0]
        if len(gathered) >= _PIECE_LETTERS:
            yield gathered
            gathered = ""
    if gathered:
        yield gathered


def _without_head(text: str, start: int, entry: Entry) -> str:
    at = 0
    while (end := text.find("\n", at, start)) >= 0 and _is_head(text[at:end], entry):
        at = end + 1
    return text[at:].strip()


def _is_head(line: str, entry: Entry) -> bool:
    """Return whether a line is the page's headline, date, byline or empty."""
    letters = _fold(line)[0]
    words = re.findall(r"[^\s,|·•()–—]+", line)
    if not letters or letters in (_fold(entry.title)[0], _fold(entry.author or "")[0]):
        return True
    if len(words) > _HEAD_WORDS:
        return False
    return _is_date(words) or _BYLINE.fullmatch(line.strip()) is not None


def _is_date(words: list[str]) -> bool:
    has_digit = any(word[0].isdigit() for word in words)
    return has_digit and all(_DATE_WORD.fullmatch(word.strip(".:")) for word in words)
