"""Turn what a feed carries into plain text, word for word.

Called by `bot.core.parse`. Guarantees: no control characters, none that are invisible, white
space folded, paragraphs parted by one blank line, list items on lines of their own that begin with
``• ``; no word is added, dropped or changed (the bullet stands for the item's marker). Takes any input
without raising, in time that grows with its length alone.
"""

import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Any, Final

from lxml import etree

BULLET: Final = "• "

#: What shows nothing and may hide words or reorder them, as the inside of a regular expression's class:
#: Unicode's default-ignorable characters, noncharacters, lone surrogates. Left out, because letters and
#: emoji need them: zero-width joiner and non-joiner, variation selectors.
UNSEEN: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufeff\uffa0\ufff0-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
_SELECTORS: Final = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
# The flags of England, Scotland and Wales are written in tag characters; a run of selectors hides a text.
_UNSEEN: Final = re.compile(
    "(\U0001f3f4\U000e0067\U000e0062"
    "(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074|\U000e0077\U000e006c\U000e0073)\U000e007f)"
    f"|[{UNSEEN}]|(?<=[{_SELECTORS}])[{_SELECTORS}]+"
)
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SPACE: Final = re.compile(r"\s+")
_BREAK: Final = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_MARKUP: Final = re.compile(r"</?[a-z]|<!|&#?\w+;", re.IGNORECASE)


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


_DROPPED: Final = _names(
    "head iframe math noscript object script select style svg template title audio video canvas"
)
_PARAGRAPHS: Final = _names(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr html legend main nav ol p pre section "
    "summary table tbody tfoot thead ul"
)
_LINES: Final = frozenset(("li", "tr"))
_LISTS: Final = frozenset(("ol", "ul"))
_CELLS: Final = frozenset(("td", "th"))
#: Elements that part the words before and in them, and those in and after them, from one another.
BLOCKS: Final = _PARAGRAPHS | _LINES | _CELLS | {"br", "button"}
_HIDDEN_STYLE: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_VOID: Final = _names("area base br col embed hr img input link meta source track wbr")


def html_to_text(html: str) -> str:
    """Return the words of an HTML fragment as plain text."""
    reader = _Reader()
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, target=reader)
    # libxml2 limits the depth of a tree it builds; with a target it builds none, so any depth will do.
    # What the parser refuses, if anything, costs the words after it, never the feed.
    with suppress(etree.LxmlError):
        parser.feed(clean(html).encode())
        parser.close()
    return reader.text()


def tree_to_text(root: Any, *, without: Collection[Any] = (), without_tails: Collection[Any] = ()) -> str:
    """Return the words of a tree's element as plain text, as `html_to_text` does those of its mark-up.

    Elements of `without` are passed over with all that is in them, and the words after those of
    `without_tails` up to the next element.
    """
    reader = _Reader()
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if event == "start":
            if element in without:
                reader.pass_over(element.tag)
                walker.skip_subtree()
                continue
            reader.start(element.tag, element.attrib)
            reader.data(clean(element.text or ""))
            continue
        if element not in without:
            reader.end(element.tag)
        if element is not root and element not in without_tails:
            reader.data(clean(element.tail or ""))
    return reader.text()


def plain_to_text(text: str) -> str:
    """Return plain text with its own line breaks kept and everything else folded."""
    lines = [_SPACE.sub(" ", line).strip() for line in _BREAK.split(clean(text))]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def markup_to_text(text: str) -> str:
    """Return the text of a field that may hold HTML or plain text, as RSS descriptions do."""
    return html_to_text(text) if _MARKUP.search(text) else plain_to_text(text)


def one_line(text: str) -> str:
    """Return `text` on one line, white space folded, control and invisible characters removed."""
    return _SPACE.sub(" ", clean(text)).strip()


def clean(text: str) -> str:
    """Remove control characters (not white space) and whatever is invisible (`UNSEEN`)."""
    return _CONTROL.sub("", _UNSEEN.sub(r"\1", text))


class _Reader:
    """The parser's target: collects text and the breaks between blocks."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._breaks = 0  # newlines due before the next word
        self._space = False  # a space is due before the next word
        self._bullet = False  # a list item has begun and has no words yet
        self._dropped: list[str] = []  # open elements whose words are not shown
        self._pre = 0
        self._lists = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._dropped or is_hidden(tag, attributes):
            if tag not in _VOID:
                self._dropped.append(tag)
            return
        self._edge(tag)
        self._pre += tag == "pre"
        self._lists += tag in _LISTS
        self._bullet = self._bullet or tag == "li"

    def end(self, tag: str) -> None:
        if self._dropped:
            if tag == self._dropped[-1]:
                self._dropped.pop()
            return
        self._pre -= tag == "pre"
        self._lists -= tag in _LISTS
        if tag == "li":
            self._bullet, self._breaks = False, 1  # whatever its paragraphs asked for
        elif tag != "br":
            self._edge(tag)

    def pass_over(self, tag: str) -> None:
        """Take note of an element that is left out: what stands around it stays parted."""
        if not self._dropped and tag in BLOCKS:
            self._edge(tag)

    def data(self, text: str) -> None:
        if self._dropped:
            return
        lines = text.split("\n") if self._pre else [text]
        for number, line in enumerate(lines):
            if number:
                self._break(1, adding=True)
            self._words(line)

    def comment(self, text: str) -> None:
        """Ignore comments; without this method the parser hands their text to `data`."""

    def close(self) -> str:
        return self.text()

    def text(self) -> str:
        return clean("".join(self._pieces))  # once more: character references may have brought some in

    def _edge(self, tag: str) -> None:
        if tag == "br":
            self._break(1, adding=True)
        elif tag in _LINES or (tag in _LISTS and self._lists):
            self._break(1)
        elif tag in _PARAGRAPHS and not self._bullet:  # an item's first paragraph stays with its bullet
            self._break(2)
        elif tag in _CELLS:
            self._space = True

    def _break(self, newlines: int, *, adding: bool = False) -> None:
        wanted = self._breaks + newlines if adding else max(self._breaks, newlines)
        self._breaks = min(wanted, 2)

    def _words(self, text: str) -> None:
        words = _SPACE.sub(" ", text)
        if words.strip():
            self._pieces.append(self._gap(leading=words.startswith(" ")))
            self._pieces.append(words.strip())
            self._breaks, self._bullet, self._space = 0, False, words.endswith(" ")
        elif words:
            self._space = True

    def _gap(self, *, leading: bool) -> str:
        bullet = BULLET if self._bullet else ""
        if not self._pieces:
            return bullet
        if self._breaks or bullet:
            return "\n" * max(self._breaks, 1) + bullet
        return " " if self._space or leading else ""


def is_hidden(tag: str, attributes: Mapping[str, str]) -> bool:
    """Return whether an element's words are not shown, by its name or by its attributes."""
    return (
        tag in _DROPPED
        or "hidden" in attributes
        or _HIDDEN_STYLE.search(attributes.get("style", "")) is not None
    )
