"""What do the headers of an answer say? Readings that a hostile header cannot break.

Used by `bot.adapters.http` alone. Whatever cannot be read counts as not sent; but whatever stands where a
Link header has its address is handed on as it is, for the rules to refuse.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urldefrag, urljoin

from multidict import CIMultiDictProxy

from bot.core.model import Validators

_LONGEST_WAIT = timedelta(days=1)
_LONGEST_AGE = 2**31  # seconds; RFC 9111 §1.2.2 caps larger ones here
_LONGEST_VALIDATOR = 1024
_MAX_AGE = re.compile(r"max-age\s*=\s*\"?([0-9]{1,20})\"?", re.IGNORECASE)
_MOST_CANONICAL = 10
_LINK = re.compile(r"<([^<>]*)>")
_LINK_PARAMETER = re.compile(
    r"\s*;\s*([\w!#$%&'*+.^`|~-]+)\s*(?:=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^\s\",;]*)))?"
)
_QUOTED_PAIR = re.compile(r"\\(.)")

Headers = CIMultiDictProxy[str]


def plain_header(headers: Headers, name: str) -> str | None:
    """Return a header as sent; None where it is missing or not plain printable ASCII."""
    value = headers.get(name)
    return value if value is not None and value.isascii() and value.isprintable() else None


def sent_validators(headers: Headers, known: Validators) -> Validators:
    """Return the validators an answer carries, each in place of the `known` one (RFC 9110 §8.8)."""
    etag, modified = (_validator(headers, name) for name in ("ETag", "Last-Modified"))
    return Validators(etag=etag or known.etag, last_modified=modified or known.last_modified)


def conditional(validators: Validators) -> Mapping[str, str]:
    """Return the request headers that make a GET conditional (RFC 9110 §13.1)."""
    headers = {}
    if validators.etag:
        headers["If-None-Match"] = validators.etag
    if validators.last_modified:
        headers["If-Modified-Since"] = validators.last_modified
    return headers


def max_age(headers: Headers) -> timedelta | None:
    """Return Cache-Control's max-age (RFC 9111 §5.2.2.1), from the first one that is a number."""
    for header in headers.getall("Cache-Control", ()):
        for directive in header.split(","):
            match = _MAX_AGE.fullmatch(directive.strip())
            if match:
                return timedelta(seconds=min(int(match[1]), _LONGEST_AGE))
    return None


def retry_after(headers: Headers, now: datetime) -> float | None:
    """Return the seconds Retry-After asks for, as number or date (RFC 9110 §10.2.3): 0 to one day."""
    value = plain_header(headers, "Retry-After")
    if value is None:
        return None
    wait = _seconds_in(value.strip(), now)
    return None if wait is None else min(max(wait, 0.0), _LONGEST_WAIT.total_seconds())


def canonical_links(headers: Headers, url: str) -> tuple[str, ...]:
    """Return what an answer's Link headers call canonical (RFC 8288 §3, RFC 6596), absolute, at most ten.

    `url` is the address that gave the answer. A link with an `anchor` elsewhere is about another page.
    """
    found: dict[str, None] = {}
    for header in headers.getall("Link", ()):
        for target, parameters in _links(header):
            anchor = parameters.get("anchor")
            is_about_it = anchor is None or _absolute(url, anchor) == urldefrag(url).url
            if is_about_it and "canonical" in parameters.get("rel", "").lower().split():
                found[_absolute(url, target)] = None
    return tuple(found)[:_MOST_CANONICAL]


def _links(header: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each link's target and its parameters, by name in lower case; of repeated ones the first."""
    position = 0
    while link := _LINK.search(header, position):
        position = link.end()
        parameters: dict[str, str] = {}
        while parameter := _LINK_PARAMETER.match(header, position):
            position = parameter.end()
            name, quoted, token = parameter.groups()
            value = _QUOTED_PAIR.sub(r"\1", quoted) if quoted is not None else token or ""
            parameters.setdefault(name.lower(), value)
        yield link[1], parameters


def _absolute(url: str, reference: str) -> str:
    try:
        return urldefrag(urljoin(url, reference.strip(" \t"))).url
    except ValueError:
        return reference  # half a bracket: kept as it is, to be refused with the reason


def _validator(headers: Headers, name: str) -> str | None:
    value = plain_header(headers, name)
    return value if value and len(value) <= _LONGEST_VALIDATOR else None


def _seconds_in(value: str, now: datetime) -> float | None:
    if value.isdecimal():
        return float(value[:20])
    try:
        at = parsedate_to_datetime(value)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() - now.timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
