"""What stands beside the statement on a page whose software is not known? Told by where it stands.

Used by `bot.core.mainpage` where no name led to the statement's part. Goes down from the room to the element
that holds the prose and looks at what stands beside that way. Guarantees: an element that shares a class with
the one beside it that leads to the prose is taken for a part of the same text; text that stands in the same
element as the prose is not looked at; time grows with the elements alone.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise
from typing import Any, Final

from bot.core.furniturelines import folded, is_dated, is_posted
from bot.core.furniturewords import COUNTED, SITES_OWN, STATEMENTS_OWN
from bot.core.pagesurvey import Cut, Survey, names_of
from bot.core.sharing import shares
from bot.core.statementroom import Room

_MOST: Final = 0.6  # of an element's prose: the child that holds more leads to the statement
_AFTER_HEADLINE: Final = 0.7  # of a room's prose: less of it under a line, and that is no headline
_HALF: Final = 0.3  # of the prose beside it: what holds more may well be a part of the statement
_SMALL: Final = 0.2  # the same where nothing but its place tells that it is none
_LONGEST_HEADLINE: Final = 300  # characters
_LONGEST_LINE: Final = 120  # characters; a longer one is no label
_SHORTEST_HEADLINE: Final = 8  # letters and digits
_MOST_LABEL_WORDS: Final = 6
_ADDRESS: Final = re.compile(r"@|\d{3}")
_ENDED: Final = r"(?:[!?:,;…]|(?<!\b\w)\.)[\"'”’»«“)\]]*$"
_ENDS: Final = re.compile(_ENDED)
_TELLS: Final = re.compile(rf"\d|{_ENDED}")
_BOXES: Final = frozenset(("div", "section", "article", "aside", "header", "footer", "form", "main"))
_WAYS: Final = _BOXES | {"body", "center", "table", "tbody", "tr", "td"}
_TEXTS: Final = _BOXES | {"dl", "ul", "p"}
_MARKED: Final = frozenset(("main", "article"))
_BESIDE: Final = frozenset(("nav", "aside", "footer"))
_CONTROLS: Final = frozenset(("input", "textarea", "select", "form"))
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def cut_by_structure(page: Survey, room: Room, cut: Cut, *, titles: Collection[str], root: Any) -> None:
    """Cut what stands beside the way from a room to its prose; `titles` are what the page is called."""
    headline = _headline(page, room.element, _long(map(folded, titles)))
    sides = _Sides(page, headline, _holders(root))
    way = [room.element]
    while (inner := _leading(page, way[-1], headline)) is not None:
        way.append(inner)
    marked = max((depth for depth, one in enumerate(way) if one.tag in _MARKED), default=0)
    for depth, (element, inner) in enumerate(pairwise(way), start=1):
        cut.elements.update(sides.beside(element, inner, is_marked=depth <= marked))


def _long(titles: Iterable[str]) -> frozenset[str]:
    return frozenset(title for title in titles if len(title) >= _SHORTEST_HEADLINE)


def _headline(page: Survey, room: Any, titles: Collection[str]) -> int | None:
    """Return the number of the run that is the headline: it says the title, nearly all the prose is under it.

    Headings go before other lines; of several that say the same the last before any prose.
    """
    first, end = page.spans[room]
    least = _AFTER_HEADLINE * page.prose(room)
    said = [number for number in range(first, end) if _says(page.runs[number].text, titles)]
    said = [number for number in said if page.prose_between(number + 1, end) >= least]
    headings = {page.spans[one][0] for one in page.elements() if one.tag in _HEADINGS}
    said = [number for number in said if number in headings] or said
    if not said:
        return None
    words = folded(page.runs[said[-1]].text)  # the site's name is said before the headline, if at all
    found, *again = (number for number in said if folded(page.runs[number].text) == words)
    for number in again:
        if not page.prose_between(found + 1, number):
            found = number
    return found


def _says(text: str, titles: Collection[str]) -> bool:
    return len(text) <= _LONGEST_HEADLINE and folded(text) in titles


def _holders(root: Any) -> set[Any]:
    """Return the elements that hold a form's controls."""
    holders: set[Any] = set()
    for control in root.iter(*_CONTROLS):
        for one in (control, *control.iterancestors()):
            if one in holders:
                break
            holders.add(one)
    return holders


def _leading(page: Survey, element: Any, headline: int | None) -> Any | None:
    """Return the child that holds most of an element's prose under the headline."""
    start = 0 if headline is None else headline + 1
    children = [child for child in element if child in page.spans and child.tag in _WAYS]
    best = max(children, key=lambda child: _prose_from(page, child, start), default=None)
    if best is None or _prose_from(page, best, start) < max(_MOST * _prose_from(page, element, start), 1):
        return None
    return best


def _prose_from(page: Survey, element: Any, start: int) -> int:
    first, end = page.spans[element]
    return page.prose_between(min(max(first, start), end), end)


