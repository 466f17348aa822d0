"""Do two texts say the same in the same words? Shingles find the common passage, its gaps decide.

Called by `bot.core.duplicates`. Guarantees: the answer is the same both ways round, and texts that differ
in a number, a date, a name, a negation or a word that turns the meaning are never the same.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from typing import Final

from bot.core.tails import has_ellipsis, is_invitation, without_site_tail

#: Fewer distinctive words than this could be said of any day (“Solidarity! See you on the line”).
DISTINCTIVE_LEAST: Final = 8
#: So many words in a row are a common passage; fewer meet by chance.
_SHINGLE: Final = 3
#: So much of the shorter text must stand in the longer one. What is let pass at its ends and between
#: (below) stays within it for texts of a post's length.
_COVERED: Final = 0.8
_SHINGLES_SHARED: Final = 0.4  # below it, no comparison can find _COVERED any more
_HEAD_OF_WHOLE: Final = 40  # words of headline, dateline and salutation before the common passage begins
_FURNITURE: Final = 6  # words before and after it in the shorter text: “Read our full statement here”
_GAP_IN_PART: Final = 3
_GAP_IN_WHOLE: Final = 12
_WORDS_AN_EDIT: Final = 25  # one content word in so many may have been added or left out
_MOST_WORDS: Final = 1500  # of a text, for bounded work
_TITLE_SHARED: Final = 0.6

_LINK: Final = re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)+/\S*|@[\w.@-]+|#[^\W\d]\w*")
_WORD: Final = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*")
_SENTENCE_ENDS: Final = re.compile(r"[.!?…。！？]|\n\s*\n")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: Words that decide what is said, in the languages unions of this continent and the next write.
_DAYS_FROM_NOW: Final = _set(
    "today tonight tomorrow yesterday hoy mañana ayer aujourd'hui demain hier heute morgen gestern"
)
_TELLING: Final = _DAYS_FROM_NOW | _set(
    "no not never none nor neither nobody nothing without cannot unless except until only off against"
    " end ends ended ending suspend suspends suspended cancel cancelled canceled cancels postpone postponed"
    " accept accepts accepted reject rejects rejected resume resumes resumed withdraw withdrawn deny denied"
    " ni nunca jamás sin nadie nada tampoco contra ne pas jamais sans aucun aucune personne contre"
    " nicht kein keine keinen keinem keiner nie niemals ohne weder gegen"
    " monday tuesday wednesday thursday friday saturday sunday"
    " january february april june july august september october november december"
    " lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo junio julio agosto"
    " septiembre octubre noviembre diciembre"
    " lundi mardi mercredi jeudi vendredi samedi dimanche janvier février avril juin juillet août septembre"
    " octobre novembre décembre"
    " one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred"
    " thousand million billion half first second third"
)
_COMMON: Final = _set(
    "a an the and or but of in on at to for from by with as is are was were be been being it its this that"
    " these those we our us you your they their them he she his her i my me who which what when where how"
    " all any more most so if than then there here have has had do does did up out about into over after"
    " before just also very"
    " el la los las un una unos unas y o de del en a al por para con que se su sus es son nos nuestro nuestra"
    " le les des du et ou dans au aux pour par avec qui que ce cette ces nous notre nos vous votre est sont"
    " der die das den dem ein eine einen einem einer und oder von im zu zum zur für mit wir unser unsere ist"
    " sind auf bei"
)
#: Words of every post of a union: they make no text distinctive.
_GENERIC: Final = _set(
    "union unions member members worker workers strike strikes striking picket pickets picketing line lines"
    " solidarity together strong stronger strength fight fighting win wins fair contract contracts support"
    " stand standing thank thanks join dear friends power day week now new update statement"
    " sindicato huelga solidaridad juntos grève syndicat solidarité ensemble streik gewerkschaft solidarität"
)


@dataclass(frozen=True, slots=True)
class _Words:
    """A text's words, folded, and what is known of each."""

    words: tuple[str, ...]
    names: frozenset[int]  #: written with a capital inside a sentence
    ends: frozenset[int]  #: a sentence ends after this word
    is_open: bool  #: the text breaks off, so that what follows in another is no difference
    shingles: frozenset[int]

    def is_telling(self, index: int) -> bool:
        return index in self.names or _is_telling(self.words[index])


