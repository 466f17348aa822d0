"""What the parser process and its parent say to each other.

Used by `bot.adapters.parser_process` (parent) and `bot.adapters.parse_worker` (child). A message is a
frame: its length in eight bytes, then JSON, or for a request's document plain bytes. JSON and not pickle:
the child handles hostile documents, and a child that was taken over must be able to send the parent wrong
words at most, never code.

    parent  {"feed_id", "base_url", "content_type", "kind"}, document
    child   ACKNOWLEDGED                      the request has arrived whole and parsing begins
    child   {"title", "link", "entries"}      for a feed
            {"text", "canonical", "obstacle"}  for a page
            an entry of a feed's "entries"     for what was kept of a stored one
            {"error"}                          for none of these: a sentence
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from bot.core.model import Entry, Image, MainPage, ParsedFeed, RawEntry, RawPicture, RawText

Answer = TypeVar("Answer")

LENGTH_BYTES = 8
ACKNOWLEDGED = b"\x06"
EXIT_OUT_OF_MEMORY = 3
LONGEST_ANSWER = 32 * 2**20  # bytes; a document of 8 MiB says less, and decoding takes the parent's time


class DocumentKind(StrEnum):
    """What a document is read as; the values stand in sentences."""

    FEED = "feed"
    PAGE = "page"
    ENTRY = "entry"  #: what is kept of a stored one (`bot.core.rawcoding`)


@dataclass(frozen=True, slots=True)
class ParseRequest:
    """A document's circumstances; the document itself follows in a frame of its own."""

    feed_id: str
    base_url: str
    content_type: str
    kind: DocumentKind = DocumentKind.FEED


class WireError(Exception):
    """An answer that no honest child sends."""


def frame(payload: bytes) -> bytes:
    """Return `payload` with its length before it."""
    return len(payload).to_bytes(LENGTH_BYTES, "big") + payload


def encode_request(request: ParseRequest) -> bytes:
    """Return the first frame's payload."""
    return json.dumps(asdict(request)).encode()


def decode_request(payload: bytes) -> ParseRequest:
    """Return what `encode_request` was given."""
    fields = json.loads(payload)
    return ParseRequest(**{**fields, "kind": DocumentKind(fields["kind"])})


def encode_answer(answer: ParsedFeed | MainPage | Entry | str) -> bytes:
    """Return a feed, a page, or why there is none; lone surrogates become question marks."""
    document = {"error": answer} if isinstance(answer, str) else asdict(answer)
    return json.dumps(document, ensure_ascii=False, default=datetime.isoformat).encode("utf-8", "replace")


def decode_answer(payload: bytes) -> ParsedFeed | str:
    """Return the feed or sentence that was encoded; raises WireError unless every value has its type."""
    return _decode(payload, _feed)


def decode_page(payload: bytes) -> MainPage | str:
    """Return the page or sentence that was encoded; raises WireError unless every value has its type."""
    return _decode(payload, _page)


def decode_entry(payload: bytes) -> Entry | str:
    """Return the entry or sentence that was encoded; raises WireError unless every value has its type."""
    return _decode(payload, _entry)


def _decode(payload: bytes, read: Callable[[dict[str, Any]], Answer]) -> Answer | str:
    try:
        document = json.loads(payload)
        return _text(document["error"]) if "error" in document else read(document)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as error:
        raise WireError(type(error).__name__) from error


def _feed(raw: dict[str, Any]) -> ParsedFeed:
    return ParsedFeed(
        title=_text(raw["title"]),
        link=_optional(raw["link"]),
        entries=tuple(_entry(entry) for entry in raw["entries"]),
    )


def _page(raw: dict[str, Any]) -> MainPage:
    return MainPage(_text(raw["text"]), _optional(raw["canonical"]), _optional(raw["obstacle"]))


def _entry(raw: dict[str, Any]) -> Entry:
    return Entry(
        guid=_optional(raw["guid"]),
        link=_optional(raw["link"]),
        title=_text(raw["title"]),
        text=_text(raw["text"]),
        published_at=_instant(raw["published_at"]),
        updated_at=_instant(raw["updated_at"]),
        author=_optional(raw["author"]),
        source_url=_optional(raw["source_url"]),
        channel_id=_optional(raw["channel_id"]),
        categories=tuple(_text(category) for category in raw["categories"]),
        cut_off=_flag(raw["cut_off"]),
        links=tuple(_text(link) for link in raw["links"]),
        images=tuple(Image(_text(image["url"]), _text(image["alt"])) for image in raw["images"]),
        raw=None if raw["raw"] is None else _raw(raw["raw"]),
    )


def _raw(raw: dict[str, Any]) -> RawEntry:
    return RawEntry(
        base_url=_text(raw["base_url"]),
        title=None if raw["title"] is None else _piece(raw["title"]),
        contents=tuple(_piece(piece) for piece in raw["contents"]),
        summary=None if raw["summary"] is None else _piece(raw["summary"]),
        pictures=tuple(_picture(picture) for picture in raw["pictures"]),
    )


def _piece(raw: dict[str, Any]) -> RawText:
    return RawText(_text(raw["media_type"]), _text(raw["value"]))


def _picture(raw: dict[str, Any]) -> RawPicture:
    return RawPicture(*(_text(raw[name]) for name in ("url", "alt", "width", "height")))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _optional(value: object) -> str | None:
    return None if value is None else _text(value)


def _instant(value: object) -> datetime | None:
    if value is None:
        return None
    instant = datetime.fromisoformat(_text(value))
    if instant.tzinfo is None:
        raise ValueError
    return instant


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value
