"""Does a quotation leave out the negation that its words stood under? Three cuts do.

Called by `bot.core.quotes.matching`. They turn the union's own words into something it did not say:

- At the beginning. *We do not believe that | the strike is over*: a negation or a denial (*we deny that*) of
  all that follows. *No | studio has made an offer*: the sentence begins with it. *The union will “accept the
  offer”*, where the union wrote *we will not accept the offer*: the asked text goes over into the quotation
  without a negation of its own. *“Accept the offer,” the union said*: a capital makes a sentence of it.
- At the end. *Wir nehmen das Angebot | nicht an*, *we accept this offer | under no circumstances*: the clause
  ends with it.
- Within. *We will … accept this offer*: an ellipsis drops it from a sentence of which the rest is quoted. A
  whole sentence may be left out, whatever it says.

A quotation that merely begins or ends beside a negation (*accept this offer*, said of nobody) is a part of a
sentence, and claims nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from bot.core.quotes.lexicon import (
    closing_negation,
    is_conjunction,
    is_denial,
    is_transparent,
    negates,
    negates_at,
)
from bot.core.quotes.model import Piece
from bot.core.quotes.sentence_starts import begins_sentence
from bot.core.quotes.verbatim import Run
from bot.core.quotes.words import Words, comparable

_REACH: Final = 6  # words back from the quotation
_REACH_AFTER: Final = 4  # words: *under no circumstances*, *nicht an*
_CLAUSE_END: Final = re.compile(r"[,;:.!?…()\[\]—–。！？，；：、“”„«»\"•]|\n\s*\n| - ")


@dataclass(frozen=True, slots=True)
class Cut:
    """A negation that a quotation leaves out."""

    asked: int  #: the word of the piece before which it is missing
    said: Run  #: the statement's words from it, or to it


def find_cuts(piece: Piece, asked: Words, said: Words, runs: Sequence[Run]) -> list[Cut]:
    """Return the negations that are left out where the piece begins, skips and ends."""
    start, end = runs[0][0], runs[-1][1]
    gaps = sorted(asked.gaps - {0, len(asked.forms)})
    cuts = [
        Cut(gap, cut)
        for gap, (before, after) in zip(gaps, pairwise(runs), strict=False)
        if (cut := _dropped(said, before[1], after[0]))
    ]
    if (index := _governing(said, start, piece.before, begins=_begins_anew(asked, said, start))) is not None:
        cuts.append(Cut(0, (index, start)))
    if (index := _following(said, end)) is not None:
        cuts.append(Cut(len(asked.forms), (end, index + 1)))
    return cuts


def _begins_anew(asked: Words, said: Words, start: int) -> bool:
    """Tell whether the piece begins with a capital where the statement is within a sentence."""
    return asked.written(0).lstrip("[")[:1].isupper() and said.written(start)[:1].islower()


def _governing(said: Words, start: int, before: str, *, begins: bool) -> int | None:
    """Return the place of a negation of all that follows it, or of what the asked text makes of that."""
    if _denies(before):
        return None
    is_claimed = begins or before[-1:].isalpha()
    index = _negation_before(said, start, _before_aside(said, start) if is_claimed else start)
    if index is None or is_claimed:
        return index
    is_of_clause = any(map(is_conjunction, said.forms[index + 1 : start]))
    return index if is_of_clause or begins_sentence(said, index) else None


def _denies(before: str) -> bool:
    forms = comparable(before).forms[-_REACH:]
    return negates(forms) or any(map(is_denial, forms))


def _before_aside(said: Words, start: int) -> int:
    """Return where an aside between commas begins that `start` follows, else `start`."""
    if said.between(start).strip() != ",":
        return start
    for index in range(start - 1, max(start - 1 - _REACH, 0), -1):
        if _CLAUSE_END.search(said.between(index)):
            return index if said.between(index).strip() == "," else start
    return start


def _negation_before(said: Words, start: int, end: int) -> int | None:
    """Return the place of the negation or denial that reaches the words from `start` on, in their clause.

    It is looked for before `end`: before an aside that `start` follows, or before `start` itself.
    """
    for index in range(end - 1, max(end - 1 - _REACH, -1), -1):
        is_past_aside = index + 1 == end < start
        if not is_past_aside and _CLAUSE_END.search(said.between(index + 1)):
            return None
        if negates_at(said.forms, index) or is_denial(said.forms[index]):
            return index
        if not is_transparent(said.forms[index]):
            return None
    return None


def _following(said: Words, end: int) -> int | None:
    """Return the place of a negation with which the clause ends that the words before `end` begin."""
    following = said.forms[end : end + _REACH_AFTER]
    if not following or _CLAUSE_END.search(said.between(end)):
        return None
    size = closing_negation(following)
    if size is None or not _ends_clause(said, end + size):
        return None
    return end + size - 1


def _ends_clause(words: Words, index: int) -> bool:
    return _CLAUSE_END.search(words.between(index)) is not None or index == len(words.forms)


def _dropped(words: Words, start: int, end: int) -> Run | None:
    """Return the words up to a negation, or from it on, that an ellipsis leaves out of a quoted sentence."""
    firsts = [index for index in range(start, end + 1) if begins_sentence(words, index)]
    head_end, tail_start = (firsts[0], firsts[-1]) if firsts else (end, end)
    head = [index for index in range(start, head_end) if negates_at(words.forms, index)]
    if head:
        return start, head[-1] + 1
    tail = next((index for index in range(tail_start, end) if negates_at(words.forms, index)), None)
    return None if tail is None else (tail, end)
