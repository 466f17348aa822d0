"""What does a page say, less its site's furniture? Its main text and the address it calls canonical.

Called in the parser process for a statement's own page, the way `bot.core.parse` is for a feed. Guarantees:
the words are the page's own, in its order, in the form of `bot.core.plaintext`; what is no page of a
statement (a browser check, an empty script shell, a login) is named and gives no surprise.
"""

import codecs
import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml import html as lxml_html
from trafilatura import bare_extraction

from bot.core.model import MainPage
from bot.core.obstacles import Obstacles
from bot.core.plaintext import html_to_text, one_line

#: No statement is longer; what is would cost more to compare than it could be worth.
LONGEST_TEXT: Final = 200_000
_MOST_CANONICAL: Final = 10  # addresses; one is what an honest page names

_HTML: Final = ("", "text/html", "application/xhtml+xml")
_CHARSET: Final = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_META_CHARSET: Final = re.compile(
    rb"<meta\b[^>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE
)
_META_REACH: Final = 4096
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What browsers read under these names (WHATWG Encoding, “Names and labels”).
_BROWSERS_READ: Final = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254"}

_CONTAINERS: Final = "//*[@data-hook='post-description' or contains(@itemprop, 'articleBody')]"
_NEVER_SHOWN: Final = (
    "//script|//style|//noscript|//template|//*[@hidden]"
    "|//*[contains(translate(@style, ' DISPLAYNO', 'displayno'), 'display:none')]"
)
_OTHERS: Final = re.compile(
    r"(?:recent|related|similar|popular|previous|more|latest|other) (?:posts?|stories|articles?)"
    r"|you (?:may|might) also (?:like|be interested in)|read next|leave a (?:reply|comment)"
    r"|entradas (?:recientes|relacionadas)|(?:ähnliche|weitere) beiträge|articles (?:récents|similaires)",
    re.IGNORECASE,
)
_HEADINGS: Final = "//h1|//h2|//h3|//h4|//h5|//h6"
_ROOMS: Final = frozenset(("html", "body", "main", "article"))  # never taken away for a heading in them
# trafilatura answers in elements of its own kind (after TEI); these are their names in HTML.
_NAMES: Final = {
    "head": "h2",
    "list": "ul",
    "item": "li",
    "lb": "br",
    "quote": "blockquote",
    "row": "tr",
    "cell": "td",
    "code": "pre",
    "fw": "p",
    "hi": "span",
    "ref": "span",
    "del": "span",
    "graphic": "span",
}


def read_page(body: bytes, *, base_url: str, content_type: str) -> MainPage:
    """Reduce an HTML page; `base_url` is the address that gave it, `content_type` the header as sent."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in _HTML:
        return _nothing("it is no web page, but a document of another kind")
    source = _decode(body, content_type)
    tree = _tree(source)
    if tree is None:
        return _nothing("it is empty")
    canonical = _canonical(tree, base_url)
    obstacles = Obstacles(tree, source)
    text = _main_text(tree)
    if len(text) > LONGEST_TEXT:
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
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True)
    try:
        return lxml_html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None


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


def _main_text(tree: Any) -> str:
    """Return the main text; takes what is no part of it out of `tree`."""
    _take_out(tree.xpath(_NEVER_SHOWN))
    for heading in tree.xpath(_HEADINGS):
        if _OTHERS.fullmatch(one_line(heading.text_content()).rstrip(" :")):
            _take_out(_block_of(heading))
    containers = tree.xpath(_CONTAINERS)
    room = containers[0] if len(containers) == 1 and one_line(containers[0].text_content()) else tree
    found: Any = bare_extraction(
        _as_document(room),
        fast=True,  # without a second opinion: that one may choose another part of the page
        favor_recall=True,
        include_comments=False,
        include_tables=True,
        with_metadata=False,
    )
    return "" if found is None else _plain(found.body)


def _as_document(room: Any) -> Any:
    if room.tag == "html":
        return room
    document = lxml_html.document_fromstring("<html><body><article></article></body></html>")
    document.find(".//article").append(room)
    return document


def _plain(body: Any) -> str:
    for element in body.iter():
        element.tag = _NAMES.get(element.tag, element.tag)
    return html_to_text(etree.tostring(body, encoding="unicode", method="html"))


def _take_out(elements: Any) -> None:
    for element in elements:
        if element.getparent() is not None:
            element.drop_tree()


def _block_of(heading: Any) -> Iterator[Any]:
    """Yield the elements that a heading stands over: the block it opens, or what follows beside it."""
    block = heading
    while (parent := block.getparent()) is not None and parent.tag not in _ROOMS and _opens(block, parent):
        block = parent
    followers = list(block.itersiblings()) if block is heading else []
    yield from (block, *followers)


def _opens(block: Any, parent: Any) -> bool:
    """Return whether nothing stands before `block` in its parent."""
    earlier = (f"{one.text_content()}{one.tail or ''}" for one in block.itersiblings(preceding=True))
    return not (parent.text or "").strip() and not any(words.strip() for words in earlier)
