"""What reaches the union's sites and reads what they send."""

from dataclasses import dataclass
from typing import Protocol

from bot.core.model import Entry, Feed, Fetched, MainPage, NotModified, Page, ParsedFeed, Validators


class Fetcher(Protocol):
    """Asks a feed's server for its document."""

    async def fetch(self, feed: Feed, validators: Validators) -> Fetched | NotModified:
        """Fetch `feed.url`, conditionally where there are validators.

        Raises:
            FetchTemporary, FetchPermanent: with the feed's id and a sentence for the admin.
        """
        ...


class Parser(Protocol):
    """Turns a body into entries without letting it stall the bot."""

    async def parse(self, fetched: Fetched, feed: Feed) -> ParsedFeed:
        """Parse the body; raises ParseError where it is not a readable feed or takes over 5 s of CPU."""
        ...

    async def read_entry(self, raw: bytes, feed: Feed) -> Entry:
        """Read what was kept of a stored entry: its title, text, links and images; ParseError as above."""
        ...

    async def read_page(self, fetched: Fetched, feed: Feed) -> MainPage:
        """Reduce a statement's page to its main text; ParseError as above."""
        ...


class PageReader(Protocol):
    """Reads a statement's own page: fetches it under all the fetcher's guards and takes its main text."""

    async def read(self, feed: Feed, url: str) -> Page:
        """Fetch and reduce a page; at most one a second per host, robots.txt respected.

        A page that is none (an error, a challenge, an empty shell) is a `Page` with its obstacle.

        Raises:
            PageRefused: robots.txt asks not to fetch it.
            FetchError, ParseError: nothing that could be a page; worth another try where temporary.
        """
        ...


@dataclass(frozen=True, slots=True)
class Visited:
    """A page of a site, for the addresses it names."""

    url: str  #: the one that answered, after redirects
    html: str
    obstacle: str = ""  #: why this is no page; its `html` is empty then


class SiteVisitor(Protocol):
    """Reads the pages of a site on which feeds are looked for."""

    async def visit(self, url: str) -> Visited:
        """Fetch a page by way of any hosts, under the fetcher's guards, robots.txt respected.

        Raises:
            FetchError: there was no answer, or it may not be asked for.
        """
        ...
