"""A real HTTPS server on loopback that plays any number of ``.example`` sites.

    async with Site() as site:
        site.put("https://www.guild.example/feed", Reply(RSS))
        ... run the bot with PICKETWIRE_CONNECT_TO=site.connect_to_env("www.guild.example")
        ... and SSL_CERT_FILE=str(site.write_ca(tmp_path))
        assert [seen.status for seen in site.requests] == [200, 304]

Every host is served on one port, told apart by SNI, with a certificate of the site's own authority
(`certificate()` gives a host a bad one). A path without a reply answers 404. Replies may be changed at
any time while the server runs. The journal `requests` has a line for each request, in order of arrival.
"""

import asyncio
import contextlib
import hashlib
import socket
import ssl
import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Self

import trustme
from aiohttp import web
from yarl import URL

from bot.core.model import ConnectTo


class Ending(StrEnum):
    """What happens after the bytes of a body are sent."""

    WHOLE = "whole"
    TRUNCATED = "truncated"  #: the connection is closed although Content-Length promised one byte more
    RESET = "reset"  #: the connection is reset


class Certificate(StrEnum):
    """Which certificate a host shows."""

    VALID = "valid"
    EXPIRED = "expired"
    OTHER_HOST = "other-host"  #: valid, for another name
    SELF_SIGNED = "self-signed"  #: of an authority nobody trusts