class _Sides:
    """Judges what stands beside the way to the prose."""

    def __init__(self, page: Survey, headline: int | None, holders: Collection[Any]) -> None:
        self._page = page
        self._headline = headline
        self._holders = holders

    def beside(self, element: Any, inner: Any, *, is_marked: bool) -> Iterator[Any]:
        """Yield the children of an element that are no part of the statement within `inner`.

        `is_marked` says that `inner` is or holds the article or the main part.
        """
        start, end = self._page.spans[inner]
        doubtful: list[Any] | None = None  # boxes since a row to share the text by was passed
        for child in element:
            if child is inner or child not in self._page.spans or not self._page.characters(child):
                continue
            if self._page.spans[child][1] <= start:
                if self._is_above(child, inner):
                    yield child
            elif self._page.spans[child][0] >= end and self._is_below(child, inner, is_marked=is_marked):
                yield child
                yield from doubtful or ()
                doubtful = [] if doubtful is not None or shares(child) else None
            elif doubtful is not None and self._is_compound(child, inner):
                doubtful.append(child)

    def _is_compound(self, child: Any, inner: Any) -> bool:
        """Return whether a child is a small box with boxes of several lines in it, unlike the text."""
        spans, first = self._page.spans, self._page.spans[child][0]
        if child.tag not in _BOXES or not self._is_small(child, inner) or _alike(child, inner):
            return False
        if STATEMENTS_OWN.match(self._page.runs[first].text):
            return False
        return any(one.tag in _BOXES and spans[one][1] - spans[one][0] > 1 for one in child if one in spans)

    def _is_above(self, child: Any, inner: Any) -> bool:
        page, headline = self._page, self._headline
        first, end = page.spans[child]
        if self._is_linked(child):
            return True
        if headline is None:
            return False
        if end <= headline + 1:
            return first == headline or (child.tag in _BOXES and self._is_small(child, inner))
        others = [*range(first, headline), *range(max(first, headline + 1), end)]
        if child.tag not in _TEXTS or not any(map(self._is_certain_label, others)):
            return False
        is_signed = any(is_posted(page.runs[number].text) for number in others)
        return all(self._is_label(number, is_signed=is_signed) for number in others)

    def _is_below(self, child: Any, inner: Any, *, is_marked: bool) -> bool:
        page = self._page
        first, end = page.spans[child]
        opening = page.runs[first].text
        if STATEMENTS_OWN.match(opening) or page.runs[first - 1].text.endswith((":", ",")):
            return False  # “In solidarity,” and the names in a box of their own
        if child.tag in _BESIDE or (self._is_linked(child) and child.tag not in _HEADINGS):
            return True
        if self._headline is None or child.tag not in _TEXTS or page.prose(child) > _HALF * page.prose(inner):
            return False
        is_outside = page.spans[inner][0] <= self._headline
        is_aside = is_outside and self._is_small(child, inner)
        if COUNTED.match(opening) or (is_aside and is_marked and child.tag in _BOXES):
            return True
        if _alike(child, inner):
            return False
        if child.tag not in _BOXES:
            return end - first == 1 and opening.endswith(":")
        if child in self._holders:
            return True
        if is_aside and SITES_OWN.search(page.text(child)):
            return True
        if self._link_lines(first, end) > (0 if is_outside else 1):
            return True
        return page.linked(child) > 0 and not any(map(self._may_tell, range(first, end)))

    def _is_small(self, child: Any, inner: Any) -> bool:
        return self._page.prose(child) <= _SMALL * self._page.prose(inner)

    def _is_linked(self, element: Any) -> bool:
        return 2 * self._page.linked(element) >= self._page.characters(element)

    def _is_label(self, number: int, *, is_signed: bool) -> bool:
        """Return whether a run is a link, a date, a name or a few words, and no sentence or salutation.

        `is_signed` says that it stands with who posted the text; what has figures may then be a label, too.
        """
        text = self._page.runs[number].text
        tells = _ENDS.search(text[-8:]) if is_signed else self._may_tell(number)
        is_short = len(text.split()) <= _MOST_LABEL_WORDS and not tells
        return is_short or self._is_certain_label(number)

    def _is_certain_label(self, number: int) -> bool:
        run = self._page.runs[number]
        return 2 * run.linked >= len(run.text) or is_dated(run.text)

    def _may_tell(self, number: int) -> bool:
        """Return whether a run reads as a sentence or a salutation, or has a place or a time in it."""
        text = self._page.runs[number].text
        return len(text) > _LONGEST_LINE or _TELLS.search(text) is not None

    def _link_lines(self, first: int, end: int) -> int:
        """Return how many of some runs are all link, and no address or telephone number."""
        runs = self._page.runs[first:end]
        return sum(run.linked == len(run.text) and not _ADDRESS.search(run.text) for run in runs)


def _alike(one: Any, other: Any) -> bool:
    """Return whether two elements are parts of one sequence: of a kind, with a class in common or none."""
    if one.tag != other.tag:
        return False
    names, others = set(names_of(one)), set(names_of(other))
    if names or others:
        return not names.isdisjoint(others)
    return not (one.get("id") or other.get("id"))
