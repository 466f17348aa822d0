"""One exchange of a fetch: whether an address may be asked, and what its answer holds.

Used by `bot.adapters.http`; `pages` and `robots` read its answers. Guarantees: an address that names its
host in any doubtful way is never asked, and a body never takes more memory than allowed.
"""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urldefrag, urljoin

import aiohttp

from bot.adapters.decoding import ACCEPT_ENCODING, BodyDecoder, DecodingError, TooLarge, UnknownCoding
from bot.adapters.http_faults import Wanted
from bot.adapters.shown import shown
from bot.core.errors import FetchPermanent, FetchTemporary
from bot.core.hosts import LinkFault, link_host
from bot.core.model import Feed, Fetched, Validators

_MIB = 2**20

# The same few addresses are asked again and again, and judging one costs as much as much of a 304.
_host_of = lru_cache(maxsize=1024)(link_host)


@dataclass(frozen=True, slots=True)
class Redirect:
    """An answer that leads on; nobody has judged where."""

    to: str


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that is no redirect, whatever its status."""

    status: int
    fetched: Fetched
    wait: float | None  #: seconds the server asks to wait, where it says so
    canonical: tuple[str, ...] = ()  #: what its Link header calls canonical, absolute; judged by nobody yet


@dataclass(frozen=True, slots=True)
class Request:
    """One hop of one fetch."""

    feed: Feed
    hops: tuple[str, ...]  #: the last one is asked now
    host: str  #: of the last hop
    validators: Validators
    deadline: float  #: of the whole fetch, on the event loop's clock
    wanted: Wanted
    max_bytes: int


def admitted_host(feed: Feed, hops: tuple[str, ...], wanted: Wanted) -> str:
    """Return the last hop's host; raises FetchPermanent for an address that must not be asked at all."""
    url = hops[-1]
    host = _host_of(url)
    if not isinstance(host, LinkFault):
        return host
    if len(hops) == 1:
        hint = wanted.hint("Correct it in feeds.yaml.")
        raise FetchPermanent(feed.id, f"The address {shown(url)} {host.problem}; nothing was asked.{hint}")
    hint = wanted.hint(
        "Write the feed's present address in feeds.yaml, or ask the union to repair the redirect."
    )
    raise FetchPermanent(
        feed.id,
        f"{shown(hops[-2])} redirects to {shown(url)}, which {host.problem}; it was not followed.{hint}",
    )


async def read_body(request: Request, response: aiohttp.ClientResponse) -> bytes:
    """Return the decoded body; raises FetchPermanent or FetchTemporary where it is too much or broken."""
    feed, host, wanted = request.feed, request.host, request.wanted
    try:
        decoder = BodyDecoder(
            ",".join(response.headers.getall("Content-Encoding", ())), max_bytes=request.max_bytes
        )
        decoder.expect(response.content_length or 0)
        async for chunk in response.content.iter_any():
            decoder.feed(chunk)
        return decoder.finish()
    except TooLarge as error:
        hint = wanted.hint("See whether the address in feeds.yaml is the feed's.")
        raise FetchPermanent(
            feed.id,
            f"{host} sent more than {request.max_bytes / _MIB:.3g} MiB, and reading stopped there. No "
            f"{wanted.noun} needs that much.{hint}",
        ) from error
    except UnknownCoding as error:
        raise FetchPermanent(
            feed.id,
            f"{host} sent its answer in the encoding {shown(str(error), 40)}, which was not asked for "
            f"({ACCEPT_ENCODING} were).",
        ) from error
    except DecodingError as error:
        hint = wanted.hint("It will be tried again.")
        raise FetchTemporary(feed.id, f"The answer of {host} {error}.{hint}") from error


def location(request: Request, response: aiohttp.ClientResponse) -> str:
    """Return the absolute address a redirect names (RFC 9110 §10.2.2), judged by nobody yet."""
    location = response.headers.get("Location", "").strip(" ")
    if not location:
        raise FetchPermanent(
            request.feed.id,
            f"{request.host} answered with a redirect ({response.status}) that leads nowhere.",
        )
    # urljoin drops tabs and line breaks, and fails on half a bracket: such text goes on as it is, to be
    # refused with the reason.
    if not location.isprintable():
        return location
    try:
        return urldefrag(urljoin(request.hops[-1], location)).url
    except ValueError:
        return location
