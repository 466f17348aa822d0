"""What do the headers of an answer say? Readings that a hostile header cannot break.

Used by `bot.adapters.http` alone. Whatever cannot be read counts as not sent.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from multidict import CIMultiDictProxy

from bot.core.model import Validators

_LONGEST_WAIT = timedelta(days=1)
_LONGEST_AGE = 2**31  # seconds; RFC 9111 §1.2.2 caps larger ones here
_LONGEST_VALIDATOR = 1024
_MAX_AGE = re.compile(r"max-age\s*=\s*\"?([0-9]{1,20})\"?", re.IGNORECASE)

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
