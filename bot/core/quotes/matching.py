"""Has the union said this? A piece of a text set against a revision of a statement.

Called by `bot.services.verifier`. Guarantees: VERBATIM means that every word of the piece is the
statement's, in its order, and that no cut drops a negation; no score, however high, makes it so. The time
is bounded by the piece's length, but for reading the statement once.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from typing import Final

from bot.core.quotes.cuts import Cut, find_cuts
from bot.core.quotes.differences import difference
from bot.core.quotes.grouping import as_said
from bot.core.quotes.marks import quotations
from bot.core.quotes.model import Candidate, Difference, Finding, Match, Piece, Result, Sense
from bot.core.quotes.mojibake import mend
from bot.core.quotes.near import likeness
from bot.core.quotes.pieces import is_too_short
from bot.core.quotes.verbatim import Run, runs_of
from bot.core.quotes.words import Words, comparable, differ_in_case

_PLAIN_WORDS: Final = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*+")
_BETWEEN_PARAGRAPHS: Final = "\n\n"
_SENSED_WEIGHT: Final = 0.05  # by which a change that touches a negation, a number … counts for more


def match_piece(piece: Piece, candidate: Candidate) -> Match | None:
    """Return how a piece compares with a revision: VERBATIM, ALTERED, or None where it is not near.

    In doubt between places of the statement, the one that leaves the fewest differences is taken.
    """
    if is_too_short(piece):
        return None
    asked = comparable(piece.text)
    if (match := _in_one_paragraph(piece, asked, candidate.text)) is not None:
        return match
    texts = ((comparable(candidate.text), False), (comparable(candidate.title), True))
    asked = as_said(asked, texts[0][0])
    exact: list[Match] = []
    for said, in_title in texts:
        for match in _exact(piece, asked, said, in_title=in_title):
            if match.result is Result.VERBATIM:
                return match
            exact.append(match)
    near = (match for said, in_title in texts for match in _near(piece, asked, said, in_title=in_title))
    return max(exact or near, key=lambda match: match.score, default=None)


def _in_one_paragraph(piece: Piece, asked: Words, text: str) -> Match | None:
    """Return a match where the words stand word for word in the paragraph in which they seem to.

    That mostly saves reading the rest. What stands in other paragraphs makes no difference to it.
    """
    anchor = max(_PLAIN_WORDS.findall(piece.text), key=len, default="")
    at = text.find(anchor)
    if at < 0:
        return None
    start, end = text.rfind(_BETWEEN_PARAGRAPHS, 0, at), text.find(_BETWEEN_PARAGRAPHS, at)
    paragraph = text[max(start, 0) : end if end >= 0 else len(text)]
    for match in _exact(piece, asked, comparable(paragraph), in_title=False):
        if match.result is Result.VERBATIM:
            return _moved(match, max(start, 0))
    return None


def _moved(match: Match, offset: int) -> Match:
    return replace(match, spans=tuple((start + offset, end + offset) for start, end in match.spans))


def choose(piece: Piece, matches: Iterable[tuple[Candidate, Match | None]]) -> Finding:
    """Return the answer about a piece: the best match of all candidates'.

    Word for word goes before changed; of those, what the union wrote in one run, in the newest revision, in
    the text rather than the title; of changed ones, the nearest. Where all is equal, what was said first.
    """
    if is_too_short(piece):
        return Finding(piece, Result.TOO_SHORT)
    found = [(candidate, match) for candidate, match in matches if match is not None]
    if not found:
        return Finding(piece, Result.NO_RECORD)
    candidate, match = min(found, key=_rank)
    return Finding(piece, match.result, candidate, match)


def _rank(found: tuple[Candidate, Match]) -> tuple[bool, float, bool, bool, bool, datetime, int]:
    candidate, match = found
    is_verbatim = match.result is Result.VERBATIM
    return (
        not is_verbatim,
        0.0 if is_verbatim else -match.score,
        match.words_left_out,
        match.in_title,
        not candidate.is_newest,
        candidate.published_at or candidate.first_seen_at,
        candidate.entry_id,
    )


def _exact(piece: Piece, asked: Words, said: Words, *, in_title: bool) -> Iterator[Match]:
    """Yield a match for each place at which exactly these words stand."""
    for runs in runs_of(asked, said):
        cuts = find_cuts(piece, asked, said, runs)
        changes = [*_other_words(asked, said, runs), *(_of_cut(asked, said, cut) for cut in cuts)]
        yield _match(said, _widened(runs, cuts), changes, share=1.0, in_title=in_title)


def _near(piece: Piece, asked: Words, said: Words, *, in_title: bool) -> Iterator[Match]:
    """Yield a match for the place at which the words are nearly these, where there is one."""
    found = likeness(asked, said, quoted=piece.quoted)
    if found is None:
        return
    cuts = find_cuts(piece, asked, said, found.runs)
    changes = [
        difference(asked, theirs, said, ours)
        for change in found.changes
        for theirs, ours in _by_word(*change)
    ]
    changes += [_of_cut(asked, said, cut) for cut in cuts]
    if changes:  # else its words are strewn over the statement, and an ellipsis joins anything
        yield _match(said, _widened(found.runs, cuts), changes, share=found.share, in_title=in_title)


def _by_word(asked: Run, said: Run) -> Iterator[tuple[Run, Run]]:
    """Yield a change word by word where as many stand for as many."""
    if asked[1] - asked[0] != said[1] - said[0]:
        yield asked, said
        return
    for theirs, ours in zip(range(*asked), range(*said), strict=True):
        yield (theirs, theirs + 1), (ours, ours + 1)


def _match(
    said: Words, runs: Sequence[Run], changes: Sequence[Difference], *, share: float, in_title: bool
) -> Match:
    spans = tuple((said.place(start)[0], said.place(end - 1)[1]) for start, end in runs)
    weighing = sum(change.sense is not None for change in changes)
    return Match(
        result=Result.ALTERED if changes else Result.VERBATIM,
        spans=spans,
        differences=tuple(sorted(changes, key=lambda change: change.asked_at)),
        words_left_out=any(after[0] > before[1] for before, after in pairwise(runs)),
        in_title=in_title,
        score=share - _SENSED_WEIGHT * weighing,
        within_quotation=not in_title and _is_quoted_there(said.text, spans),
    )


def _widened(runs: Sequence[Run], cuts: Sequence[Cut]) -> list[Run]:
    """Return the runs together with what was cut from them, so that the union's words are shown whole."""
    widened: list[Run] = []
    for run in sorted((*runs, *(cut.said for cut in cuts))):
        if widened and run[0] <= widened[-1][1]:
            widened[-1] = (widened[-1][0], max(run[1], widened[-1][1]))
        else:
            widened.append(run)
    return widened


def _other_words(asked: Words, said: Words, runs: Sequence[Run]) -> Iterator[Difference]:
    """Yield words that are others for their capitals: *us* and *US*."""
    places = (index for start, end in runs for index in range(start, end))
    for at, index in enumerate(places):
        if differ_in_case(asked, at, said, index):
            yield difference(asked, (at, at + 1), said, (index, index + 1), Sense.NAME)


def _of_cut(asked: Words, said: Words, cut: Cut) -> Difference:
    return difference(asked, (cut.asked, cut.asked), said, cut.said, Sense.NEGATION)


def _is_quoted_there(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    quoted = _quoted(text)
    return all(any(start <= span[0] and span[1] <= end for start, end in quoted) for span in spans)


@lru_cache(maxsize=256)
def _quoted(text: str) -> tuple[tuple[int, int], ...]:
    return tuple((one.start, one.end) for one in quotations(mend(text)))
