"""What a feed says; nothing in it is trusted."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that a feed shows with an entry."""

    url: str
    alt: str  #: what it shows, in the union's words; empty where they gave none


class RawPart(StrEnum):
    """Of which part of a statement raw bytes are kept."""

    ENTRY = "entry"  #: what the feed carried
    PAGE = "page"  #: the statement's own page


@dataclass(frozen=True, slots=True)
class Raw:
    """Bytes of which a revision's text was made, and what they are."""

    media_type: str  #: as the Content-Type header said; may be empty
    body: bytes


@dataclass(frozen=True, slots=True)
class RawText:
    """A piece of an entry as its feed carried it."""

    media_type: str  #: ``text/plain``, ``text/html``, ``application/xhtml+xml`` or whatever the feed claims
    value: str


@dataclass(frozen=True, slots=True)
class RawPicture:
    """A picture as a feed's elements name it."""

    url: str
    alt: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class RawEntry:
    """What an entry's title, text, links and pictures were made of; nothing in it is trusted."""

    base_url: str  #: relative links are relative to it
    title: RawText | None
    contents: tuple[RawText, ...]  #: each offered as the whole text
    summary: RawText | None  #: a description; may be a beginning only
    pictures: tuple[RawPicture, ...]  #: named outside the text


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as its feed lists it; nothing in it is trusted."""

    guid: str | None
    link: str | None  #: the permalink as written, made absolute; two at odds are parted by a space
    title: str  #: plain text, one line; empty where the feed gives none
    text: str  #: plain text; paragraphs parted by blank lines
    published_at: datetime | None = None
    updated_at: datetime | None = None
    author: str | None = None
    source_url: str | None = None  #: each source it names, on a line of its own: an address, else a name
    channel_id: str | None = None  #: yt:channelId
    categories: tuple[str, ...] = ()
    cut_off: bool = False  #: the feed carries only the beginning of the text
    links: tuple[str, ...] = ()  #: absolute addresses the text links to, in order; at most 50
    images: tuple[Image, ...] = ()  #: at most 4
    #: What it was made of, kept with it; no part of what it says.
    raw: RawEntry | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A readable feed document."""

    title: str
    link: str | None  #: the channel's own link
    entries: tuple[Entry, ...]  #: in document order
