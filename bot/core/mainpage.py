"""What does a page say, less its site's furniture? Its main text and the address it calls canonical.

Called in the parser process for a statement's own page, the way `bot.core.parse` is for a feed. Guarantees:
the words are the page's own, in its order, in the form of `bot.core.plaintext`; what is no page of a
statement (a browser check, an empty script shell, a login) is named and gives no surprise.
"""

import codecs
import re
from collections.abc import Iterator, Sequence
from itertools import dropwhile, islice
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml import html as lxml_html

from bot.core.callboxes import cut_calls, cut_cards
from bot.core.furniture import furniture
from bot.core.furniturelines import without_furniture
from bot.core.mending import mend, mend_words
from bot.core.model import MainPage
from bot.core.obstacles import Obstacles
from bot.core.othertexts import cut_other_texts, cut_pull_quotes, cut_rows_of_links, cut_segments
from bot.core.pagestructure import cut_by_structure
from bot.core.pagesurvey import Cut, survey
from bot.core.plaintext import one_line, tree_to_text
from bot.core.statementroom import Room, fields_of_statements, room_of

#: No statement is longer; what is would cost more to compare than it could be worth.
LONGEST_TEXT: Final = 200_000
_LONGEST_PAGE: Final = 4 * LONGEST_TEXT  # characters, those of the furniture among them
_MOST_CANONICAL: Final = 10  # addresses; one is what an honest page names

_HTML: Final = ("", "text/html", "application/xhtml+xml")
_CHARSET: Final = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_META_CHARSET: Final = re.compile(
    rb"<meta\b[^>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE
)
_HEAD_TAGS: Final = frozenset(
    {"title", "meta", "link", "script", "style", "base", "noscript", "template", "object"}
)
_META_REACH: Final = 4096
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What browsers read under these names (WHATWG Encoding, “Names and labels”).
_BROWSERS_READ: Final = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254"}

#: No statement's page has more elements; one with more could take minutes to look through.
_MOST_ELEMENTS: Final = 50_000
_MOST_NAMES: Final = 20  # that a page's head tells
_MOST_BARS: Final = 10  # in a name
_LONGEST_NAME: Final = 500  # characters
# What is taken out of a statement's own field, and what out of a room that holds more.
_CUTS: Final = (cut_other_texts, cut_pull_quotes, cut_cards, cut_calls)
_CUTS_OUTSIDE: Final = (
    *(cut_other_texts, cut_pull_quotes, cut_segments),
    *(cut_cards, cut_calls, cut_rows_of_links),
)
_TITLE_PARTS: Final = re.compile(r"\s+[|·–—-]\s+")
_TITLES: Final = (
    "//title/text()|//meta[@property='og:title' or @name='twitter:title' or @itemprop='headline']/@content"
)
_SITE: Final = "//meta[@property='og:site_name']/@content"


def read_page(body: bytes, *, base_url: str, content_type: str) -> MainPage:
    """Reduce an HTML page; `base_url` is the address that gave it, `content_type` the header as sent."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in _HTML:
        return _nothing("it is no web page, but a document of another kind")
    source = mend(_decode(body, content_type))
    tree = _tree(source)
    if tree is None:
        return _nothing("it is empty")
    canonical = _canonical(tree, base_url)
    if tree.xpath("count(//*)") > _MOST_ELEMENTS:
        return MainPage("", canonical, "it has more parts than any statement's page")
    obstacles = Obstacles(tree, source)
    text = _main_text(tree)
    if text is None or len(text) > LONGEST_TEXT:
        return MainPage("", canonical, "it holds more text than any statement")
    if "\ufffd" in text:
        return MainPage("", canonical, "it is not written in the encoding that it names")
    return MainPage(text, canonical, obstacles.beside(text))


def _nothing(obstacle: str) -> MainPage:
    return MainPage("", None, obstacle)


# --- the document -----------------------------------------------------------------------------------


def _decode(body: bytes, content_type: str) -> str:
    """Decode as a browser would: by byte-order mark, header, meta element; U+FFFD for what cannot be."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    sent, written = _CHARSET.search(content_type), _META_CHARSET.search(body[:_META_REACH])
    names = [sent[1]] if sent else []
    names += [written[1].decode("ascii", "ignore")] if written else []
    for name in names:
        codec = _codec(name)
        if codec:
            return body.decode(codec, "replace")
    return body.decode("utf-8", "replace")


