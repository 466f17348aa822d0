"""Read a statement's own page (the `PageReader` port): fetch it politely, reduce it where that can be killed.

Called by `bot.services.pages` for a statement of which the feed gives only the beginning. Guarantees: all
guards of `bot.adapters.http` at every hop; robots.txt obeyed; at most one page in `interval` seconds per
host; no address off the union's hosts is asked at all, but returned for the rules to judge; the page's HTML
is read in the parser process only.
"""

import asyncio

from bot.adapters.http import HttpFetcher
from bot.adapters.http_exchange import Answered, Redirect
from bot.adapters.http_faults import Wanted, phrase
from bot.adapters.parser_process import ProcessParser
from bot.adapters.robots import Robots
from bot.core.errors import FetchTemporary
from bot.core.hosts import LinkFault, link_host
from bot.core.model import Feed, Page, Raw
from bot.core.obstacles import CHALLENGE
from bot.ports import Clock

_PAGE = Wanted("page", "text/html, application/xhtml+xml;q=0.9")
_MAX_BYTES = 4 * 2**20
MOST_LANES = 1_000  #: hosts whose last page is remembered
_ELSEWHERE = "it leads to an address that was not followed"


class HttpPageReader:
    """Reads pages over a fetcher's session and in a parser's process, which their owner opens and closes."""

    def __init__(
        self, fetcher: HttpFetcher, parser: ProcessParser, clock: Clock, *, interval: float = 1.0
    ) -> None:
        """Take the least time between two pages of one host, in seconds."""
        self._fetcher = fetcher
        self._parser = parser
        self._clock = clock
        self._interval = interval
        self._robots = Robots(fetcher, clock)
        self._lanes: dict[str, _Lane] = {}

    async def read(self, feed: Feed, url: str) -> Page:
        """Fetch and reduce a page; see `bot.ports.PageReader`."""
        way: tuple[str, ...] = (url,)
        while True:
            host = link_host(way[-1])
            if isinstance(host, LinkFault) or host not in feed.hosts:
                return Page(way, None, "", _ELSEWHERE, self._clock.now())
            answer = await self._asked(feed, host, way)
            if not isinstance(answer, Redirect):
                return await self._reduced(feed, host, answer)
            way = self._led(feed, way, answer.to)

    def _led(self, feed: Feed, way: tuple[str, ...], to: str) -> tuple[str, ...]:
        # What may not be followed is not refused here: the rules judge where it would have led.
        if isinstance(link_host(to), LinkFault):
            return (*way, to)
        return self._fetcher.follow(feed, way, to, _PAGE)

    async def _asked(self, feed: Feed, host: str, way: tuple[str, ...]) -> Answered | Redirect:
        lane = self._lane(host)
        async with lane.turn:
            delay = await self._robots.delay(feed, host, way[-1])
            await lane.wait(max(self._interval, delay))
            return await self._fetcher.ask(feed, way, _PAGE, _MAX_BYTES)

    def _lane(self, host: str) -> "_Lane":
        if host not in self._lanes and len(self._lanes) >= MOST_LANES:
            # Members can name any number of hosts. A lane that is not in use is missed for a second at most.
            self._lanes = {name: lane for name, lane in self._lanes.items() if lane.turn.locked()}
        return self._lanes.setdefault(host, _Lane())

    async def _reduced(self, feed: Feed, host: str, answer: Answered) -> Page:
        fetched = answer.fetched
        main = await self._parser.read_page(fetched, feed)
        if answer.status == 200:
            canonical = _together(answer.canonical, main.canonical)
            return Page(
                fetched.hops,
                canonical,
                main.text,
                main.obstacle,
                fetched.fetched_at,
                answer.status,
                Raw(fetched.content_type, fetched.body),
            )
        said = f"{host} answered {phrase(answer.status)}"
        if answer.wait:
            raise FetchTemporary(feed.id, said, answer.wait)
        obstacle = CHALLENGE if main.obstacle == CHALLENGE else said
        return Page(fetched.hops, None, "", obstacle, fetched.fetched_at, answer.status)


def _together(sent: tuple[str, ...], written: str | None) -> str | None:
    """Return what the header and the page's elements call canonical, each address once, a line each."""
    addresses = [*sent, *(written.split("\n") if written else ())]
    return "\n".join(dict.fromkeys(addresses)) or None


class _Lane:
    """One host's pages, one at a time."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self._last = float("-inf")  # when a page was asked for, on the event loop's clock

    async def wait(self, interval: float) -> None:
        """Return once `interval` seconds have passed since the last page."""
        now = asyncio.get_running_loop().time
        if (left := self._last + interval - now()) > 0:
            await asyncio.sleep(left)
        self._last = now()
