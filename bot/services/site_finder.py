"""Find a union's feeds: visit its site, try every address that may be a feed, parse each for real.

Called by ``init`` alone. Stores nothing and decides nothing: what was found is `bot.core.findings`, and an
admin says whose it is. Guarantees: a bounded number of requests, one after the other.
"""

from collections.abc import Sequence
from typing import Final

from bot.core.discovery import (
    Candidate,
    How,
    SitePage,
    account_candidate,
    makers_candidates,
    once,
    usual_candidates,
)
from bot.core.errors import BotError, FetchError, ParseError
from bot.core.findings import Failure, Findings, Sighting, are_twins, sighted, with_twins, without_copies
from bot.core.hosts import link_host
from bot.core.model import Account, Feed, NotModified, Validators
from bot.core.sharedhosts import is_shared_platform
from bot.core.sitepage import account_on, read_site_page
from bot.ports import Fetcher, Parser, SiteVisitor, Visited

_MOST_SECTIONS: Final = 3
_MOST_PROFILES: Final = 2
_MOST_CANDIDATES: Final = 16


class SiteFinder:
    """Finds what may be followed; made for one search."""

    def __init__(self, *, visitor: SiteVisitor, fetcher: Fetcher, parser: Parser) -> None:
        self._visitor = visitor
        self._fetcher = fetcher
        self._parser = parser
        self._failures: list[Failure] = []

    async def find(self, site: str | None, accounts: Sequence[Account] = ()) -> Findings:
        """Look for the feeds of a site, given by its HTTPS address, and of the accounts that are named.

        Raises:
            BotError: the site can't be read, or leads to another one.
        """
        given = [account_candidate(account, How.GIVEN) for account in accounts]
        if site is None:
            return Findings(None, (), None, None, await self._tried(given), tuple(self._failures))
        home, hosts = await self._home(site)
        found = await self._tried(await self._candidates(home, hosts, given))
        if not any(sighting.account is None and link_host(sighting.url) in hosts for sighting in found):
            tried = {failure.url for failure in self._failures}
            usual = [candidate for candidate in usual_candidates(home.url) if candidate.url not in tried]
            found = (*found, *await self._tried(usual))
        kept, copies = without_copies(found)
        hosts = with_twins(hosts, kept)
        return Findings(home.url, hosts, home.name, home.maker, kept, (*self._failures, *copies))

    async def _home(self, site: str) -> tuple[SitePage, tuple[str, ...]]:
        """Visit the site's first page and return it with the hosts that are the site's own."""
        try:
            visited = await self._visitor.visit(site)
        except FetchError as error:
            raise BotError(f"{error.message.rstrip('.')}. Is {site} the union's site?") from error
        asked, answered = (str(link_host(url)) for url in (site, visited.url))
        if not are_twins(asked, answered):
            raise BotError(
                f"{asked} leads to {answered}, which is another host. If that is the union's own site, name "
                f"it instead: init https://{answered}/"
            )
        if is_shared_platform(answered):
            raise BotError(
                f"{answered} is a platform that many publishers share, so what stands there need not be the "
                "union's. Name the union's own site, or the union's account there with --account."
            )
        if visited.obstacle:
            self._failures.append(Failure(site, How.GIVEN, visited.obstacle))
        return read_site_page(visited.html, visited.url), tuple(dict.fromkeys((answered, asked)))

    async def _candidates(
        self, home: SitePage, hosts: Sequence[str], given: Sequence[Candidate]
    ) -> Sequence[Candidate]:
        """Return what to try, the likeliest first; reads the pages that the first page leads to."""
        pages = [home]
        for url in home.sections[:_MOST_SECTIONS]:
            visited = await self._visited(url)
            if visited is not None and link_host(visited.url) in hosts:
                pages.append(read_site_page(visited.html, visited.url))
        linked = [candidate for page in pages for candidate in page.candidates]
        of_maker = makers_candidates(home, [page.url for page in pages[1:]])
        profiles = [url for page in pages for url in page.profiles]
        candidates = [*given, *linked, *of_maker, *await self._channels(profiles)]
        # Declared feeds before links, and accounts last.
        ranks = {how: rank for rank, how in enumerate((How.GIVEN, How.DECLARED, How.MAKER, How.LINKED))}
        ordered = sorted(once(candidates), key=lambda one: (one.platform is not None, ranks[one.how]))
        return ordered[:_MOST_CANDIDATES]

    async def _channels(self, profiles: Sequence[str]) -> Sequence[Candidate]:
        """Return the feeds of YouTube channels whose pages, named by handles, the site links to."""
        found = []
        for url in list(dict.fromkeys(profiles))[:_MOST_PROFILES]:
            visited = await self._visited(url)
            if visited is None:
                continue
            account = account_on(visited.html, visited.url)
            if account is None:
                self._failures.append(Failure(url, How.LINKED, "the page does not say which channel it is"))
            else:
                found.append(account_candidate(account, How.LINKED))
        return found

    async def _visited(self, url: str) -> Visited | None:
        try:
            visited = await self._visitor.visit(url)
        except FetchError as error:
            self._failures.append(Failure(url, How.LINKED, error.message.rstrip(".")))
            return None
        if visited.obstacle:
            self._failures.append(Failure(url, How.LINKED, visited.obstacle))
            return None
        return visited

    async def _tried(self, candidates: Sequence[Candidate]) -> tuple[Sighting, ...]:
        """Return the candidates that are feeds; why the others are none is noted."""
        sightings = []
        for candidate in candidates:
            try:
                sightings.append(await self._sighting(candidate))
            except (FetchError, ParseError) as error:
                # What follows the first sentence is about addresses that stand in feeds.yaml already.
                words = error.message.partition(". ")[0].rstrip(".")
                self._failures.append(Failure(candidate.url, candidate.how, words))
        return tuple(sightings)

    async def _sighting(self, candidate: Candidate) -> Sighting:
        feed = Feed("init", candidate.url, "", "", frozenset(), account=candidate.account)
        fetched = await self._fetcher.fetch(feed, Validators())
        if isinstance(fetched, NotModified):
            raise ParseError(feed.id, "it says that nothing changed, though nothing was known of it")
        sighting = sighted(candidate, fetched.hops, await self._parser.parse(fetched, feed))
        if candidate.platform is not None and sighting.account is None:
            raise ParseError(feed.id, "its posts do not say whose account it is")
        return sighting
