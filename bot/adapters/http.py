"""Stage fetch: ask a feed's server for its document (the `Fetcher` port, on aiohttp).

Called by `bot.services` once a poll; hop 3 of a statement's way. Guarantees: HTTPS with a valid
certificate at every hop, no private address dialled (`bot.adapters.dialling`), redirects followed here
hop by hop and each hop returned for the rules to judge, no more than `max_bytes` in memory, an end within
`total_timeout`. Cookies, proxies and credentials from the environment are not used. Every failure is a
`FetchTemporary` or `FetchPermanent` that names the feed (`bot.adapters.http_faults` writes them).
"""

import asyncio
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import TracebackType
from typing import Self
from urllib.parse import urldefrag, urljoin
from weakref import WeakValueDictionary

import aiohttp
from yarl import URL

from bot.adapters.decoding import ACCEPT_ENCODING, BodyDecoder, DecodingError, TooLarge, UnknownCoding
from bot.adapters.dialling import Dialling
from bot.adapters.http_faults import connection_fault, status_fault
from bot.adapters.http_headers import conditional, max_age, plain_header, retry_after, sent_validators
from bot.adapters.shown import shown
from bot.core.errors import FetchPermanent, FetchTemporary
from bot.core.hosts import LinkFault, link_host
from bot.core.model import ConnectTo, Feed, Fetched, NotModified, Validators
from bot.ports import Clock

_ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_AT_ONCE = 20
_AT_ONCE_PER_HOST = 2
_MIB = 2**20

# The same few addresses are asked again and again, and judging one costs as much as much of a 304.
_host_of = lru_cache(maxsize=1024)(link_host)


@dataclass(frozen=True, slots=True)
class _Redirect:
    to: str


@dataclass(frozen=True, slots=True)
class _Request:
    """One hop of one fetch."""

    feed: Feed
    hops: tuple[str, ...]  #: the last one is asked now
    host: str  #: of the last hop
    validators: Validators
    deadline: float  #: of the whole fetch, on the event loop's clock


