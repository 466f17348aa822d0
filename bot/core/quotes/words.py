"""Which words does a text have, and which of them are the same word? The comparable form of a text.

Called by every other module of `bot.core.quotes`. Guarantees: two texts have equal `forms` only where they
have the same words in the same order; typography (quotation marks, dashes, hyphens, ligatures, full-width
letters, spaces, invisible characters), mojibake and letter case make no difference, accents, numbers and
signs of currency do. Takes any text in time that grows with its length.

What counts as one word, and as the same:

- *don't* is one word, and not the same as *do not*; French and Italian elisions (*l'union*) are two.
- A number keeps its sign and its currency: *5 €* is *€5*, and not *£5*. *5 %*, *5%* and *5 percent* are the
  same. Separators of thousands are overlooked where they can be nothing else (*1,000* and *1 000*, but not
  *1.000*, which is one in English and a thousand in German).
- *7pm*, *7 p.m.* and *7 PM* are the same; *[T]he* is *the*; *[sic]* is no word, nor is what is ~~struck~~.
- Scripts without spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese) have each character for a word.
- Case alone never makes another word, but for *US*, *IT* and *WHO* (see `differ_in_case`).
"""

import re
import unicodedata
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from operator import itemgetter, methodcaller, sub
from typing import Final, TypeVar

from bot.core.quotes.mojibake import FILLERS, mend

