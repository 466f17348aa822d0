"""Turn the bytes of an answer into the text of an XML document, or say why they are none.

Called by `bot.core.parse`. Guarantees: the text is complete Unicode decoded by what the document or the
server declares (never guessed), holds only characters XML allows, starts at the root element, and
declares no entities.
"""

import codecs
import re
from dataclasses import dataclass
from typing import Final, NoReturn

from bot.core.errors import ParseError

#: Stands for a character XML forbids, so that one in a link stays visible; XML allows this noncharacter.
FORBIDDEN: Final = "\ufdd0"

_BOMS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF8, "utf-8"),
)
_BARE_UTF16: Final = ((b"<\x00", "utf-16-le"), (b"\x00<\x00", "utf-16-be"))
_DECLARED: Final = re.compile(rb"""^\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([^"'>]{1,40})["']""")
_CHARSET: Final = re.compile(r"""charset\s*=\s*["']?([^\s;"']+)""", re.IGNORECASE)
# Character sets, as opposed to Python's other codecs (punycode, unicode_escape …), that feeds are sent in.
_CHARACTER_SET: Final = re.compile(
    r"(utf-(8|16|32)(-[bl]e)?|ascii|iso8859-\d+|cp\d+|gb\w+|big5\w*|shift_jis\w*|euc_\w+|koi8-\w|mac-roman)"
)
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_GAP: Final = re.compile(rf"[\s\ufeff{FORBIDDEN}]*")
_ROOT: Final = re.compile(r"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")


@dataclass(frozen=True, slots=True)
class Document:
    """A decoded XML document."""

    text: str  #: from the root element on
    root: str  #: the root element's local name, lower case


def read_document(body: bytes, *, feed_id: str, content_type: str) -> Document:
    """Decode `body` and find its root element.

    Raises:
        ParseError: empty, undecodable, not XML, or declaring entities of its own.
    """
    if not body.strip():
        raise ParseError(feed_id, "the source answered with an empty body instead of a feed")
    text = _NOT_XML.sub(FORBIDDEN, _decode(body, feed_id, content_type))
    start = _skip_prolog(text, feed_id)
    root = _ROOT.match(text, start)
    if root is None:
        _refuse_other_formats(text[start : start + 1], feed_id)
    return Document(text[start:], root[2].lower())


def _refuse_other_formats(first: str, feed_id: str) -> NoReturn:
    if first in ("{", "["):
        raise ParseError(
            feed_id, "the source answered with JSON; JSON Feed is not supported, use its RSS or Atom address"
        )
    raise ParseError(feed_id, "the source answered with something that is neither XML nor a feed")


def _decode(body: bytes, feed_id: str, content_type: str) -> str:
    name, rest, offset = _encoding(body, content_type)
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        codec = ""
    if not _CHARACTER_SET.fullmatch(codec):
        raise ParseError(feed_id, f"the feed says it is written in {name[:40]!r}, which is no known encoding")
    try:
        return rest.decode("utf-8" if codec == "ascii" else codec)
    except UnicodeDecodeError as error:
        at = offset + error.start
        raise ParseError(
            feed_id, f"the feed says it is {codec}, but byte {at} is not; its server has to mend that"
        ) from error


def _encoding(body: bytes, content_type: str) -> tuple[str, bytes, int]:
    """Return the encoding's name, the bytes after a byte-order mark, and how many came before them."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return name, body[len(mark) :], len(mark)
    for start, name in _BARE_UTF16:
        if body.startswith(start):
            return name, body, 0
    sent, written = _CHARSET.search(content_type), _DECLARED.match(body)
    names = [sent[1]] if sent else []
    names += [written[1].decode("latin-1")] if written else []
    # Servers often send a default charset over a document that knows better; UTF-8 is never a default.
    utf8 = [name for name in names if name.lower() in ("utf-8", "utf8")]
    return (utf8 or names or ["utf-8"])[0], body, 0


def _skip_prolog(text: str, feed_id: str) -> int:
    """Return where the root element should start: after declarations, comments and a plain DOCTYPE."""
    at = 0
    while True:
        at = _GAP.match(text, at).end()  # type: ignore[union-attr]  # matches anywhere
        if text.startswith("<!--", at):
            at = _after(text, "-->", at)
        elif text.startswith("<?", at):
            at = _after(text, "?>", at)
        elif text.startswith("<!", at):
            at = _after_declaration(text, at, feed_id)
        else:
            return at


def _after(text: str, mark: str, at: int) -> int:
    found = text.find(mark, at)
    return len(text) if found < 0 else found + len(mark)


def _after_declaration(text: str, at: int, feed_id: str) -> int:
    end = _after(text, ">", at)
    declaration = text[at:end].lower()
    if not declaration.startswith("<!doctype") or "[" in declaration:
        raise ParseError(
            feed_id, "the feed declares entities or a document type of its own, which no feed needs; refused"
        )
    return end
