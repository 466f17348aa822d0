"""Read the pages that members link to, where an admin allows it, and check what they quote.

A command only queues a page here and goes on; the runner calls `read_next`. Guarantees: all the fetcher's
guards at every hop, a few pages a minute for each member, a bounded queue; what was asked and by whom is
in memory alone, and forgotten within a minute.
"""

import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.core.errors import FetchError, ParseError, StoreError
from bot.core.hosts import LinkFault, link_host
from bot.core.language import mark
from bot.core.model import Feed, Page
from bot.core.quotes.model import LinkFinding, PageCheck, Result
from bot.ports import Clock, PageReader
from bot.services.allowance import Allowance
from bot.services.verifier import Verifier

log = logging.getLogger(__name__)

MOST_WAITING: Final = 20
MOST_A_MINUTE: Final = 3  #: pages for one member
_MOST_HOSTS: Final = 5  #: that one address may lead through
_WATCHED: Final = "not-the-union"  #: the rule by which what a watched feed lists is rejected
_OUR_FAULT: Final = mark("something went wrong here; it has been logged")

#: Tells the asker what became of the page; fails in silence, for the question may be gone by then.
Reply = Callable[[PageCheck], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class _Asked:
    url: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class PressQueue:
    """Who waits, and who has asked; it outlasts what answers them."""

    allowance: Allowance
    waiting: deque[_Asked] = field(default_factory=deque)


def press_queue(clock: Clock) -> PressQueue:
    """Return an empty queue."""
    return PressQueue(Allowance(clock, a_minute=MOST_A_MINUTE))


class PressPages:
    """Pages that are not the union's, waiting to be read."""

    def __init__(
        self,
        *,
        pages: PageReader,
        verifier: Verifier,
        clock: Clock,
        allowed: bool,
        queue: PressQueue | None = None,
    ) -> None:
        self._pages = pages
        self._verifier = verifier
        self._allowed = allowed
        queue = queue or press_queue(clock)
        self._waiting, self._allowance = queue.waiting, queue.allowance

    def admit(self, member: int, links: Sequence[LinkFinding]) -> str | None:
        """Return the page to read for this member, counting it; None where there is none, or too many."""
        foreign = (one.url for one in links if _is_foreign(one))
        url = next((url for url in foreign if not isinstance(link_host(url), LinkFault)), None)
        if url is None or not self._allowed or len(self._waiting) >= MOST_WAITING:
            return None
        return url if self._allowance.take(member) else None

    def enqueue(self, url: str, reply: Reply) -> None:
        """Have a page that was admitted read, and its asker told."""
        self._waiting.append(_Asked(url, reply))

    async def read_next(self) -> None:
        """Read the page that has waited longest, where one waits, and tell its asker."""
        if self._waiting:
            asked = self._waiting.popleft()
            await asked.reply(await self._check(asked.url))

    async def _check(self, url: str) -> PageCheck:
        try:
            page = await self._read(url)
            if page.obstacle is not None:
                return PageCheck(url, problem=page.obstacle)
            return PageCheck(url, await self._verifier.check(page.text, quotations_only=True))
        except (FetchError, ParseError) as error:
            return PageCheck(url, problem=error.message)
        except StoreError as error:
            log.warning("A page that a member asked about could not be checked: %s", error)
            return PageCheck(url, problem=_OUR_FAULT)

    async def _read(self, url: str) -> Page:
        """Follow an address from host to host; each is asked under a source of its own."""
        source = _source(url)
        page = await self._pages.read(source, url)
        for _ in range(_MOST_HOSTS - 1):
            to, host = page.hops[-1], link_host(page.hops[-1])
            if isinstance(host, LinkFault) or host in source.hosts:
                break
            source = _source(to)
            page = await self._pages.read(source, to)
        return page


def _is_foreign(link: LinkFinding) -> bool:
    """Tell whether a link leads off the union's sites; a watched feed may have listed it."""
    listed = link.statement
    return link.result is Result.NOT_DIRECT and (listed is None or listed.verdict.rule == _WATCHED)


def _source(url: str) -> Feed:
    """Return the page's own host as what may be asked; nothing of it is ever stored or judged.

    With and without ``www.``: so sites are led from the one to the other, their robots.txt too.
    """
    host = link_host(url)
    if isinstance(host, LinkFault):
        return Feed("page", url, "", "", frozenset(), watched=True)
    twin = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
    return Feed("page", url, "", "", frozenset({host, twin}), watched=True)
