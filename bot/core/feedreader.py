"""Run feedparser over a document and keep what provenance needs as the feed wrote it.

Called by `bot.core.parse`. feedparser's own `parse()` guesses encodings, repairs links, resolves guids,
reads odd dates wrongly and spends seconds on hostile author fields; this drives its two parsers (strict,
then loose) itself, over text that `bot.core.document` decoded, with those habits switched off.
"""

import io
import re
import xml.sax
import xml.sax.handler
import xml.sax.xmlreader
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urljoin
from xml.parsers.expat import errors as expat_errors

from feedparser.api import LooseFeedParser, StrictFeedParser

from bot.core.document import FORBIDDEN, Document
from bot.core.model import RawPicture, RawText
from bot.core.origins import Origins
from bot.core.pictures import MediaReader


class CutShortError(Exception):
    """The document ends before its root element does."""


@dataclass(frozen=True, slots=True)
class RawFeed:
    """What feedparser read: dictionaries as its documentation describes them."""

    version: str  #: such as ``rss20``; empty where it is no feed
    feed: dict[str, Any]
    entries: list[dict[str, Any]]
    origins: list[Origins]  #: one per entry
    pictures: list[list[RawPicture]]  #: named beside the text, per entry
    media_words: list[list[RawText]]  #: said of films and recordings, per entry


_CODES: Final = expat_errors.codes
_CUT_SHORT: Final = frozenset(
    _CODES[message]
    for message in (
        expat_errors.XML_ERROR_NO_ELEMENTS,
        expat_errors.XML_ERROR_UNCLOSED_TOKEN,
        expat_errors.XML_ERROR_PARTIAL_CHAR,
        expat_errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
)
_AFTER_THE_END: Final = _CODES[expat_errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SPACES: Final = " \t\r\n"
_BEFORE_PATH: Final = re.compile(r"(?:https?:)?//[^\s/?#\\]+(?=[/?#])|(?=/(?!/)|\?)", re.IGNORECASE)
# “www.elsewhere.example/story” without its https:// would pass for a page of the site; “page.html” is one.
_HOST_FIRST: Final = re.compile(
    r"(?![\w.-]+\.(?:html?|php\d?|aspx?|jsp|cgi|pdf|xml)(?:[/?#]|\Z))(?=[^/?#]*[^./?#]\.[^./?#])"
    r"[^/?#.]",
    re.IGNORECASE,
)
_ODD: Final = re.compile(rf"[\x00-\x20\x7f-\x9f\\{FORBIDDEN}\ud800-\udfff]")


def read_feed(document: Document, base_url: str) -> RawFeed:
    """Read a document; links are absolute, but otherwise as written.

    Raises:
        CutShortError: the end is missing, so the last entry may be half of one.
        Whatever feedparser raises on input it cannot take (ValueError, RuntimeError and their like).
    """
    strict = _Strict(base_url, None, "utf-8")
    try:
        _run_strict(strict, document.text)
    except xml.sax.SAXParseException as error:
        code = getattr(error.getException(), "code", None)
        if code == _AFTER_THE_END:
            return _raw(strict)
        if code in _CUT_SHORT or not _reaches_its_end(document):
            raise CutShortError from error
        return _run_loose(document.text, base_url)
    return _raw(strict)


def _run_strict(reader: StrictFeedParser, text: str) -> None:
    parser = xml.sax.make_parser()  # noqa: S317  # no DOCTYPE ever gets here, so no entities either
    parser.setFeature(xml.sax.handler.feature_namespaces, True)
    parser.setFeature(xml.sax.handler.feature_external_ges, False)
    parser.setContentHandler(reader)
    parser.setErrorHandler(reader)
    source = xml.sax.xmlreader.InputSource()
    source.setByteStream(io.BytesIO(text.encode()))
    source.setEncoding("utf-8")
    parser.parse(source)


def _run_loose(text: str, base_url: str) -> RawFeed:
    reader = _Loose(base_url, None, "utf-8", {})
    reader.feed(text)
    return _raw(reader)


def _raw(reader: "_Strict | _Loose") -> RawFeed:
    return RawFeed(
        reader.version,
        reader.feeddata,
        reader.entries,
        reader.origins,
        reader.pictures,
        reader.media_words,
    )


def _reaches_its_end(document: Document) -> bool:
    """Return whether the last entry and then the root element are closed, in XML that is otherwise odd."""
    text, entry = document.text.lower(), "entry" if document.root == "feed" else "item"
    opened = _last(rf"<{entry}[\s>]", text)
    closed = _last(rf"</{entry}\s*>", text)
    return opened <= closed and max(closed, 0) < _last(rf"</(?:[\w.-]+:)?{document.root}\s*>", text)


def _last(pattern: str, text: str) -> int:
    return max((found.start() for found in re.finditer(pattern, text)), default=-1)


class _AsWritten(MediaReader):
    """Overrides feedparser's handlers, found by their names, that change what provenance looks at."""

    resolve_relative_uris = False  # inside HTML: it becomes plain text anyway
    sanitize_html = False
    baseuri: str

    def resolve_uri(self, uri: str) -> str:
        return absolute(self.baseuri, uri)

    def _sync_author_detail(self: Any, key: str = "author") -> None:
        """Name the author without searching the field for addresses, which takes seconds if it is hostile."""
        context = self._get_context()
        people = context.get(f"{key}s") or [{}]
        name = people[-1].get("name")
        if name:
            context[key] = name


class _Strict(_AsWritten, StrictFeedParser):  # type: ignore[misc]
    """feedparser over well-formed XML."""


class _Loose(_AsWritten, LooseFeedParser):  # type: ignore[misc]
    """feedparser over XML with mistakes."""

    is_balanced = False


def absolute(base: str, uri: str) -> str:
    """Make a link absolute; one that has a scheme or odd characters is returned as it stands.

    A space behind the host is no oddity: every browser writes it ``%20``, and so does this. What may be
    another site's address without its ``https://`` is not taken for a path.
    """
    link = _with_spaces_coded(uri.strip(_SPACES))
    if not link or _SCHEME.match(link) or _ODD.search(link) or _HOST_FIRST.match(link):
        return link
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def _with_spaces_coded(link: str) -> str:
    host = _BEFORE_PATH.match(link)
    return host[0] + link[host.end() :].replace(" ", "%20") if host else link
