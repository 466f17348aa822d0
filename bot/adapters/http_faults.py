"""Say what went wrong with a fetch: each failure as a typed error with a sentence for the admin.

Used by `bot.adapters.http` and, for what is no feed, by `bot.adapters.pages` and `robots`. Nothing a server
sent gets into a sentence unescaped.
"""

from dataclasses import dataclass
from http import HTTPStatus

import aiohttp

from bot.adapters.dialling import RefusedAddress
from bot.adapters.shown import shown
from bot.core.errors import FetchError, FetchPermanent, FetchTemporary
from bot.core.model import Feed

_AGAIN = "It will be tried again."
_ADDRESS = "Look up the feed's address on the union's own site and correct it in feeds.yaml."
# 404 and 403 come in spells (YouTube, hosts behind a firewall that is being tuned): keep trying.
_WORTH_ANOTHER_TRY = frozenset({403, 404, 408, 421, 425, 429})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: how to ask, and how sentences about it go."""

    noun: str
    accept: str  #: the Accept header
    is_feed: bool = False  #: an admin wrote its address in feeds.yaml

    def hint(self, sentence: str) -> str:
        """Return an admin's next step, for what an admin can correct."""
        return f" {sentence}" if self.is_feed else ""


FEED = Wanted(
    "feed",
    "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5",
    is_feed=True,
)


def status_fault(feed: Feed, host: str, status: int, wait: float | None) -> FetchError:
    """Return the error for an answer that is neither a feed, a 304 nor a redirect."""
    said = f"{host} answered {phrase(status)}"
    if status in (404, 403):
        return FetchTemporary(feed.id, f"{said}. {_AGAIN} If this lasts: {_ADDRESS}", wait)
    if status in _WORTH_ANOTHER_TRY or status >= 500 or status < 300 or status == 304:
        return FetchTemporary(feed.id, f"{said} instead of the feed. {_AGAIN}", wait)
    return FetchPermanent(feed.id, f"{said}. {_ADDRESS}")


def connection_fault(
    feed: Feed, host: str, error: Exception, seconds: float, wanted: Wanted = FEED
) -> FetchError:
    """Return the error for an exchange that failed; `seconds` is the deadline for the whole fetch."""
    match error:
        case aiohttp.ClientConnectorCertificateError():
            return _certificate_fault(feed, host, error.certificate_error, wanted)
        case aiohttp.ClientConnectorError() if isinstance(error.os_error, RefusedAddress):
            return FetchPermanent(
                feed.id,
                f"{host} leads to an address that is {error.os_error.strerror}; it was not dialled. "
                "Only PICKETWIRE_CONNECT_TO lets a fetch reach such an address.",
            )
        case _:
            return FetchTemporary(feed.id, f"{_what_happened(host, error, seconds)}.{wanted.hint(_AGAIN)}")


def _what_happened(host: str, error: Exception, seconds: float) -> str:
    match error:
        case aiohttp.ClientConnectorDNSError():
            return f"The name {host} could not be resolved ({_reason(error.os_error)})"
        case aiohttp.ClientSSLError():
            return f"No secure connection to {host} came about ({_reason(error.os_error)})"
        case aiohttp.ConnectionTimeoutError():
            return f"{host} did not take up the connection in time"
        case aiohttp.ServerTimeoutError():
            return f"{host} fell silent in the middle of its answer"
        case TimeoutError():
            return f"{host} did not answer in full within {seconds:g} s"
        case aiohttp.ClientConnectorError():
            return f"{host} could not be reached ({_reason(error.os_error)})"
        case aiohttp.ClientPayloadError():
            return f"{host} broke off in the middle of its answer"
        case aiohttp.ClientResponseError():
            return f"{host} sent an answer that is not readable HTTP"
        case aiohttp.ServerDisconnectedError() | OSError():
            return f"{host} closed the connection before it had answered"
        case _:
            return f"The exchange with {host} failed ({type(error).__name__})"


def _certificate_fault(feed: Feed, host: str, error: Exception, wanted: Wanted) -> FetchPermanent:
    reason = getattr(error, "verify_message", "") or str(error)
    hint = wanted.hint(
        "The feed is not read until it is; if other sites fail the same way, check this machine's clock and "
        "its CA certificates."
    )
    return FetchPermanent(feed.id, f"The certificate of {host} is not valid: {shown(reason)}.{hint}")


def phrase(status: int) -> str:
    """Return a status as a person reads it, such as ``404 (Not Found)``."""
    try:
        return f"{status} ({HTTPStatus(status).phrase})"
    except ValueError:
        return str(status)


def _reason(error: OSError) -> str:
    return shown(error.strerror or str(error) or type(error).__name__)