@dataclass(frozen=True, slots=True)
class _Block:
    """A run of words that both texts have: at `part` in the shorter, at `whole` in the longer one."""

    part: int
    whole: int
    size: int


def same_words(ours: str, theirs: str) -> bool:
    """Tell whether one of two texts is, but for small edits, the other or its beginning."""
    first, second = _read(ours), _read(theirs)
    if len(first.words) == len(second.words):
        return _is_in(first, second) and _is_in(second, first)
    part, whole = sorted((first, second), key=lambda text: len(text.words))
    return _is_in(part, whole)


def same_title(ours: str, theirs: str) -> bool:
    """Tell whether two headlines are about the same: most words common, and all those that decide."""
    (telling, first), (telling_there, second) = _headline(ours), _headline(theirs)
    if telling != telling_there:
        return False
    return len(first & second) >= _TITLE_SHARED * max(len(first | second), 1)


def names_a_day_from_now(text: str) -> bool:
    """Tell whether a text says today, tomorrow or the like, which means another day in another's mouth."""
    body, _ = _body(text)
    return not _DAYS_FROM_NOW.isdisjoint(map(str.casefold, _WORD.findall(body)[:_MOST_WORDS]))


# --- reading --------------------------------------------------------------------------------------


def _body(text: str) -> tuple[str, bool]:
    """Return a text without links and what its site adds, and whether it breaks off."""
    body = without_site_tail(unicodedata.normalize("NFKC", text).replace("’", "'").strip())
    return _LINK.sub(" ", body), has_ellipsis(body) or is_invitation(body)


@lru_cache(maxsize=512)  # each new entry is compared with the same recent statements
def _read(text: str) -> _Words:
    body, is_open = _body(text)
    words: list[str] = []
    names: set[int] = set()
    ends: set[int] = set()
    end_of_last = 0
    for found in _WORD.finditer(body):
        index = len(words)
        if index == _MOST_WORDS:
            break
        begins = index == 0 or _SENTENCE_ENDS.search(body, end_of_last, found.start()) is not None
        if begins and index:
            ends.add(index - 1)
        elif not begins and found[0][0].isupper():
            names.add(index)
        words.append(found[0].casefold().replace(",", ""))
        end_of_last = found.end()
    return _Words(tuple(words), frozenset(names), frozenset(ends), is_open, _shingles(words))