Body = bytes | Callable[[], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a path answers with.

    A 200 gets a strong ETag of its body, and answers 304 to it, unless `validators` is False; an ``ETag``
    or ``Last-Modified`` among `headers` replaces it and is honoured too. A callable body is sent chunk by
    chunk for as long as the client reads.
    """

    body: Body = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/rss+xml; charset=utf-8"
    validators: bool = True
    pause: float = 0.0  #: seconds before every chunk; `hang` never sends any
    hang: bool = False  #: send the headers and then nothing
    silent: bool = False  #: not even headers
    ending: Ending = Ending.WHOLE
    raw: bytes | None = None  #: these bytes and a closed connection, in place of everything above


@dataclass(slots=True)
class Seen:
    """One request, and how it was answered."""

    url: str
    headers: Mapping[str, str]
    status: int | None = None  #: None while no answer has begun
    sent: int = 0  #: bytes of body handed to the connection, which buffers little


NOT_FOUND = Reply(b"not found", status=404, content_type="text/plain")


class Site:
    """The server; an async context manager. `port` is set while it runs."""

    def __init__(self) -> None:
        self.requests: list[Seen] = []
        self.port = 0
        self._ca = trustme.CA()
        self._stranger = trustme.CA()
        self._replies: dict[str, list[Reply]] = {}
        self._shown: dict[str, Certificate] = {}
        self._contexts: dict[tuple[str, Certificate], ssl.SSLContext] = {}
        self._released = asyncio.Event()
        self._arrival = asyncio.Condition()
        self._server: asyncio.Server | None = None
        self._web = web.Server(self._handle)

    async def __aenter__(self) -> Self:
        context = self._context_for("default.example")
        context.sni_callback = self._choose_context
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._web, "127.0.0.1", 0, ssl=context)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._released.set()
        assert self._server is not None
        self._server.close()
        await self._web.shutdown(timeout=1)
        await self._server.wait_closed()

    # --- what is served --------------------------------------------------------------------------

    def put(self, url: str, *replies: Reply | bytes) -> None:
        """Answer `url` (https, without port) with each reply in turn; the last one stays."""
        self._replies[url] = [Reply(reply) if isinstance(reply, bytes) else reply for reply in replies]

    def remove(self, url: str) -> None:
        """Answer 404 at `url` from now on."""
        self._replies.pop(url, None)

    def certificate(self, host: str, kind: Certificate) -> None:
        """Show this kind of certificate for `host` from now on."""
        self._shown[host] = kind

    def release(self) -> None:
        """Let every reply that hangs or is silent go on."""
        self._released.set()

    async def wait_for_requests(self, count: int, seconds: float = 30) -> None:
        """Return once `count` requests have arrived in all; TimeoutError after `seconds`."""
        async with asyncio.timeout(seconds), self._arrival:
            await self._arrival.wait_for(lambda: len(self.requests) >= count)

    # --- how to reach it -------------------------------------------------------------------------

    def connect_to(self, *hosts: str) -> tuple[ConnectTo, ...]:
        """Return the rules that lead these hosts here."""
        return tuple(ConnectTo(host, 443, "127.0.0.1", self.port) for host in hosts)

    def connect_to_env(self, *hosts: str) -> str:
        """Return the same as the value of PICKETWIRE_CONNECT_TO."""
        return ",".join(f"{host}:443=127.0.0.1:{self.port}" for host in hosts)

    def write_ca(self, folder: Path) -> Path:
        """Write the authority's certificate for SSL_CERT_FILE and return its path."""
        path = folder / "site-ca.pem"
        self._ca.cert_pem.write_to_path(str(path))
        return path

    def client_context(self) -> ssl.SSLContext:
        """Return a verifying client context that trusts this site's authority and no other."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._ca.configure_trust(context)
        return context

    # --- serving ---------------------------------------------------------------------------------

    def _choose_context(self, tls: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        tls.context = self._context_for(name or "default.example")

    def _context_for(self, host: str) -> ssl.SSLContext:
        key = host, self._shown.get(host, Certificate.VALID)
        if key not in self._contexts:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._leaf(*key).configure_cert(context)
            self._contexts[key] = context
        return self._contexts[key]

    def _leaf(self, host: str, kind: Certificate) -> trustme.LeafCert:
        match kind:
            case Certificate.EXPIRED:
                return self._ca.issue_cert(host, not_after=datetime.now(UTC) - timedelta(days=1))
            case Certificate.OTHER_HOST:
                return self._ca.issue_cert("other.example")
            case Certificate.SELF_SIGNED:
                return self._stranger.issue_cert(host)
            case _:
                return self._ca.issue_cert(host)

    def _next_reply(self, url: str) -> Reply:
        replies = self._replies.get(url, [NOT_FOUND])
        return replies.pop(0) if len(replies) > 1 else replies[0]

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        url = str(URL(f"https://{request.headers['Host']}{request.path_qs}", encoded=True))
        seen = Seen(url, dict(request.headers))
        async with self._arrival:
            self.requests.append(seen)
            self._arrival.notify_all()
        reply = self._next_reply(url)
        if reply.silent:
            await self._released.wait()
        if reply.raw is not None:
            return _send_raw(request, reply.raw)
        headers = _headers(reply)
        if reply.status == 200 and _unchanged(request.headers, headers):
            seen.status = 304
            kept = {name: value for name, value in headers.items() if name != "Content-Type"}
            return web.Response(status=304, headers=kept)
        seen.status = reply.status
        return await self._send(request, reply, headers, seen)

    async def _send(
        self, request: web.BaseRequest, reply: Reply, headers: dict[str, str], seen: Seen
    ) -> web.StreamResponse:
        response = web.StreamResponse(status=reply.status, headers=headers)
        with contextlib.suppress(ConnectionError):  # the client has read enough
            await self._send_to(response, request, reply, seen)
        return response

    async def _send_to(
        self, response: web.StreamResponse, request: web.BaseRequest, reply: Reply, seen: Seen
    ) -> None:
        if isinstance(reply.body, bytes):
            response.content_length = len(reply.body) + (reply.ending is not Ending.WHOLE)
        await response.prepare(request)
        if reply.hang:
            await self._released.wait()
        for chunk in [reply.body] if isinstance(reply.body, bytes) else reply.body():
            if reply.pause:
                await asyncio.sleep(reply.pause)
            await response.write(chunk)
            seen.sent += len(chunk)
        if reply.ending is not Ending.WHOLE:
            _break(request, reset=reply.ending is Ending.RESET)
        else:
            await response.write_eof()


def _headers(reply: Reply) -> dict[str, str]:
    headers = {"Content-Type": reply.content_type, **reply.headers}
    own = "ETag" in headers or "Last-Modified" in headers
    if reply.validators and reply.status == 200 and isinstance(reply.body, bytes) and not own:
        headers["ETag"] = f'"{hashlib.sha256(reply.body).hexdigest()[:16]}"'
    return headers


def _unchanged(asked: Mapping[str, str], headers: Mapping[str, str]) -> bool:
    """Evaluate a conditional GET as RFC 9110 §13.2.2 does: If-Modified-Since only without If-None-Match."""
    if "If-None-Match" in asked:
        return asked["If-None-Match"] == headers.get("ETag")
    return "Last-Modified" in headers and asked.get("If-Modified-Since") == headers["Last-Modified"]


def _send_raw(request: web.BaseRequest, raw: bytes) -> web.StreamResponse:
    transport = request.transport
    assert transport is not None
    transport.write(raw)
    transport.close()
    return web.Response()


def _break(request: web.BaseRequest, *, reset: bool) -> None:
    transport = request.transport
    assert transport is not None
    if reset:
        no_linger = struct.pack("ii", 1, 0)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, no_linger)
        transport.abort()
    transport.close()
