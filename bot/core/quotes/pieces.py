"""What in a text can be asked about? Its quotations, and the sentences of what is not quoted.

Called by `bot.services.verifier`. Guarantees: pieces come in order and do not overlap; each is a stretch of
the text exactly as it stands there, of at most `LONGEST` characters; there are at most `MOST_PIECES`; takes
any text in time that grows with its length.

A quotation is one piece unless it is long, then each of its sentences is one; of a block quotation, each
paragraph is. A quotation that an attribution interrupts is two. What only says who said it is no piece, nor
are addresses. A sentence too short to tell anything is taken together with the one that follows it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Final

from bot.core.quotes.attribution import attribution_begins, attribution_ends, is_attribution
from bot.core.quotes.marks import quotations
from bot.core.quotes.markup import links_of, readable, regions
from bot.core.quotes.model import Piece
from bot.core.quotes.mojibake import FILLERS, LEADER
from bot.core.quotes.sentence_starts import sentences
from bot.core.quotes.words import comparable, weight
from bot.core.sentences import is_finished

__all__ = ["FEWEST_PROSE", "FEWEST_QUOTED", "is_too_short", "links_of", "pieces_of"]

#: Fewer words than these could be anybody's. Quotation marks say by themselves that somebody is repeated.
FEWEST_QUOTED: Final = 4
FEWEST_PROSE: Final = 6
#: Words of a quotation that is answered in one piece.
LONGEST_QUOTED: Final = 60
#: Characters of a piece.
LONGEST: Final = 1000
MOST_PIECES: Final = 400

_EDGES: Final = ' \t\r\n\v\f\u00a0\u202f*_~`|#>•·“”„«»"＂‹›「」『』\\'
_BEFORE_WORDS: Final = f"{_EDGES}{FILLERS}.,;:!?)–—"
_AFTER_WORDS: Final = f"{_EDGES}{LEADER}"  # a mark that was mended goes with what is left over of it
_SENTENCE_END: Final = re.compile(r"[.!?…。！？\n]")
_BLANK_LINE: Final = re.compile(r"\n[^\S\n]*(?=\n)")
_LINE_OF_TEXT: Final = 30  # characters; a shorter line without a full stop is a headline or a byline
_BEFORE: Final = 80  # characters before a quotation that are kept with it
_MOST_SENTENCES: Final = 3000  # more than enough for `MOST_PIECES`, however short they are
_SCARE_WORDS: Final = 1  # so few words in marks are no quotation of anybody


@dataclass(frozen=True, slots=True)
class _Span:
    """A stretch of the text that may become a piece."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class _Quoted:
    """A stretch in quotation marks, and where it stands with them."""

    inner: _Span
    outer: _Span


def pieces_of(text: str) -> tuple[Piece, ...]:
    """Return what in `text` can be asked about, in order; nothing beyond the first `MOST_PIECES`."""
    reader = _Reader(text)
    telling = (piece for piece in reader.pieces() if not _is_headline(piece))
    return tuple(islice(telling, MOST_PIECES)) or tuple(islice(reader.pieces(), MOST_PIECES))


def is_too_short(piece: Piece) -> bool:
    """Tell whether a piece has too few words to tell whose they are."""
    return weight(comparable(piece.text)) < (FEWEST_QUOTED if piece.quoted else FEWEST_PROSE)


def _is_headline(piece: Piece) -> bool:
    """Tell whether a piece is a headline or a byline, of which nothing is said as a rule."""
    return not piece.quoted and not is_finished(piece.text) and is_too_short(piece)


