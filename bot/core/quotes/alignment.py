"""Where in a statement do nearly the same words stand, and which of them are equal? For near matches.

Called by `bot.core.quotes.near` for words that stand nowhere exactly so. Guarantees: only a stretch of the
statement not much longer than what is asked is aligned, so that the time is bounded by the asked words.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import eq
from typing import Final

from rapidfuzz.distance import Levenshtein

from bot.core.quotes.words import Words, comparable

_MOST_PLACES: Final = 40  # of a word; those of *the* say nothing about where
_DRIFT: Final = 3  # words that a place may shift by within a quotation for words added and dropped
_MOST_SLACK: Final = 12  # words that may be added or left out on either side of the longest run
_MOST_SHIFTS: Final = 12  # that are weighed against each other
_FEWEST_COMMON: Final = 0.6  # of the asked words


@dataclass(frozen=True, slots=True)
class Block:
    """A run of equal words: `asked` and `said` are where it begins in the one and in the other."""

    asked: int
    said: int
    size: int


def align(asked: Sequence[str], said: Words, *, since: int = 0) -> tuple[Block, ...]:
    """Return the runs of words that both have, in order, around the place where they are most alike.

    Only words of `said` from `since` on are looked at. Empty where they have hardly a word in common.
    """
    in_common = sum(map(_vocabulary(said.text).__contains__, asked))
    offset = None if in_common < _FEWEST_COMMON * len(asked) else _offset(asked, _places(said.text), since)
    if offset is None:
        return ()
    middle = _longest(asked, said.forms, offset, since)
    return _close_ones(
        [*_before(middle, asked, said.forms, since), middle, *_after(middle, asked, said.forms)]
    )


def _longest(asked: Sequence[str], said: Sequence[str], offset: int, since: int) -> Block:
    """Return the longest run of equal words with `offset` or nearly so between their places."""
    longest = Block(0, 0, 0)
    for shift in range(offset - _DRIFT, offset + _DRIFT + 1):
        first = max(0, since - shift)
        there = said[first + shift : len(asked) + shift] if first < len(asked) else ()
        # A byte for each word: 1 where it is equal.
        equal = bytes(map(eq, asked[first:], there))
        size = max(map(len, equal.split(b"\0")))
        if size > longest.size:
            at = first + equal.index(b"\1" * size)
            longest = Block(at, at + shift, size)
    return longest


def _equal(asked: Sequence[str], said: Sequence[str]) -> list[Block]:
    """Return the runs of equal words of a best alignment."""
    found = Levenshtein.opcodes(asked, said)
    return [
        Block(code.src_start, code.dest_start, code.src_end - code.src_start)
        for code in found
        if code.tag == "equal"
    ]


def _before(middle: Block, asked: Sequence[str], said: Sequence[str], since: int) -> list[Block]:
    """Return the runs before the longest one, read backwards from it."""
    reach = max(since, middle.said - _reach(middle.asked))
    blocks = _beside(asked[: middle.asked][::-1], said[reach : middle.said][::-1])
    return [
        Block(middle.asked - one.asked - one.size, middle.said - one.said - one.size, one.size)
        for one in reversed(blocks)
    ]


def _after(middle: Block, asked: Sequence[str], said: Sequence[str]) -> list[Block]:
    """Return the runs behind the longest one."""
    asked_end, said_end = middle.asked + middle.size, middle.said + middle.size
    rest = asked[asked_end:]
    blocks = _beside(rest, said[said_end : said_end + _reach(len(rest))])
    return [Block(asked_end + one.asked, said_end + one.said, one.size) for one in blocks]


def _beside(asked: Sequence[str], said: Sequence[str]) -> list[Block]:
    """Return the equal runs of all of `asked` and as much of the beginning of `said` as is most like it."""
    if not asked:
        return []
    fewest = min(max(0, len(asked) - _slack(len(asked))), len(said))
    end = min(range(fewest, len(said) + 1), key=lambda end: Levenshtein.distance(asked, said[:end]))
    return _equal(asked, said[:end])


def _reach(size: int) -> int:
    """Return how many words of the statement may stand for so many asked ones."""
    return size + _slack(size)


def _slack(size: int) -> int:
    return min(_DRIFT + size // 4, _MOST_SLACK)


@lru_cache(maxsize=256)  # each piece is compared with the same few statements
def _vocabulary(text: str) -> frozenset[str]:
    """Return the words alone: what has too few in common never comes to need their places."""
    return frozenset(comparable(text).forms)


@lru_cache(maxsize=256)
def _places(text: str) -> Mapping[str, Sequence[int]]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, form in enumerate(comparable(text).forms):
        places[form].append(place)
    return dict(places)


def _offset(asked: Sequence[str], places: Mapping[str, Sequence[int]], since: int) -> int | None:
    """Return by how much the asked words' places are to be shifted for most of them to meet their like."""
    votes = Counter(
        place - at
        for at, form in enumerate(asked)
        for place in places.get(form, ())[:_MOST_PLACES]
        if place >= since
    )
    shifts = [shift for shift, _ in votes.most_common(_MOST_SHIFTS)]
    return max(shifts, key=lambda shift: _votes_around(votes, shift), default=None)


def _votes_around(votes: Counter[int], shift: int) -> tuple[int, int]:
    near = sum(votes.get(one, 0) for one in range(shift - _DRIFT, shift + _DRIFT + 1))
    return near, votes[shift]


def _close_ones(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Drop runs at the ends that are further from the others in the statement than in what is asked."""
    longest = max(range(len(blocks)), key=lambda index: blocks[index].size)
    first = last = longest
    while first > 0 and _is_close(blocks[first - 1], blocks[first]):
        first -= 1
    while last + 1 < len(blocks) and _is_close(blocks[last], blocks[last + 1]):
        last += 1
    return tuple(blocks[first : last + 1])


def _is_close(before: Block, after: Block) -> bool:
    """Tell whether little enough stands between two runs of words in the statement."""
    in_asked = after.asked - before.asked - before.size
    in_said = after.said - before.said - before.size
    return in_said <= in_asked + _DRIFT + min(before.size, after.size)