_INVISIBLE: Final = (
    f"{FILLERS}\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
)
_MARKS: Final = (  # that stand upon or beside a letter
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f"
    "\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0900-\u0963\u0966-\u0dff\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
_UNSEGMENTED: Final = (
    "\u0e01-\u0e2e\u0e30-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u1000-\u1049\u1050-\u109f\u1780-\u17d3\u17d7"
    "\u17dc\u17dd\u3005-\u3007\u3021-\u3029\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U000323af"
)
_APOSTROPHES: Final = "'’‘ʼ`´＇"
_CURRENCIES: Final = "$£€¥₤₩₪₫₱₲₴₹₺₽¢＄￡￥"

_JOINT: Final = rf"\\?[{_APOSTROPHES}][{_INVISIBLE}]*"  # Discord's authors write \' for '
_NO_LETTERS: Final = f"{_UNSEGMENTED}ʼ"  # the last one is an apostrophe for us and a letter for Unicode
_LETTERS: Final = rf"[^\W_{_NO_LETTERS}]++(?:[{_MARKS}{_INVISIBLE}]++[^\W_{_NO_LETTERS}]*+)*+"
_WORD: Final = rf"(?=[^\W\d]){_LETTERS}(?:{_JOINT}{_LETTERS})*"
_ELIDED: Final = r"(?i:jusqu|lorsqu|puisqu|quoiqu|qu|dell|nell|dall|sull|quest|quell|all|un|[cdjlmnst])"
_ELISION: Final = rf"{_ELIDED}[{_INVISIBLE}]*{_JOINT}(?=[^\W\d_])"
_INITIALS: Final = r"[^\W\d_](?:\.[^\W\d_])+\b\.?"  # U.S., p.m.
_DIGITS: Final = (
    rf"(?:\d{{1,3}}(?:(?:[{FILLERS}]*\s{{1,2}}|['’])[{FILLERS}]*\d{{3}})+(?!\d)(?:[.,]\d+)*|\d+(?:[.,:]\d+)*)"
)
_NUMBER: Final = rf"(?:(?<![\w)\]])[-−])?(?:[{_CURRENCIES}]\s?)?{_DIGITS}(?:\s?[{_CURRENCIES}](?!\s?\d))?"
_NO_WORD: Final = r"~~[^~\n]{1,500}~~|\[sic\]|<a?:\w+:\d+>|<[@#][!&]?\d+>|\]\(<?https?://[^\s()\]]*\)"
_GAP: Final = r"…|⋯|\.{3,}|\.\s\.\s\."
_ORDINARY: Final = (  # most words by far, and all that those need; the rest asks more questions
    rf"[A-Za-z]++(?=[ ,;:\n])|[^\W\d_{_NO_LETTERS}]{{2,}}+(?![\w\\{_MARKS}{_INVISIBLE}{_APOSTROPHES}])"
)
_BEFORE: Final = r"(?:\.(?=[ \n][^.]))?+[ ,;:\n“”]{0,4}+"  # no word begins with these: skipped at once
_TOKEN: Final = re.compile(
    rf"{_BEFORE}({_ORDINARY}|{_NO_WORD}|{_GAP}|{_INITIALS}|{_ELISION}|{_WORD}|{_NUMBER}"
    rf"|[{_UNSEGMENTED}]|\[\w\][^\W_]+|[&%％])"
)
_IS_GAP: Final = re.compile(_GAP)
_IS_NO_WORD: Final = re.compile(_NO_WORD)
_UNSEEN: Final = re.compile(f"[{_INVISIBLE}]")
_THOUSANDS: Final = re.compile(
    r"(?P<whole>\d{1,3}(?:(?:[,\s]|')\d{3})+|\d{1,3}(?:\.\d{3}){2,})(?P<rest>(?:[.,]\d+)?)"
)
_ONE_UNSEGMENTED: Final = re.compile(f"[{_UNSEGMENTED}]")

_SHARP: Final = frozenset({"maße", "maßen", "buße", "bußen", "floß"})  # with ss, these are other words
_OF_TWO_WORDS: Final = frozenset({"us", "it", "who"})  # with capitals: a state, a trade, an organisation
_APOSTROPHE: Final = re.compile(f"[{_APOSTROPHES}]")
_PERCENT_WORDS: Final = frozenset({"percent", "prozent", "procent"})

GAP: Final = "…"
PERCENT: Final = "%"


_SHORT: Final = 1_500  # characters
_SHORT_KEPT: Final = 4_096
_LONG_KEPT: Final = 256

# Of a match of `_TOKEN`, without the call of a function of ours for each.
_word: Final = itemgetter(1)
_span: Final = methodcaller("span", 1)

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Words:
    """A text's words in comparable form."""

    text: str
    forms: tuple[str, ...]
    gaps: frozenset[int]  #: words before which an ellipsis stands; `len(forms)` for one at the end
    #: As `_bounds` has them, where they came with the words; None: to be read when they are asked for.
    bounds: "array[int] | None" = field(default=None, compare=False, repr=False)

    def distances(self) -> Iterator[int]:
        """Yield how many characters stand between each word and the one before, from the second word on."""
        bounds = self._bounds()
        return map(sub, bounds[2::2], bounds[1:-1:2])

    def place(self, index: int) -> tuple[int, int]:
        """Return where in the text a word stands."""
        start, end = self._bounds()[2 * index : 2 * index + 2]
        return start, end

    def between(self, index: int) -> str:
        """Return what stands before a word: between it and the one before."""
        bounds = self._bounds()
        start = bounds[2 * index - 1] if index else 0
        end = bounds[2 * index] if index < len(self.forms) else len(self.text)
        return self.text[start:end]

    def written(self, index: int) -> str:
        """Return a word as it is written."""
        start, end = self.place(index)
        return self.text[start:end]

    def _bounds(self) -> "array[int]":
        return _bounds(self.text) if self.bounds is None else self.bounds


def _kept(read: Callable[[str], Read]) -> Callable[[str], Read]:
    """Keep what was read: of short texts a long article's pieces, of long ones what is compared."""
    of_short, of_long = (lru_cache(maxsize=size)(read) for size in (_SHORT_KEPT, _LONG_KEPT))
    return lambda text: (of_short if len(text) <= _SHORT else of_long)(text)


@_kept
def comparable(text: str) -> Words:
    """Return the words of a text."""
    bounds = None
    if len(text) <= _SHORT:
        forms = tuple(map(_form, _TOKEN.findall(mend(text))))
    else:  # of a statement's text both are asked for, and read at once
        tokens = list(_TOKEN.finditer(mend(text)))
        forms, bounds = tuple(map(_form, map(_word, tokens))), _flat(tokens)
    if "" not in forms and GAP not in forms:
        return Words(text, forms, frozenset(), bounds)
    kept: list[str] = []
    gaps: set[int] = set()
    for form in forms:
        if form == GAP:
            gaps.add(len(kept))
        elif form:
            kept.append(form)
    return Words(text, tuple(kept), frozenset(gaps))


def weight(words: Words) -> int:
    """Return how many words a text has, two characters of an unsegmented script being one."""
    if words.text.isascii() or _ONE_UNSEGMENTED.search(words.text) is None:
        return len(words.forms)
    characters = sum(_ONE_UNSEGMENTED.match(form) is not None for form in words.forms)
    return len(words.forms) - characters + characters // 2


def differ_in_case(one: Words, at: int, other: Words, other_at: int) -> bool:
    """Tell whether two words of equal form are different ones for their capitals: *us* and *US*.

    Only where it is beyond doubt: in a passage all in capitals, and for a word emphasised by them, it is not.
    """
    if one.forms[at] not in _OF_TWO_WORDS:
        return False
    is_name, is_other_name = _is_acronym(one, at), _is_acronym(other, other_at)
    return None not in (is_name, is_other_name) and is_name is not is_other_name


def _is_acronym(words: Words, at: int) -> bool | None:
    written = words.written(at)
    if "." in written:
        return True
    if not written.isupper():
        return False
    neighbours = [words.written(near) for near in (at - 1, at + 1) if 0 <= near < len(words.forms)]
    shouted = any(near.isupper() and len(near) > 1 for near in neighbours)
    return None if shouted or not neighbours else True


@_kept
def _bounds(text: str) -> "array[int]":
    """Return where each word begins and ends, one after the other."""
    bounds = _flat(_TOKEN.finditer(mend(text)))
    if len(bounds) == 2 * len(comparable(text).forms):
        return bounds
    return _flat(token for token in _TOKEN.finditer(mend(text)) if _form(token[1]) not in ("", GAP))


def _flat(tokens: Iterable[re.Match[str]]) -> "array[int]":
    # One array: a pair for each word would keep the collector of garbage busy.
    return array("I", chain.from_iterable(map(_span, tokens)))


@lru_cache(maxsize=1 << 15)
def _form(token: str) -> str:
    """Return a token's comparable form: empty for what is no word, `GAP` for an ellipsis."""
    if token.isascii() and token.isalpha():
        return PERCENT if token.lower() in _PERCENT_WORDS else token.lower()
    if _IS_NO_WORD.fullmatch(token):
        return ""
    if _IS_GAP.fullmatch(token):
        return GAP
    plain = _APOSTROPHE.sub("'", _UNSEEN.sub("", token))  # before NFKC, which makes a space of ´
    if plain.lower() in _SHARP:
        return plain.lower()
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", plain).casefold())
    return plain.translate(_DROPPED) if plain[:1].isalpha() or "[" in plain else _number(plain)


_DROPPED: Final = {ord(char): None for char in ".[]\\"}
_AMOUNT: Final = re.compile(
    rf"(?P<sign>[-−]?)(?P<before>[{_CURRENCIES}]?)\s?(?P<digits>[\d.,:'\s]*\d)\s?(?P<after>[{_CURRENCIES}]?)"
)


def _number(token: str) -> str:
    """Return a number's form: sign, currency, digits without separators of thousands."""
    amount = _AMOUNT.fullmatch(token)
    if amount is None:  # ½ and the like
        return token
    digits = amount["digits"]
    if thousands := _THOUSANDS.fullmatch(digits):
        digits = re.sub(r"\D", "", thousands["whole"]) + thousands["rest"]
    return ("-" if amount["sign"] else "") + (amount["before"] or amount["after"]) + digits
