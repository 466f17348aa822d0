"""The invented world's web sites, served over HTTPS on loopback.

One server answers for every host, with a certificate from a certificate authority that exists for this
run only. The bot's fetcher is told to connect there (as by PICKETWIRE_CONNECT_TO) and to trust that
authority; host names, certificates and every rule stay those of the real names.
"""

import hashlib
import ssl
from datetime import datetime
from types import TracebackType
from typing import Self

import trustme
from aiohttp import web

from bot.core.model import ConnectTo
from bot.demo.documents import Listed, feed_document, page_document
from bot.demo.world import FEED_PATHS, HOSTS, Article, Site

_LOOPBACK = "127.0.0.1"


class Sites:
    """The sites; what they list changes as the story goes on."""

    def __init__(self) -> None:
        self._authority = trustme.CA()
        self._listed: dict[Site, list[Listed]] = {site: [] for site in Site}
        self._down: set[Site] = set()
        self._by_host = {host: site for site, host in HOSTS.items()}
        self._port = 0
        application = web.Application()
        application.router.add_get("/{path:.*}", self._answer)
        self._runner = web.AppRunner(application, access_log=None)

    async def __aenter__(self) -> Self:
        """Start serving on a free port."""
        await self._runner.setup()
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._authority.issue_cert(*HOSTS.values()).configure_cert(context)
        site = web.TCPSite(self._runner, _LOOPBACK, 0, ssl_context=context)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop serving."""
        await self._runner.cleanup()

    @property
    def connect_to(self) -> tuple[ConnectTo, ...]:
        """Where the world's host names are to be found."""
        return tuple(ConnectTo(host, 443, _LOOPBACK, self._port) for host in HOSTS.values())

    def client_context(self) -> ssl.SSLContext:
        """Return a TLS context that trusts this world's certificate authority beside the usual ones."""
        context = ssl.create_default_context()
        self._authority.configure_trust(context)
        return context

    def publish(self, article: Article, at: datetime) -> None:
        """List a new article."""
        self._listed[article.site].append(Listed(article, at, at))

    def correct(self, article: Article, at: datetime) -> None:
        """Change the listed article that has the same link; its date stays."""
        self._listed[article.site] = [
            Listed(article, item.published_at, at) if item.article.link == article.link else item
            for item in self._listed[article.site]
        ]

    def set_down(self, site: Site, *, down: bool) -> None:
        """Let a site answer 503, or answer again."""
        (self._down.add if down else self._down.discard)(site)

    async def _answer(self, request: web.Request) -> web.Response:
        site = self._by_host.get(request.host)
        if site is None:
            raise web.HTTPMisdirectedRequest
        if site in self._down:
            raise web.HTTPServiceUnavailable
        if request.path == FEED_PATHS[site]:
            return self._feed(request, site)
        for item in self._listed[site]:
            if item.article.link == f"https://{request.host}{request.path}":
                return web.Response(body=page_document(item), content_type="text/html", charset="utf-8")
        raise web.HTTPNotFound

    def _feed(self, request: web.Request, site: Site) -> web.Response:
        body = feed_document(site, self._listed[site])
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        return web.Response(
            body=body, content_type="application/rss+xml", charset="utf-8", headers={"ETag": etag}
        )
