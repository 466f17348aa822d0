"""Stage fetch: ask a feed's server for its document (the `Fetcher` port, on aiohttp).

Called by `bot.services` once a poll (hop 3 of a statement's way), and by `bot.adapters.pages` for what else
is asked of a union's server. Guarantees: HTTPS with a valid certificate at every hop, no private address
dialled (`bot.adapters.dialling`), redirects followed here hop by hop and each hop returned for the rules
to judge, no more than `max_bytes` in memory, an end within `total_timeout`. Cookies, proxies and credentials
from the environment are not used. Every failure is a `FetchTemporary` or `FetchPermanent` that names the
feed (`bot.adapters.http_faults` writes them).
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Self, TypeVar
from weakref import WeakValueDictionary

import aiohttp
from yarl import URL

from bot.adapters.decoding import ACCEPT_ENCODING
from bot.adapters.dialling import Dialling
from bot.adapters.http_exchange import Answered, Redirect, Request, admitted_host, location, read_body
from bot.adapters.http_faults import FEED, Wanted, connection_fault, status_fault
from bot.adapters.http_headers import (
    canonical_links,
    conditional,
    max_age,
    plain_header,
    retry_after,
    sent_validators,
)
from bot.adapters.shown import shown
from bot.core.errors import FetchPermanent
from bot.core.model import ConnectTo, Feed, Fetched, NotModified, Validators
from bot.core.standing import strange_hop
from bot.failpoints import reached
from bot.ports import Clock

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_AT_ONCE = 20
_AT_ONCE_PER_HOST = 2
_MIB = 2**20

_Answer = TypeVar("_Answer")


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
        self._headers = {"User-Agent": user_agent, "Accept-Encoding": ACCEPT_ENCODING}
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
        way = (feed.url,)
        host = admitted_host(feed, way, FEED)
        async with self._turn_of(host), self._turns:
            request = Request(feed, way, host, validators, self._deadline(), FEED, self._max_bytes)
            while True:
                answer = await self._exchange(request, self._feed_answer)
                if not isinstance(answer, Redirect):
                    return answer
                hops = self.follow(feed, request.hops, answer.to)
                # Another host has no say in whether the union's feed has changed.
                asked = Validators() if strange_hop(feed, hops) else validators
                request = replace(request, hops=hops, host=admitted_host(feed, hops, FEED), validators=asked)

    async def ask(
        self, feed: Feed, hops: tuple[str, ...], wanted: Wanted, max_bytes: int
    ) -> Answered | Redirect:
        """Ask the last of `hops` for something beside the feed, under the guards of `fetch`.

        A redirect is not followed (see `follow`), and every status is an answer.

        Raises:
            FetchTemporary, FetchPermanent: there was no answer, or it must not be asked for.
        """
        host = admitted_host(feed, hops, wanted)
        async with self._turn_of(host), self._turns:
            request = Request(feed, hops, host, Validators(), self._deadline(), wanted, max_bytes)
            return await self._exchange(request, self._any_answer)

    def follow(self, feed: Feed, hops: tuple[str, ...], to: str, wanted: Wanted = FEED) -> tuple[str, ...]:
        """Return the way with a redirect's address at its end; FetchPermanent where it must end before."""
        way = (*hops, to)
        admitted_host(feed, way, wanted)
        if to in hops:
            raise FetchPermanent(feed.id, f"{shown(hops[-1])} redirects back to {shown(to)}, in a circle.")
        if len(hops) > self._max_redirects:
            hint = wanted.hint("Write the feed's final address in feeds.yaml.")
            raise FetchPermanent(
                feed.id,
                f"{shown(hops[0])} redirects more than {self._max_redirects} times; the last address was "
                f"{shown(to)}.{hint}",
            )
        return way

    def _deadline(self) -> float:
        return asyncio.get_running_loop().time() + self._total_timeout

    def _turn_of(self, host: str) -> asyncio.Semaphore:
        turn = self._host_turns.get(host)
        if turn is None:
            turn = self._host_turns[host] = asyncio.Semaphore(_AT_ONCE_PER_HOST)
        return turn

    async def _exchange(
        self,
        request: Request,
        read: Callable[[Request, aiohttp.ClientResponse], Awaitable[_Answer]],
    ) -> _Answer | Redirect:
        """Ask the last hop; an unread body's connection is closed on the way out, not drained."""
        if self._session is None:
            raise RuntimeError("HttpFetcher was used outside `async with HttpFetcher(...)`.")
        url = request.hops[-1]
        reached("fetch.asks")
        try:
            async with (
                asyncio.timeout_at(request.deadline),
                self._session.get(
                    # Sent as written: yarl would rewrite some percent-escapes, and the rules judge this text.
                    URL(url, encoded=url.isascii()),
                    headers={"Accept": request.wanted.accept, **conditional(request.validators)},
                    allow_redirects=False,
                ) as response,
            ):
                reached("fetch.headers")
                if response.status in _REDIRECTS:
                    return Redirect(location(request, response))
                return await read(request, response)
        except (aiohttp.ClientError, OSError) as error:
            raise connection_fault(
                request.feed, request.host, error, self._total_timeout, request.wanted
            ) from error

    async def _feed_answer(self, request: Request, response: aiohttp.ClientResponse) -> Fetched | NotModified:
        if response.status == 304 and request.validators != Validators():
            return NotModified(
                hops=request.hops,
                validators=sent_validators(response.headers, request.validators),
                fetched_at=self._clock.now(),
                max_age=max_age(response.headers),
            )
        if response.status != 200:
            wait = retry_after(response.headers, self._clock.now())
            raise status_fault(request.feed, request.host, response.status, wait)
        return await self._fetched(request, response)

    async def _any_answer(self, request: Request, response: aiohttp.ClientResponse) -> Answered:
        wait = retry_after(response.headers, self._clock.now())
        canonical = canonical_links(response.headers, request.hops[-1])
        return Answered(response.status, await self._fetched(request, response), wait, canonical)

    async def _fetched(self, request: Request, response: aiohttp.ClientResponse) -> Fetched:
        body = await read_body(request, response)
        reached("fetch.body")
        return Fetched(
            hops=request.hops,
            body=body,
            content_type=plain_header(response.headers, "Content-Type") or "",
            validators=sent_validators(response.headers, Validators()),
            fetched_at=self._clock.now(),
            max_age=max_age(response.headers),
        )


def default_ssl_context() -> ssl.SSLContext:
    """Return a verifying TLS context of now; aiohttp's own is made at import and may miss SSL_CERT_FILE."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
