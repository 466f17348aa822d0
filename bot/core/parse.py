"""What does the feed say? Stage 4 of a poll.

Called by the parser adapter, in a process that can be killed. Guarantees: a `ParsedFeed` is a complete
feed document, its strings hold no control characters and no markup, and each link is as the feed wrote
it, only made absolute and with ``%20`` for spaces in its path; whatever is odd about a link stays visible
for the rules. An entry that says nothing is still listed, so that it is never lost in silence.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from html import unescape
from typing import Any, Final

from bot.core.document import Document, read_document
from bot.core.errors import ParseError
from bot.core.feeddates import read_date
from bot.core.feedreader import CutShortError, RawFeed, absolute, read_feed
from bot.core.hosts import LinkFault, permalink_host
from bot.core.model import Entry, ParsedFeed
from bot.core.origins import Origins
from bot.core.plaintext import html_to_text, markup_to_text, one_line, plain_to_text
from bot.core.tails import is_cut_off

_FEED_ROOTS: Final = ("rss", "feed", "rdf")
_HTML: Final = ("text/html", "application/xhtml+xml")
_HREF: Final = re.compile(
    r"""<a\s[^<>]{0,500}?\bhref\s*=\s*(?:"([^"<>]{1,2000})"|'([^'<>]{1,2000})')""", re.IGNORECASE
)
_MOST_LINKS: Final = 50
_UNNAMED_SOURCE: Final = "a source without a name"
_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def parse_feed(body: bytes, *, feed_id: str, base_url: str, content_type: str) -> ParsedFeed:
    """Parse an RSS (0.9x, 1.0, 2.0) or Atom document.

    `base_url` is the address that gave the body; `content_type` is the header as sent, or empty.

    Raises:
        ParseError: not a complete, decodable feed; nothing of it is to be used.
    """
    document = read_document(body, feed_id=feed_id, content_type=content_type)
    _require_feed(document, feed_id)
    try:
        raw = read_feed(document, base_url)
    except CutShortError as error:
        raise ParseError(
            feed_id, "the feed breaks off in the middle; nothing of it was used, the next poll asks again"
        ) from error
    except (
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        RuntimeError,
        TypeError,
        ValueError,
    ) as error:
        raise ParseError(
            feed_id,
            f"the feed cannot be read ({type(error).__name__}); its XML has to be mended at the source",
        ) from error
    if not raw.version:
        raise ParseError(feed_id, "the source answered with RDF that is no RSS feed")
    return ParsedFeed(
        title=_title(raw.feed),
        link=_link(raw.feed.get("link")),
        entries=tuple(
            _entry(entry, origins, raw, base_url)
            for entry, origins in zip(raw.entries, raw.origins, strict=True)
        ),
    )


def _require_feed(document: Document, feed_id: str) -> None:
    if document.root == "html":
        raise ParseError(
            feed_id, "the source answered with a web page, not a feed; look for its RSS or Atom address"
        )
    if document.root not in _FEED_ROOTS:
        raise ParseError(
            feed_id,
            f"the source answered with XML that is neither RSS nor Atom (its root is <{document.root[:40]}>)",
        )


def _entry(raw: dict[str, Any], origins: Origins, feed: RawFeed, base_url: str) -> Entry:
    title = _title(raw)
    text, whole = _text(raw)
    updated_at = _date(raw, "updated")
    published_at = _date(raw, "published") or _date(raw, "created")
    if published_at is None and not feed.version.startswith("atom"):
        published_at, updated_at = updated_at, None  # dc:date, the only date of RSS 1.0
    return Entry(
        guid=_string(raw.get("id")) or None,
        link=_permalink(origins),
        title=title,
        text=text,
        published_at=published_at,
        updated_at=updated_at,
        author=_string(raw.get("author")) or None,
        source_url=_source_url(origins),
        channel_id=_string(raw.get("yt_channelid")) or None,
        categories=_categories(raw),
        cut_off=is_cut_off(text, whole=whole or not title),
        links=_links(raw, base_url),
    )


def _links(raw: Mapping[str, Any], base_url: str) -> tuple[str, ...]:
    """Return the addresses that the entry's HTML links to, as written but absolute, each once."""
    contents = (*(raw.get("content") or ()), raw.get("summary_detail") or {})
    values = (content.get("value") for content in contents if content.get("type") in _HTML)
    found = (html for value in values if isinstance(value, str) for html in _HREF.findall(value))
    links: dict[str, None] = {}
    for double, single in found:
        link = _link(absolute(base_url, unescape(double or single)))
        if link:
            links.setdefault(link)
        if len(links) == _MOST_LINKS:
            break
    return tuple(links)


def _string(value: object) -> str:
    """Return feedparser's value on one line; it gives a dictionary where an element has attributes."""
    return one_line(value) if isinstance(value, str) else ""


def _title(raw: Mapping[str, Any]) -> str:
    title = raw.get("title")
    detail = raw.get("title_detail") or {}
    if isinstance(title, str) and detail.get("type") in _HTML:
        return one_line(html_to_text(title))
    return _string(title)


def _text(raw: Mapping[str, Any]) -> tuple[str, bool]:
    """Return the longest text the entry offers, and whether it is offered as the whole."""
    whole = max((_plain(content) for content in raw.get("content") or ()), key=len, default="")
    summary = dict(raw.get("summary_detail") or {})
    beginning = _plain(summary)
    return (beginning, False) if len(beginning) > len(whole) else (whole, True)


def _plain(content: Mapping[str, Any]) -> str:
    value, kind = content.get("value"), content.get("type")
    if not isinstance(value, str):
        return ""
    if kind == "text/plain":
        return plain_to_text(value)
    return markup_to_text(value) if kind in _HTML else ""


def _link(value: object) -> str | None:
    """Return a link as written; what cannot be printed becomes a backslash escape, which no rule accepts."""
    if not isinstance(value, str) or not value:
        return None
    return _UNPRINTABLE.sub(lambda found: f"\\x{{{ord(found[0]):x}}}", value)


def _permalink(origins: Origins) -> str | None:
    """Return the first link; two that differ in their hosts together, which no rule takes for an address."""
    links = [link for link in map(_link, origins.links) if link]
    if not links:
        return _link(origins.guid)
    first, *others = links
    other = next((link for link in others if _place(link) != _place(first)), None)
    return first if other is None else f"{first} {other}"


def _place(link: str) -> str:
    host = permalink_host(link)
    return link if isinstance(host, LinkFault) else host


def _source_url(origins: Origins) -> str | None:
    """Return where the entry says it comes from, an address or a name on each line."""
    said = (value for source in origins.sources for value in source or (_UNNAMED_SOURCE,))
    return "\n".join(dict.fromkeys(filter(None, map(_link, said)))) or None


def _categories(raw: Mapping[str, Any]) -> tuple[str, ...]:
    names = (_string(tag.get("term")) or _string(tag.get("label")) for tag in raw.get("tags") or ())
    return tuple(dict.fromkeys(name for name in names if name))


def _date(raw: dict[str, Any], key: str) -> datetime | None:
    # feedparser answers `updated` with `published`, and a warning, unless asked past its own dictionary.
    return read_date(_string(dict.get(raw, key)))