class _Reader:
    """Takes one text apart."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._view = readable(text)  # as long as the text, so that places in it are places in the text

    def pieces(self) -> Iterator[Piece]:
        for start, end, is_block in regions(self._text):
            region = _Span(start, end)
            quoted = self._quoted_in(region)
            if is_block and not any(map(self._is_long_enough, quoted)):
                for paragraph in self._paragraphs(region):
                    yield from self._in_quotation(paragraph, paragraph)
            else:
                yield from self._in_region(region, quoted)

    def _quoted_in(self, region: _Span) -> list[_Quoted]:
        at = region.start
        return [
            _Quoted(_Span(at + one.start, at + one.end), _Span(at + one.outer_start, at + one.outer_end))
            for one in quotations(region.of(self._view))
        ]

    def _is_long_enough(self, quoted: _Quoted) -> bool:
        return self._weight(quoted.inner) >= FEWEST_QUOTED

    def _weight(self, span: _Span) -> int:
        return weight(comparable(span.of(self._view)))

    # --- quotations ---

    def _in_quotation(self, inner: _Span, outer: _Span) -> Iterator[Piece]:
        spans: Sequence[_Span] = [inner]
        if self._weight(inner) > LONGEST_QUOTED:
            spans = self._merged(list(self._sentences(inner)), FEWEST_QUOTED)
        for span in spans:
            yield from self._cut(span, quoted=True, before=self._before(outer.start))

    def _paragraphs(self, span: _Span) -> list[_Span]:
        """Part a block quotation at its blank lines; what is too short goes with what stands beside it."""
        blanks = [found.start() for found in _BLANK_LINE.finditer(self._view, span.start, span.end)]
        starts, words = [span.start], 0
        for start, end in pairwise((span.start, *blanks, span.end)):
            if words >= FEWEST_QUOTED:
                starts.append(start)
                words = 0
            words += self._weight(_Span(start, end))
        if len(starts) > 1 and words < FEWEST_QUOTED:
            starts.pop()
        return [_Span(*bounds) for bounds in pairwise((*starts, span.end))]

    def _before(self, at: int) -> str:
        return _SENTENCE_END.split(self._view[max(0, at - _BEFORE) : at])[-1].strip()

    # --- prose ---

    def _in_region(self, region: _Span, quoted: Sequence[_Quoted]) -> Iterator[Piece]:
        at, before, short = region.start, None, list[_Quoted]()
        for one in quoted:
            if not self._is_long_enough(one):
                short.append(one)
                continue
            yield from self._between(before, _Span(at, one.outer.start), one, short)
            yield from self._in_quotation(one.inner, one.outer)
            at, before, short = one.outer.end, one, []
        yield from self._between(before, _Span(at, region.end), None, short)

    def _between(
        self, before: _Quoted | None, span: _Span, after: _Quoted | None, short: Sequence[_Quoted]
    ) -> Iterator[Piece]:
        """Yield the sentences between two quotations; of one that goes with them, only what it tells."""
        spans = list(self._sentences(span))
        first = spans[:1] if before and spans and self._goes_on(before, spans[0]) else []
        last = spans[len(first) :][-1:] if after else []
        if last and is_finished(last[0].of(self._view)):
            last = []
        for one in first:
            yield from self._beside(one, short)
        for one in self._merged(spans[len(first) : len(spans) - len(last)], FEWEST_PROSE):
            yield from self._sentence(one, short)
        for one in last:
            yield from self._beside(one, short)

    def _goes_on(self, before: _Quoted, span: _Span) -> bool:
        """Tell whether a sentence is the rest of the one in which a quotation stands."""
        words = span.of(self._view)
        return is_attribution(words) or not is_finished(before.inner.of(self._view))

    def _beside(self, span: _Span, short: Sequence[_Quoted]) -> Iterator[Piece]:
        is_long = self._weight(span) >= FEWEST_PROSE and not is_attribution(span.of(self._view))
        if is_long or self._short_within(span, short):
            yield from self._sentence(span, short)

    def _sentence(self, span: _Span, short: Sequence[_Quoted]) -> Iterator[Piece]:
        """Yield a sentence, or the short quotations in it where that is all it has to say."""
        inside = self._short_within(span, short)
        if inside and self._only_attributes(span, inside):
            for one in inside:
                yield from self._in_quotation(one.inner, one.outer)
            return
        words = span.of(self._view)
        bare = _Span(span.start + attribution_ends(words), span.start + attribution_begins(words))
        yield from self._cut(bare if self._weight(bare) >= FEWEST_PROSE else span, quoted=False)

    def _short_within(self, span: _Span, short: Sequence[_Quoted]) -> list[_Quoted]:
        return [
            one
            for one in short
            if span.start <= one.outer.start
            and one.outer.end <= span.end
            and self._weight(one.inner) > _SCARE_WORDS
        ]

    def _only_attributes(self, span: _Span, inside: Sequence[_Quoted]) -> bool:
        rest = span.of(self._view)
        for one in reversed(inside):
            rest = rest[: one.outer.start - span.start] + " " + rest[one.outer.end - span.start :]
        return weight(comparable(rest)) < FEWEST_QUOTED or is_attribution(rest)

    # --- sentences ---

    def _sentences(self, span: _Span) -> Iterator[_Span]:
        found = sentences(span.of(self._view))
        return (_Span(span.start + start, span.start + end) for start, end in islice(found, _MOST_SENTENCES))

    def _merged(self, spans: Sequence[_Span], fewest: int) -> list[_Span]:
        """Join what belongs together: wrapped lines, and a sentence too short with the one beside it."""
        merged: list[_Span] = []
        for span in spans:
            if merged and self._belong_together(merged[-1], span, fewest):
                merged[-1] = _Span(merged[-1].start, span.end)
            else:
                merged.append(span)
        if len(merged) > 1 and self._weight(merged[-1]) < fewest and self._is_same_line(*merged[-2:]):
            last = merged.pop()
            merged[-1] = _Span(merged[-1].start, last.end)
        return merged

    def _belong_together(self, one: _Span, other: _Span, fewest: int) -> bool:
        if other.end - one.start > LONGEST:
            return False
        if self._is_same_line(one, other) or self._view.startswith("•", other.start):
            return self._weight(one) < fewest
        return self._is_wrapped(one, other)

    def _is_same_line(self, one: _Span, other: _Span) -> bool:
        return "\n" not in self._view[one.end : other.start]

    def _is_wrapped(self, one: _Span, other: _Span) -> bool:
        """Tell whether one line breaks off where the next one goes on; a headline does not."""
        line = one.of(self._view)
        breaks = self._view.count("\n", one.end, other.start)
        goes_on = len(line) >= _LINE_OF_TEXT or not self._view[other.start].isupper()
        return breaks == 1 and goes_on and not is_finished(line)

    def _cut(self, span: _Span, *, quoted: bool, before: str = "") -> Iterator[Piece]:
        """Yield a span as a piece, trimmed to its words; as several where it is very long."""
        at = span.start
        while at < span.end:
            end = min(at + LONGEST, span.end)
            if end < span.end:
                space = self._view.rfind(" ", at + 1, end)
                end = space if space > at else end
            bare = self._trimmed(_Span(at, end))
            if comparable(bare.of(self._view)).forms:
                yield Piece(bare.of(self._text), quoted, bare.start, bare.end, before)
            at = end

    def _trimmed(self, span: _Span) -> _Span:
        words = span.of(self._view)
        start = span.start + len(words) - len(words.lstrip(_BEFORE_WORDS))
        return _Span(start, max(start, span.start + len(words.rstrip(_AFTER_WORDS))))
