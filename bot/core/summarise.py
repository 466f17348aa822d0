"""Which of a statement's sentences matter? Spans of the text itself, never a word of our own.

Called by the services when a statement is posted or reported. Guarantees: every span is one whole
sentence or one whole list item, as the union wrote it, in order; never one that the feed cut off, never
one from inside a quotation that the span would tear open, never one that leans on a sentence left out
(`bot.core.leaning`), never a salutation, a sign-off or the page's furniture (`bot.core.boilerplate`). Looks
at the beginning of a long text only, so that its time is bounded. A sentence counts by what members need in
it (`bot.core.salience`), by how much it shares with the others (`bot.core.centrality`) and by where it
stands.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Final

from bot.core.boilerplate import is_courtesy, is_furniture, repeats_a_claim
from bot.core.centrality import centrality
from bot.core.leaning import leans, takes_back
from bot.core.model import Summary
from bot.core.salience import salience
from bot.core.sentences import Sentence, split_sentences
from bot.core.tails import has_ellipsis, without_site_tail

_REACH: Final = 20_000  # characters looked at; statements open with what they have to say
_SENTENCES: Final = 150
_LONGEST: Final = 400  # characters; longer ones do not fit a card beside two others
_FEWEST_WORDS: Final = 3

_LEAST: Final = -2.0  # of what a sentence has to weigh to be taken beside others
_CENTRALITY: Final = 1.0
_NEWS: Final = 1.5  # what a sentence has to hold for its place at the beginning to count
_FIRST: Final = (1.0, 0.5)  # for the first two sentences that are fit
_EARLY: Final = 0.4  # for the beginning of the text, falling to nothing at its end


@lru_cache(maxsize=16)  # one statement goes to many channels
def summarise(text: str, *, cut_off: bool, limit: int = 3) -> Summary:
    """Choose at most `limit` sentences; none where none is fit to be quoted.

    `cut_off` says that the text is only the beginning of a statement, so that its last sentence may be
    half of one.
    """
    body = without_site_tail(text)
    sentences = list(islice(_statement_sentences(body[:_REACH]), _SENTENCES))
    seen_all = len(body) <= _REACH and len(sentences) < _SENTENCES
    if sentences and (cut_off or not seen_all):
        sentences.pop()
    chosen = _choose(sentences, _scores(sentences), limit)
    return Summary(tuple((one.start, one.end) for one in chosen))


def quotable(text: str, *, cut_off: bool) -> Sequence[Sentence]:
    """Return the sentences that can stand alone, in order: what is fit for a summary, and leans on nothing.

    Also such as do not end as a sentence does; never one that may be half of one, of a text that goes on.
    """
    body = without_site_tail(text)
    sentences = list(split_sentences(body[:_REACH]))
    if cut_off or len(body) > _REACH:
        del sentences[-1:]
    return [
        one
        for place, one in enumerate(sentences)
        if not (place and leans(one.text)) and not is_furniture(one.text) and _is_fit(one)
    ]


def _statement_sentences(text: str) -> Iterator[Sentence]:
    return (sentence for sentence in split_sentences(text) if not is_furniture(sentence.text))


def _scores(sentences: Sequence[Sentence]) -> list[float | None]:
    """Weigh sentences; None for those that may not stand in a summary."""
    ranks = centrality([one.text for one in sentences])
    firsts = iter(_FIRST)
    seen: set[str] = set()
    scores: list[float | None] = []
    for place, one in enumerate(sentences):
        is_denied = place + 1 < len(sentences) and takes_back(sentences[place + 1].text)
        if one.text in seen or is_denied or not _may_stand(one):
            scores.append(None)
            continue
        seen.add(one.text)
        needed = salience(one.text)
        first = next(firsts, 0.0) if needed >= _NEWS else 0.0
        early = _EARLY * (1 - place / len(sentences))
        scores.append(needed + first + early + _CENTRALITY * ranks[place])
    return scores


def _choose(sentences: Sequence[Sentence], scores: Sequence[float | None], limit: int) -> list[Sentence]:
    """Take the sentences that weigh most together, but none that leans without the one before it."""
    # For each number of sentences, the best choice so far: without and with the last sentence read.
    without: list[_Choice | None] = [(0.0, ())] + [None] * limit
    ending: list[_Choice | None] = [None] * (limit + 1)
    for place, (one, score) in enumerate(zip(sentences, scores, strict=True)):
        free = [_better(*pair) for pair in zip(without, ending, strict=True)]
        before = ending if place and leans(one.text) else free
        ending = [None] * (limit + 1) if score is None else [None, *_adding(before[:-1], place, score)]
        without = free
    choices = [_better(*pair) for pair in zip(without, ending, strict=True)]
    best = max(filter(None, choices[1:]), default=None, key=_weight)
    return [sentences[place] for place in best[1]] if best else []


#: What a choice weighs, and the places of its sentences.
_Choice = tuple[float, tuple[int, ...]]


def _better(one: _Choice | None, other: _Choice | None) -> _Choice | None:
    if one is None or other is None:
        return one or other
    return one if one[0] >= other[0] else other


def _adding(choices: Sequence[_Choice | None], place: int, score: float) -> Iterator[_Choice | None]:
    """Add a sentence to choices."""
    return (choice and (choice[0] + score, (*choice[1], place)) for choice in choices)


def _weight(choice: _Choice) -> float:
    """Weigh a choice: sentences of little weight are left out rather than taken to fill up."""
    return choice[0] - _LEAST * len(choice[1])


def _may_stand(sentence: Sentence) -> bool:
    return (sentence.is_whole or sentence.is_item) and _is_fit(sentence)


def _is_fit(sentence: Sentence) -> bool:
    return (
        len(sentence.text) <= _LONGEST
        and len(re.findall(r"\w+", sentence.text)) >= _FEWEST_WORDS
        and not has_ellipsis(sentence.text)
        and not sentence.text.endswith(":")
        and not repeats_a_claim(sentence.text)
        and not is_courtesy(sentence.text)
    )
