"""What was found of a union's words: which feeds, on which hosts, whose, and how they would be judged.

Called by `bot.services.site_finder` and by ``init``; `bot.core.proposing` makes a feeds.yaml of it.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.core.discovery import Candidate, How, Maker, account_candidate
from bot.core.hosts import LinkFault, link_host, permalink_host
from bot.core.model import Account, Decision, Feed, ParsedFeed, Platform
from bot.core.platforms import entry_identity
from bot.core.provenance import judge
from bot.core.sharedhosts import is_shared_platform

_LONGEST_NAME: Final = 120
_MOST_OTHERS: Final = 6  #: hosts that are asked about


@dataclass(frozen=True, slots=True)
class Sighting:
    """A feed that was reached and read."""

    url: str  #: to be written into feeds.yaml
    how: How
    account: Account | None  #: whose it is, as its address or all its entries say
    hops: tuple[str, ...]
    parsed: ParsedFeed

    @property
    def links(self) -> frozenset[str]:
        """Return by what its entries are told apart."""
        return frozenset(entry.link or entry.guid or entry.title for entry in self.parsed.entries)


@dataclass(frozen=True, slots=True)
class Failure:
    """An address at which no feed was found that could be followed."""

    url: str
    how: How
    words: str


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that was found."""

    site: str | None  #: the site's first page; None: only accounts were named
    hosts: tuple[str, ...]  #: the union's own, as the admin named them
    name: str | None  #: what the site calls itself
    maker: Maker | None
    sightings: tuple[Sighting, ...]
    failures: tuple[Failure, ...]

    @property
    def title(self) -> str:
        """Return what the union seems to be called; for an admin to say."""
        titles = (sighting.parsed.title for sighting in self.sightings)
        names = map(_shown, [self.name or "", *titles, *self.hosts])
        return next((name for name in names if name), "our union")

    def other_hosts(self) -> Mapping[str, int]:
        """Return the hosts that may be the union's too, with the number of entries that link there."""
        found: Counter[str] = Counter()
        for sighting in self.sightings:
            if sighting.account is None:
                found.update(entry_hosts(sighting.parsed))
                found.update({str(link_host(sighting.url)): 0})
        return {
            host: number
            for host, number in found.most_common(_MOST_OTHERS)
            if host not in self.hosts and not is_shared_platform(host)
        }


@dataclass(frozen=True, slots=True)
class Seen:
    """What a feed's entries are, were they judged now."""

    entries: int
    newest_at: datetime | None
    decisions: Mapping[Decision, int]
    against: Sequence[tuple[str, int]]  #: why entries were not direct, with their number


def _shown(name: str) -> str:
    """Return a name as feeds.yaml takes one."""
    return "".join(char for char in name if char.isprintable())[:_LONGEST_NAME].strip()


def sighted(candidate: Candidate, hops: tuple[str, ...], parsed: ParsedFeed) -> Sighting:
    """Return what was found at a candidate's address: where it is, and whose it says it is."""
    account = candidate.account
    if account is None and candidate.platform is Platform.BLUESKY:
        account = _account_of(parsed)
    url = candidate.url
    if account is not None:
        url = account_candidate(account, candidate.how).url
    elif link_host(hops[-1]) == link_host(url):
        url = hops[-1]
    return Sighting(url, candidate.how, account, hops, parsed)


def _account_of(parsed: ParsedFeed) -> Account | None:
    """Return the Bluesky account that all entries name."""
    unknown = Account(Platform.BLUESKY, "")
    named = {entry_identity(entry, unknown) for entry in parsed.entries}
    value = named.pop() if len(named) == 1 else None
    return Account(Platform.BLUESKY, value) if value else None


def without_copies(
    sightings: Sequence[Sighting],
) -> tuple[tuple[Sighting, ...], tuple[Failure, ...]]:
    """Part the feeds from those that list nothing which another one, or an earlier one, does not list."""
    kept: list[Sighting] = []
    copies: list[Failure] = []
    for number, one in enumerate(sightings):
        original = next(
            (
                other
                for at, other in enumerate(sightings)
                if other.account == one.account and _is_more(other, one, is_earlier=at < number)
            ),
            None,
        )
        if original is None:
            kept.append(one)
        else:
            copies.append(Failure(one.url, one.how, f"lists nothing that {original.url} does not list"))
    return tuple(kept), tuple(copies)


def _is_more(other: Sighting, one: Sighting, *, is_earlier: bool) -> bool:
    if other.links == one.links:
        return is_earlier
    return bool(one.links) and one.links < other.links


def entry_hosts(parsed: ParsedFeed) -> Mapping[str, int]:
    """Return the hosts that entries link to, with their numbers, the most frequent first."""
    hosts = (permalink_host(entry.link or "") for entry in parsed.entries)
    return dict(Counter(host for host in hosts if not isinstance(host, LinkFault)).most_common())


def seen_in(sighting: Sighting, name: str, hosts: Collection[str]) -> Seen:
    """Judge a feed's entries as they would be with these hosts, and with its account pinned."""
    feed = Feed("init", sighting.url, "union", name, frozenset(hosts), account=sighting.account)
    verdicts = [judge(entry, feed, sighting.hops) for entry in sighting.parsed.entries]
    against = Counter(
        f"{verdict.decision} by {verdict.rule}: {verdict.reason}"
        for verdict in verdicts
        if verdict.decision is not Decision.DIRECT
    )
    dates = [entry.published_at for entry in sighting.parsed.entries if entry.published_at]
    return Seen(
        entries=len(verdicts),
        newest_at=max(dates, default=None),
        decisions=Counter(verdict.decision for verdict in verdicts),
        against=against.most_common(),
    )


def described(seen: Seen) -> str:
    """Say in a line how much a feed lists and how it is judged."""
    if not seen.entries:
        return "it lists nothing yet"
    newest = f", the newest of {seen.newest_at:%Y-%m-%d}" if seen.newest_at else ", without dates"
    judged = ", ".join(
        f"{number} {decision}" for decision in Decision if (number := seen.decisions.get(decision))
    )
    entries = "1 entry" if seen.entries == 1 else f"{seen.entries} entries"
    return f"{entries}{newest}; judged now: {judged}"


def with_twins(hosts: Sequence[str], sightings: Sequence[Sighting]) -> tuple[str, ...]:
    """Return the hosts, and those of them with or without ``www.`` which their own feeds link to."""
    linked = {
        host
        for sighting in sightings
        if sighting.account is None and link_host(sighting.url) in hosts
        for host in entry_hosts(sighting.parsed)
    }
    twins = (host.removeprefix("www.") if host.startswith("www.") else f"www.{host}" for host in hosts)
    return tuple(dict.fromkeys([*hosts, *(twin for twin in twins if twin in linked)]))


def are_twins(one: str, other: str) -> bool:
    """Tell whether two hosts differ at most in ``www.``."""
    return one.removeprefix("www.") == other.removeprefix("www.")
