"""Where does a page go over from its statement to other texts? Told by headings, rules and rows of links.

Used by `bot.core.mainpage` within the part of a page that holds the statement. Guarantees: a heading counts
only where it is a whole line of known words, and what it stands over is cut as far as its own block goes; of
what stands between two paragraphs of prose no list of links is cut.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from bot.core.furniturewords import DATES, OTHER_TEXTS
from bot.core.pagesurvey import Cut, Survey, names_of
from bot.core.plaintext import BLOCKS
from bot.core.statementroom import Room

_LARGE_SHARE: Final = 0.5  # of a page's prose: what holds more is not cut for a heading in it
_LINKED: Final = 0.6  # of the characters: a block with more of them in links is a row of links
_SHORT_SEGMENT: Final = 500  # characters between a horizontal rule and the end of a page

_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_LISTS: Final = ("ul", "ol", "table", "dl")
_ROOMS: Final = frozenset(("html", "body", "main", "article"))  # never cut for a heading in them


def cut_other_texts(page: Survey, room: Room, cut: Cut) -> None:
    """Cut the blocks under headings such as “Related posts”.

    Headings of dates in a platform's own field for a text are the statement's; elsewhere they are, too,
    unless there are links under them, or nothing that has not been cut.
    """
    large = _LARGE_SHARE * page.prose(room.element)
    for element in page.elements():
        if element.tag not in _HEADINGS or not page.characters(element):
            continue
        words = page.text(element).rstrip(" :.…").lstrip()
        if OTHER_TEXTS.fullmatch(words):
            cut.elements.update(_under(page, element, room.element, large))
        elif not room.is_own and DATES.fullmatch(words):
            block = next(_under(page, element, room.element, large))
            if page.linked(block) or page.characters(block) == page.characters(element):
                cut.elements.add(block)


def _under(page: Survey, heading: Any, room: Any, large: float) -> Iterator[Any]:
    """Yield the elements that a heading stands over: the block it opens, or what follows beside it."""
    block = heading
    while (parent := block.getparent()) is not None and _is_opened(page, parent, block, room, large):
        block = parent
    yield block
    if page.spans[block] == page.spans[heading]:
        yield from _following(page, block, _HEADINGS[heading.tag])


def _is_opened(page: Survey, parent: Any, block: Any, room: Any, large: float) -> bool:
    """Return whether a block is the first in its parent, and the parent may be cut."""
    if room in (block, parent) or parent.tag in _ROOMS or page.prose(parent) > large:
        return False
    return page.spans[parent][0] == page.spans[block][0]


def _following(page: Survey, block: Any, level: int) -> Iterator[Any]:
    """Yield what belongs to a heading among the siblings after it: what is next, and what else has links."""
    may_be_excerpt = True
    for sibling in block.itersiblings():
        is_title = _is_link(page, sibling) and sibling.tag not in _LISTS
        if sibling.tag == "hr" or (_HEADINGS.get(sibling.tag, 7) <= level and not is_title):
            return
        is_shown = sibling in page.spans and page.characters(sibling) > 0
        if is_shown and not page.linked(sibling) and not may_be_excerpt:
            return
        yield sibling
        if is_shown:
            may_be_excerpt = is_title


def _is_link(page: Survey, element: Any) -> bool:
    return element in page.spans and page.linked(element) >= _LINKED * max(page.characters(element), 1)


# --- rules and rows of links ----------------------------------------------------------------------------


def cut_segments(page: Survey, room: Room, cut: Cut) -> None:
    """Cut what stands under the last horizontal rules: dates, other texts, the page's foot."""
    end = page.spans[room.element][1]
    for rule in reversed([child for child in room.element if child.tag == "hr" and child in page.spans]):
        start = page.spans[rule][1]
        if start < end and not _is_foreign(page, start, end):
            return
        cut.elements.update(rule.itersiblings())
        cut.tails.update((rule, *rule.itersiblings()))
        end = start


def _is_foreign(page: Survey, start: int, end: int) -> bool:
    first, *others = page.runs[start:end]
    heading = first.text.rstrip(" :.…")
    if OTHER_TEXTS.fullmatch(heading) or DATES.fullmatch(heading):
        return True
    length = len(first.text) + sum(len(run.text) for run in others)
    return first.linked >= _LINKED * len(first.text) and length <= _SHORT_SEGMENT


def cut_rows_of_links(page: Survey, room: Room, cut: Cut) -> None:
    """Cut menus and links back that stand before the first prose of a room or after its last."""
    first, end = page.spans[room.element]
    prose = [number for number in range(first, end) if page.is_prose(number)]
    if not prose:
        return
    announcing = {page.spans[one][1] - 1 for one in page.elements() if one.tag in _HEADINGS}
    done = first
    for element in page.elements():
        start, stop = page.spans[element]
        if element is room.element or element.tag not in BLOCKS or not done <= start < stop:
            continue
        is_after = start > prose[-1]
        if is_after and (start - 1 in announcing or page.runs[start - 1].text.endswith(":")):
            done = stop  # “Where to find us:” and a list of links to the places
        elif (is_after or stop <= prose[0]) and _is_link(page, element):
            cut.elements.add(element)
            done = stop


# --- words shown twice ------------------------------------------------------------------------------------

_PULLED: Final = re.compile(
    r"(?:\S*[-_])?pull-?(?:ed|out|quote)?(?:[-_]\S*)?|quote-block|blockquote-pull\S*", re.IGNORECASE
)
_SET_APART: Final = frozenset(("aside", "blockquote", "figure"))
_MARKS: Final = " \n\t\"'“”„‟«»‹›‘’‚"
_MOST_PULLED: Final = 50  # an honest page sets a few sentences apart
_FEWEST_PULLED: Final = 15  # characters; shorter words may well be said twice


def cut_pull_quotes(page: Survey, room: Room, cut: Cut) -> None:
    """Cut what is set apart as a pull quote and said in the text, too; one of its places always stays."""
    whole = " ".join(page.text(room.element).split())
    pulled = (one for one in page.elements() if one is not room.element and _is_set_apart(one))
    left: dict[str, int] = {}
    done = 0
    for element in islice(pulled, _MOST_PULLED):
        words = " ".join(page.text(element).split()).strip(_MARKS)
        if page.spans[element][0] < done or len(words) < _FEWEST_PULLED:
            continue
        left.setdefault(words, whole.count(words))
        if left[words] > 1:
            cut.elements.add(element)
            left[words] -= 1
            done = page.spans[element][1]


def _is_set_apart(element: Any) -> bool:
    return element.tag in _SET_APART or any(map(_PULLED.fullmatch, names_of(element)))
