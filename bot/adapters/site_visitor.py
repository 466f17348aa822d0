"""Visit pages of a site on which feeds are looked for (the `SiteVisitor` port).

Called by `bot.services.site_finder`, for ``init``. Guarantees: all guards of `bot.adapters.http` at every
hop, robots.txt obeyed with the pause it asks for. Redirects are followed wherever they lead, for nothing that
is read here is anybody's word; the finder looks at which host they ended.
"""

import asyncio
import re

from bot.adapters.http import HttpFetcher
from bot.adapters.http_exchange import Redirect
from bot.adapters.http_faults import Wanted, phrase
from bot.adapters.robots import Robots
from bot.adapters.shown import shown
from bot.core.hosts import LinkFault, link_host
from bot.core.model import Feed
from bot.ports import Clock, Visited

_SITE = Wanted("page", "text/html, application/xhtml+xml;q=0.9")
_MAX_BYTES = 4 * 2**20
_HTML = re.compile(r"\s*(?:text/html|application/xhtml\+xml)\b", re.IGNORECASE)


class HttpSiteVisitor:
    """Visits pages over a fetcher's session, which its owner opens and closes."""

    def __init__(self, fetcher: HttpFetcher, clock: Clock) -> None:
        self._fetcher = fetcher
        self._robots = Robots(fetcher, clock)
        self._visited: set[str] = set()  # hosts

    async def visit(self, url: str) -> Visited:
        """Fetch a page; see `bot.ports.SiteVisitor`."""
        feed = Feed("init", url, "", "", frozenset())
        way: tuple[str, ...] = (url,)
        while True:
            await self._wait_for(feed, way[-1])
            answer = await self._fetcher.ask(feed, way, _SITE, _MAX_BYTES)
            if not isinstance(answer, Redirect):
                break
            way = self._fetcher.follow(feed, way, answer.to, _SITE)
        if answer.status != 200:
            return Visited(way[-1], "", f"{shown(way[-1])} answered {phrase(answer.status)}")
        if not _HTML.match(answer.fetched.content_type):
            return Visited(way[-1], "", f"{shown(way[-1])} is no web page")
        # Addresses are ASCII whatever the page's encoding; of its words only the site's name is shown.
        return Visited(way[-1], answer.fetched.body.decode("utf-8", "replace"))

    async def _wait_for(self, feed: Feed, url: str) -> None:
        """Return once robots.txt lets the page be asked for; the fetcher refuses odd addresses by itself."""
        host = link_host(url)
        if isinstance(host, LinkFault):
            return
        delay = await self._robots.delay(feed, host, url)
        if host in self._visited:
            await asyncio.sleep(delay)
        self._visited.add(host)
