"""Which part of a page is the statement's? The element that its platform keeps a text in, or the fullest one.

Used by `bot.core.mainpage` after the furniture was cut. Guarantee: where no platform is recognised, only what
is plainly beside the text (columns, frames, rows of links) is left out, never a neighbouring paragraph.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.core.pagesurvey import Survey, names_of

_LEAST_SHARE: Final = 0.1  # of a page's prose; a platform's container with less was left empty
_MOST: Final = 0.6  # of an element's prose: a child that holds more may be the room instead of it

_LONGEST_ID: Final = 80  # characters

_OWN_FIELDS: Final = frozenset({"wp-block-post-content", "entry-content", "e-content", "td-post-content"})
_OTHER_FIELDS: Final = frozenset(
    {"entry", "post-content", "post__content", "post-body", "post-entry", "article-content", "article-body"}
    | {"article__body", "article__content", "story-body", "single-content", "blog-post-content"}
)
_DRUPAL_PARTS: Final = frozenset({"text-formatted", "field-type-text-with-summary", "field-type-text-long"})
_ELEMENTOR_PARTS: Final = frozenset(
    f"elementor-widget-{kind}"
    for kind in ("text-editor", "accordion", "toggle", "tabs", "blockquote", "testimonial")
)
_ELEMENTOR_COLUMNS: Final = frozenset({"e-con", "elementor-widget-wrap", "elementor-column"})
_SQUARESPACE_PARTS: Final = frozenset({"sqs-html-content", "accordion-item__description", "quote-block"})
_WIX_PARTS: Final = frozenset({"wixui-rich-text"})

# What a page's text may stand in; the first words of a paragraph may stand in any other element.
_ROOMS: Final = frozenset({"body", "div", "main", "article", "section", "center"}) | {
    *("table", "tbody", "tr", "td", "form")
}
# What columns and frames beside a text are called, as class or id.
_INSIDE: Final = (
    r"(?:[-_]?(?:col(?:umn)?|bar|side|wrap(?:per)?|inner|area|box|pane|panel|menu|nav|container|content|\d))*"
)
_SIDES: Final = re.compile(
    rf"(?:left|right|foot|footer|bottom|side|sidebar|menu|nav|navigation|secondary|copyright){_INSIDE}",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"[.!?][\"'”’»)]*$", re.MULTILINE)
_TOPS: Final = re.compile(rf"(?:top|head|header|masthead|banner|search){_INSIDE}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Room:
    """An element, and whether its platform keeps nothing but a statement's words in it."""

    element: Any
    is_own: bool
    is_known: bool = True  #: whether a name told it, not the words in it alone


def fields_of_statements(elements: Iterator[Any]) -> frozenset[Any]:
    """Return the elements in which platforms keep a statement's words and nothing else."""
    return frozenset(one for one in elements if any(is_field(one) for is_field in _FIELDS))


def room_of(page: Survey, root: Any) -> Room:
    """Return the part of a page that holds its statement."""
    least = max(_LEAST_SHARE * page.prose(root), 1)
    names = {one: _names(one) for one in page.elements()}
    for is_field in _FIELDS:
        found = _outermost(page, (one for one in names if is_field(one) and page.prose(one) >= least))
        if len(found) == 1:
            return Room(found[0], is_own=is_field is not _is_other_field)
    for parts in _PARTS:
        held = (one for one in names if not parts.isdisjoint(names[one]) and page.characters(one))
        found = _outermost(page, held)
        if found and page.prose(room := _around(found)) >= least:
            return Room(_column(room), is_own=parts is _DRUPAL_PARTS and len(found) == 1)
    return Room(_fullest(page, root), is_own=False, is_known=False)


# --- platforms ----------------------------------------------------------------------------------------


def _names(element: Any) -> frozenset[str]:
    return frozenset(names_of(element))


def _is_wix_post(element: Any) -> bool:
    return bool(element.get("data-hook") == "post-description")


def _is_article_body(element: Any) -> bool:
    marked = f"{element.get('itemprop') or ''} {element.get('property') or ''}".split()
    return "articleBody" in marked or "content:encoded" in marked


def _is_own_field(element: Any) -> bool:
    return not _OWN_FIELDS.isdisjoint(_names(element))


def _is_other_field(element: Any) -> bool:
    return not _OTHER_FIELDS.isdisjoint(_names(element))


# In the order of how sure they are.
_FIELDS: Final[tuple[Callable[[Any], bool], ...]] = (
    _is_wix_post,
    _is_article_body,
    _is_own_field,
    _is_other_field,
)


# What platforms cut a text into; the room is what holds all of them.
_PARTS: Final = (_ELEMENTOR_PARTS, _SQUARESPACE_PARTS, _DRUPAL_PARTS, _WIX_PARTS)


def _around(parts: Sequence[Any]) -> Any:
    """Return the innermost element that holds all of `parts`, which are in document order."""
    first, last = ([*reversed(list(part.iterancestors())), part] for part in (parts[0], parts[-1]))
    return [one for one, other in zip(first, last, strict=False) if one is other][-1]


def _column(room: Any) -> Any:
    """Return the column that Elementor puts a widget in, for its headings are widgets of their own."""
    if _names(room).isdisjoint(_ELEMENTOR_PARTS):
        return room
    columns = (one for one in room.iterancestors() if not _ELEMENTOR_COLUMNS.isdisjoint(_names(one)))
    return next(columns, room)


def _outermost(page: Survey, elements: Iterator[Any]) -> list[Any]:
    """Return those of the elements (in document order, none empty) that are in none of the others."""
    found: list[Any] = []
    end = 0
    for element in elements:
        if page.spans[element][0] >= end:
            found.append(element)
            end = page.spans[element][1]
    return found


# --- the fullest element --------------------------------------------------------------------------------


def _fullest(page: Survey, root: Any) -> Any:
    """Go down from the root as long as what is left out stands plainly beside the text."""
    room = root
    while True:
        children = [child for child in room if child in page.spans]
        fullest = max((child for child in children if child.tag in _ROOMS), key=page.prose, default=None)
        if fullest is None or page.prose(fullest) < max(_MOST * page.prose(room), 1):
            return room
        if not all(_is_beside(page, child, fullest) for child in children if child is not fullest):
            return room
        if page.prose(room) > sum(map(page.prose, children)):
            return room  # it has words of its own
        room = fullest


def _is_beside(page: Survey, child: Any, fullest: Any) -> bool:
    """Return whether a neighbour of the fullest element is no part of its text."""
    if 2 * page.linked(child) >= page.characters(child) or child.tag in ("nav", "aside", "footer"):
        return True
    if child.tag == "td" and fullest.tag == "td":
        return page.prose(child) < page.prose(fullest) / 2
    if child.tag == "tr" and fullest.tag == "tr":
        return _columns(fullest) > 1 and _columns(child) == 1
    names = [*names_of(child), (child.get("id") or "")[:_LONGEST_ID]]
    if any(map(_SIDES.fullmatch, names)):
        return True
    return any(map(_TOPS.fullmatch, names)) and not _SENTENCE.search(page.text(child))


def _columns(row: Any) -> int:
    return sum(cell.tag in ("td", "th") for cell in row)