def _codec(name: str) -> str | None:
    try:
        info = codecs.lookup(name)
        "".encode(info.name)  # refuses the codecs that are no character sets
    except LookupError:
        return None
    return _BROWSERS_READ.get(info.name, info.name)


def _tree(source: str) -> Any | None:
    parser = lxml_html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        tree = lxml_html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None
    _mend_head(tree)
    return tree


def _mend_head(tree: Any) -> None:
    """Give the body what is its own: without a body tag the parser leaves newer elements in the head."""
    head = tree.find("head")
    strays = [] if head is None else list(dropwhile(lambda child: child.tag in _HEAD_TAGS, head))
    if not strays:
        return
    body = tree.find("body")
    if body is None:
        body = etree.SubElement(tree, "body")
    strays[-1].tail = f"{strays[-1].tail or ''}{body.text or ''}"
    body.text = None
    body[:0] = strays


def _canonical(tree: Any, base_url: str) -> str | None:
    """Return each address the page calls canonical, a line each: first those on another host."""
    base = next((urljoin(base_url, href) for href in tree.xpath("//base/@href")), base_url)
    named = [
        _absolute(base, link.get("href", ""))
        for link in tree.xpath("//link[@rel]")
        if "canonical" in link.get("rel").lower().split()
    ]
    unique = dict.fromkeys(address for address in named if address)
    ordered = sorted(unique, key=lambda address: _netloc(address) == _netloc(base_url))
    return "\n".join(ordered[:_MOST_CANONICAL]) or None


def _absolute(base: str, href: str) -> str:
    href = href.strip(" \t\r\n\f")
    try:
        return urljoin(base, href) if href else ""
    except ValueError:
        return href  # half a bracket: kept as it is, to be refused with the reason


def _netloc(address: str) -> str:
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""


# --- the main text ------------------------------------------------------------------------------------


def _main_text(tree: Any) -> str | None:
    """Return the statement's words without the site's furniture; None where the page holds far too many."""
    cut = Cut()
    page = survey(tree, cut)
    if page.characters(tree) > _LONGEST_PAGE:
        return None
    cut.elements.update(furniture(page, tree, fields_of_statements(page.elements())))
    room = room_of(survey(tree, cut), tree)
    if not room.is_known:
        cut_by_structure(survey(room.element, cut), room, cut, titles=_titles(tree), root=tree)
    _cut_more(room, cut)
    text = tree_to_text(room.element, without=cut.elements, without_tails=cut.tails)
    return without_furniture(mend_words(text), names=_names(tree), is_own=room.is_own)


def _cut_more(room: Room, cut: Cut) -> None:
    """Make the later cuts in a room, looking through it anew only where something was cut."""
    page, done = survey(room.element, cut), _size(cut)
    for cut_some in _CUTS if room.is_own else _CUTS_OUTSIDE:
        if _size(cut) != done:
            page, done = survey(room.element, cut), _size(cut)
        cut_some(page, room, cut)


def _size(cut: Cut) -> int:
    return len(cut.elements) + len(cut.tails)


def _names(tree: Any) -> frozenset[str]:
    """Return what a page's head calls it and its site, a title whole and in its parts."""
    return _titles(tree) | _parts_of(tree.xpath(_SITE)[:_MOST_NAMES])


def _titles(tree: Any) -> frozenset[str]:
    return _parts_of(tree.xpath(_TITLES)[:_MOST_NAMES])


def _parts_of(names: Sequence[str]) -> frozenset[str]:
    titles = [one_line(name[:_LONGEST_NAME]) for name in names]
    return frozenset((*titles, *(part for title in titles for part in _parts(title))))


def _parts(title: str) -> Iterator[str]:
    """Yield what stands between a title's bars and dashes, and what stands before or after any of them."""
    yield from _TITLE_PARTS.split(title)
    for bar in islice(_TITLE_PARTS.finditer(title), _MOST_BARS):
        yield title[: bar.start()]
        yield title[bar.end() :]
