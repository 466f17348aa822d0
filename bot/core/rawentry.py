"""What do the pieces of an entry say? Its title, text, links and pictures, out of what its feed carried.

Called by `bot.core.parse` for each entry of a feed, and in the parser process again for what was kept of a
stored one, so that a better reading can be told from an edit by the union. Guarantees: the same pieces give
the same entry, whenever they are read by the same code; an entry's `raw` is all that this reads.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Any, Final

from bot.core.feedreader import absolute
from bot.core.hosts import LinkFault, link_host
from bot.core.mending import mend, mend_words
from bot.core.model import Entry, Image, RawEntry, RawPicture, RawText
from bot.core.plaintext import html_to_text, markup_to_text, one_line, plain_to_text
from bot.core.tails import is_cut_off

MOST_IMAGES: Final = 4
_MOST_LINKS: Final = 50
_LONGEST_ALT: Final = 1_000  # characters
_LONGEST_ADDRESS: Final = 2_000
_HTML: Final = ("text/html", "application/xhtml+xml")
_HREF: Final = re.compile(
    r"""<a\s[^<>]{0,500}?\bhref\s*=\s*(?:"([^"<>]{1,2000})"|'([^'<>]{1,2000})')""", re.IGNORECASE
)
_IMG: Final = re.compile(
    r"""<img\b((?:[^<>"']{1,500}|"[^"]{0,4000}"|'[^']{0,4000}'){0,60}+)>""", re.IGNORECASE
)
_ATTRIBUTE: Final = re.compile(
    r"""(?<![\w-])(src|alt|width|height|class|style)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""",
    re.IGNORECASE,
)
_MOST_IMGS: Final = 20  # looked at in a text
_SMALLEST: Final = 3  # pixels; what is no larger counts readers and shows nothing
_SIZE: Final = re.compile(r"\s*(\d{1,6})")
#: Counters, and faces and smileys that no statement is about.
_NO_PICTURE: Final = re.compile(
    r"(?:[\w.-]+\.)?(?:gravatar\.com|s\.w\.org|pixel\.wp\.com|stats\.wordpress\.com|feedburner\.com|doubleclick\.net"
    r"|google-analytics\.com)",
    re.IGNORECASE,
)
#: What a page doesn't show, and pictures that it hides or makes a point of.
_NOT_SHOWN: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|noscript|template)\b.*?(?:</\1\b|\Z)", re.IGNORECASE | re.DOTALL
)
_HIDING: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?<![\w-])(?:width|height)\s*:\s*0*[0-3](?:px)?(?![\w.%])",
    re.IGNORECASE,
)
_VALUE: Final = re.compile(r"""=\s*(?:"[^"]*"|'[^']*')""")
_HIDDEN: Final = re.compile(r"(?<![\w=-])hidden(?![\w=-])", re.IGNORECASE)
_SMILEY: Final = re.compile(r"\b(?:wp-smiley|emoji|avatar)\b", re.IGNORECASE)
_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def raw_of(
    parts: Mapping[str, Any], pictures: Sequence[RawPicture], media_words: Sequence[RawText], base_url: str
) -> RawEntry:
    """Return what an entry is made of, out of feedparser's dictionary and what stands beside it."""
    contents = tuple(_pieces(parts.get("content") or ()))
    summary = next(_pieces([parts.get("summary_detail") or {}]), None)
    if not any(piece.value.strip() for piece in (*contents, *([summary] if summary else []))):
        summary = next(iter(media_words), summary)  # a film's or a recording's: it has no other words
    title = next(_pieces([parts.get("title_detail") or {}]), None)
    return RawEntry(base_url, title, contents, summary, tuple(pictures))


def _pieces(details: Sequence[Mapping[str, Any]]) -> Iterator[RawText]:
    for detail in details:
        value, media_type = detail.get("value"), detail.get("type")
        if isinstance(value, str):
            yield RawText(media_type if isinstance(media_type, str) else "", value)


def read_raw(raw: RawEntry) -> Entry:
    """Read an entry's pieces; what else a feed says of it is left open."""
    title = _title(raw.title)
    text, is_whole = _text(raw)
    return Entry(
        guid=None,
        link=None,
        title=title,
        text=text,
        cut_off=is_cut_off(text, whole=is_whole or not title),
        links=_links(raw),
        images=_images(raw),
        raw=raw,
    )


