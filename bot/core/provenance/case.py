"""What is judged: an entry, the feed that lists it, and the way its body came.

Made by `bot.core.provenance.ruleset` and handed to the rules: a way once for all entries that came by it, a
case once for each entry. What several rules ask for is found once, and only when the first of them asks.
They are plain classes because they are made anew so often: frozen ones would take three times as long.
"""

from bot.core.hosts import LinkFault
from bot.core.model import Entry, Feed
from bot.core.platforms import entry_identity, platform_hosts
from bot.core.provenance.addresses import place_of
from bot.core.provenance.lazily import lazily
from bot.core.provenance.names import OwnNames
from bot.core.provenance.reading import Reading, read


class Way:
    """A feed whose body came by way of `hops`, the addresses asked."""

    def __init__(self, feed: Feed, hops: tuple[str, ...]) -> None:
        self.feed = feed
        self.hops = hops

    @lazily
    def own_hosts(self) -> frozenset[str]:
        """Return where the union's entries may stand: its hosts, and its pinned account's platform."""
        account = self.feed.account
        return self.feed.hosts | platform_hosts(account) if account else self.feed.hosts


class Case(Way):
    """An entry of a feed that came by a way."""

    def __init__(self, entry: Entry, feed: Feed, hops: tuple[str, ...], names: OwnNames) -> None:
        self.entry = entry
        self.feed = feed
        self.hops = hops
        self.names = names  #: of the feed's union

    @lazily
    def reading(self) -> Reading:
        """Return what the vetoes read of the entry."""
        return read(self.entry, self.names, is_pinned=self.feed.account is not None)

    @lazily
    def host(self) -> str:
        """Return the host of the entry's permalink; empty where it names none beyond doubt."""
        host = place_of(self.entry.link or "")
        return "" if isinstance(host, LinkFault) else host

    @lazily
    def account(self) -> str | None:
        """Return the account that the entry itself names, on the platform of the feed's pinned one."""
        return entry_identity(self.entry, self.feed.account) if self.feed.account else None