@lru_cache(maxsize=512)
def _headline(title: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words of a headline that decide, and all but the common ones."""
    words = frozenset(_read(title).words)
    return frozenset(filter(_is_telling, words)), words - _COMMON


def _shingles(words: Sequence[str]) -> frozenset[int]:
    return frozenset(hash(tuple(words[at : at + _SHINGLE])) for at in range(len(words) - _SHINGLE + 1))


def _is_telling(word: str) -> bool:
    return word in _TELLING or word[0].isdigit() or word.endswith("n't")


def _is_content(word: str) -> bool:
    return word not in _COMMON


def _is_distinctive(words: Iterable[str]) -> bool:
    telling_enough = {word for word in words if len(word) > 2 and word not in _COMMON | _GENERIC}
    return len(telling_enough) >= DISTINCTIVE_LEAST


# --- comparing ------------------------------------------------------------------------------------


def _is_in(part: _Words, whole: _Words) -> bool:
    """Tell whether the shorter text is the longer one, or the beginning of it, but for small edits."""
    shared = len(part.shingles & whole.shingles)
    if not part.shingles or shared < _SHINGLES_SHARED * len(part.shingles):
        return False
    blocks = _passage(part, whole)
    if not blocks or blocks[0].whole > _HEAD_OF_WHOLE:
        return False
    matched = [word for block in blocks for word in part.words[block.part : block.part + block.size]]
    if len(matched) < _COVERED * len(part.words) or not _is_distinctive(matched):
        return False
    return _ends_agree(part, whole, blocks) and _gaps_agree(part, whole, blocks)


def _passage(part: _Words, whole: _Words) -> list[_Block]:
    """Return the blocks of the longest passage that both have, with only small gaps between them."""
    matcher = SequenceMatcher(None, part.words, whole.words, autojunk=False)
    found = [_Block(*match) for match in matcher.get_matching_blocks() if match.size >= _SHINGLE]
    passages: list[list[_Block]] = []
    for block in found:
        last = passages[-1][-1] if passages else None
        if last and _is_close(last, block):
            passages[-1].append(block)
        else:
            passages.append([block])
    return max(passages, key=lambda blocks: sum(block.size for block in blocks), default=[])


def _is_close(before: _Block, after: _Block) -> bool:
    gap_in_part = after.part - before.part - before.size
    gap_in_whole = after.whole - before.whole - before.size
    return gap_in_part <= _GAP_IN_PART and gap_in_whole <= _GAP_IN_WHOLE


def _ends_agree(part: _Words, whole: _Words, blocks: Sequence[_Block]) -> bool:
    """Tell whether what the shorter text has around the passage is furniture, and its sentences end alike."""
    first, last = blocks[0], blocks[-1]
    head, tail = range(first.part), range(last.part + last.size, len(part.words))
    if max(len(head), len(tail)) > _FURNITURE + part.is_open:
        return False
    # Names may stand there (“A statement of the Example Guild:”), numbers and negations may not.
    if any(_is_telling(part.words[index]) for index in (*head, *tail)):
        return False
    before = _sentence_before(whole, first.whole)
    after = () if part.is_open else _sentence_after(whole, last.whole + last.size)
    return not any(whole.is_telling(index) for index in (*before, *after))


def _sentence_before(text: _Words, at: int) -> range:
    start = at
    while start > 0 and start - 1 not in text.ends:
        start -= 1
    return range(start, at)


def _sentence_after(text: _Words, at: int) -> range:
    end = at
    while end < len(text.words) and end - 1 not in text.ends:
        end += 1
    return range(at, end)


def _gaps_agree(part: _Words, whole: _Words, blocks: Sequence[_Block]) -> bool:
    """Tell whether the differences inside the passage are small edits that decide nothing."""
    edits = 0
    for before, after in pairwise(blocks):
        ours = range(before.part + before.size, after.part)
        theirs = range(before.whole + before.size, after.whole)
        if any(map(part.is_telling, ours)) or any(map(whole.is_telling, theirs)):
            return False
        edits_here = _edits([part.words[index] for index in ours], [whole.words[index] for index in theirs])
        if edits_here is None:
            return False
        edits += edits_here
    return edits <= 1 + len(part.words) // _WORDS_AN_EDIT


def _edits(ours: Sequence[str], theirs: Sequence[str]) -> int | None:
    """Return how many content words were added or left out; None where one was put for another."""
    ours, theirs = list(filter(_is_content, ours)), list(filter(_is_content, theirs))
    only_ours = [word for word in ours if not any(_is_variant(word, other) for other in theirs)]
    only_theirs = [word for word in theirs if not any(_is_variant(word, other) for other in ours)]
    if only_ours and only_theirs:
        return None
    return len(only_ours) + len(only_theirs)


def _is_variant(one: str, other: str) -> bool:
    """Tell whether two words are forms of one (walk, walking) or one is the other mistyped."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) <= 3 and len(short) >= 3 and long.startswith(short):
        return True
    return len(short) > 4 and short[0] == long[0] and sorted(short) == sorted(long)
