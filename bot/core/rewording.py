"""What did the union change in its statement, and is it more than polish? Two revisions, word by word.

Asked by `bot.services.composer` for the reply to a changed statement's post and by `bot.services.answers`
for **What changed?**. Guarantees: what is typography alone (see `bot.core.quotes.words`) is no difference;
what a cut-off text lacks at its end is none either, for that is the feed's doing; the time is bounded
whatever the texts.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from rapidfuzz.distance import Indel

from bot.core.cleaning import clean_text
from bot.core.model import Statement
from bot.core.quotes.differences import difference
from bot.core.quotes.lexicon import is_date, is_denial, is_negation, is_number
from bot.core.quotes.model import Difference, Sense
from bot.core.quotes.sentence_starts import begins_sentence
from bot.core.quotes.words import Words, comparable
from bot.core.tails import without_invitation, without_site_tail

#: A statement with more than a fifth of its words changed is another statement: more than a paragraph of
#: five was rewritten, added or taken out. Proofreading stays far below it.
MATERIAL_SHARE: Final = 0.2
#: In a post of one sentence a fifth is a word or two; fewer words than these may be a slip put right.
_MATERIAL_LEAST: Final = 5
#: A change in so many places is no polish, whatever it touches; and looking at each more would take long.
_MOST_PLACES: Final = 200
MATERIAL_SENSES: Final = frozenset({Sense.NEGATION, Sense.DATE, Sense.NUMBER})  #: whatever else is the same

_REACH: Final = 200_000  # characters of a text; none that was posted from a page has more
_MOST_WORDS: Final = 5_000  # set against each other, the rest only counted; the time grows with the square
_CLOSE: Final = 2  # words; changes no further apart are read as one
_SLACK: Final = 12  # words looked at behind the end of a text that is cut off
_NOBODYS: Final = ""  # no word's form

#: Words from ``[0]`` up to ``[1]``: of the earlier text, and of the later one in its place.
Runs = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Part:
    """How a title or a text was changed; a difference's `said` is the earlier, its `asked` the later text."""

    before: Words
    after: Words
    differences: tuple[Difference, ...] = ()  #: in order; only the first ones, where they are very many
    changed: int = 0  #: words
    beyond: frozenset[Sense] = frozenset()  #: what is touched where the words were too many for an order
    is_cut: bool = False  #: the differences are not all there are

    @property
    def size(self) -> int:
        """Return how many words the longer of both has."""
        return max(len(self.before.forms), len(self.after.forms))


@dataclass(frozen=True, slots=True)
class Rewording:
    """What was changed between two revisions of a statement."""

    title: Part
    text: Part

    @property
    def words(self) -> int:
        """Return how many words were changed."""
        return self.title.changed + self.text.changed

    @property
    def is_none(self) -> bool:
        """Tell whether both have the same words."""
        return self.words == 0

    @property
    def is_cut(self) -> bool:
        """Tell whether there are more differences than those listed."""
        return self.title.is_cut or self.text.is_cut

    @property
    def senses(self) -> frozenset[Sense | None]:
        """Return what the differences touch."""
        listed = {one.sense for part in (self.title, self.text) for one in part.differences}
        return frozenset(listed | self.title.beyond | self.text.beyond)

    @property
    def is_material(self) -> bool:
        """Tell whether it touches a number, a date or a negation, or much of the words."""
        is_much = self.words >= _MATERIAL_LEAST and self.words > MATERIAL_SHARE * (
            self.title.size + self.text.size
        )
        is_everywhere = len(self.text.differences) >= _MOST_PLACES
        return is_much or is_everywhere or not self.senses.isdisjoint(MATERIAL_SENSES)


def rewording(before: Statement, after: Statement) -> Rewording:
    """Compare an earlier revision of a statement with a later one."""
    return Rewording(
        _compared(comparable(before.title), comparable(after.title), is_open=False),
        _compared(_words_of(before), _words_of(after), is_open=_is_open(before) or _is_open(after)),
    )


def _words_of(statement: Statement) -> Words:
    # Revisions that were stored before texts were cleaned differ from later ones in their site's furniture.
    text = clean_text(
        without_site_tail(statement.text), title=statement.title, owner="", is_direct=False, is_cut_off=False
    )
    return comparable((without_invitation(text) if statement.cut_off else text)[:_REACH])


def _is_open(statement: Statement) -> bool:
    """Tell whether more may stand behind what is compared."""
    return statement.cut_off or len(statement.text) > _REACH


