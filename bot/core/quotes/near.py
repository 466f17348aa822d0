"""Are these nearly the union's words? What was changed in them, where they are near enough to say so.

Called by `bot.core.quotes.matching` for pieces whose words stand nowhere exactly so. What is found here is
never word for word. Prose has to be nearer than a quotation, whose marks claim to repeat somebody.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from bot.core.quotes.alignment import Block, align
from bot.core.quotes.sentence_starts import begins_sentence
from bot.core.quotes.verbatim import Run, segments
from bot.core.quotes.words import Words


@dataclass(frozen=True, slots=True)
class Likeness:
    """A piece set against the place in a statement that is most like it, counted in words."""

    runs: tuple[Run, ...]  #: of the statement: what the union wrote in its place, in order
    changes: tuple[tuple[Run, Run], ...]  #: stretches of the piece, and of the statement, that differ
    equal: int  #: words
    longest: int  #: run of equal words

    moved: int  #: words that stand in another order

    @property
    def share(self) -> float:
        """The share of words that are equal, of all that are equal, changed, added or left out."""
        return self.equal / (self.equal + self._edits)

    @property
    def share_in_any_order(self) -> float:
        """The same share where words that stand elsewhere count as equal."""
        return min(1.0, (self.equal + self.moved) / (self.equal + self._edits))

    @property
    def _edits(self) -> int:
        return sum(max(_size(asked), _size(said)) for asked, said in self.changes)


@dataclass(frozen=True, slots=True)
class _Bar:
    """How near is near enough."""

    share: float
    longest: int


#: Any of them will do. A long run is hardly a chance, whatever stands beside it.
_QUOTED: Final = (_Bar(0.7, 4), _Bar(0.75, 3), _Bar(0.65, 5), _Bar(0.6, 8), _Bar(0.45, 12))
_REORDERED: Final = _Bar(0.9, 4)  #: of a quotation, its words in any order: *Eva told Ana*
_PROSE: Final = (_Bar(0.72, 5), _Bar(0.8, 3), _Bar(0.6, 15))


def likeness(asked: Words, said: Words, *, quoted: bool) -> Likeness | None:
    """Return how `asked` compares with the place in `said` that is most like it; None where not near."""
    parts = list(_parts(asked, said))
    blocks = [block for part in parts for block in part.blocks]
    if not blocks:
        return None
    changes = tuple(change for part in parts for change in part.changes())
    found = Likeness(
        runs=tuple(part.said for part in parts if part.blocks),
        changes=changes,
        equal=sum(block.size for block in blocks),
        longest=max(block.size for block in blocks),
        moved=_moved(asked, said, changes),
    )
    return found if _is_near(found, quoted=quoted) else None


def _is_near(found: Likeness, *, quoted: bool) -> bool:
    if quoted and found.longest >= _REORDERED.longest and found.share_in_any_order >= _REORDERED.share:
        return True
    bars = _QUOTED if quoted else _PROSE
    return any(found.share >= bar.share and found.longest >= bar.longest for bar in bars)


def _moved(asked: Words, said: Words, changes: Sequence[tuple[Run, Run]]) -> int:
    """Count the words that stand among the changed ones of both sides."""
    theirs = Counter(form for change, _ in changes for form in asked.forms[slice(*change)])
    ours = Counter(form for _, change in changes for form in said.forms[slice(*change)])
    return (theirs & ours).total()


@dataclass(frozen=True, slots=True)
class _Part:
    """The words up to an ellipsis, and what stands for them in the statement."""

    asked: Run
    said: Run
    blocks: tuple[Block, ...]

    def changes(self) -> Iterator[tuple[Run, Run]]:
        """Yield what stands before, between and behind the runs of equal words, where anything does."""
        first = Block(self.asked[0], self.said[0], 0)
        last = Block(self.asked[1], self.said[1], 0)
        for before, after in pairwise((first, *self.blocks, last)):
            asked = (before.asked + before.size, after.asked)
            said = (before.said + before.size, after.said)
            if _size(asked) or _size(said):
                yield asked, said


def _parts(asked: Words, said: Words) -> Iterator[_Part]:
    start = since = 0
    for part in segments(asked):
        aligned = align(part, said, since=since)
        is_there = 2 * sum(one.size for one in aligned) >= len(part)
        blocks = tuple(Block(one.asked + start, one.said, one.size) for one in aligned if is_there)
        end = start + len(part)
        run = _run(blocks, (start, end), said, since) if blocks else (since, since)
        yield _Part((start, end), run, blocks)
        start, since = end, run[1]


def _run(blocks: Sequence[Block], asked: Run, said: Words, since: int) -> Run:
    """Return what the union wrote for `asked`.

    From the first equal word to the last one, and as many at the ends as were changed there, as far as
    their sentences go.
    """
    start, end = blocks[0].said, blocks[-1].said + blocks[-1].size
    for _ in range(blocks[0].asked - asked[0]):
        if start <= since or begins_sentence(said, start):
            break
        start -= 1
    for _ in range(asked[1] - blocks[-1].asked - blocks[-1].size):
        if end >= len(said.forms) or begins_sentence(said, end):
            break
        end += 1
    return start, end


def _size(run: Run) -> int:
    return run[1] - run[0]
