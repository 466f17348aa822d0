"""What does the feed say? Stage 4 of a poll.

Called by the parser adapter, in a process that can be killed. Guarantees: a `ParsedFeed` is a complete
feed document, its strings hold no control characters and no markup, and each link is as the feed wrote
it, only made absolute and with ``%20`` for spaces in its path; whatever is odd about a link stays visible
for the rules. An entry that says nothing is still listed, so that it is never lost in silence.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from bot.core.document import Document, read_document
from bot.core.errors import ParseError
from bot.core.feeddates import read_date
from bot.core.feedreader import CutShortError, RawFeed, read_feed
from bot.core.hosts import LinkFault, permalink_host
from bot.core.mending import mend_words
from bot.core.model import Entry, ParsedFeed
from bot.core.origins import Origins
from bot.core.plaintext import html_to_text, one_line
from bot.core.rawentry import printable_link, raw_of, read_raw

_FEED_ROOTS: Final = ("rss", "feed", "rdf")
_HTML: Final = ("text/html", "application/xhtml+xml")
_UNNAMED_SOURCE: Final = "a source without a name"


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
        link=printable_link(raw.feed.get("link")),
        entries=tuple(_entries(raw, base_url)),
    )


def _entries(raw: RawFeed, base_url: str) -> Iterator[Entry]:
    listed = zip(raw.entries, raw.origins, raw.pictures, raw.media_words, strict=True)
    for entry, origins, pictures, media_words in listed:
        read = read_raw(raw_of(entry, pictures, media_words, base_url))
        yield _entry(entry, origins, raw.version, read)


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


def _entry(raw: dict[str, Any], origins: Origins, version: str, read: Entry) -> Entry:
    """Return what an entry says, `read` from its pieces, with what else its feed says of it."""
    updated_at = _date(raw, "updated")
    published_at = _date(raw, "published") or _date(raw, "created")
    if published_at is None and not version.startswith("atom"):
        published_at, updated_at = updated_at, None  # dc:date, the only date of RSS 1.0
    return replace(
        read,
        guid=_string(raw.get("id")) or None,
        link=_permalink(origins),
        published_at=published_at,
        updated_at=updated_at,
        author=_string(raw.get("author")) or None,
        source_url=_source_url(origins),
        channel_id=_string(raw.get("yt_channelid")) or None,
        categories=_categories(raw),
    )


def _string(value: object) -> str:
    """Return feedparser's value on one line; it gives a dictionary where an element has attributes."""
    return one_line(value) if isinstance(value, str) else ""


def _title(raw: Mapping[str, Any]) -> str:
    """Return the channel's title."""
    title = raw.get("title")
    detail = raw.get("title_detail") or {}
    if isinstance(title, str) and detail.get("type") in _HTML:
        return one_line(mend_words(html_to_text(title)))
    return mend_words(_string(title))


def _permalink(origins: Origins) -> str | None:
    """Return the first link; two that differ in their hosts together, which no rule takes for an address."""
    links = [link for link in map(printable_link, origins.links) if link]
    if not links:
        return printable_link(origins.guid)
    first, *others = links
    other = next((link for link in others if _place(link) != _place(first)), None)
    return first if other is None else f"{first} {other}"


def _place(link: str) -> str:
    host = permalink_host(link)
    return link if isinstance(host, LinkFault) else host


def _source_url(origins: Origins) -> str | None:
    """Return where the entry says it comes from, an address or a name on each line."""
    said = (value for source in origins.sources for value in source or (_UNNAMED_SOURCE,))
    return "\n".join(dict.fromkeys(filter(None, map(printable_link, said)))) or None


def _categories(raw: Mapping[str, Any]) -> tuple[str, ...]:
    names = (_string(tag.get("term")) or _string(tag.get("label")) for tag in raw.get("tags") or ())
    return tuple(dict.fromkeys(name for name in names if name))


def _date(raw: dict[str, Any], key: str) -> datetime | None:
    # feedparser answers `updated` with `published`, and a warning, unless asked past its own dictionary.
    return read_date(_string(dict.get(raw, key)))