class HttpFetcher:
    """Fetches feeds over one client session; an async context manager that owns it.

    Times are in seconds. `connect_timeout` covers TCP and TLS, `idle_timeout` each wait for more bytes,
    `total_timeout` the whole fetch with all its redirects, but not the wait for its turn.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        user_agent: str,
        connect_to: Sequence[ConnectTo] = (),
        ssl_context: ssl.SSLContext | None = None,
        connect_timeout: float = 10,
        idle_timeout: float = 20,
        total_timeout: float = 30,
        max_bytes: int = 8 * _MIB,
        max_redirects: int = 5,
    ) -> None:
        self._clock = clock
        self._headers = {"User-Agent": user_agent, "Accept": _ACCEPT, "Accept-Encoding": ACCEPT_ENCODING}
        self._dialling = Dialling(connect_to)
        self._ssl_context = ssl_context
        self._timeout = aiohttp.ClientTimeout(sock_connect=connect_timeout, sock_read=idle_timeout)
        self._total_timeout = total_timeout
        self._max_bytes = max_bytes
        self._max_redirects = max_redirects
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._host_turns: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(
            resolver=self._dialling,
            socket_factory=self._dialling.open_socket,
            use_dns_cache=False,
            ssl=self._ssl_context or default_ssl_context(),
            limit=_AT_ONCE,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            headers=self._headers,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=self._timeout,
            auto_decompress=False,
            trust_env=False,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        session, self._session = self._session, None
        if session:
            await session.close()
        await self._dialling.close()

    async def fetch(self, feed: Feed, validators: Validators) -> Fetched | NotModified:
        """Fetch `feed.url`, conditionally where there are validators; see `bot.ports.Fetcher`."""
        host = _admitted_host(feed, feed.url, came_from=None)
        async with self._turn_of(host), self._turns:
            deadline = asyncio.get_running_loop().time() + self._total_timeout
            request = _Request(feed, (feed.url,), host, validators, deadline)
            while True:
                answer = await self._ask(request)
                if not isinstance(answer, _Redirect):
                    return answer
                request = self._next_hop(request, answer.to)

    def _turn_of(self, host: str) -> asyncio.Semaphore:
        turn = self._host_turns.get(host)
        if turn is None:
            turn = self._host_turns[host] = asyncio.Semaphore(_AT_ONCE_PER_HOST)
        return turn

    def _next_hop(self, request: _Request, url: str) -> _Request:
        """Return the request a redirect asks for; raises FetchPermanent where it must not be followed."""
        feed, hops = request.feed, request.hops
        host = _admitted_host(feed, url, came_from=hops[-1])
        if url in hops:
            raise FetchPermanent(feed.id, f"{shown(hops[-1])} redirects back to {shown(url)}, in a circle.")
        if len(hops) > self._max_redirects:
            raise FetchPermanent(
                feed.id,
                f"{shown(feed.url)} redirects more than {self._max_redirects} times; the last address was "
                f"{shown(url)}. Write the feed's final address in feeds.yaml.",
            )
        return _Request(feed, (*hops, url), host, request.validators, request.deadline)

    async def _ask(self, request: _Request) -> Fetched | NotModified | _Redirect:
        """Ask the last hop; an unread body's connection is closed on the way out, not drained."""
        if self._session is None:
            raise RuntimeError("HttpFetcher.fetch was called outside `async with HttpFetcher(...)`.")
        url = request.hops[-1]
        try:
            async with (
                asyncio.timeout_at(request.deadline),
                self._session.get(
                    # Sent as written: yarl would rewrite some percent-escapes, and the rules judge this text.
                    URL(url, encoded=url.isascii()),
                    headers=conditional(request.validators),
                    allow_redirects=False,
                ) as response,
            ):
                return await self._answer(request, response)
        except (aiohttp.ClientError, OSError) as error:
            raise connection_fault(request.feed, request.host, error, self._total_timeout) from error

    async def _answer(
        self, request: _Request, response: aiohttp.ClientResponse
    ) -> Fetched | NotModified | _Redirect:
        if response.status == 304 and request.validators != Validators():
            return NotModified(
                hops=request.hops,
                validators=sent_validators(response.headers, request.validators),
                fetched_at=self._clock.now(),
                max_age=max_age(response.headers),
            )
        if response.status in _REDIRECTS:
            return _Redirect(_location(request, response))
        if response.status != 200:
            wait = retry_after(response.headers, self._clock.now())
            raise status_fault(request.feed, request.host, response.status, wait)
        return Fetched(
            hops=request.hops,
            body=await self._body(request, response),
            content_type=plain_header(response.headers, "Content-Type") or "",
            validators=sent_validators(response.headers, Validators()),
            fetched_at=self._clock.now(),
            max_age=max_age(response.headers),
        )

    async def _body(self, request: _Request, response: aiohttp.ClientResponse) -> bytes:
        feed, host = request.feed, request.host
        try:
            decoder = BodyDecoder(
                ",".join(response.headers.getall("Content-Encoding", ())), max_bytes=self._max_bytes
            )
            decoder.expect(response.content_length or 0)
            async for chunk in response.content.iter_any():
                decoder.feed(chunk)
            return decoder.finish()
        except TooLarge as error:
            raise FetchPermanent(
                feed.id,
                f"{host} sent more than {self._max_bytes / _MIB:.3g} MiB, and reading stopped there. No feed "
                "needs that much: see whether the address in feeds.yaml is the feed's.",
            ) from error
        except UnknownCoding as error:
            raise FetchPermanent(
                feed.id,
                f"{host} sent its answer in the encoding {shown(str(error), 40)}, which was not asked for "
                f"({ACCEPT_ENCODING} were).",
            ) from error
        except DecodingError as error:
            raise FetchTemporary(feed.id, f"The answer of {host} {error}. It will be tried again.") from error


def default_ssl_context() -> ssl.SSLContext:
    """Return a verifying TLS context of now; aiohttp's own is made at import and may miss SSL_CERT_FILE."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _admitted_host(feed: Feed, url: str, *, came_from: str | None) -> str:
    """Return the host to ask; raises FetchPermanent for an address that must not be asked at all."""
    host = _host_of(url)
    if not isinstance(host, LinkFault):
        return host
    if came_from is None:
        raise FetchPermanent(
            feed.id, f"The address {shown(url)} {host.problem}; nothing was asked. Correct it in feeds.yaml."
        )
    raise FetchPermanent(
        feed.id,
        f"{shown(came_from)} redirects to {shown(url)}, which {host.problem}; it was not followed. "
        "Write the feed's present address in feeds.yaml, or ask the union to repair the redirect.",
    )


def _location(request: _Request, response: aiohttp.ClientResponse) -> str:
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
