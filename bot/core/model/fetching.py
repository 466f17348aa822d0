"""What goes to a source, and what comes back."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class ConnectTo:
    """Connect a host name to another address, as curl's ``--connect-to``; every rule sees the real name."""

    host: str  #: normalised, as in a feed's address
    port: int
    to_host: str  #: an IP address (IPv6 without brackets) or a host name
    to_port: int


@dataclass(frozen=True, slots=True)
class Validators:
    """HTTP validators for a conditional GET (RFC 9110 §8.8), exactly as the server sent them."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A body, and the way to it."""

    hops: tuple[str, ...]  #: every address asked, in order; the last one gave the body
    body: bytes  #: decompressed
    content_type: str  #: the header as sent; may be empty
    validators: Validators
    fetched_at: datetime
    max_age: timedelta | None = None  #: Cache-Control: max-age, where the server sent one


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says nothing changed (304)."""

    hops: tuple[str, ...]
    validators: Validators
    fetched_at: datetime
    max_age: timedelta | None = None