def _title(title: RawText | None) -> str:
    if title is None:
        return ""
    mended = mend(title.value)
    return one_line(mend_words(html_to_text(mended) if title.media_type in _HTML else mended))


def _text(raw: RawEntry) -> tuple[str, bool]:
    """Return the longest text the entry offers, and whether it is offered as the whole."""
    whole = max(map(_plain, raw.contents), key=len, default="")
    beginning = _plain(raw.summary) if raw.summary else ""
    return (beginning, False) if len(beginning) > len(whole) else (whole, True)


def _plain(piece: RawText) -> str:
    if piece.media_type == "text/plain":
        return plain_to_text(mend(piece.value))
    return mend_words(markup_to_text(mend(piece.value))) if piece.media_type in _HTML else ""


def _markup(raw: RawEntry) -> Iterator[str]:
    pieces = (*raw.contents, *([raw.summary] if raw.summary else []))
    return (piece.value for piece in pieces if piece.media_type in _HTML)


def _links(raw: RawEntry) -> tuple[str, ...]:
    """Return the addresses that the entry's HTML links to, as written but absolute, each once."""
    found = (pair for html in _markup(raw) for pair in _HREF.findall(html))
    links: dict[str, None] = {}
    for double, single in found:
        link = printable_link(absolute(raw.base_url, unescape(double or single)))
        if link:
            links.setdefault(link)
        if len(links) == _MOST_LINKS:
            break
    return tuple(links)


def printable_link(value: object) -> str | None:
    """Return a link as written; what cannot be printed becomes a backslash escape, which no rule accepts."""
    if not isinstance(value, str) or not value:
        return None
    return _UNPRINTABLE.sub(lambda found: f"\\x{{{ord(found[0]):x}}}", value)


# --- pictures ---------------------------------------------------------------------------------------


def _images(raw: RawEntry) -> tuple[Image, ...]:
    """Return the pictures that can be shown, each once, with its words where any place gives them."""
    in_text = next(filter(None, map(_image, _pictures_in(raw))), None)
    beside = filter(None, map(_image, raw.pictures))
    found: dict[str, str] = {}
    for image in (*beside, *([in_text] if in_text else [])):
        found[image.url] = found.get(image.url) or image.alt
    return tuple(Image(url, alt) for url, alt in list(found.items())[:MOST_IMAGES])


def _pictures_in(raw: RawEntry) -> Iterator[RawPicture]:
    """Yield the pictures in the text, as its mark-up names them."""
    looked_at = 0
    for html in _markup(raw):
        if "<img" not in html and "<IMG" not in html:
            continue  # most have none, and this is much faster
        for found in _IMG.finditer(_NOT_SHOWN.sub(" ", html)):
            looked_at += 1
            if looked_at > _MOST_IMGS:
                return
            attributes = _attributes(found[1])
            if not _SMILEY.search(attributes.get("class", "")) and not _is_hidden(found[1], attributes):
                yield RawPicture(
                    absolute(raw.base_url, attributes.get("src", "")),
                    attributes.get("alt", ""),
                    attributes.get("width", ""),
                    attributes.get("height", ""),
                )


def _attributes(tag: str) -> dict[str, str]:
    return {found[1].lower(): unescape("".join(found.groups("")[1:])) for found in _ATTRIBUTE.finditer(tag)}


def _is_hidden(tag: str, attributes: Mapping[str, str]) -> bool:
    return bool(_HIDING.search(attributes.get("style", "")) or _HIDDEN.search(_VALUE.sub(" ", tag)))


def _image(picture: RawPicture) -> Image | None:
    """Return a picture that can be shown; None for a counter of readers, and for any odd address."""
    host = link_host(picture.url) if len(picture.url) <= _LONGEST_ADDRESS else None
    if host is None or isinstance(host, LinkFault) or _NO_PICTURE.fullmatch(host):
        return None
    sizes = [_SIZE.match(size) for size in (picture.width, picture.height)]
    if any(size and int(size[1]) <= _SMALLEST for size in sizes):
        return None
    alt = mend_words(html_to_text(mend(picture.alt)) if "<" in picture.alt else mend(picture.alt))
    return Image(picture.url, one_line(alt)[:_LONGEST_ALT].strip())