def _compared(before: Words, after: Words, *, is_open: bool) -> Part:
    """Compare two texts; where the end is `is_open`, what only one of them has there is left out."""
    ends = [len(before.forms), len(after.forms)]
    if is_open:
        ends = [min(end, min(ends) + _SLACK) for end in ends]
    start = _common(before.forms[: ends[0]], after.forms[: ends[1]])
    if not is_open:
        same = _common(before.forms[start:][::-1], after.forms[start:][::-1])
        ends = [end - same for end in ends]
    stops = [min(end, start + _MOST_WORDS) for end in ends]
    fine = list(_changes(before, after, (start, start), (stops[0], stops[1])))
    is_cut = stops != ends
    if is_open and not is_cut:
        fine = [one for one in fine if one[0][1] < ends[0] and one[1][1] < ends[1]]
    shown = list(islice(_read_as_one(after, fine), _MOST_PLACES))
    rest = _out_of_order(before.forms[stops[0] : ends[0]], after.forms[stops[1] : ends[1]])
    return Part(
        before,
        after,
        differences=tuple(_judged(before, after, runs) for runs in shown),
        changed=sum(map(_size, fine)) + sum(rest.values()),
        beyond=frozenset(_touched(rest)),
        is_cut=is_cut or len(shown) == _MOST_PLACES,
    )


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many words two texts begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (first, second) in pairs if first != second), min(len(one), len(other)))


def _changes(before: Words, after: Words, starts: tuple[int, int], stops: tuple[int, int]) -> Iterator[Runs]:
    """Yield the runs of words that differ, in order."""
    ours, theirs = before.forms[starts[0] : stops[0]], after.forms[starts[1] : stops[1]]
    said = asked = (0, 0)
    # Without a last word that is nobody's, equal ends would be met first of all.
    for code in Indel.opcodes(ours, [*theirs, _NOBODYS]):
        if code.tag == "equal":  # never the first: what both begin with was passed over
            yield _moved(said, starts[0]), _moved(asked, starts[1])
            said, asked = (code.src_end, code.src_end), (code.dest_end, code.dest_end)
        else:
            said, asked = (said[0], code.src_end), (asked[0], min(code.dest_end, len(theirs)))
    if said[0] < said[1] or asked[0] < asked[1]:
        yield _moved(said, starts[0]), _moved(asked, starts[1])


def _moved(run: tuple[int, int], by: int) -> tuple[int, int]:
    return run[0] + by, run[1] + by


def _size(run: Runs) -> int:
    return max(end - begin for begin, end in run)


def _read_as_one(after: Words, fine: Sequence[Runs]) -> Iterator[Sequence[Runs]]:
    """Put changes together that have hardly a word of their sentence between them, as a reader would."""
    together: list[Runs] = []
    for run in fine:
        if together and not _is_close(after, together[-1][1][1], run[1][0]):
            yield together
            together = []
        together.append(run)
    if together:
        yield together


def _is_close(after: Words, start: int, end: int) -> bool:
    """Tell whether between two words stand few, and no sentence ends."""
    return end - start <= _CLOSE and not any(begins_sentence(after, at) for at in range(start, end + 1))


def _judged(before: Words, after: Words, runs: Sequence[Runs]) -> Difference:
    """Return changes as one, with what it touches: a negation that only moved within it is touched too."""
    first, last = runs[0], runs[-1]
    said, asked = (first[0][0], last[0][1]), (first[1][0], last[1][1])
    is_turned = any(_turns(before, one[0]) != _turns(after, one[1]) for one in runs)
    return difference(after, asked, before, said, Sense.NEGATION if is_turned else None)


def _turns(words: Words, run: tuple[int, int]) -> int:
    """Count the words that turn what is said into its opposite."""
    return sum(is_negation(form) or is_denial(form) for form in words.forms[slice(*run)])


def _out_of_order(before: Sequence[str], after: Sequence[str]) -> Counter[str]:
    """Return the words that only one of two texts has, or has more often."""
    ours, theirs = Counter(before), Counter(after)
    return (ours - theirs) + (theirs - ours)


def _touched(forms: Collection[str]) -> Iterator[Sense]:
    if any(map(is_negation, forms)):
        yield Sense.NEGATION
    if any(is_date(form, is_capitalised=True) for form in forms):
        yield Sense.DATE
    if any(map(is_number, forms)):
        yield Sense.NUMBER
